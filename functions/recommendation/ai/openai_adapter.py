"""A language model of OpenAI's, or of the same protocol, as `Recommender`: OpenAI itself and Azure OpenAI.

Azure OpenAI is spoken to by its v1 interface, which is OpenAI's own with Entra ID tokens in place of a key. What
members wrote leaves the process in the request's body only: it is in no line, in no exception, and not to be kept over
there (`store`).
"""

import asyncio
import logging
import math
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

import openai
from pydantic import BaseModel, ValidationError

from functions.recommendation.ai.answer import read_answer, schema_for
from functions.recommendation.ai.port import Arranged, Declined, Usage
from functions.recommendation.ai.prompt import Prompt, prompt_for
from functions.recommendation.ai.settings import AiSettings
from functions.recommendation.brief import Evidence, Request
from shared.errors import Unavailable
from shared.telemetry import record

if TYPE_CHECKING:
    import httpx2
    from azure.core.credentials_async import AsyncTokenCredential

_MAX_OUTPUT_TOKENS = 16_000
"""Ten full days in Korean are 8,000 by our estimate; the rest is for models that think before they write."""
_CONNECT_SECONDS = 5.0
_RETRIES = 1
"""By the SDK, at once or nearly: the queue's patience begins where this ends."""
_WORTH_WAITING_SECONDS = 2.0
_MAX_RETRY_AFTER_SECONDS = 300.0
_AZURE_SCOPE = "https://cognitiveservices.azure.com/.default"
_FILTER_CODES = frozenset({"content_filter", "content_policy_violation", "invalid_prompt"})
"""What a 400 says when the prompt is not let through: Azure's code, and OpenAI's two."""
_CODE = re.compile(r"[A-Za-z_]{1,40}")
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})
_ABOUT_THE_REQUEST = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


def openai_recommender(settings: AiSettings) -> "OpenAIRecommender":
    """OpenAI, with a key."""
    assert settings.openai_api_key is not None  # noqa: S101 - AiSettings has seen to it
    return OpenAIRecommender(settings, settings.openai_url, settings.openai_api_key.get_secret_value())


def azure_recommender(settings: AiSettings, credential: "AsyncTokenCredential | None" = None) -> "OpenAIRecommender":
    """Azure OpenAI, without one: `credential` is the app's identity by default."""
    from azure.core.exceptions import AzureError  # noqa: PLC0415 - not needed for OpenAI
    from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider  # noqa: PLC0415

    assert settings.azure_openai_endpoint is not None  # noqa: S101
    credential = credential or DefaultAzureCredential()
    provide = get_bearer_token_provider(credential, _AZURE_SCOPE)

    async def token() -> str:
        try:
            return await provide()
        except AzureError as error:
            # Its message may name the identity and the tenant.
            raise Unavailable(f"no token for Azure OpenAI: {type(error).__name__}") from None

    url = f"{settings.azure_openai_endpoint.rstrip('/')}/openai/v1"
    return OpenAIRecommender(settings, url, token, credential.close)


class OpenAIRecommender:
    """Asks a model for a structured answer: twice at most, if it cannot use the first, and never for longer than
    KTRAVEL_AI_TIMEOUT in all."""

    def __init__(
        self,
        settings: AiSettings,
        url: str,
        key: str | Callable[[], Awaitable[str]],
        close_key: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._model = settings.model or ""
        self._made_by = f"{settings.ai}/{self._model}"
        self._seconds = settings.timeout_seconds
        # A redirect would take what members wrote to another host.
        http = openai.DefaultAsyncHttpxClient(
            follow_redirects=False, event_hooks={"response": [_leave_long_waits_to_the_queue]}
        )
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=key,
            http_client=http,
            max_retries=_RETRIES,
            timeout=openai.Timeout(self._seconds, connect=_CONNECT_SECONDS),
        )
        self._opened = AsyncExitStack()
        if close_key is not None:
            self._opened.push_async_callback(close_key)
        self._opened.push_async_callback(self._client.close)

    async def arrange(self, request: Request, evidence: Evidence, complaints: Sequence[str]) -> Arranged | Declined:
        prompt = prompt_for(request, evidence, complaints)
        schema = schema_for(request.dates, prompt.refs)
        # Suppressed, not caught: the SDK's exceptions hold the request, which must not travel as the context of ours.
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                first = await self._ask(prompt, schema)
                # Without usage no model has answered: what was wrong with the request would be so again.
                if isinstance(first, Arranged) or first.code != "ai_unusable" or first.usage is None:
                    return first
                second = await self._ask(prompt, schema)
                return replace(second, usage=_total(first.usage, second.usage))
        raise Unavailable(f"{self._made_by} took longer than {self._seconds:g} s")

    async def close(self) -> None:
        await self._opened.aclose()

    async def _ask(self, prompt: Prompt, schema: dict[str, object]) -> Arranged | Declined:
        started = perf_counter()
        level, status, code = logging.WARNING, None, None
        outcome: Arranged | Declined | Unavailable | None = None
        try:
            answer = await self._client.chat.completions.with_raw_response.create(
                model=self._model,
                messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "itinerary", "strict": True, "schema": schema},
                },
                max_completion_tokens=_MAX_OUTPUT_TOKENS,
                store=False,
            )
            outcome = self._read(answer.content, prompt)
        except openai.APIStatusError as error:
            status, code = error.status_code, _code(error)
            outcome, level = self._refused(status, code, error.response.headers)
        except openai.APIError as error:
            outcome = Unavailable(f"{self._made_by}: {type(error).__name__}")
        except Unavailable as no_token:
            outcome, level = no_token, logging.ERROR
        finally:
            usage = outcome.usage if isinstance(outcome, Arranged | Declined) else None
            record(
                "ai_call",
                level=logging.INFO if isinstance(outcome, Arranged) else level,
                made_by=self._made_by,
                outcome=outcome.code if isinstance(outcome, Declined) else type(outcome).__name__.lower(),
                status=status,
                code=code,
                input_tokens=usage.input_tokens if usage else None,
                output_tokens=usage.output_tokens if usage else None,
                ms=round((perf_counter() - started) * 1000, 2),
            )
        if isinstance(outcome, Unavailable):
            raise outcome
        return outcome

    def _read(self, body: bytes, prompt: Prompt) -> Arranged | Declined | Unavailable:
        """What the model says. An answer that is no completion is none of the model's, but of something in between."""
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError:
            return Unavailable(f"{self._made_by}: the answer is no completion")
        spent = completion.usage
        usage = Usage(spent.prompt_tokens, spent.completion_tokens) if spent else None
        choice = completion.choices[0] if completion.choices else _Choice()
        if choice.message.refusal:
            return Declined("ai_refused", self._made_by, usage)
        if choice.finish_reason == "content_filter":
            return Declined("ai_filtered", self._made_by, usage)
        proposal = read_answer(choice.message.content or "", prompt.refs)
        if proposal is None:
            return Declined("ai_unusable", self._made_by, usage)
        return Arranged(proposal, self._made_by, usage)

    def _refused(self, status: int, code: str | None, headers: "httpx2.Headers") -> tuple[Declined | Unavailable, int]:
        """What an HTTP error means, and how loudly it is to be recorded: what only the operator can mend is an error.
        Its member waits all the same, until somebody mends it or the deadline gives the tokens back."""
        if status == HTTPStatus.BAD_REQUEST and code in _FILTER_CODES:
            return Declined("ai_filtered", self._made_by), logging.WARNING
        if status in _ABOUT_THE_REQUEST:
            return Declined("ai_unusable", self._made_by), logging.ERROR
        unavailable = Unavailable(f"{self._made_by}: HTTP {status} {code or ''}", retry_after=_retry_after(headers))
        passing = (status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR) and code != "insufficient_quota"
        return unavailable, logging.WARNING if passing else logging.ERROR


async def _leave_long_waits_to_the_queue(response: "httpx2.Response") -> None:
    """The SDK would sleep for up to two minutes; the work queue waits without holding a worker."""
    if (_retry_after(response.headers) or 0) > _WORTH_WAITING_SECONDS:
        response.headers["x-should-retry"] = "false"


def _retry_after(headers: "httpx2.Headers") -> float | None:
    """Seconds. Both services send a number; a date, or nonsense, counts as silence."""
    for header, divisor in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(header, "")) / divisor
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds > 0:
            return min(seconds, _MAX_RETRY_AFTER_SECONDS)
    return None


def _code(error: openai.APIStatusError) -> str | None:
    """The service's own word for it, if it is one: nothing that could quote a prompt or a key."""
    return next((each for each in (error.code, error.type) if each and _CODE.fullmatch(each)), None)


def _total(first: Usage, second: Usage | None) -> Usage:
    if second is None:
        return first
    return Usage(first.input_tokens + second.input_tokens, first.output_tokens + second.output_tokens)


# What we read of a completion. The SDK's own models are made without validation: what is missing shows up later.


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    finish_reason: str | None = None
    message: _Message = _Message()


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None

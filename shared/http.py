"""What every HTTP trigger does: open the trace, know the caller, call one handler, say errors as problem+json.

`operation` wraps a trigger's function and remembers what it takes and answers; local/openapi.py makes the OpenAPI
document from that, so the document cannot say anything else than the code.
"""

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

import azure.functions as func
import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from shared.auth import Caller, unauthenticated, verifier
from shared.errors import FieldError, KtravelError, Poison, Rejection, Transient
from shared.problem import CONTENT_TYPE, problem_body
from shared.telemetry import Trace, record, tracing

MAX_BODY_BYTES = 256 * 1024
MAX_FIELD_ERRORS = 100
"""Faults named in one answer: more help nobody, and a body may have tens of thousands."""
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
_ETAG = re.compile(r'(?:W/)?"(?P<tag>[^"]*)"')
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Schema(BaseModel):
    """Base of request and response bodies: camelCase on the wire, unknown fields refused."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Paging(Schema):
    """The query parameters of every list."""

    limit: int = Field(default=20, ge=1, le=100, description="How many items at most.")
    cursor: str | None = Field(default=None, max_length=2048, description="`nextCursor` of the page before.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation answers. `etag` goes out quoted; a GET whose If-None-Match names it becomes 304."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None


def json_reply(status: int, body: Any, *, headers: Mapping[str, str] | None = None, etag: str | None = None) -> Reply:
    """A JSON answer; `body` is anything orjson takes, its keys as they go over the wire."""
    return Reply(status, orjson.dumps(body), headers=headers or {}, etag=etag)


def digest(body: bytes) -> str:
    """A short digest of a representation, for ETags."""
    return hashlib.blake2b(body, digest_size=9).hexdigest()


class Call:
    """One HTTP request, as operations see it."""

    __slots__ = ("_request", "caller", "language")

    def __init__(self, request: func.HttpRequest, caller: Caller | None, language: str) -> None:
        self._request = request
        self.caller = caller
        self.language = language
        """"ko" or "en": what the reader prefers."""

    @property
    def member(self) -> Caller:
        """The signed-in member; `operation(signed_in=True)` has seen to it that there is one."""
        if self.caller is None:
            raise unauthenticated()
        return self.caller

    def path(self, name: str) -> str:
        """A parameter of the route."""
        return str(self._request.route_params[name])

    def header(self, name: str) -> str | None:
        """A header's value."""
        value: str | None = self._request.headers.get(name)
        return value

    @property
    def authorization(self) -> str | None:
        """How the caller says who it is, to be said again on its behalf."""
        return _authorization(self._request)

    @property
    def has_body(self) -> bool:
        """Whether anything was sent in the body, for operations that need none."""
        return bool(self._request.get_body())

    def query[Q: BaseModel](self, model: type[Q]) -> Q:
        """The query parameters. Raises the 400 `Rejection` that names those at fault."""
        try:
            return model.model_validate(dict(self._request.params))
        except ValidationError as error:
            raise Rejection("invalid_parameter", 400, errors=field_errors(error, prefix="?", separator=".")) from None

    def body[B: BaseModel](self, model: type[B]) -> B:
        """The JSON body. Raises the 4xx `Rejection` that names what is wrong with it."""
        raw = self.raw_body()
        try:
            # Parsed by pydantic alone, so that numbers and duplicates are judged once and strictly.
            return model.model_validate_json(raw)
        except ValidationError as error:
            if error.error_count() == 1 and error.errors(include_url=False)[0]["type"] == "json_invalid":
                raise Rejection("invalid_json", 400) from None
            raise Rejection("validation_failed", 422, errors=field_errors(error)) from None

    def form[F: BaseModel](self, model: type[F]) -> F:
        """What an HTML form posted. Raises the 4xx `Rejection` that names what is wrong with it."""
        fields = dict(parse_qsl(self.raw_body(FORM).decode("utf-8", "replace")))
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            raise Rejection("validation_failed", 422, errors=field_errors(error)) from None

    def raw_body(self, expected: str = JSON) -> bytes:
        """The body's bytes, of the right type and size."""
        content_type = (self.header("content-type") or "").partition(";")[0].strip().lower()
        if content_type != expected:
            raise Rejection("unsupported_media_type", 415, expected=expected)
        raw: bytes = self._request.get_body()
        if len(raw) > MAX_BODY_BYTES:
            raise Rejection("body_too_large", 413, max=MAX_BODY_BYTES)
        return raw

    def if_match_version(self) -> int | None:
        """The version in If-Match (an ETag is `"<version>.<digest>"`), None without the header or for `*`.

        Raises the 400 `Rejection` for what is no ETag of ours.
        """
        value = self.header("if-match")
        if value is None or value.strip() == "*":
            return None
        match = _ETAG.fullmatch(value.strip())
        version = match["tag"].partition(".")[0] if match else ""
        if not (version.isascii() and version.isdigit() and len(version) <= 15):  # noqa: PLR2004 - below 2**53
            raise Rejection("invalid_header", 400, errors=[FieldError("#If-Match", "invalid", {})], header="If-Match")
        return int(version)

    def idempotency_key(self) -> str | None:
        """The Idempotency-Key, if there is one. Raises the 400 `Rejection` for a malformed one."""
        value = self.header("idempotency-key")
        if value is not None and not _IDEMPOTENCY_KEY.fullmatch(value):
            fault = FieldError("#Idempotency-Key", "invalid", {})
            raise Rejection("invalid_header", 400, errors=[fault], header="Idempotency-Key")
        return value

    def accepts_etag(self, etag: str) -> bool:
        """Whether If-None-Match says that the client has this version."""
        value = self.header("if-none-match")
        if value is None:
            return False
        return value.strip() == "*" or any(match["tag"] == etag for match in _ETAG.finditer(value))


type Handler = Callable[[Call], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes and answers, for the OpenAPI document."""

    name: str
    tag: str
    summary: str
    signed_in: bool | None
    """True: a token is required; None: it is read if there is one; False: it is not looked at."""
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answers: Mapping[int, type[BaseModel] | str | None]
    """Status → the body's schema, a content type, or None for no body."""
    problems: tuple[int, ...]
    """The 4xx statuses it may answer besides those that follow from the rest."""
    headers: tuple[str, ...]
    """Request headers it reads: "If-Match", "Idempotency-Key", "If-None-Match"."""
    body_type: str
    """The body's content type."""
    body_required: bool


def operation(
    *,
    tag: str,
    summary: str,
    answers: Mapping[int, type[BaseModel] | str | None],
    signed_in: bool | None = True,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    problems: tuple[int, ...] = (),
    headers: tuple[str, ...] = (),
    body_type: str = JSON,
    body_required: bool = True,
) -> Callable[[Handler], Callable[..., Awaitable[func.HttpResponse]]]:
    """Make an HTTP trigger's function of a handler that takes a `Call` and gives a `Reply`."""

    def wrap(handler: Handler) -> Callable[..., Awaitable[func.HttpResponse]]:
        name = handler.__name__

        async def endpoint(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            started = perf_counter()
            with tracing(context.trace_context.trace_parent) as trace:
                language = preferred_language(req.headers.get("accept-language"))
                caller: Caller | None = None
                try:
                    caller = None if signed_in is False else await _caller(req, required=bool(signed_in))
                    call = Call(req, caller, language)
                    reply = await handler(call)
                    if reply.etag is not None and req.method == "GET" and call.accepts_etag(reply.etag):
                        reply = Reply(304, headers=reply.headers, etag=reply.etag)
                except KtravelError as error:
                    reply = _problem(error, language, trace)
                record(
                    "request",
                    operation=name,
                    context=tag,
                    method=req.method,
                    status=reply.status,
                    member=None if caller is None else caller.member_id,
                    ms=round((perf_counter() - started) * 1000, 2),
                )
                return _response(reply)

        endpoint.__name__ = endpoint.__qualname__ = name
        endpoint.__module__ = handler.__module__
        endpoint.__doc__ = handler.__doc__
        endpoint.operation = Operation(  # type: ignore[attr-defined]
            name, tag, summary, signed_in, body, query, answers, problems, headers, body_type, body_required
        )
        return endpoint

    return wrap


def preferred_language(accept_language: str | None) -> str:
    """ "en" if the reader ranks English above Korean, else "ko": our readers are Korean first."""
    if not accept_language:
        return "ko"
    ranks = {"ko": 0.0, "en": 0.0}
    for part in accept_language.split(","):
        tag, _, rest = part.strip().partition(";")
        primary = tag.partition("-")[0].lower()
        if primary in ranks:
            weight = rest.strip().removeprefix("q=") or "1"
            try:
                ranks[primary] = max(ranks[primary], float(weight))
            except ValueError:
                continue  # a malformed preference is no preference
    return "en" if ranks["en"] > ranks["ko"] else "ko"


def field_errors(error: ValidationError, *, prefix: str = "/", separator: str = "/") -> list[FieldError]:
    """What pydantic found, as our codes and JSON pointers; the first hundred."""
    found = []
    for fault in error.errors(include_url=False, include_input=False)[:MAX_FIELD_ERRORS]:
        pointer = prefix + separator.join(str(part).replace("~", "~0").replace("/", "~1") for part in fault["loc"])
        if not fault["loc"]:
            pointer = ""
        code, params = _translate(fault["type"], fault.get("ctx") or {})
        found.append(FieldError(pointer, code, params))
    return found


_TRANSLATIONS: dict[str, tuple[str, dict[str, str]]] = {
    "missing": ("required", {}),
    "extra_forbidden": ("unknown_field", {}),
    "string_too_long": ("too_long", {"max": "max_length"}),
    "string_too_short": ("too_short", {"min": "min_length"}),
    "too_long": ("too_many", {"max": "max_length"}),
    "too_short": ("too_few", {"min": "min_length"}),
    "greater_than_equal": ("too_small", {"min": "ge"}),
    "less_than_equal": ("too_large", {"max": "le"}),
    "literal_error": ("not_allowed", {"allowed": "expected"}),
}
_EXPECTED = {
    "int": "integer",
    "bool": "boolean",
    "string": "string",
    "list": "array",
    "tuple": "array",
    "model": "object",
}


def _translate(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if kind in _TRANSLATIONS:
        code, names = _TRANSLATIONS[kind]
        return code, {ours: context[theirs] for ours, theirs in names.items()}
    expected, _, rest = kind.partition("_")
    if rest in ("type", "parsing", "attributes_type", "from_float") and expected in _EXPECTED:
        return "wrong_type", {"expected": _EXPECTED[expected]}
    return "invalid", {}


def _authorization(request: func.HttpRequest) -> str | None:
    # In Azure the gateway proves itself to the app in `Authorization`, and says in a header of its own what the caller
    # had there, or that there was nothing. Whoever else sends that header needs a good token all the same.
    moved: str | None = request.headers.get("x-member-authorization")
    given: str | None = request.headers.get("authorization") if moved is None else moved
    return None if given == "none" else given


async def _caller(request: func.HttpRequest, *, required: bool) -> Caller | None:
    header = _authorization(request)
    if header is None:
        if required:
            raise unauthenticated()
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthenticated()
    return await verifier().verify(token.strip())


def _problem(error: KtravelError, language: str, trace: Trace) -> Reply:
    headers: dict[str, str] = {}
    if isinstance(error, Rejection):
        code, status, params, errors = error.code, error.status, error.params, error.errors
        if status == 401:  # noqa: PLR2004
            headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, Transient):
        code, status, params, errors = "unavailable", 503, {}, ()
        headers["Retry-After"] = str(max(1, round(error.retry_after or 1)))
        record("unavailable", level=logging.WARNING, reason=str(error))
    else:
        assert isinstance(error, Poison)  # noqa: S101 - there is no fourth kind
        code, status, params, errors = "internal", 500, {}, ()
        logging.getLogger("ktravel").error("a request met poison: %s", error.reason, exc_info=error)
    body = problem_body(code, status, language=language, trace_id=trace.trace_id, params=params, errors=errors)
    return Reply(status, body, CONTENT_TYPE, {**headers, "Content-Language": language})


def _response(reply: Reply) -> func.HttpResponse:
    headers = dict(reply.headers)
    if reply.etag is not None:
        headers["ETag"] = f'"{reply.etag}"'
    headers.setdefault("Cache-Control", "no-store" if reply.etag is None else "private, no-cache")
    return func.HttpResponse(
        reply.body, status_code=reply.status, headers=headers, mimetype=reply.content_type if reply.body else None
    )

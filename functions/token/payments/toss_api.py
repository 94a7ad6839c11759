"""Toss Payments' core API as HTTP: the key, the time an answer may take, and what an answer that is none means.

https://docs.tosspayments.com/reference: JSON over HTTPS; HTTP Basic with the secret key for a name and no password; an
error is a status with `{"code", "message"}`. A request with an `Idempotency-Key` that came before, within 15 days, is
answered as it was then.
"""

import asyncio
import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson

from shared.errors import Poison, Unavailable

ANSWERS_WITHIN_SECONDS = 25.0
"""In all. Below the half minute after which the reconciler asks in the stead of whoever asked (orders.LOOK_AFTER)."""
_CONNECT_SECONDS = 5.0
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_PASSING_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_PASSING = frozenset(
    {
        "CARD_PROCESSING_ERROR",
        "COMMON_ERROR",
        "FORBIDDEN_CONSECUTIVE_REQUEST",
        "IDEMPOTENT_REQUEST_PROCESSING",
        "PROVIDER_ERROR",
    }
)
"""Codes of a 4xx that say no more than: not now."""
_OURS = frozenset({"INCORRECT_BASIC_AUTH_FORMAT", "INVALID_API_KEY", "UNAUTHORIZED_KEY"})
"""Codes that say that our key is wrong: no payment's fault."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A 4xx about the payment itself, by its code."""

    code: str


class TossApi:
    """The few requests that payments need. A client is made with the first of them."""

    def __init__(self, url: str, secret_key: str) -> None:
        self._url = url
        self._authorization = f"Basic {base64.b64encode(f'{secret_key}:'.encode()).decode()}"
        self._seconds = ANSWERS_WITHIN_SECONDS
        self._client: aiohttp.ClientSession | None = None

    async def get(self, path: str) -> dict[str, Any] | Refused:
        """What is at `path`. Raises as `post` does."""
        return await self._ask("GET", path, None, {})

    async def post(self, path: str, body: Mapping[str, object], *, idempotency_key: str) -> dict[str, Any] | Refused:
        """What comes of it. Raises `Unavailable` when there is no answer, or none for now: then anything may have
        happened. Raises `Poison` when our key is not taken."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        return await self._ask("POST", path, orjson.dumps(body), headers)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> dict[str, Any] | Refused:
        sent = {"Accept": "application/json", "Authorization": self._authorization, **headers}
        try:
            # A redirect would take the key to another host.
            async with (
                asyncio.timeout(self._seconds),
                self._open().request(
                    method, f"{self._url}{path}", data=body, headers=sent, allow_redirects=False
                ) as response,
            ):
                return _read(response.status, response.headers.get("Retry-After"), await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Its message may name the payment.
            raise Unavailable(f"Toss Payments did not answer: {type(error).__name__}") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._client is None:
            timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=_CONNECT_SECONDS)
            self._client = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._client


def _read(status: int, retry_after: str | None, body: bytes) -> dict[str, Any] | Refused:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING_STATUSES:
        seconds = float(retry_after) if retry_after is not None and retry_after.isdecimal() else None
        raise Unavailable(f"Toss Payments answered {status}", retry_after=seconds)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Whatever stood in between: it says nothing of what Toss Payments did.
        raise Unavailable(f"Toss Payments answered {status} and no JSON") from None
    if not isinstance(document, dict):
        raise Unavailable(f"Toss Payments answered {status} and no object")
    if status == HTTPStatus.OK:
        return document
    code = document.get("code")
    if not (isinstance(code, str) and _CODE.fullmatch(code)):
        raise Poison(f"Toss Payments answered {status} without a code")
    if status == HTTPStatus.UNAUTHORIZED or code in _OURS:
        raise Poison(f"Toss Payments does not take our key: {code}")
    if code in _PASSING:
        raise Unavailable(f"Toss Payments answered {status} {code}")
    return Refused(code)

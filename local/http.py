"""Requests and responses between the server (uvicorn), the gateway and whoever answers: whole, since Functions are."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from random import getrandbits
from typing import Any

from shared.http import preferred_language
from shared.problem import CONTENT_TYPE, Params, problem_body

MAX_BODY_BYTES = 100 * 1024 * 1024
"""What the Functions host takes at most."""

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class Request:
    """A request. `path` is as it came over the wire; header names are lower-case, repeated headers joined."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    client: str = ""
    scheme: str = "http"


@dataclass(slots=True)
class Response:
    """A response. Its length is said by whoever sends it."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


type Handler = Callable[[Request], Awaitable[Response]]


def asgi(handler: Handler, max_body: int = MAX_BODY_BYTES) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The ASGI application that answers by `handler`. Bodies over `max_body` bytes are refused unread."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope["headers"])
        body: bytes | None = b""
        if "content-length" in headers or "transfer-encoding" in headers:
            body = await _body(headers.get("content-length"), receive, max_body)
        client = scope["client"]
        request = Request(
            scope["method"],
            scope["raw_path"].decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            headers,
            body or b"",
            client[0] if client else "",
            scope["scheme"],
        )
        if body is None:
            response = problem(request, "body_too_large", 413, max=max_body)
            response.headers.append((b"connection", b"close"))
        else:
            response = await handler(request)
        fields = response.headers
        if response.status not in (204, 304):
            fields.append((b"content-length", b"%d" % len(response.body)))
        await send({"type": "http.response.start", "status": response.status, "headers": fields})
        await send({"type": "http.response.body", "body": response.body if response.status not in (204, 304) else b""})

    return application


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in headers:
            value = f"{headers[name]}{'; ' if name == 'cookie' else ','}{value}"
        headers[name] = value
    return headers


async def _body(content_length: str | None, receive: Receive, most: int) -> bytes | None:
    """The whole body, or None when it is longer than `most`."""
    if content_length is not None and int(content_length) > most:
        return None
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def problem(request: Request, code: str, status: int, **params: str | int | None) -> Response:
    """An error that the host or the gateway answers itself (RFC 9457)."""
    language = preferred_language(request.headers.get("accept-language"))
    said: Params = params
    body = problem_body(code, status, language=language, trace_id=trace_id(request), params=said)
    headers = [
        (b"content-type", CONTENT_TYPE.encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store"),
    ]
    return Response(status, headers, body)


def traceparent(request: Request) -> str:
    """The request's W3C `traceparent`; a new one is given to it when it has none that is valid."""
    value = request.headers.get("traceparent")
    if value is None or not _TRACEPARENT.fullmatch(value):
        value = f"00-{getrandbits(128):032x}-{getrandbits(64):016x}-01"
        request.headers["traceparent"] = value
    return value


def trace_id(request: Request) -> str:
    """The trace a request belongs to."""
    return traceparent(request)[3:35]

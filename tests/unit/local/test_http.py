"""Between ASGI and our handlers."""

from collections.abc import Iterable, MutableMapping
from typing import Any

import orjson
import pytest

from local.http import Request, Response, asgi


class Wire:
    """One request as uvicorn hands it over, and what was sent back."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]] = (), parts: Iterable[bytes] = ()) -> None:
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "raw_path": b"/api/plans/%20",
            "query_string": b"a=1",
            "headers": list(headers),
            "client": ("192.0.2.1", 1),
            "scheme": "http",
        }
        self.parts = list(parts)
        self.sent: list[dict[str, Any]] = []
        self.read = 0

    async def receive(self) -> MutableMapping[str, Any]:
        self.read += 1
        return {"type": "http.request", "body": self.parts.pop(0), "more_body": bool(self.parts)}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)


async def exchange(wire: Wire, response: Response | None = None, max_body: int = 100) -> Request | None:
    seen: list[Request] = []

    async def handler(request: Request) -> Response:
        seen.append(request)
        return response or Response(200, [], b"hello")

    await asgi(handler, max_body)(wire.scope, wire.receive, wire.send)
    return seen[0] if seen else None


async def test_a_request_arrives_whole() -> None:
    request = await exchange(Wire([(b"content-length", b"6"), (b"x-a", b"1")], [b"abc", b"def"]))
    assert request == Request(
        "POST", "/api/plans/%20", "a=1", {"content-length": "6", "x-a": "1"}, b"abcdef", "192.0.2.1", "http"
    )


async def test_nothing_is_waited_for_where_there_is_no_body() -> None:
    wire = Wire()
    request = await exchange(wire)
    assert request is not None
    assert (request.body, wire.read) == (b"", 0)


async def test_repeated_headers_are_joined() -> None:
    wire = Wire([(b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"x=1"), (b"cookie", b"y=2")])
    request = await exchange(wire)
    assert request is not None
    assert request.headers == {"accept": "a,b", "cookie": "x=1; y=2"}


async def test_a_body_that_says_it_is_too_long_is_refused_unread() -> None:
    wire = Wire([(b"content-length", b"101"), (b"accept-language", b"en")], [b"x" * 101])
    assert await exchange(wire) is None
    assert wire.read == 0
    assert wire.sent[0]["status"] == 413
    assert (b"connection", b"close") in wire.sent[0]["headers"]
    assert orjson.loads(wire.sent[1]["body"])["code"] == "body_too_large"


async def test_a_body_that_becomes_too_long_is_not_read_to_its_end() -> None:
    wire = Wire([(b"transfer-encoding", b"chunked")], [b"x" * 60] * 5)
    assert await exchange(wire) is None
    assert (wire.read, wire.sent[0]["status"]) == (2, 413)


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_without_a_body_says_no_length(status: int) -> None:
    wire = Wire()
    await exchange(wire, Response(status, [(b"etag", b'"1"')]))
    assert wire.sent == [
        {"type": "http.response.start", "status": status, "headers": [(b"etag", b'"1"')]},
        {"type": "http.response.body", "body": b""},
    ]


async def test_an_answer_says_its_length() -> None:
    wire = Wire()
    await exchange(wire)
    assert wire.sent[0]["headers"] == [(b"content-length", b"5")]
    assert wire.sent[1]["body"] == b"hello"

"""A server on this machine that speaks OpenAI's protocol (chat completions), and misbehaves on demand.

It is as strict about what it is asked as Azure OpenAI: a schema with keywords that structured outputs do not know is a
400. Each request is answered by the next of the behaviours it was given; the last one stays.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Self

import orjson
from aiohttp import web

type Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]
SOON = {"retry-after-ms": "1"}

_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf"}


class Asked:
    """One request, as it came in."""

    def __init__(self, request: web.Request, body: dict[str, Any]) -> None:
        self.path = request.path_qs
        self.headers = request.headers
        self.body = body

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def input_lines(self) -> list[dict[str, Any]]:
        """What stands in the input block, read as the model is told to."""
        block = str(self.body["messages"][1]["content"]).partition("<input>\n")[2].partition("\n</input>")[0]
        return [orjson.loads(line) for line in block.split("\n")]


class OpenAIServer:
    """`async with OpenAIServer() as server`: listening at `url` until the end."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._behaviours: list[Behaviour] = [answers("{}")]
        self._runner: web.AppRunner | None = None
        self.url = ""

    def behave(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{anything:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(Asked(request, body))
        if faults := [*_faults(body)]:
            return _error(400, "invalid_request_error", {}, message="; ".join(faults))
        behaviour = self._behaviours[0]
        if len(self._behaviours) > 1:
            self._behaviours.pop(0)
        return await behaviour(request)


def completes(message: Mapping[str, Any], finish_reason: str = "stop", *, choices: int = 1) -> Behaviour:
    """A completion with this message, which cost 700 tokens in and 300 out."""

    async def behave(_: web.Request) -> web.StreamResponse:
        choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", **message}}
        return _json(
            200,
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1_767_225_600,
                "model": "gpt-test-2026-01-01",
                "choices": [choice] * choices,
                "usage": {"prompt_tokens": 700, "completion_tokens": 300, "total_tokens": 1000},
            },
        )

    return behave


def answers(content: str) -> Behaviour:
    return completes({"content": content, "refusal": None})


def refuses() -> Behaviour:
    return completes({"content": None, "refusal": "I'm sorry, I can't help with that."})


def filters_the_answer() -> Behaviour:
    return completes({"content": '{"title": "Thr'}, "content_filter")


def runs_out_of_tokens(content: str) -> Behaviour:
    return completes({"content": content[: len(content) // 2]}, "length")


def fails(status: int, code: str | None = None, headers: Mapping[str, str] = SOON, *, message: str = "no") -> Behaviour:
    async def behave(_: web.Request) -> web.StreamResponse:
        return _error(status, code, headers, message=message)

    return behave


def says(body: bytes, content_type: str) -> Behaviour:
    """200 with this body."""

    async def behave(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type=content_type)

    return behave


def resets() -> Behaviour:
    async def behave(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return behave


def breaks_off() -> Behaviour:
    """Promises more than it sends."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"id": "chat')
        assert request.transport is not None
        request.transport.abort()
        return response

    return behave


def hangs() -> Behaviour:
    async def behave(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    return behave


def drips() -> Behaviour:
    """Sends a byte now and then, for ever: no single read takes long."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        with suppress(ConnectionError):
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.005)
        return response

    return behave


def redirects(to: str) -> Behaviour:
    async def behave(_: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": to})

    return behave


def _faults(body: Mapping[str, Any]) -> Iterable[str]:
    if body["response_format"]["type"] != "json_schema" or body["response_format"]["json_schema"]["strict"] is not True:
        yield "response_format is not strict"
    yield from _schema_faults(body["response_format"]["json_schema"]["schema"], 0)


def _schema_faults(schema: Mapping[str, Any], depth: int) -> Iterable[str]:
    if unknown := schema.keys() - _KEYWORDS:
        yield f"keywords not supported: {sorted(unknown)}"
    if schema.get("enum") == []:
        yield "an enum without values"
    if depth > 5:
        yield "nested too deeply"
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False or schema["required"] != list(schema["properties"]):
            yield "an object that is not closed"
        for each in schema["properties"].values():
            yield from _schema_faults(each, depth + 1)
    for each in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _schema_faults(each, depth)


def _error(status: int, code: str | None, headers: Mapping[str, str], *, message: str) -> web.Response:
    return _json(status, {"error": {"message": message, "type": None, "param": None, "code": code}}, headers)


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json", headers=headers)

"""Passing requests on to the process of the context that answers them."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import aiohttp
import orjson
from yarl import URL

from local.http import Request, Response, problem
from local.routes import Router

_RETRY_AFTER_SECONDS = 2
_TIMEOUT_SECONDS = 230.0
"""What Azure's front end grants an HTTP function."""
_KEEP_ALIVE_SECONDS = 60.0
_NOT_PASSED_ON = frozenset({b"connection", b"content-length", b"date", b"keep-alive", b"transfer-encoding"})


class ContextProxy:
    """One context's process, behind its Unix socket."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(path), limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS),
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS, sock_connect=2),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("accept", "accept-encoding", "user-agent", "content-type"),
        )

    async def handle(self, request: Request) -> Response:
        """The context's answer; 503 while its process is not there."""
        url = URL(f"http://{self.name}{request.path}{f'?{request.query}' if request.query else ''}", encoded=True)
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        try:
            async with self._session.request(
                request.method, url, headers=headers, data=request.body or None, allow_redirects=False
            ) as answer:
                fields = [
                    (name.lower(), value) for name, value in answer.raw_headers if name.lower() not in _NOT_PASSED_ON
                ]
                return Response(answer.status, fields, await answer.read())
        except (aiohttp.ClientError, TimeoutError):
            response = problem(request, "unavailable", 503)
            response.headers.append((b"retry-after", b"%d" % _RETRY_AFTER_SECONDS))
            return response

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


class Contexts:
    """All contexts' processes, by their routes. One that is down takes only its own routes with it."""

    def __init__(self, proxies: Iterable[ContextProxy], prefix: str = "api") -> None:
        self._proxies = {proxy.name: proxy for proxy in proxies}
        self._router: Router[ContextProxy] = Router(prefix)
        self._known: set[str] = set()

    def learn(self, name: str, routes: Iterable[tuple[list[str], str]]) -> None:
        """Send `routes` to the context `name`; once is enough, they change with the code only."""
        if name in self._known:
            return
        self._known.add(name)
        for methods, template in routes:
            if not template.startswith("health/"):
                self._router.add(methods, template, self._proxies[name])

    async def handle(self, request: Request) -> Response:
        """Answer by the context whose route it is."""
        if request.method == "GET" and request.path == "/api/health/live":
            return _json(200, {"status": "ok"})
        if request.method == "GET" and request.path == "/api/health/ready":
            return await self._ready(request)
        found = self._router.match(request.method, request.path)
        return Response(404) if found is None else await found[0].handle(request)

    async def close(self) -> None:
        """Let go of all connections."""
        for proxy in self._proxies.values():
            await proxy.close()

    async def _ready(self, request: Request) -> Response:
        answers = await asyncio.gather(*(proxy.handle(request) for proxy in self._proxies.values()))
        states = {
            name: "ok" if answer.status == 200 else "unavailable"  # noqa: PLR2004
            for name, answer in zip(self._proxies, answers, strict=True)
        }
        ready = set(states.values()) == {"ok"}
        return _json(200 if ready else 503, {"status": "ok" if ready else "unavailable", "contexts": states})


def _json(status: int, body: object) -> Response:
    return Response(
        status, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], orjson.dumps(body)
    )

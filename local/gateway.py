"""What API Management does in Azure: limits, CORS, correlation, and one face for what goes wrong.

It passes everything below /api on to whoever hosts the functions: this process, or one process per context. The
functions' own answers go through as they are; an answer without a body to a path that is not there, or to an exception,
becomes a problem document.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Collection

from local.documentation import Documentation
from local.http import Handler, Request, Response, problem, trace_id, traceparent
from local.limits import Limiter
from local.web_app import WebApp
from shared.telemetry import record, tracing

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
_FOR_THE_GATEWAY_TO_SAY = {
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-member-authorization",
    "x-share-token",
}
_NOT_PASSED_ON = frozenset(_HOP_BY_HOP | _FOR_THE_GATEWAY_TO_SAY)
_METHODS = b"GET, POST, PUT, PATCH, DELETE"
_REQUEST_HEADERS = (
    b"authorization, content-type, if-match, if-none-match, idempotency-key, accept-language, traceparent, tracestate"
)
_RESPONSE_HEADERS = b"etag, location, retry-after, x-trace-id, content-disposition"
_PREFLIGHT_SECONDS = b"600"


class Gateway:
    """The one way in. `upstream` answers what is below /api; `web_origins` are those of the web app, the only
    ones that may call with credentials; without `limiter` nothing is limited."""

    def __init__(
        self,
        upstream: Handler,
        *,
        web_origins: Collection[str],
        limiter: Limiter | None,
        documentation: Documentation | None = None,
        web_app: WebApp | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._upstream = upstream
        self._cors = {
            origin: [
                (b"access-control-allow-origin", origin.encode()),
                (b"access-control-allow-credentials", b"true"),
                (b"access-control-expose-headers", _RESPONSE_HEADERS),
            ]
            for origin in web_origins
        }
        self._limiter = limiter
        self._documentation = documentation or Documentation()
        self._web_app = web_app or WebApp()
        self._clock = clock

    async def handle(self, request: Request) -> Response:
        """Answer one request."""
        trace = trace_id(request)
        origin = request.headers.get("origin")
        if request.method == "OPTIONS" and origin and "access-control-request-method" in request.headers:
            response = self._preflight()
        else:
            response = await self._answer(request)
        fields = response.headers
        fields.append((b"x-trace-id", trace.encode()))
        fields.append((b"x-content-type-options", b"nosniff"))
        if origin:
            fields += self._cors.get(origin, ())
            fields.append((b"vary", b"Origin"))
        return response

    def _preflight(self) -> Response:
        # The permissions are the same for all; who they are given to is said by the origin, which `handle` adds.
        return Response(
            204,
            [
                (b"access-control-allow-methods", _METHODS),
                (b"access-control-allow-headers", _REQUEST_HEADERS),
                (b"access-control-max-age", _PREFLIGHT_SECONDS),
            ],
        )

    def _answer(self, request: Request) -> Awaitable[Response]:
        path = request.path
        if path.startswith("/api/"):
            return self._api(request)
        return _ready(self._web_app.answer(request))

    async def _api(self, request: Request) -> Response:
        headers = request.headers
        if self._limiter is not None:
            seconds = self._limiter.refusal(
                request.method,
                request.path,
                address=request.client,
                authorization=headers.get("authorization"),
                now=self._clock(),
            )
            if seconds is not None:
                return _too_many(request, seconds)
        if request.method == "GET" and (page := self._documentation.answer(request)) is not None:
            return page
        _forward(request)
        response = await self._upstream(request)
        if response.body or response.status < 400:  # noqa: PLR2004
            return response
        if response.status == 404:  # noqa: PLR2004
            return problem(request, "not_found", 404)
        if response.status == 500:  # noqa: PLR2004
            return problem(request, "internal", 500)
        return response


def _forward(request: Request) -> None:
    """Take off what was meant for us, and say for whom we ask; what a client says about that is not passed on."""
    headers = request.headers
    if "connection" in headers:
        for name in headers["connection"].lower().split(","):
            headers.pop(name.strip(), None)
    for name in _NOT_PASSED_ON & headers.keys():
        del headers[name]
    headers["x-forwarded-for"] = request.client


def _too_many(request: Request, seconds: int) -> Response:
    with tracing(traceparent(request)):
        record("limited", level=logging.INFO, method=request.method, retry_after=seconds)
    response = problem(request, "too_many_requests", 429, seconds=seconds)
    response.headers.append((b"retry-after", b"%d" % seconds))
    return response


async def _ready(response: Response) -> Response:
    return response

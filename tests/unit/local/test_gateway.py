"""The gateway: what it adds, takes away, refuses and answers itself."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from local.documentation import Documentation
from local.gateway import Gateway
from local.http import Request, Response
from local.limits import Limiter, Limits
from local.web_app import WebApp

ORIGIN, OTHER_ORIGIN = "http://127.0.0.1:7071", "http://localhost:7071"


class Upstream:
    """Answers what it was told to and remembers what it was asked."""

    def __init__(self, response: Response | None = None) -> None:
        self.response = response
        self.requests: list[Request] = []

    async def handle(self, request: Request) -> Response:
        self.requests.append(request)
        return self.response or Response(200, [(b"content-type", b"text/plain")], b"fine")


def gateway(upstream: Upstream, tmp_path: Path, limiter: Limiter | None = None) -> Gateway:
    return Gateway(
        upstream.handle,
        web_origins=(ORIGIN, OTHER_ORIGIN),
        limiter=limiter,
        documentation=Documentation(tmp_path / "openapi.yaml"),
        web_app=WebApp(tmp_path / "dist"),
        clock=lambda: 0,
    )


def request(method: str = "GET", path: str = "/api/plans", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method, path, "", named, b"", "192.0.2.1")


def headers(response: Response) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in response.headers}


def problem_of(response: Response) -> dict[str, Any]:
    assert headers(response)["content-type"] == "application/problem+json"
    said: dict[str, Any] = orjson.loads(response.body)
    assert said["status"] == response.status
    assert said["traceId"] == headers(response)["x-trace-id"]
    return said


async def test_a_request_without_a_trace_gets_one(tmp_path: Path) -> None:
    upstream = Upstream()
    response = await gateway(upstream, tmp_path).handle(request())
    trace = headers(response)["x-trace-id"]
    assert upstream.requests[0].headers["traceparent"][3:35] == trace
    assert len(trace) == 32


async def test_a_trace_goes_through(tmp_path: Path) -> None:
    upstream = Upstream()
    parent = f"00-{'a' * 32}-{'b' * 16}-01"
    response = await gateway(upstream, tmp_path).handle(request(traceparent=parent))
    assert upstream.requests[0].headers["traceparent"] == parent
    assert headers(response)["x-trace-id"] == "a" * 32


@pytest.mark.parametrize(
    "parent", ["", "garbage", f"00-{'0' * 32}-{'b' * 16}-01", f"00-{'A' * 32}-{'b' * 16}-01", f"00-{'a' * 32}-01"]
)
async def test_a_malformed_trace_is_replaced(tmp_path: Path, parent: str) -> None:
    upstream = Upstream()
    await gateway(upstream, tmp_path).handle(request(traceparent=parent))
    assert upstream.requests[0].headers["traceparent"] != parent


async def test_hop_by_hop_headers_end_here_and_nobody_says_for_whom_they_ask(tmp_path: Path) -> None:
    upstream = Upstream()
    sent = request(
        connection="keep-alive, X-Secret",
        x_secret="1",
        te="trailers",
        upgrade="h2c",
        x_forwarded_for="10.0.0.1",
        x_forwarded_host="evil.example",
        x_member_authorization="none",
        x_share_token="another",
        accept="*/*",
    )
    await gateway(upstream, tmp_path).handle(sent)
    assert upstream.requests[0].headers.keys() == {"accept", "traceparent", "x-forwarded-for"}
    assert upstream.requests[0].headers["x-forwarded-for"] == "192.0.2.1"


@pytest.mark.parametrize("origin", [ORIGIN, OTHER_ORIGIN])
async def test_the_web_app_may_call_with_credentials(tmp_path: Path, origin: str) -> None:
    seen = headers(await gateway(Upstream(), tmp_path).handle(request(origin=origin)))
    assert seen["access-control-allow-origin"] == origin
    assert seen["access-control-allow-credentials"] == "true"
    assert "etag" in seen["access-control-expose-headers"]
    assert seen["vary"] == "Origin"


async def test_errors_can_be_read_by_the_web_app_too(tmp_path: Path) -> None:
    response = await gateway(Upstream(Response(500)), tmp_path).handle(request(origin=ORIGIN))
    assert headers(response)["access-control-allow-origin"] == ORIGIN


async def test_nobody_else_may(tmp_path: Path) -> None:
    upstream = Upstream()
    seen = headers(await gateway(upstream, tmp_path).handle(request(origin="https://evil.example")))
    assert "access-control-allow-origin" not in seen
    assert seen["vary"] == "Origin"
    preflight = request("OPTIONS", origin="https://evil.example", access_control_request_method="PUT")
    assert "access-control-allow-origin" not in headers(await gateway(upstream, tmp_path).handle(preflight))


async def test_a_preflight_is_answered_here(tmp_path: Path) -> None:
    upstream = Upstream()
    sent = request("OPTIONS", origin=ORIGIN, access_control_request_method="PUT")
    response = await gateway(upstream, tmp_path).handle(sent)
    seen = headers(response)
    assert (response.status, upstream.requests) == (204, [])
    assert "PUT" in seen["access-control-allow-methods"]
    assert {"authorization", "if-match", "idempotency-key"} <= set(seen["access-control-allow-headers"].split(", "))
    assert seen["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize(("status", "code"), [(404, "not_found"), (500, "internal")])
async def test_an_empty_error_becomes_a_problem(tmp_path: Path, status: int, code: str) -> None:
    response = await gateway(Upstream(Response(status)), tmp_path).handle(request())
    assert problem_of(response)["code"] == code


async def test_an_error_with_a_body_is_the_functions_own(tmp_path: Path) -> None:
    given = Response(404, [(b"content-type", b"application/problem+json")], b'{"code":"gone"}')
    response = await gateway(Upstream(given), tmp_path).handle(request())
    assert (response.status, response.body) == (404, b'{"code":"gone"}')


async def test_a_problem_is_said_in_the_readers_language(tmp_path: Path) -> None:
    entry = gateway(Upstream(Response(404)), tmp_path)
    assert problem_of(await entry.handle(request(accept_language="en")))["title"].isascii()
    korean = await entry.handle(request(accept_language="ko-KR,ko;q=0.9,en;q=0.8"))
    assert not problem_of(korean)["title"].isascii()
    assert headers(korean)["content-language"] == "ko"


async def test_too_many_requests_are_refused_before_anyone_works_on_them(tmp_path: Path) -> None:
    limit = {"name": "x", "per": "address", "calls": 1, "seconds": 60, "operations": [{"method": "*", "path": "/*"}]}
    limiter = Limiter(Limits.model_validate({"limits": [limit]}))
    upstream = Upstream()
    entry = gateway(upstream, tmp_path, limiter)
    assert (await entry.handle(request())).status == 200
    response = await entry.handle(request(accept_language="en"))
    said = problem_of(response)
    assert (response.status, said["code"], said["params"]) == (429, "too_many_requests", {"seconds": 60})
    assert headers(response)["retry-after"] == "60"
    assert len(upstream.requests) == 1


async def test_without_a_web_app_everything_else_leads_to_the_documentation(tmp_path: Path) -> None:
    response = await gateway(Upstream(), tmp_path).handle(request(path="/"))
    assert (response.status, headers(response)["location"]) == (307, "/api/docs")


async def test_the_documentation_is_served_from_here(tmp_path: Path) -> None:
    upstream = Upstream()
    response = await gateway(upstream, tmp_path).handle(request(path="/api/docs"))
    assert (response.status, upstream.requests) == (200, [])
    assert "content-security-policy" in headers(response)

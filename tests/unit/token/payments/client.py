"""Calls the operations of buying tokens as the host does."""

import json
from typing import Any

import azure.functions as func
import orjson

from functions.token import api_orders, api_sandbox, api_toss
from shared.auth import Caller, unauthenticated
from tests.unit.token.ledger import EMMA, JIWOO

CALLERS = {"jiwoo": JIWOO, "emma": EMMA}


class Verifier:
    """Knows two members by their names."""

    async def verify(self, token: str) -> Caller:
        if token not in CALLERS:
            raise unauthenticated()
        return CALLERS[token]


class _TraceContext:
    trace_parent = None


class _Context:
    trace_context = _TraceContext()


class Answer:
    """A response, read."""

    def __init__(self, response: func.HttpResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.type = response.mimetype
        self.raw = response.get_body()

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def text(self) -> str:
        return str(self.raw.decode())

    @property
    def code(self) -> str:
        return str(self.json["code"])


async def ask(
    operation: str,
    *,
    as_: str | None = None,
    body: Any = None,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    **route: str,
) -> Answer:
    """`body`: bytes as they are, anything else as JSON."""
    module = next(each for each in (api_orders, api_sandbox, api_toss) if hasattr(each, operation))
    endpoint: Any = getattr(module, operation).build().get_user_function()
    sent = {"content-type": "application/json"} | (headers or {})
    if as_ is not None:
        sent["authorization"] = f"Bearer {as_}"
    raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    method = "GET" if operation.startswith(("read", "list", "show")) else "POST"
    request = func.HttpRequest(
        method=method, url="http://x/api", headers=sent, params=query or {}, route_params=route, body=raw
    )
    return Answer(await endpoint(request, _Context()))

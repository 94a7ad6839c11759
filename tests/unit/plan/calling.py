"""Calling plan's HTTP operations as the host does."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.plan import api, api_accept, api_feed, api_fork, api_formats, api_links, api_shared, inbox, relay
from shared import http
from shared.auth import Caller, unauthenticated
from shared.dependencies import Dependencies
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN

CALLERS = {"jiwoo": JIWOO, "minjun": MINJUN, "emma": EMMA}
MODULES: tuple[ModuleType, ...] = (api, api_accept, api_feed, api_formats, api_fork, api_links, api_shared)


class _Verifier:
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
        self.status: int = response.status_code
        self.headers = response.headers
        self.type = response.mimetype
        self.raw: bytes = response.get_body()

    @property
    def json(self) -> Any:
        return orjson.loads(self.raw)

    @property
    def text(self) -> str:
        return self.raw.decode()

    @property
    def pointers(self) -> list[str]:
        """What a problem points at."""
        return [each["pointer"] for each in self.json.get("errors", ())]


class Web:
    """Everything that plan answers, and the change feed between the answers."""

    def __init__(self, deps: Dependencies) -> None:
        self._deps = deps

    async def ask(
        self,
        operation: str,
        *,
        as_: str | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        **route: str,
    ) -> Answer:
        """One request; a body that is no bytes is sent as JSON."""
        function = next(getattr(module, operation) for module in MODULES if hasattr(module, operation))
        sent = dict(headers or {})
        if as_ is not None:
            sent["authorization"] = f"Bearer {as_}"
        if body is not None:
            sent.setdefault("content-type", "application/json")
        request = func.HttpRequest(
            method="GET" if operation.startswith(("read", "list", "search")) else "POST",
            url="http://x/api",
            headers=sent,
            params=query or {},
            route_params=route,
            body=body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body),
        )
        return Answer(await function.build().get_user_function()(request, _Context()))

    async def feed(self, documents: Iterable[Any] | None = None) -> None:
        """Hand the change feed of `plans` to its trigger: these documents, or all there are."""
        if documents is None:
            documents = [item.body for item in (await self._deps.store.read_feed("plans", None, 1000)).items]
        trigger: Any = relay.plan_relay
        given = func.DocumentList([func.Document.from_dict(document) for document in documents])
        await trigger.build().get_user_function()(given)


def wire(deps: Dependencies, monkeypatch: pytest.MonkeyPatch) -> Web:
    """Have the operations and triggers work on these dependencies."""
    monkeypatch.setattr(http, "verifier", _Verifier)
    for module in (*MODULES, relay, inbox):
        monkeypatch.setattr(module, "dependencies", lambda _context: deps)
    return Web(deps)

"""Every function of the platform in one process, invoked one after another, with stores and a bus that count.

Nothing runs by itself: an operation is called, then `settle` lets the change feeds and queues go on until nothing is
left. The feed trigger is invoked once for what one operation wrote; in Azure a busy one takes more at a time.
"""

import importlib
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import azure.functions as func
import orjson

from local.costs.charges import bus_operations
from local.costs.counting import CountingBus, CountingStore, Counts
from shared import http
from shared.auth import Caller
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.store.sqlite import SqliteStore
from shared.topology import topology

_BEGIN = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
_REFUSED = 400


class _Clock:
    """A second goes by between any two invocations."""

    def __init__(self) -> None:
        self.present = _BEGIN

    def now(self) -> datetime:
        return self.present


@dataclass(frozen=True, slots=True)
class _TraceContext:
    trace_parent: None = None


@dataclass(frozen=True, slots=True)
class _Context:
    trace_context: _TraceContext = _TraceContext()


@dataclass
class _Delivery:
    """What the queue trigger hands over."""

    body: bytes
    message_id: str
    subject: str
    application_properties: dict[str, Any]
    content_type: str = "application/cloudevents+json"
    correlation_id: str | None = None
    delivery_count: int = 1

    def get_body(self) -> bytes:
        return self.body


class _Verifier:
    """A token is the member's id."""

    async def verify(self, token: str) -> Caller:
        return Caller(token, "지우", "session")


@dataclass
class Invoked:
    """What one kind of invocation cost: the most of it, where it differed."""

    most: Counts = field(default_factory=Counts)

    def saw(self, counts: Counts) -> None:
        """One more of them."""
        if counts.units > self.most.units:
            self.most = counts


class Platform:
    """All contexts on SQLite files in `directory`."""

    def __init__(self, directory: Path) -> None:
        self.counts = Counts()
        self.clock = _Clock()
        self._bus = CountingBus(self.counts)
        self._deps = {
            name: Dependencies(
                store=CountingStore(
                    SqliteStore(directory / f"{name}.sqlite3", context.containers, clock=self.clock), self.counts
                ),
                bus=self._bus,
                clock=self.clock,
            )
            for name, context in topology().contexts.items()
        }
        app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
        for name in self._deps:
            for blueprint in importlib.import_module(f"functions.{name}").blueprints:
                app.register_functions(blueprint)
        self._functions: dict[str, Any] = {
            str(function.get_function_name()): function for function in app.get_functions()
        }
        self._queues = {
            trigger.queue_name: name
            for name, function in self._functions.items()
            if (trigger := function.get_trigger()).type == "serviceBusTrigger"
        }
        self._fed: dict[str, str | None] = {}
        self.handled: dict[str, Invoked] = {}
        """What the queue triggers did, by queue and event."""
        self.relayed: dict[str, Invoked] = {}
        """What the feed triggers did, by container and what was in the feed."""
        self._plug_in()

    def route(self, operation: str) -> str:
        """How an operation is asked for."""
        trigger = self._functions[operation].get_trigger()
        return f"{getattr(trigger.methods[0], 'value', trigger.methods[0])} /api/{trigger.route}"

    def operations(self) -> set[str]:
        """The names of all HTTP operations."""
        return {name for name, function in self._functions.items() if function.get_trigger().type == "httpTrigger"}

    async def ask(
        self,
        operation: str,
        *,
        as_: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        **route: str,
    ) -> func.HttpResponse:
        """One request. Raises `RuntimeError` if it is refused."""
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        sent = {"content-type": "application/json"} if raw else {}
        if as_ is not None:
            sent["authorization"] = f"Bearer {as_}"
        function = self._functions[operation]
        request = func.HttpRequest(
            method=self.route(operation).partition(" ")[0],
            url="http://127.0.0.1/api",
            headers={**sent, **(headers or {})},
            params=dict(query or {}),
            route_params=route,
            body=raw,
        )
        response: func.HttpResponse = await self._invoke(function.get_user_function(), request, _Context())
        if response.status_code >= _REFUSED:
            raise RuntimeError(f"{operation} was answered {response.status_code}: {response.get_body().decode()}")
        return response

    async def settle(self) -> None:
        """Let feeds and queues go on until nothing is left."""
        while await self._feed() or self._bus.sent:
            while self._bus.sent:
                entity, message = self._bus.sent.pop(0)
                for queue in self._routed(entity, message):
                    await self._deliver(queue, message)

    def timers(self) -> dict[str, str]:
        """The timers, and when each runs."""
        triggers = {name: function.get_trigger() for name, function in self._functions.items()}
        return {name: str(each.schedule) for name, each in sorted(triggers.items()) if each.type == "timerTrigger"}

    async def run_timer(self, name: str) -> None:
        """One run of a timer."""
        await self._invoke(self._functions[name].get_user_function(), None)

    async def close(self) -> None:
        """Let go of the files."""
        for deps in self._deps.values():
            await deps.store.close()

    def _plug_in(self) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith("functions.") and hasattr(module, "dependencies"):
                module.dependencies = self._deps.__getitem__  # type: ignore[attr-defined]
        vars(http)["verifier"] = _Verifier

    async def _invoke(self, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        self.clock.present += timedelta(seconds=1)
        self.counts.executions += 1
        return await function(*arguments)

    async def _feed(self) -> bool:
        told = False
        for name, context in topology().contexts.items():
            for container in (each.name for each in context.containers if each.outbox):
                before = self.counts.copy()
                feed = await self._deps[name].store.read_feed(container, self._fed.get(container), 100)
                self._fed[container] = feed.continuation
                if not feed.items:
                    continue
                told = True
                bodies = [item.body for item in feed.items]
                await self._invoke(self._functions[f"{name}_relay"].get_user_function(), bodies)
                kinds = sorted({str(body.get("type")) for body in bodies})
                key = f"`{container}`: {', '.join(kinds)}"
                self.relayed.setdefault(key, Invoked()).saw(self.counts.since(before))
        return told

    def _routed(self, entity: str, message: Message) -> list[str]:
        if entity not in topology().topics:
            return [entity]
        queues = [
            each.forward_to
            for each in topology().subscriptions
            if each.topic == entity and message.subject in each.subjects
        ]
        self.counts.operations += len(queues) * bus_operations(len(message.body))
        return queues

    async def _deliver(self, queue: str, message: Message) -> None:
        before = self.counts.copy()
        self.counts.operations += 2 * bus_operations(len(message.body))
        delivery = _Delivery(message.body, message.id, message.subject, dict(message.properties))
        await self._invoke(self._functions[self._queues[queue]].get_user_function(), delivery)
        key = f"`{queue}` | {message.subject.removeprefix('ktravel.').removesuffix('.v1')}"
        self.handled.setdefault(key, Invoked()).saw(self.counts.since(before))

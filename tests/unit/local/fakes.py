"""A runtime, a broker and a feed that do as they are told."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from azure.functions.meta import Datum

from local.runtime import Function, InvocationFailed, Metadata, RetryPolicy, Runtime
from shared.bus.port import LockLost, Received


class ScriptedRuntime(Runtime):
    """Invocations are remembered, then done by `does`: it may raise, and may return an awaitable to wait for."""

    def __init__(self, does: Callable[[Datum], Any] = lambda _: None) -> None:
        super().__init__([])
        self.does = does
        self.invocations: list[tuple[Any, int]] = []
        """Each one's data, and which retry it was."""
        self.running = 0
        self.most_running = 0
        self.changed = asyncio.Event()

    async def invoke(
        self,
        function: Function,
        datum: Datum,
        metadata: Metadata | None = None,
        *,
        traceparent: str = "",
        retry: int = 0,
    ) -> Datum | None:
        del metadata, traceparent
        self.invocations.append((datum.value, retry))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.changed.set()
        try:
            result = self.does(datum)
            if result is not None:
                await result
        except Exception as error:
            raise InvocationFailed(function.name, repr(error), '  File "app.py", line 1, in f\n') from error
        finally:
            self.running -= 1
        return None

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait, two seconds at most, until `condition` holds."""
        async with asyncio.timeout(2):
            while not condition():
                await asyncio.sleep(0.001)


def fails(times: int, error: Exception) -> Callable[[Datum], None]:
    """Raises `error` so many times, then succeeds."""
    left = [times]

    def do(_: Datum) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise error

    return do


def function(retry: RetryPolicy | None = None, **trigger: Any) -> Function:
    return Function("work", "id", {"name": "x", **trigger}, retry)


def message(number: int, **changes: Any) -> Received:
    values: dict[str, Any] = {
        "id": f"m{number}",
        "subject": "ktravel.plan.PlanCreated.v1",
        "body": f"body {number}".encode(),
        "sequence_number": number,
        "delivery_count": 1,
        "enqueued_at": datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
        "locked_until": None,
        "lock_token": f"t{number}",
        **changes,
    }
    return Received(**values)


class ListBroker:
    """Hands out what it is given, and remembers how each was settled."""

    def __init__(self, messages: Sequence[Received] = ()) -> None:
        self.waiting = list(messages)
        self.settled: list[tuple[str, str]] = []
        self.renewed: list[str] = []
        self.limits: list[int] = []
        self.failures: list[Exception] = []
        """Raised by the next calls of `receive`."""
        self.lost: set[str] = set()
        self.came = asyncio.Event()

    def put(self, *messages: Received) -> None:
        self.waiting += messages
        self.came.set()

    async def receive(self, queue: str, limit: int, max_wait: float) -> Sequence[Received]:
        del queue
        self.limits.append(limit)
        if self.failures:
            raise self.failures.pop(0)
        if not self.waiting:
            self.came.clear()
            async with asyncio.timeout(max_wait):
                await self.came.wait()
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def complete(self, queue: str, lock_token: str) -> None:
        self._settle("complete", queue, lock_token)

    async def abandon(self, queue: str, lock_token: str) -> None:
        self._settle("abandon", queue, lock_token)

    async def dead_letter(self, queue: str, lock_token: str, reason: str, description: str = "") -> None:
        del reason, description
        self._settle("dead-letter", queue, lock_token)

    async def renew(self, queue: str, lock_token: str) -> datetime:
        del queue
        self.renewed.append(lock_token)
        if lock_token in self.lost:
            raise LockLost
        return datetime.now(UTC)

    def _settle(self, how: str, queue: str, lock_token: str) -> None:
        del queue
        if lock_token in self.lost:
            raise LockLost
        self.settled.append((how, lock_token))


class ListFeed:
    """A feed over a list; continuations are positions. Also its own lease."""

    def __init__(self, documents: Sequence[Any] = ()) -> None:
        self.documents = list(documents)
        self.continuation: str | None = None
        self.saved: list[str] = []
        self.owned = True
        self.released = 0
        self.reads = 0
        self.failures: list[Exception] = []

    async def read_feed_raw(self, container: str, continuation: str | None, limit: int) -> tuple[bytes, int, str]:
        del container
        self.reads += 1
        if self.failures:
            raise self.failures.pop(0)
        start = int(continuation or 0)
        found = self.documents[start : start + limit]
        return orjson.dumps(found), len(found), str(start + len(found))

    async def acquire(self) -> bool:
        return self.owned

    async def save(self, continuation: str) -> bool:
        if self.owned:
            self.continuation = continuation
            self.saved.append(continuation)
        return self.owned

    async def release(self) -> None:
        self.released += 1

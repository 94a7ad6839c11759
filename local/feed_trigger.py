"""Cosmos DB triggers: the documents written to a container, in batches, at least once and in order.

A batch whose function raises is held and tried again as the function's `@retry` says; without it, or once its retries
are used up, the feed moves on and the batch is lost to the function, as in Azure.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from azure.functions.meta import Datum

from local.retry import Outcome, invoke_with_retries
from local.runtime import Function, Runtime
from local.stop import Stop
from shared.errors import Transient
from shared.telemetry import record, tracing

_SAVE_SECONDS = 0.25
"""How far a feed was read is kept this often: what is read twice after a crash is a quarter of a second's worth."""
_PAUSE_SECONDS = 1.0


class FeedStore(Protocol):
    """The store's feed, as text."""

    async def read_feed_raw(self, container: str, continuation: str | None, limit: int) -> tuple[bytes, int, str]:
        """A JSON array of documents, how many they are, and where to go on."""
        ...


class Lease(Protocol):
    """Who reads the feed for a function, and how far it has come."""

    continuation: str | None

    async def acquire(self) -> bool: ...
    async def save(self, continuation: str) -> bool: ...
    async def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """Of the trigger: documents an invocation gets at most, and seconds between looks when nothing wakes us."""

    container: str
    max_items: int
    poll_seconds: float


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Where documents come from. `woken` is set when something was written to the store."""

    store: FeedStore
    lease: Lease
    woken: asyncio.Event


class FeedTrigger:
    """Feeds one function from one container."""

    def __init__(
        self,
        runtime: Runtime,
        function: Function,
        *,
        source: FeedSource,
        options: FeedOptions,
        stop: Stop,
    ) -> None:
        self._runtime = runtime
        self._function = function
        self._store = source.store
        self._lease = source.lease
        self._woken = source.woken
        self._options = options
        self._stop = stop
        self._read: str | None = None
        """Where to go on reading."""
        self._saved_at = 0.0

    async def run(self) -> None:
        """Read until the host stops; the batch that was begun then is finished or left for the next start."""
        try:
            while not self._stop.requested:
                try:
                    await self._lead()
                except Transient as error:
                    with tracing(None):
                        record("feed_failed", level=logging.WARNING, feed=self._options.container, reason=str(error))
                    await self._stop.wait(asyncio.Event(), error.retry_after or _PAUSE_SECONDS)
        finally:
            await self._lease.release()

    async def _lead(self) -> None:
        """Read the feed while the lease is ours."""
        if not await self._lease.acquire():
            await self._stop.wait(asyncio.Event(), _PAUSE_SECONDS)
            return
        self._read = self._lease.continuation
        leading = True
        while leading and not self._stop.requested:
            self._woken.clear()
            documents, count, after = await self._store.read_feed_raw(
                self._options.container, self._read, self._options.max_items
            )
            if count:
                if not await self._hand_over(documents, count):
                    break
                self._read = after
                leading = await self._save(at_once=False)
            elif self._read != self._lease.continuation:
                leading = await self._save(at_once=True)
            else:
                await self._stop.wait(self._woken, self._options.poll_seconds)
                leading = await self._keep()
        if self._read != self._lease.continuation:
            await self._save(at_once=True)

    async def _hand_over(self, documents: bytes, count: int) -> bool:
        """Whether the batch is done with."""
        outcome = await invoke_with_retries(self._runtime, self._function, Datum(documents, "json"), self._stop)
        if outcome is Outcome.GIVEN_UP:
            with tracing(None):
                record(
                    "feed_batch_lost",
                    level=logging.ERROR,
                    function=self._function.name,
                    feed=self._options.container,
                    documents=count,
                )
        return outcome is not Outcome.STOPPED

    async def _save(self, *, at_once: bool) -> bool:
        now = asyncio.get_running_loop().time()
        if self._read is None or not (at_once or now - self._saved_at > _SAVE_SECONDS):
            return True
        self._saved_at = now
        return await self._lease.save(self._read)

    async def _keep(self) -> bool:
        """Extend the lease now and then while nothing is written."""
        now = asyncio.get_running_loop().time()
        if now - self._saved_at < LEASE_SECONDS / 3:
            return True
        self._saved_at = now
        return await self._lease.acquire()


LEASE_SECONDS = 30.0
"""How long a host that vanished keeps others from its feeds."""

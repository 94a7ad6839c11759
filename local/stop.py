"""Stopping: taking nothing new, finishing what was begun."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Stop:
    """Tells those who wait that the host is stopping."""

    def __init__(self) -> None:
        self.requested = False
        self._events: set[asyncio.Event] = set()
        self._scopes: set[asyncio.Timeout] = set()

    def request(self) -> None:
        """Stop taking new work."""
        if self.requested:
            return
        self.requested = True
        for event in self._events:
            event.set()
        for scope in self._scopes:
            scope.reschedule(asyncio.get_running_loop().time())

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until `event` is set, `seconds` have passed, or stopping is requested. The event is set afterwards."""
        if self.requested:
            event.set()
        timer = asyncio.get_running_loop().call_later(seconds, event.set)
        self._events.add(event)
        try:
            await event.wait()
        finally:
            self._events.discard(event)
            timer.cancel()

    @asynccontextmanager
    async def interrupting(self) -> AsyncIterator[None]:
        """Break off what is awaited inside, with `TimeoutError`, once stopping is requested."""
        async with asyncio.timeout(0 if self.requested else None) as scope:
            self._scopes.add(scope)
            try:
                yield
            finally:
                self._scopes.discard(scope)

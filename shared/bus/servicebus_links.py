"""The SDK's senders and receivers of one entity, kept open: opening one takes a connection and half a second."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from azure.core.exceptions import AzureError

from shared.bus.servicebus_errors import is_answer, translated
from shared.errors import Unavailable

_TURN_SECONDS = 10.0
"""How long a caller waits for its turn."""


class Handler(AbstractAsyncContextManager["Handler"], Protocol):
    """What all of the SDK's have in common: entering opens, closing closes."""

    async def close(self) -> None: ...


class Links[T: Handler]:
    """Up to `most` of them, each used by one coroutine at a time, since the SDK's are not made for more.

    One that failed is closed and another takes its place.
    """

    def __init__(self, make: Callable[[], T], *, most: int) -> None:
        self._make = make
        self._turns = asyncio.Semaphore(most)
        self._idle: list[T] = []
        self._used: set[T] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def use(self) -> AsyncIterator[T]:
        """An open one. Whatever the SDK raises meanwhile comes out as one of ours: `Unavailable`, `Poison`,
        `LockLost`."""
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Unavailable("Service Bus: others are still waiting for it") from error
        try:
            async with self._open() as link:
                yield link
        except Exception as error:
            ours = translated(error)
            if ours is error:
                raise
            raise ours from error
        finally:
            self._turns.release()

    async def close(self) -> None:
        """Close them all."""
        self._closed = True
        for link in [*self._idle, *self._used]:
            self._discard(link)
        self._idle.clear()
        while self._closing:
            await asyncio.wait(self._closing)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[T]:
        if self._closed:
            raise Unavailable("the bus is closed")
        is_new = not self._idle
        link = self._make() if is_new else self._idle.pop()
        self._used.add(link)
        try:
            if is_new:
                await link.__aenter__()
            yield link
        except BaseException as error:
            if not is_answer(error):
                self._used.discard(link)
                self._discard(link)
            raise
        finally:
            if link in self._used:
                self._used.discard(link)
                self._idle.append(link)

    def _discard(self, link: T) -> None:
        """Closing takes up to a second: nobody waits for it but `close`."""
        task = asyncio.create_task(_close(link))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _close(link: Handler) -> None:
    try:
        await link.close()
    except (AzureError, OSError, ValueError):
        return  # its connection was broken, which is why it is closed

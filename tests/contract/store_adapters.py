"""The adapters that the store's contract is tried on. A new one is a function here and a line in `ADAPTERS`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.store.port import Store
from shared.store.sqlite import SqliteStore
from shared.topology import Container
from tests.fakes import ManualClock, MemoryStore

CONTAINERS = (
    Container(name="things", indexes=(("type", "sortKey"), ("type", "read", "sortKey")), outbox=True),
    Container(name="others", indexes=(), outbox=False),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """An empty store on trial."""

    store: Store
    pass_time: Callable[[float], Awaitable[None]]
    """Lets so many seconds go by for the store."""


@dataclass(frozen=True, slots=True)
class DurableSubject(Subject):
    """An empty store whose data is not only its own."""

    another: Callable[[], Awaitable[Store]]
    """One more store on the same data, as another process would open it."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A way to make a store."""

    name: str
    open: Callable[[Path], AbstractAsyncContextManager[Subject]]
    durable: bool
    """Whether what is written outlives the store object and is seen by others: `open` gives a `DurableSubject`."""


@asynccontextmanager
async def sqlite(directory: Path) -> AsyncIterator[DurableSubject]:
    """The embedded adapter, on a clock that is set."""
    clock = ManualClock()
    stores: list[SqliteStore] = []

    async def another() -> Store:
        stores.append(SqliteStore(directory / "contract.db", CONTAINERS, clock=clock))
        return stores[-1]

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield DurableSubject(await another(), pass_time, another)
    await asyncio.gather(*(store.close() for store in stores))


@asynccontextmanager
async def memory(_directory: Path) -> AsyncIterator[Subject]:
    """The fake that unit tests use."""
    clock = ManualClock()

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield Subject(MemoryStore(clock, CONTAINERS), pass_time)


ADAPTERS = [Adapter("sqlite", sqlite, durable=True), Adapter("memory", memory, durable=False)]

durable_only = pytest.mark.parametrize(
    "subject", [adapter for adapter in ADAPTERS if adapter.durable], ids=lambda adapter: adapter.name, indirect=True
)
"""For tests that open the data again, or from another process: they take a `DurableSubject`."""

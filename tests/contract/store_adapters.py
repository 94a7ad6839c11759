"""The adapters that the store's contract is tried on. A new one is a function here and its name in `ADAPTERS`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.store.port import Store
from shared.store.sqlite import SqliteStore
from shared.topology import Container
from tests.fakes import ManualClock

CONTAINERS = (
    Container(name="things", indexes=(("type", "sortKey"), ("type", "read", "sortKey")), outbox=True),
    Container(name="others", indexes=(), outbox=False),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """An empty store on trial."""

    store: Store
    another: Callable[[], Awaitable[Store]]
    """One more store on the same data, as another process would open it."""
    pass_time: Callable[[float], Awaitable[None]]
    """Lets so many seconds go by for the store."""


@asynccontextmanager
async def sqlite(directory: Path) -> AsyncIterator[Subject]:
    """The embedded adapter, on a clock that is set."""
    clock = ManualClock()
    stores: list[SqliteStore] = []

    async def another() -> Store:
        stores.append(SqliteStore(directory / "contract.db", CONTAINERS, clock=clock))
        return stores[-1]

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield Subject(await another(), another, pass_time)
    await asyncio.gather(*(store.close() for store in stores))


ADAPTERS: list[Callable[[Path], AbstractAsyncContextManager[Subject]]] = [sqlite]

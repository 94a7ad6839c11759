"""The adapters that the store's contract is tried on. A new one is a function here and a line in `ADAPTERS`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from local.emulators.cosmos import CosmosEmulator
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import CosmosAccount
from shared.store.port import Store
from shared.store.sqlite import SqliteStore
from shared.topology import Container, topology
from tests.fakes import ManualClock, MemoryStore

_ORDERS = (("n",), ("at",), ("name",), ("m",))
"""What the contract orders by beside what has an index: Cosmos DB needs one for each; the others are tried without."""
CONTAINERS = (
    Container(name="things", indexes=(("type", "sortKey"), ("type", "read", "sortKey")), outbox=True),
    Container(name="others", indexes=(), outbox=False),
)
_COSMOS_CONTAINERS = tuple(
    container.model_copy(update={"indexes": (*container.indexes, ("sortKey",), *_ORDERS)}) for container in CONTAINERS
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


@asynccontextmanager
async def cosmos(directory: Path, *, ranges: int) -> AsyncIterator[DurableSubject]:
    """The adapter for Cosmos DB, through the real SDK, on an emulator with so many partition ranges."""
    clock = ManualClock()
    emulator = CosmosEmulator(directory, contexts={"contract": _COSMOS_CONTAINERS}, clock=clock, ranges=ranges)
    await emulator.start()
    accounts: list[CosmosAccount] = []

    async def another() -> Store:
        accounts.append(CosmosAccount.from_connection_string(emulator.connection_string))
        return CosmosStore(accounts[-1], topology().database, _COSMOS_CONTAINERS)

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield DurableSubject(await another(), pass_time, another)
    await asyncio.gather(*(account.close() for account in accounts))
    await emulator.stop()


ADAPTERS = [
    Adapter("sqlite", sqlite, durable=True),
    Adapter("memory", memory, durable=False),
    Adapter("cosmos", partial(cosmos, ranges=1), durable=True),
    Adapter("cosmos-3-ranges", partial(cosmos, ranges=3), durable=True),
]

durable_only = pytest.mark.parametrize(
    "subject", [adapter for adapter in ADAPTERS if adapter.durable], ids=lambda adapter: adapter.name, indirect=True
)
"""For tests that open the data again, or from another process: they take a `DurableSubject`."""

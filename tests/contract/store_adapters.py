"""The adapters that the store's contract is tried on. A new one is a function here and a line in `ADAPTERS`."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from azure.cosmos import PartitionKey
from azure.cosmos.aio import CosmosClient

from local.emulators.cosmos import CosmosEmulator
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import CosmosAccount
from shared.store.port import Store
from shared.store.sqlite import SqliteStore
from shared.topology import Container, topology
from tests.fakes import ManualClock, MemoryStore

_ORDERS = (("sortKey",), ("n",), ("at",), ("name",), ("m",))
"""What the contract orders by: Cosmos DB needs an index for each."""
CONTAINERS = (
    Container(
        name="things",
        indexes=(("type", "sortKey"), ("type", "read", "sortKey"), ("owner", "day"), *_ORDERS),
        outbox=True,
    ),
    Container(name="others", indexes=_ORDERS, outbox=False),
)
REAL = "KTRAVEL_CONTRACT_COSMOS"
"""The connection string of an account, or of Microsoft's emulator, that the contract is tried on as well."""


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
    emulator = CosmosEmulator(directory, contexts={"contract": CONTAINERS}, clock=clock, ranges=ranges)
    await emulator.start()
    accounts: list[CosmosAccount] = []

    async def another() -> Store:
        accounts.append(CosmosAccount.from_connection_string(emulator.connection_string))
        return CosmosStore(accounts[-1], topology().database, CONTAINERS)

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield DurableSubject(await another(), pass_time, another)
    await asyncio.gather(*(account.close() for account in accounts))
    await emulator.stop()


@asynccontextmanager
async def real_cosmos(_directory: Path) -> AsyncIterator[DurableSubject]:
    """The adapter for Cosmos DB on what `REAL` names: a database made for the test, and removed. Its time cannot be
    set, so that it is slept."""
    accounts: list[CosmosAccount] = []
    name = f"contract-{uuid4().hex}"

    async def another() -> Store:
        accounts.append(CosmosAccount.from_connection_string(os.environ[REAL]))
        return CosmosStore(accounts[-1], name, CONTAINERS)

    async with CosmosClient.from_connection_string(os.environ[REAL], enable_endpoint_discovery=False) as client:
        database = await client.create_database(name)
        for container in CONTAINERS:
            composites = [[{"path": f"/{field}"} for field in (*path, "id")] for path in container.indexes]
            policy: dict[str, Any] = {"indexingMode": "consistent", "compositeIndexes": composites}
            await database.create_container(
                container.name,
                PartitionKey("/pk"),
                indexing_policy=policy,
                default_ttl=-1,
            )
        yield DurableSubject(await another(), asyncio.sleep, another)
        await asyncio.gather(*(account.close() for account in accounts))
        await client.delete_database(name)


ADAPTERS = [
    Adapter("sqlite", sqlite, durable=True),
    Adapter("memory", memory, durable=False),
    Adapter("cosmos", partial(cosmos, ranges=1), durable=True),
    Adapter("cosmos-3-ranges", partial(cosmos, ranges=3), durable=True),
    *([Adapter("real-cosmos", real_cosmos, durable=True)] if REAL in os.environ else []),
]

durable_only = pytest.mark.parametrize(
    "subject", [adapter for adapter in ADAPTERS if adapter.durable], ids=lambda adapter: adapter.name, indirect=True
)
"""For tests that open the data again, or from another process: they take a `DurableSubject`."""

"""An emulator of Cosmos DB, and clients of it, for the tests in which the real SDK talks to it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from azure.cosmos.aio import ContainerProxy, CosmosClient

from local.emulators.cosmos import CosmosEmulator
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import CosmosAccount
from shared.topology import Container
from tests.fakes import ManualClock

DATABASE = "ktravel"
CONTAINERS = (
    Container(name="things", indexes=(("type", "sortKey"), ("n",)), outbox=True),
    Container(name="others", indexes=(), outbox=False),
)


@asynccontextmanager
async def emulating(
    directory: Path, *, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[CosmosEmulator]:
    """A running emulator, on a clock that stands still unless told otherwise."""
    options = {"clock": ManualClock(), "contexts": {"wire": CONTAINERS}, "leases": {"wire": "wire-leases"}, **options}
    emulator = CosmosEmulator(directory, **options)
    await emulator.start(tls=tls)
    try:
        yield emulator
    finally:
        await emulator.stop()


@asynccontextmanager
async def sdk_client(emulator: CosmosEmulator, **options: Any) -> AsyncIterator[CosmosClient]:
    """The SDK's own client, unmodified."""
    options = {"enable_endpoint_discovery": False, "credential": emulator.key, **options}
    async with CosmosClient(emulator.url, **options) as client:
        yield client


@asynccontextmanager
async def sdk_container(
    emulator: CosmosEmulator, name: str = "things", **options: Any
) -> AsyncIterator[ContainerProxy]:
    """A container, as the SDK's own client has it."""
    async with sdk_client(emulator, **options) as client:
        yield client.get_database_client(DATABASE).get_container_client(name)


@asynccontextmanager
async def connected(emulator: CosmosEmulator, **options: Any) -> AsyncIterator[CosmosStore]:
    """Our adapter."""
    account = CosmosAccount.from_connection_string(emulator.connection_string, **options)
    try:
        yield CosmosStore(account, DATABASE, CONTAINERS)
    finally:
        await account.close()

"""Where a process's adapters are made: the one place that ties ports to what implements them.

Adapters are made when first asked for, one a process. Handlers take `Dependencies` and never ask for them here; only
triggers do, and the local host, which feeds the same store and bus to the functions it hosts.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shared.bus.port import Broker, Bus
from shared.clock import Clock, SystemClock
from shared.connections import servicebus_connection
from shared.ids import new_ulid
from shared.settings import settings
from shared.store.port import Store
from shared.topology import topology

if TYPE_CHECKING:
    from shared.bus.embedded import EmbeddedBus
    from shared.bus.servicebus import ServiceBusBus
    from shared.store.sqlite import SqliteStore
    from shared.wakeup import Wakeup


_opened = AsyncExitStack()
"""How to let go of what was made, the latest first: what others work with was made before them."""


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a context's handlers work with."""

    store: Store
    bus: Bus
    clock: Clock

    def new_id(self) -> str:
        """A new ULID."""
        return new_ulid(self.clock.now())


@cache
def dependencies(context: str) -> Dependencies:
    """The adapters of one context in this process."""
    return Dependencies(store=_store(context), bus=broker(), clock=SystemClock())


def broker() -> Broker:
    """The bus, with what only the host and operators ask of it."""
    return servicebus() if settings().bus == "servicebus" else embedded_bus()


def _store(context: str) -> Store:
    if settings().store == "sqlite":
        return embedded_store(context)
    from shared.store.cosmos import open_cosmos_store  # noqa: PLC0415 - heavy

    return open_cosmos_store(context)


@cache
def servicebus() -> "ServiceBusBus":
    """Service Bus, by one client."""
    from shared.bus.servicebus import connect  # noqa: PLC0415 - heavy

    bus = connect(servicebus_connection(), topology())
    _opened.push_async_callback(bus.close)
    return bus


@cache
def embedded_store(context: str) -> "SqliteStore":
    """The context's own SQLite file."""
    from shared.store.sqlite import SqliteStore  # noqa: PLC0415 - not needed where Cosmos DB is the store

    path = settings().data_dir / "store" / f"{context}.sqlite3"
    containers = topology().contexts[context].containers
    store = SqliteStore(path, containers, clock=SystemClock(), wakeup=wakeup(), name=context)
    _opened.push_async_callback(store.close)
    return store


@cache
def embedded_bus() -> "EmbeddedBus":
    """The broker's file, shared by all processes on the data directory."""
    from shared.bus.embedded import EmbeddedBus  # noqa: PLC0415 - not needed where Service Bus is the bus

    bus = EmbeddedBus(settings().data_dir / "bus.sqlite3", topology(), clock=SystemClock(), wakeup=wakeup())
    _opened.push_async_callback(bus.close)
    return bus


@cache
def wakeup() -> "Wakeup":
    """What wakes those who wait for the embedded store and bus."""
    from shared.wakeup import Wakeup  # noqa: PLC0415

    made = Wakeup(settings().data_dir)
    _opened.callback(made.close)
    return made


def close_at_shutdown(close: Callable[[], Awaitable[None]]) -> None:
    """Have `close_dependencies` let go of an adapter that only one context has and makes for itself."""
    _opened.push_async_callback(close)


async def close_dependencies() -> None:
    """Finish what is being written and let go of every adapter made so far."""
    await _opened.aclose()
    for made in (dependencies, embedded_store, embedded_bus, wakeup, servicebus):
        made.cache_clear()

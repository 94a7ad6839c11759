"""The bus adapters that the contract suite is run against.

A further adapter joins by a function like `embedded` and one line in `ADAPTERS`. One without a clock that can be set
passes the time by sleeping, and brings a topology with short times.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.bus import port
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import QueueCounts
from shared.clock import Clock, SystemClock
from shared.connections import ServiceBusConnection
from shared.topology import Queue, Topology
from tests.contract.bus_wire import Wire
from tests.fakes import ManualClock

TOPIC = "plan-events"
OTHER_TOPIC = "like-events"
CREATED = "ktravel.plan.PlanCreated.v1"
SHARED = "ktravel.plan.PlanShared.v1"
LIKED = "ktravel.like.LikeCreated.v1"
QUEUE = "notification-inbox"
OTHER_QUEUE = "recommendation-inbox"
REAL = "KTRAVEL_CONTRACT_SERVICEBUS"
"""The connection string of a namespace, or of Microsoft's emulator, that the contract is tried on as well."""


type Client = port.Broker
"""All that a process can ask of a broker."""


@dataclass(frozen=True)
class Broker:
    """One broker with nothing in it. `connect` gives what one process would use; all are closed at the end."""

    topology: Topology
    clock: Clock
    pass_time: Callable[[float], Awaitable[None]]
    connect: Callable[[], Client]

    @property
    def lock_seconds(self) -> int:
        return self._queue.lock_seconds

    @property
    def max_deliveries(self) -> int:
        return self._queue.max_delivery_count

    @property
    def window(self) -> int:
        return self.topology.topic_defaults.duplicate_detection_seconds

    @property
    def _queue(self) -> Queue:
        return next(queue for queue in self.topology.queues if queue.name == QUEUE)


def make_topology(*, lock_seconds: int = 60, window_seconds: int = 600) -> Topology:
    """Two topics, two queues; two subscriptions of the first topic forward to the same queue."""
    queues = [{"name": name, "maxDeliveryCount": 3, "lockSeconds": lock_seconds} for name in (QUEUE, OTHER_QUEUE)]
    subscriptions = [
        {"topic": TOPIC, "name": "created", "forwardTo": QUEUE, "subjects": [CREATED]},
        {"topic": TOPIC, "name": "shared", "forwardTo": QUEUE, "subjects": [SHARED]},
        {"topic": TOPIC, "name": "shared-again", "forwardTo": QUEUE, "subjects": [SHARED]},
        {"topic": TOPIC, "name": "recommendation", "forwardTo": OTHER_QUEUE, "subjects": [CREATED]},
        {"topic": OTHER_TOPIC, "name": "liked", "forwardTo": QUEUE, "subjects": [LIKED]},
    ]
    silent: dict[str, Any] = {"containers": [], "leases": None, "topic": None, "queues": [], "subscriptions": []}
    return Topology.model_validate(
        {
            "database": "test",
            "contexts": {
                "plan": silent | {"topic": TOPIC},
                "like": silent | {"topic": OTHER_TOPIC},
                "listeners": silent | {"queues": queues, "subscriptions": subscriptions},
            },
            "topicDefaults": {"duplicateDetectionSeconds": window_seconds},
            "deadLetterDays": 14,
        }
    )


SHORT = make_topology(lock_seconds=5, window_seconds=20)
"""With the shortest times that Service Bus allows."""


@asynccontextmanager
async def embedded(directory: Path) -> AsyncIterator[Broker]:
    """The broker in a SQLite file; every client has the file open by itself, as processes do."""
    clock = ManualClock()
    topology = make_topology()
    clients: list[EmbeddedBus] = []

    def connect() -> EmbeddedBus:
        client = EmbeddedBus(directory / "bus.sqlite3", topology, clock=clock)
        clients.append(client)
        return client

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield Broker(topology=topology, clock=clock, pass_time=pass_time, connect=connect)
    for client in clients:
        await client.close()


@asynccontextmanager
async def servicebus(directory: Path) -> AsyncIterator[Broker]:  # noqa: ARG001 - it has a directory for all tests
    """azure-servicebus against the emulator; both outlive the test, since opening and closing take a second."""
    wire = Wire.shared(make_topology())
    clock = wire.start_anew()

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield Broker(topology=wire.topology, clock=clock, pass_time=pass_time, connect=wire.connect)
    wire.give_back()


@asynccontextmanager
async def real_servicebus(directory: Path) -> AsyncIterator[Broker]:  # noqa: ARG001
    """azure-servicebus on what `REAL` names, which must have `SHORT`: see tests/contract/__main__.py. Nothing there can
    be set back, so that what a test left is waited for: the suite takes about two hours."""
    from shared.bus.servicebus import ServiceBusBus, connect  # noqa: PLC0415 - heavy

    connection = ServiceBusConnection.model_validate(
        {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_SERVICEBUS": os.environ[REAL]}
    )
    made: list[ServiceBusBus] = []

    def connect_again() -> ServiceBusBus:
        made.append(connect(connection, SHORT))
        return made[-1]

    warm: list[ServiceBusBus] = [connect_again()]

    def connect_first() -> ServiceBusBus:
        """The first has its connections open already: seconds are short."""
        return warm.pop() if warm else connect_again()

    await _empty(warm[0])
    await asyncio.sleep(SHORT.topic_defaults.duplicate_detection_seconds + 1)
    yield Broker(topology=SHORT, clock=SystemClock(), pass_time=asyncio.sleep, connect=connect_first)
    await asyncio.gather(*(bus.close() for bus in made))


async def _empty(bus: Client) -> None:
    """Take what there is, and wait for what is locked or scheduled."""
    for queue in (QUEUE, OTHER_QUEUE):
        while await bus.counts(queue) != QueueCounts(active=0, scheduled=0, locked=0, dead_lettered=0):
            await bus.replay(queue)
            for message in await bus.receive(queue, 100, 1):
                await bus.complete(queue, message.lock_token)


ADAPTERS: list[Callable[[Path], AbstractAsyncContextManager[Broker]]] = [embedded, servicebus]
if os.environ.get(REAL):
    ADAPTERS.append(real_servicebus)

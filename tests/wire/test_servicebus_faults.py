"""What the network and a busy service do to the bus: the caller tries again, and the end is the same."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest

from local.emulators.servicebus.faults import Kind, Operation
from shared.bus.port import LockLost
from shared.errors import Unavailable
from tests.contract.bus_adapters import OTHER_QUEUE, QUEUE, TOPIC, Client, make_topology
from tests.contract.bus_asking import drain, ids, make_dead_letters, message, messages, take
from tests.contract.bus_wire import Wire
from tests.fakes import ManualClock

# The SDK drops a connection that broke without closing its socket, which Python tells of when it collects it.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
KINDS: list[Kind] = ["reset", "lost-ack", "busy", "slow"]
LOCK = 60


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    yield
    Wire.close_shared()
    gc.collect()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire.shared(make_topology())
    made.start_anew()
    yield made
    made.emulator.faults.clear()
    made.give_back()


@pytest.fixture
def clock(wire: Wire) -> ManualClock:
    return wire.start_anew()


@pytest.fixture
def bus(wire: Wire) -> Client:
    return wire.connect()


async def persistently[T](ask: Callable[[], Awaitable[T]]) -> T:
    """As the outbox, the inbox and the host do: again, when the bus is not available."""
    for _ in range(3):
        try:
            return await ask()
        except Unavailable:
            await asyncio.sleep(0.05)
    return await ask()


def fail(wire: Wire, operation: Operation, kind: Kind) -> None:
    wire.emulator.faults.add(operation, kind, seconds=0.3)


def happened(wire: Wire) -> bool:
    return wire.emulator.faults.happened == 1


@pytest.mark.parametrize("kind", KINDS)
class TestSending:
    async def test_a_topic_takes_each_message_once(self, wire: Wire, bus: Client, kind: Kind) -> None:
        """Whatever was accepted before the answer got lost is dropped when it is sent again."""
        fail(wire, "send", kind)
        await persistently(lambda: bus.send(TOPIC, messages("m1", "m2", "m3")))
        assert happened(wire)
        assert await drain(bus) == ["m1", "m2", "m3"]
        assert await drain(bus, OTHER_QUEUE) == ["m1", "m2", "m3"]

    async def test_a_queue_takes_each_message_at_least_once(self, wire: Wire, bus: Client, kind: Kind) -> None:
        """Twice only where the answer got lost. (The SDK would send anew too what is not answered within its
        `try_timeout`, three seconds here.)"""
        fail(wire, "send", kind)
        await persistently(lambda: bus.send(QUEUE, messages("m1", "m2")))
        assert happened(wire)
        assert await drain(bus) == ["m1", "m2"] * (2 if kind == "lost-ack" else 1)

    async def test_a_topic_is_given_each_scheduled_message_once(
        self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind
    ) -> None:
        """Duplicate detection holds for these, too."""
        fail(wire, "schedule", kind)
        at = clock.now() + timedelta(seconds=30)
        await persistently(lambda: bus.schedule(TOPIC, message(), at))
        assert happened(wire)
        clock.advance(30)
        assert await drain(bus) == ["m1"]

    async def test_a_queue_is_given_each_scheduled_message_at_least_once(
        self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind
    ) -> None:
        """A delayed copy is not lost."""
        fail(wire, "schedule", kind)
        at = clock.now() + timedelta(seconds=30)
        await persistently(lambda: bus.schedule(QUEUE, message(), at))
        assert happened(wire)
        clock.advance(30)
        assert await drain(bus) == ["m1"] * (2 if kind == "lost-ack" else 1)


@pytest.mark.parametrize("kind", KINDS)
class TestReceiving:
    async def test_what_was_on_its_way_comes_again(
        self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind
    ) -> None:
        """A message that did not arrive is delivered again, at the latest when its lock has expired."""
        await bus.send(QUEUE, messages("m1", "m2"))
        fail(wire, "receive", kind)
        found = ids(await persistently(lambda: bus.receive(QUEUE, 2, 0.2)))
        assert happened(wire)
        clock.advance(LOCK)
        assert {*found, *await drain(bus)} == {"m1", "m2"}
        assert await bus.peek(QUEUE) == []

    async def test_completing_ends_the_message(self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind) -> None:
        """Done in one of the tries; if the answer got lost, the next one hears that there is no lock any more."""
        await bus.send(QUEUE, messages("m1"))
        token = (await take(bus)).lock_token
        fail(wire, "settle", kind)
        if kind == "lost-ack":
            with pytest.raises(LockLost):
                await persistently(lambda: bus.complete(QUEUE, token))
        else:
            await persistently(lambda: bus.complete(QUEUE, token))
        assert happened(wire)
        clock.advance(LOCK)
        assert await drain(bus) == []

    async def test_abandoning_gives_it_back(self, wire: Wire, bus: Client, kind: Kind) -> None:
        """Once: the delivery count is that of one abandonment."""
        await bus.send(QUEUE, messages("m1"))
        token = (await take(bus)).lock_token
        fail(wire, "settle", kind)
        if kind == "lost-ack":
            with pytest.raises(LockLost):
                await persistently(lambda: bus.abandon(QUEUE, token))
        else:
            await persistently(lambda: bus.abandon(QUEUE, token))
        assert happened(wire)
        assert (await take(bus)).delivery_count == 2

    async def test_a_dead_letter_is_there_once(self, wire: Wire, bus: Client, kind: Kind) -> None:
        """With its reason."""
        await bus.send(QUEUE, messages("m1"))
        token = (await take(bus)).lock_token
        fail(wire, "settle", kind)
        if kind == "lost-ack":
            with pytest.raises(LockLost):
                await persistently(lambda: bus.dead_letter(QUEUE, token, "reason"))
        else:
            await persistently(lambda: bus.dead_letter(QUEUE, token, "reason"))
        assert happened(wire)
        assert [each.dead_letter_reason for each in await bus.peek(QUEUE)] == ["reason"]

    async def test_a_lock_is_renewed(self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind) -> None:
        """And holds."""
        await bus.send(QUEUE, messages("m1"))
        token = (await take(bus)).lock_token
        clock.advance(LOCK - 1)
        fail(wire, "renew", kind)
        await persistently(lambda: bus.renew(QUEUE, token))
        assert happened(wire)
        clock.advance(LOCK - 1)
        await bus.complete(QUEUE, token)


@pytest.mark.parametrize("kind", KINDS)
class TestOperators:
    async def test_peeking_shows_all(self, wire: Wire, bus: Client, kind: Kind) -> None:
        """And changes nothing."""
        await make_dead_letters(bus, *messages("m1", "m2"))
        fail(wire, "peek", kind)
        assert ids(await persistently(lambda: bus.peek(QUEUE))) == ["m1", "m2"]
        assert happened(wire)

    @pytest.mark.parametrize("operation", ["receive", "send", "settle"])
    async def test_replay_loses_nothing(
        self, wire: Wire, bus: Client, clock: ManualClock, kind: Kind, operation: Operation
    ) -> None:
        """Every dead letter is in the queue in the end, perhaps twice, and none is left."""
        await make_dead_letters(bus, *messages("m1", "m2"))
        fail(wire, operation, kind)
        await persistently(lambda: bus.replay(QUEUE))
        assert happened(wire)
        clock.advance(LOCK)
        await bus.replay(QUEUE)
        assert set(await drain(bus)) == {"m1", "m2"}
        assert await bus.peek(QUEUE) == []


class TestGivingUp:
    @pytest.mark.parametrize("kind", ["busy", "slow", "reset"])
    async def test_a_sender_hears_within_seconds_that_the_bus_is_not_there(
        self, wire: Wire, bus: Client, kind: Kind
    ) -> None:
        """Not after the minutes that the SDK's own settings would take; and when it is there again, sending works."""
        wire.emulator.faults.add("send", kind, times=100, seconds=20)
        async with asyncio.timeout(15):
            with pytest.raises(Unavailable):
                await bus.send(TOPIC, messages("m1"))
        wire.emulator.faults.clear()
        await bus.send(TOPIC, messages("m1"))
        assert await drain(bus) == ["m1"]

    async def test_a_connection_that_broke_while_nobody_used_it_is_opened_again(self, wire: Wire, bus: Client) -> None:
        """The caller does not notice."""
        await bus.send(TOPIC, messages("m1"))
        await take(bus)
        for connection in list(wire.emulator.connections):
            wire.on_its_loop(connection.reset)
        await bus.send(TOPIC, messages("m2"))
        assert (await take(bus)).id == "m2"

    async def test_a_slow_request_is_not_done_once_its_connection_broke(self, wire: Wire, bus: Client) -> None:
        """It was said again by then: done as well, it would turn up twice, or in somebody else's test."""
        wire.emulator.faults.add("send", "slow", seconds=1)
        sending = asyncio.create_task(bus.send(QUEUE, messages("m1")))
        while not happened(wire):
            await asyncio.sleep(0.01)
        for connection in list(wire.emulator.connections):
            wire.on_its_loop(connection.reset)
        await sending
        await asyncio.sleep(1.1)  # until it would have been done
        assert await drain(bus) == ["m1"]

    async def test_a_receiver_that_gave_up_takes_nothing_with_it(self, wire: Wire, bus: Client) -> None:
        """A host that stops while it waits: what comes next goes to others, as if it had not been there."""
        waiting = asyncio.create_task(bus.receive(QUEUE, 1, 60))
        await asyncio.sleep(1.5)  # until it has opened its link
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await wire.connect().send(QUEUE, messages("m1"))
        assert (await take(wire.connect())).delivery_count == 1

    async def test_several_coroutines_send_to_one_entity(self, bus: Client) -> None:
        """All are heard."""
        await asyncio.gather(*(bus.send(TOPIC, messages(f"m{number}")) for number in range(20)))
        assert len(await drain(bus)) == 20

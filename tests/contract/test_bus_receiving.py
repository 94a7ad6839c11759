"""What the bus ports promise (shared/bus/port.py) to who receives: locks, settling, and what outlives a process."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.bus.limits import MAX_DEAD_LETTER_CHARACTERS
from shared.bus.port import LockLost
from tests.contract.bus_adapters import OTHER_QUEUE, QUEUE, TOPIC, Broker, Client
from tests.contract.bus_asking import SOON, drain, ids, make_dead_letters, message, messages, take, take_nothing


class TestReceive:
    async def test_oldest_first_up_to_the_limit(self, bus: Client) -> None:
        """Messages come in the order they were sent, no more of them than asked for."""
        await bus.send(QUEUE, messages("m1", "m2"))
        await bus.send(QUEUE, messages("m3", "m4", "m5"))
        assert ids(await bus.receive(QUEUE, 3, SOON)) == ["m1", "m2", "m3"]
        assert ids(await bus.receive(QUEUE, 3, SOON)) == ["m4", "m5"]
        await take_nothing(bus)

    async def test_sequence_numbers_are_unique_and_grow(self, bus: Client) -> None:
        """Every message of a queue has a sequence number of its own, which is not used again."""
        await bus.send(QUEUE, messages("m1", "m2"))
        first, second = await bus.receive(QUEUE, 2, SOON)
        await bus.complete(QUEUE, first.lock_token)
        await bus.complete(QUEUE, second.lock_token)
        await bus.send(QUEUE, messages("m3"))
        assert first.sequence_number < second.sequence_number < (await take(bus)).sequence_number

    async def test_a_locked_message_is_handed_to_nobody_else(self, bus: Client, broker: Broker) -> None:
        """As long as the lock holds, in this process and in others; then it comes again, delivered once more."""
        await bus.send(QUEUE, [message()])
        start = broker.clock.now()
        first = await take(bus)
        assert first.delivery_count == 1
        assert first.locked_until is not None
        assert start <= first.locked_until - timedelta(seconds=broker.lock_seconds) <= broker.clock.now()
        other = broker.connect()
        await broker.pass_time(broker.lock_seconds - 1)
        await take_nothing(bus)
        await take_nothing(other)
        await broker.pass_time(1)
        again = await take(other)
        assert (again.id, again.delivery_count, again.sequence_number) == ("m1", 2, first.sequence_number)
        assert again.lock_token != first.lock_token
        await take_nothing(bus)

    async def test_a_limit_below_1_is_refused(self, bus: Client) -> None:
        """Asking for no message is a defect of the caller."""
        with pytest.raises(ValueError, match="limit"):
            await bus.receive(QUEUE, 0, 0)

    async def test_receiving_waits_for_the_first_message(self, bus: Client, broker: Broker) -> None:
        """Who waits is woken by a message, from whichever process it comes."""
        waiting = asyncio.create_task(bus.receive(QUEUE, 10, SOON))
        await asyncio.sleep(0.03)
        assert not waiting.done()
        await broker.connect().send(TOPIC, [message()])
        async with asyncio.timeout(SOON / 2):
            assert ids(await waiting) == ["m1"]

    async def test_receiving_gives_up_after_its_wait(self, bus: Client) -> None:
        """Nothing came: an empty answer, no earlier than asked for."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        assert await bus.receive(QUEUE, 10, 0.03) == []
        assert 0.02 < loop.time() - start < SOON

    async def test_sixteen_receivers_get_each_message_once(self, bus: Client, broker: Broker) -> None:
        """However many receive at once, in two processes, no message is handed out twice while it is locked."""
        count = 200
        clients = [bus, broker.connect()]
        handed_out: Counter[str] = Counter()

        async def work(client: Client) -> None:
            while received := await client.receive(QUEUE, 3, 0.05):
                handed_out.update(ids(received))
                for each in received[::2]:
                    await client.complete(QUEUE, each.lock_token)

        workers = [asyncio.create_task(work(clients[number % 2])) for number in range(16)]
        for start in range(0, count, 20):
            await clients[start % 40 // 20].send(QUEUE, messages(*(f"m{start + n}" for n in range(20))))
        await asyncio.gather(*workers)
        assert handed_out == {f"m{number}": 1 for number in range(count)}


class TestSettling:
    async def test_a_completed_message_never_comes_again(self, bus: Client, broker: Broker) -> None:
        """Not at once, and not when its lock would have expired."""
        await bus.send(QUEUE, [message()])
        await bus.complete(QUEUE, (await take(bus)).lock_token)
        await take_nothing(bus)
        await broker.pass_time(broker.lock_seconds)
        await take_nothing(bus)
        assert await bus.peek(QUEUE) == []

    async def test_an_abandoned_message_comes_again_at_once(self, bus: Client) -> None:
        """With a higher delivery count and a new lock, and before those that were sent after it."""
        await bus.send(QUEUE, messages("m1", "m2"))
        first = await take(bus)
        await bus.abandon(QUEUE, first.lock_token)
        again = await take(bus)
        assert (again.id, again.delivery_count) == ("m1", 2)
        assert again.lock_token != first.lock_token
        assert again.enqueued_at == first.enqueued_at
        assert (await take(bus)).id == "m2"

    async def test_an_expired_message_keeps_its_place(self, bus: Client, broker: Broker) -> None:
        """A message whose lock expired comes before those that were sent after it."""
        await bus.send(QUEUE, messages("m1"))
        await take(bus)
        await bus.send(QUEUE, messages("m2"))
        await broker.pass_time(broker.lock_seconds)
        assert await drain(bus) == ["m1", "m2"]

    async def test_abandoning_wakes_who_waits(self, bus: Client, broker: Broker) -> None:
        """A message given back is handed to a receiver that is waiting in another process."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        waiting = asyncio.create_task(broker.connect().receive(QUEUE, 1, SOON))
        await asyncio.sleep(0.03)
        await bus.abandon(QUEUE, held.lock_token)
        async with asyncio.timeout(SOON / 2):
            assert ids(await waiting) == ["m1"]

    @pytest.mark.parametrize("by", ["abandon", "expiry"])
    async def test_past_its_maximum_deliveries_a_message_is_dead_lettered(
        self, bus: Client, broker: Broker, by: str
    ) -> None:
        """It is delivered exactly that often; then it is in the dead-letter queue with Service Bus's reason."""
        await bus.send(QUEUE, [message(properties={"p": 1})])
        for delivery in range(1, broker.max_deliveries + 1):
            assert await bus.peek(QUEUE) == []
            received = await take(bus)
            assert received.delivery_count == delivery
            if by == "abandon":
                await bus.abandon(QUEUE, received.lock_token)
            else:
                await broker.pass_time(broker.lock_seconds)
        (dead,) = await bus.peek(QUEUE)
        assert (dead.id, dead.dead_letter_reason, dead.properties) == ("m1", "MaxDeliveryCountExceeded", {"p": 1})
        assert dead.dead_letter_description
        assert dead.delivery_count == broker.max_deliveries
        await take_nothing(bus)

    async def test_expiry_dead_letters_without_anyone_peeking(self, bus: Client, broker: Broker) -> None:
        """A receiver alone moves a message along that has been delivered too often, and goes on with the next."""
        await bus.send(QUEUE, messages("m1", "m2"))
        for _ in range(broker.max_deliveries):
            assert (await take(bus)).id == "m1"
            await broker.pass_time(broker.lock_seconds)
        assert (await take(bus)).id == "m2"
        assert ids(await bus.peek(QUEUE)) == ["m1"]

    async def test_dead_lettering_keeps_the_message_and_its_reason(self, bus: Client, broker: Broker) -> None:
        """An explicit dead letter is out of the queue, whole, with what was said about it."""
        await bus.send(QUEUE, [message(body=b"broken", properties={"p": 1})])
        await bus.dead_letter(QUEUE, (await take(bus)).lock_token, "schema", "unknown field")
        await broker.pass_time(broker.lock_seconds)
        await take_nothing(bus)
        (dead,) = await bus.peek(QUEUE)
        assert (dead.id, dead.body, dead.properties) == ("m1", b"broken", {"p": 1})
        assert (dead.dead_letter_reason, dead.dead_letter_description) == ("schema", "unknown field")

    async def test_a_long_reason_is_cut(self, bus: Client) -> None:
        """Dead-lettering must not fail because there is too much to say."""
        await bus.send(QUEUE, [message()])
        text = "x" * MAX_DEAD_LETTER_CHARACTERS
        await bus.dead_letter(QUEUE, (await take(bus)).lock_token, text + "y", text + "z")
        (dead,) = await bus.peek(QUEUE)
        assert (dead.dead_letter_reason, dead.dead_letter_description) == (text, text)

    async def test_renewing_holds_the_lock_for_another_duration(self, bus: Client, broker: Broker) -> None:
        """From now, under the same token; and then the lock ends."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        await broker.pass_time(broker.lock_seconds - 1)
        start = broker.clock.now()
        until = await bus.renew(QUEUE, held.lock_token)
        assert start <= until - timedelta(seconds=broker.lock_seconds) <= broker.clock.now()
        await broker.pass_time(broker.lock_seconds - 1)
        await take_nothing(bus)
        await bus.renew(QUEUE, held.lock_token)
        await broker.pass_time(broker.lock_seconds)
        assert (await take(bus)).delivery_count == 2


SETTLE: dict[str, Callable[[Client, str, str], Awaitable[object]]] = {
    "complete": lambda bus, queue, token: bus.complete(queue, token),
    "abandon": lambda bus, queue, token: bus.abandon(queue, token),
    "dead_letter": lambda bus, queue, token: bus.dead_letter(queue, token, "reason"),
    "renew": lambda bus, queue, token: bus.renew(queue, token),
}


@pytest.mark.parametrize("settle", SETTLE.values(), ids=SETTLE.keys())
class TestLockLost:
    """Whoever does not hold the lock hears `LockLost`, and changes nothing."""

    async def test_when_the_lock_has_expired(
        self, bus: Client, broker: Broker, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """Even before anyone else has the message."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        await broker.pass_time(broker.lock_seconds)
        with pytest.raises(LockLost):
            await settle(bus, QUEUE, held.lock_token)
        assert (await take(bus)).delivery_count == 2

    async def test_until_the_lock_expires_it_is_held(
        self, bus: Client, broker: Broker, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """The other side of the limit, and from another process: the token is what counts."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        await broker.pass_time(broker.lock_seconds - 1)
        await settle(broker.connect(), QUEUE, held.lock_token)

    async def test_when_somebody_else_has_the_message_now(
        self, bus: Client, broker: Broker, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """The old token does not touch the new lock."""
        await bus.send(QUEUE, [message()])
        old = await take(bus)
        await broker.pass_time(broker.lock_seconds)
        new = await take(bus)
        with pytest.raises(LockLost):
            await settle(bus, QUEUE, old.lock_token)
        await bus.complete(QUEUE, new.lock_token)

    @pytest.mark.parametrize("first", ["complete", "abandon", "dead_letter"])
    async def test_when_the_message_is_settled(
        self, bus: Client, first: str, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """A message is settled once."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        await SETTLE[first](bus, QUEUE, held.lock_token)
        with pytest.raises(LockLost):
            await settle(bus, QUEUE, held.lock_token)
        assert len(await bus.peek(QUEUE)) == (first == "dead_letter")

    async def test_when_the_message_is_in_another_queue(
        self, bus: Client, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """A token is good for its queue only."""
        await bus.send(QUEUE, [message()])
        held = await take(bus)
        with pytest.raises(LockLost):
            await settle(bus, OTHER_QUEUE, held.lock_token)
        await bus.complete(QUEUE, held.lock_token)

    @pytest.mark.parametrize("token", ["", "garbage", "0" * 32, "f" * 32, "7" + "f" * 31, "é" * 32, "1" * 400])
    async def test_when_the_token_was_never_given(
        self, bus: Client, token: str, settle: Callable[[Client, str, str], Awaitable[object]]
    ) -> None:
        """Whatever it looks like."""
        await bus.send(QUEUE, [message()])
        with pytest.raises(LockLost):
            await settle(bus, QUEUE, token)
        assert (await take(bus)).delivery_count == 1


class TestDurability:
    async def test_all_that_was_accepted_outlives_the_client(self, bus: Client, broker: Broker) -> None:
        """Messages, locks, delivery counts, dead letters, schedules and remembered ids are the broker's, not a
        process's."""
        await make_dead_letters(bus, message("dead"))
        await bus.send(TOPIC, messages("abandoned", "locked", "ready"))
        await bus.schedule(QUEUE, message("scheduled"), broker.clock.now() + timedelta(seconds=30))
        first, locked = await bus.receive(QUEUE, 2, SOON)
        await bus.abandon(QUEUE, first.lock_token)
        await bus.close()

        reopened = broker.connect()
        assert [(each.id, each.dead_letter_reason) for each in await reopened.peek(QUEUE)] == [("dead", "reason dead")]
        await reopened.send(TOPIC, messages("abandoned", "locked", "ready"))
        found = await reopened.receive(QUEUE, 10, SOON)
        assert [(each.id, each.delivery_count) for each in found] == [("abandoned", 2), ("ready", 1)]
        await reopened.complete(QUEUE, locked.lock_token)
        await broker.pass_time(30)
        assert (await take(reopened)).id == "scheduled"

"""What the bus ports promise (shared/bus/port.py) of dead letters."""

import asyncio
from datetime import timedelta

from shared.bus.port import DEAD_LETTER_MARKS
from tests.contract.bus_adapters import OTHER_QUEUE, QUEUE, TOPIC, Broker, Client
from tests.contract.bus_asking import SOON, drain, ids, make_dead_letters, message, messages, take, take_nothing


class TestDeadLetters:
    async def test_peeking_shows_the_oldest_and_leaves_them(self, bus: Client) -> None:
        """In the order they died, up to the limit, without a lock, as often as one looks."""
        await make_dead_letters(bus, *messages("m1", "m2", "m3"))
        for _ in range(2):
            found = await bus.peek(QUEUE, 2)
            assert ids(found) == ["m1", "m2"]
            assert [each.dead_letter_reason for each in found] == ["reason m1", "reason m2"]
            assert [(each.lock_token, each.locked_until) for each in found] == [("", None)] * 2
        assert ids(await bus.peek(QUEUE)) == ["m1", "m2", "m3"]
        assert await bus.peek(OTHER_QUEUE) == []

    async def test_a_live_message_is_no_dead_letter(self, bus: Client, broker: Broker) -> None:
        """Ready, locked and scheduled messages are not among them, and replay leaves them alone."""
        await bus.send(QUEUE, messages("locked", "ready"))
        await take(bus)
        await bus.schedule(QUEUE, message("scheduled"), broker.clock.now() + timedelta(seconds=30))
        assert await bus.peek(QUEUE) == []
        assert await bus.replay(QUEUE) == 0
        assert await drain(bus) == ["ready"]

    async def test_replay_moves_the_oldest_back(self, bus: Client) -> None:
        """As many as asked for, as fresh messages without a reason; it tells how many."""
        await make_dead_letters(bus, *messages("m1", "m2", "m3"))
        assert await bus.replay(QUEUE, 2) == 2
        assert ids(await bus.peek(QUEUE)) == ["m3"]
        received = await bus.receive(QUEUE, 10, SOON)
        assert ids(received) == ["m1", "m2"]
        assert [each.delivery_count for each in received] == [1, 1]
        assert [each.dead_letter_reason for each in received] == [None, None]
        assert [each.dead_letter_description for each in received] == [None, None]
        assert await bus.replay(QUEUE) == 1
        assert await bus.replay(QUEUE) == 0
        assert (await take(bus)).id == "m3"

    async def test_a_replayed_message_has_all_its_deliveries_again(self, bus: Client, broker: Broker) -> None:
        """Replay begins from nothing: only past the maximum does it die again."""
        await make_dead_letters(bus, message())
        await bus.replay(QUEUE)
        for _ in range(broker.max_deliveries):
            assert await bus.peek(QUEUE) == []
            await bus.abandon(QUEUE, (await take(bus)).lock_token)
        (dead,) = await bus.peek(QUEUE)
        assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"

    async def test_replay_takes_off_the_marks_of_failure_and_nothing_else(self, bus: Client) -> None:
        """A message that remembered its failures is as it was first sent."""
        marks = dict(zip(DEAD_LETTER_MARKS, (7, "no such plan"), strict=True))
        sent = message(body=b"body", properties={"traceparent": "00-1", "n": 1, **marks}, correlation_id="c")
        await make_dead_letters(bus, sent)
        await bus.replay(QUEUE)
        received = await take(bus)
        assert received.properties == {"traceparent": "00-1", "n": 1}
        assert (received.body, received.subject, received.correlation_id) == (b"body", sent.subject, "c")

    async def test_a_replayed_message_goes_to_its_queue_only_and_last(self, bus: Client, broker: Broker) -> None:
        """The other subscribers have handled theirs; and those who waited in the queue come first."""
        await bus.send(TOPIC, [message()])
        await bus.dead_letter(QUEUE, (await take(bus)).lock_token, "reason")
        assert await drain(bus, OTHER_QUEUE) == ["m1"]
        await bus.send(QUEUE, messages("waiting"))
        await broker.pass_time(1)
        await bus.replay(QUEUE)
        assert await drain(bus, QUEUE) == ["waiting", "m1"]
        await take_nothing(bus, OTHER_QUEUE)

    async def test_replay_wakes_who_waits(self, bus: Client, broker: Broker) -> None:
        """A receiver in another process gets the message soon."""
        await make_dead_letters(bus, message())
        waiting = asyncio.create_task(broker.connect().receive(QUEUE, 1, SOON))
        await asyncio.sleep(0.03)
        await bus.replay(QUEUE)
        async with asyncio.timeout(SOON / 2):
            assert ids(await waiting) == ["m1"]


class TestPurging:
    async def test_what_was_sent_before_a_moment_is_gone_and_nothing_else(self, bus: Client, broker: Broker) -> None:
        """Later dead letters stay, and can be replayed; what is alive stays however old it is."""
        await make_dead_letters(bus, *messages("old-1", "old-2"))
        await broker.pass_time(2)
        moment = broker.clock.now()
        await make_dead_letters(bus, *messages("new-1", "new-2"))
        assert await bus.purge(QUEUE, moment) == 2
        assert ids(await bus.peek(QUEUE)) == ["new-1", "new-2"]
        assert await bus.purge(QUEUE, moment) == 0
        assert await bus.purge(OTHER_QUEUE, moment) == 0
        assert await bus.replay(QUEUE, 1) == 1
        assert await bus.purge(QUEUE, broker.clock.now() + timedelta(hours=1)) == 1
        assert ids(await bus.receive(QUEUE, 10, SOON)) == ["new-1"]


class TestCounts:
    async def test_a_queue_is_counted(self, bus: Client, broker: Broker) -> None:
        """Each message once. A broker may not know which of those that are not dead are locked."""
        await make_dead_letters(bus, *messages("m1", "m2"))
        await bus.schedule(QUEUE, message("m3"), broker.clock.now() + timedelta(seconds=30))
        await bus.send(QUEUE, messages("m4", "m5", "m6"))
        await take(bus)
        found = await bus.counts(QUEUE)
        assert (found.active + found.locked, found.scheduled, found.dead_lettered) == (3, 1, 2)
        found = await bus.counts(OTHER_QUEUE)
        assert (found.active + found.locked, found.scheduled, found.dead_lettered) == (0, 0, 0)

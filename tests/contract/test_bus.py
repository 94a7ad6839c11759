"""What the bus ports promise (shared/bus/port.py), tried on every adapter."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.bus.limits import MAX_DEAD_LETTER_CHARACTERS, MAX_ID_CHARACTERS, MAX_PROPERTIES_BYTES
from shared.bus.port import DEAD_LETTER_MARKS, MAX_MESSAGE_BYTES, LockLost, Message, Received
from shared.errors import Poison
from tests.contract.bus_adapters import (
    ADAPTERS,
    CREATED,
    LIKED,
    OTHER_QUEUE,
    OTHER_TOPIC,
    QUEUE,
    SHARED,
    TOPIC,
    Broker,
    Client,
)

SOON = 10.0
"""Seconds within which an adapter hands out what is there; they are only used up by one that does not."""


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__)
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Broker]:
    async with request.param(tmp_path) as made:
        yield made


@pytest.fixture
def bus(broker: Broker) -> Client:
    return broker.connect()


def message(message_id: str = "m1", subject: str = CREATED, body: bytes = b"{}", **fields: Any) -> Message:
    return Message(id=message_id, subject=subject, body=body, **fields)


def messages(*message_ids: str) -> list[Message]:
    return [message(message_id) for message_id in message_ids]


def ids(received: Sequence[Message]) -> list[str]:
    return [each.id for each in received]


async def take(bus: Client, queue: str = QUEUE) -> Received:
    """The next message of the queue; fails when there is none."""
    (received,) = await bus.receive(queue, 1, SOON)
    return received


async def take_nothing(bus: Client, queue: str = QUEUE) -> None:
    assert await bus.receive(queue, 10, 0) == []


async def drain(bus: Client, queue: str = QUEUE) -> list[str]:
    """The ids of all messages that the queue hands out now, in their order; they are completed."""
    found: list[str] = []
    while received := await bus.receive(queue, 10, 0):
        for each in received:
            await bus.complete(queue, each.lock_token)
        found += ids(received)
    return found


async def make_dead_letters(bus: Client, *sent: Message) -> None:
    await bus.send(QUEUE, sent)
    for each in sent:
        await bus.dead_letter(QUEUE, (await take(bus)).lock_token, f"reason {each.id}", f"description {each.id}")


class TestTopics:
    async def test_a_message_arrives_whole(self, bus: Client, broker: Broker) -> None:
        """Every field of a message reaches the receiver as it was sent."""
        sent = message(
            body="제주 \0 \u2028".encode() + bytes(range(256)),
            properties={"text": "한라산 \"'\\", "empty": "", "number": -7, "yes": True, "no": False, "zero": 0},
            content_type="application/json",
            correlation_id="c1",
        )
        before = broker.clock.now()
        await bus.send(TOPIC, [sent])
        received = await take(bus)
        assert {name: getattr(received, name) for name in Message.__dataclass_fields__} == {
            name: getattr(sent, name) for name in Message.__dataclass_fields__
        }
        assert type(received.properties["yes"]) is bool
        assert type(received.properties["zero"]) is int
        assert before <= received.enqueued_at <= broker.clock.now()
        assert received.dead_letter_reason is None
        assert received.dead_letter_description is None

    async def test_every_subscription_that_names_the_subject_gets_a_copy(self, bus: Client) -> None:
        """A topic gives one copy to each subscription whose filter names the subject."""
        await bus.send(TOPIC, [message()])
        assert await drain(bus, QUEUE) == ["m1"]
        assert await drain(bus, OTHER_QUEUE) == ["m1"]

    async def test_two_subscriptions_that_forward_to_one_queue_give_two_copies(self, bus: Client) -> None:
        """A copy is made for each subscription, not for each queue."""
        await bus.send(TOPIC, [message(subject=SHARED)])
        assert await drain(bus, QUEUE) == ["m1", "m1"]
        await take_nothing(bus, OTHER_QUEUE)

    @pytest.mark.parametrize("subject", [LIKED, CREATED.upper(), CREATED + ".x", "", "*"])
    async def test_a_subject_that_no_filter_names_goes_nowhere(self, bus: Client, subject: str) -> None:
        """A message that no subscription wants is accepted and dropped: filters compare whole subjects."""
        await bus.send(TOPIC, [message(subject=subject)])
        await take_nothing(bus, QUEUE)
        await take_nothing(bus, OTHER_QUEUE)

    async def test_copies_are_settled_apart(self, bus: Client) -> None:
        """What happens to one subscription's copy does not touch the others'."""
        await bus.send(TOPIC, [message()])
        await bus.complete(QUEUE, (await take(bus, QUEUE)).lock_token)
        assert await drain(bus, OTHER_QUEUE) == ["m1"]

    async def test_a_queue_takes_messages_directly(self, bus: Client) -> None:
        """What is sent to a queue comes to that queue only, whatever its subject."""
        await bus.send(QUEUE, [message(subject="anything")])
        assert await drain(bus, QUEUE) == ["m1"]
        await take_nothing(bus, OTHER_QUEUE)

    @pytest.mark.parametrize("entity", [TOPIC, QUEUE])
    async def test_no_messages_are_no_trouble(self, bus: Client, entity: str) -> None:
        """Sending nothing is allowed."""
        await bus.send(entity, [])
        await take_nothing(bus)


class TestDuplicateDetection:
    async def test_an_id_is_accepted_once_within_the_window(self, bus: Client, broker: Broker) -> None:
        """A topic drops a message whose id it has seen: in the same call, later, from another process, scheduled."""
        await bus.send(TOPIC, [message(), message(body=b"again")])
        await bus.send(TOPIC, [message()])
        assert await drain(bus) == ["m1"]
        await broker.connect().send(TOPIC, [message()])
        await bus.schedule(TOPIC, message(), broker.clock.now())
        await take_nothing(bus)

    async def test_the_window_ends(self, bus: Client, broker: Broker) -> None:
        """An id is remembered for the whole window and not longer, counted from its first acceptance."""
        await bus.send(TOPIC, [message()])
        await broker.pass_time(broker.window - 1)
        await bus.send(TOPIC, [message()])
        assert await drain(bus) == ["m1"]
        await broker.pass_time(1)
        await bus.send(TOPIC, [message()])
        assert await drain(bus) == ["m1"]

    async def test_a_new_window_begins_with_the_next_acceptance(self, bus: Client, broker: Broker) -> None:
        """An id that is accepted again is remembered again."""
        await bus.send(TOPIC, [message()])
        await broker.pass_time(broker.window)
        await bus.send(TOPIC, [message(), message()])
        await bus.send(TOPIC, [message()])
        assert await drain(bus) == ["m1", "m1"]

    async def test_what_no_subscription_wants_is_remembered_too(self, bus: Client) -> None:
        """Detection comes before filtering, and compares nothing but the id."""
        await bus.send(TOPIC, [message(subject="unwanted")])
        await bus.send(TOPIC, [message()])
        await take_nothing(bus)

    async def test_topics_remember_apart(self, bus: Client) -> None:
        """The same id in two topics is two messages."""
        await bus.send(TOPIC, [message()])
        await bus.send(OTHER_TOPIC, [message(subject=LIKED)])
        assert await drain(bus) == ["m1", "m1"]

    async def test_ids_differ_by_case(self, bus: Client) -> None:
        """Ids are compared as they are."""
        await bus.send(TOPIC, messages("m1", "M1"))
        assert await drain(bus) == ["m1", "M1"]

    async def test_queues_have_none(self, bus: Client) -> None:
        """A queue takes the same id as often as it is sent: a delayed copy keeps its id."""
        await bus.send(QUEUE, [message(), message()])
        await bus.send(QUEUE, [message()])
        assert await drain(bus) == ["m1", "m1", "m1"]


class TestSchedule:
    @pytest.mark.parametrize("entity", [TOPIC, QUEUE])
    async def test_a_scheduled_message_becomes_visible_at_its_moment(
        self, bus: Client, broker: Broker, entity: str
    ) -> None:
        """Not a second before, and then as a message that was enqueued at that moment."""
        at = broker.clock.now() + timedelta(seconds=30)
        await bus.schedule(entity, message(properties={"attempt": 2}), at)
        await broker.pass_time(29)
        await take_nothing(bus)
        await broker.pass_time(1)
        received = await take(bus)
        assert (received.id, received.properties, received.delivery_count) == ("m1", {"attempt": 2}, 1)
        assert received.enqueued_at >= at

    async def test_a_moment_that_is_past_is_now(self, bus: Client, broker: Broker) -> None:
        """A message scheduled for the past is visible at once, and not ahead of those that were there before."""
        await bus.send(QUEUE, messages("first"))
        await bus.schedule(QUEUE, message("late"), broker.clock.now() - timedelta(days=1))
        assert await drain(bus) == ["first", "late"]

    async def test_a_scheduled_message_takes_its_place_when_it_is_due(self, bus: Client, broker: Broker) -> None:
        """Oldest first counts from the moment a message became visible, not from when it was handed over."""
        now = broker.clock.now()
        await bus.schedule(QUEUE, message("third"), now + timedelta(seconds=20))
        await bus.schedule(QUEUE, message("second"), now + timedelta(seconds=10))
        await bus.send(QUEUE, messages("first"))
        await broker.pass_time(30)
        await bus.send(QUEUE, messages("fourth"))
        assert await drain(bus) == ["first", "second", "third", "fourth"]

    async def test_a_scheduled_id_is_remembered_from_the_hand_over(self, bus: Client, broker: Broker) -> None:
        """Duplicate detection holds for scheduled messages."""
        await bus.schedule(TOPIC, message(), broker.clock.now() + timedelta(seconds=30))
        await bus.send(TOPIC, [message()])
        await take_nothing(bus)
        await broker.pass_time(30)
        assert await drain(bus) == ["m1"]


class TestLimits:
    async def refused(self, bus: Client, broker: Broker, wrong: Message) -> None:
        for entity in (TOPIC, QUEUE):
            with pytest.raises(Poison):
                await bus.send(entity, [wrong])
            with pytest.raises(Poison):
                await bus.schedule(entity, wrong, broker.clock.now())
        await take_nothing(bus)

    async def test_a_message_has_at_most_256_kilobytes(self, bus: Client, broker: Broker) -> None:
        """Body, properties and headers together: as large as the limit is taken, one byte more is refused."""
        small = message("é", properties={"text": "é", "number": 1}, correlation_id="c")
        headers = len("é".encode()) + len(small.subject) + len(small.content_type) + len("c")
        properties = len("text") + len("é".encode()) + len("number") + 4
        largest = replace(small, body=b"x" * (MAX_MESSAGE_BYTES - headers - properties))
        await bus.send(QUEUE, [largest])
        received = await take(bus)
        assert received.body == largest.body
        await bus.complete(QUEUE, received.lock_token)
        await self.refused(bus, broker, replace(largest, body=largest.body + b"x"))

    async def test_several_messages_may_be_larger_together(self, bus: Client) -> None:
        """The limit is a message's, not a call's."""
        large = [message(name, body=b"x" * 200_000) for name in ("m1", "m2", "m3")]
        await bus.send(TOPIC, large)
        assert await drain(bus) == ["m1", "m2", "m3"]

    async def test_an_id_has_1_to_128_characters(self, bus: Client, broker: Broker) -> None:
        """Ids at both ends of the range are taken, beyond them refused."""
        longest = "한" * MAX_ID_CHARACTERS
        await bus.send(TOPIC, messages("m", longest))
        assert await drain(bus) == ["m", longest]
        await self.refused(bus, broker, message(longest + "x"))
        await self.refused(bus, broker, message(""))

    async def test_properties_have_at_most_64_kilobytes(self, bus: Client, broker: Broker) -> None:
        """Names and values of all properties together."""
        most = {"a": "x" * (MAX_PROPERTIES_BYTES - 6), "bcde": ""}
        await bus.send(QUEUE, [message(properties={**most, "a": most["a"] + "x"})])
        assert await drain(bus) == ["m1"]
        await self.refused(bus, broker, message(properties={**most, "a": most["a"] + "xx"}))

    @pytest.mark.parametrize("value", [2**31 - 1, -(2**31), 0, True, False, "", "text"])
    async def test_properties_are_text_whole_numbers_of_32_bits_and_bools(self, bus: Client, value: Any) -> None:
        """Both ends of the range come through, each as the type that it was."""
        await bus.send(TOPIC, [message(properties={"p": value})])
        received = (await take(bus)).properties["p"]
        assert (received, type(received)) == (value, type(value))

    @pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 1.0, None, b"bytes", ["list"], {"a": 1}])
    async def test_other_properties_are_refused(self, bus: Client, broker: Broker, value: Any) -> None:
        """A property that Service Bus or the Functions host would lose is poison."""
        await self.refused(bus, broker, message(properties={"fine": 1, "p": value}))

    @pytest.mark.parametrize(
        "wrong",
        [
            message("\ud800"),
            message(subject="\ud800"),
            message(content_type="\ud800"),
            message(correlation_id="\ud800"),
            message(properties={"p": "\ud800"}),
            message(properties={"\ud800": "p"}),
        ],
    )
    async def test_text_that_is_not_unicode_is_refused(self, bus: Client, broker: Broker, wrong: Message) -> None:
        """A lone surrogate cannot be sent anywhere."""
        await self.refused(bus, broker, wrong)

    @pytest.mark.parametrize("entity", ["nowhere", "", QUEUE.upper(), f"{QUEUE}/$DeadLetterQueue"])
    async def test_an_unknown_entity_is_poison_to_senders(self, bus: Client, broker: Broker, entity: str) -> None:
        """Whatever is handed over, even nothing."""
        with pytest.raises(Poison):
            await bus.send(entity, [message()])
        with pytest.raises(Poison):
            await bus.send(entity, [])
        with pytest.raises(Poison):
            await bus.schedule(entity, message(), broker.clock.now())

    @pytest.mark.parametrize("queue", ["nowhere", TOPIC])
    @pytest.mark.parametrize(
        "ask",
        [
            lambda bus, queue: bus.receive(queue, 1, 0),
            lambda bus, queue: bus.complete(queue, "0" * 32),
            lambda bus, queue: bus.abandon(queue, "0" * 32),
            lambda bus, queue: bus.dead_letter(queue, "0" * 32, "reason"),
            lambda bus, queue: bus.renew(queue, "0" * 32),
            lambda bus, queue: bus.peek(queue),
            lambda bus, queue: bus.replay(queue),
        ],
        ids=["receive", "complete", "abandon", "dead_letter", "renew", "peek", "replay"],
    )
    async def test_an_unknown_queue_is_poison_to_receivers(
        self, bus: Client, queue: str, ask: Callable[[Client, str], Awaitable[object]]
    ) -> None:
        """One receives from queues only."""
        with pytest.raises(Poison):
            await ask(bus, queue)


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

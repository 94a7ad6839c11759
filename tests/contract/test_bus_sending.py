"""What the bus ports promise (shared/bus/port.py) to who sends: topics, duplicate detection, schedules."""

from datetime import timedelta

import pytest

from shared.bus.port import Message
from tests.contract.bus_adapters import CREATED, LIKED, OTHER_QUEUE, OTHER_TOPIC, QUEUE, SHARED, TOPIC, Broker, Client
from tests.contract.bus_asking import drain, message, messages, take, take_nothing


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

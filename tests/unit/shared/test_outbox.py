"""The outbox: an event stored with its aggregate reaches the bus at least once, and holds up no other."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared import outbox
from shared.bus.port import Message
from shared.errors import Poison, Unavailable
from shared.events.member import MemberCreated, MemberUpdated
from shared.ids import new_ulid
from shared.store.port import Create
from tests.fakes import Fakes

MEMBER = new_ulid(datetime(2026, 1, 1, tzinfo=UTC))
CONTAINER, TOPIC = "members", "member-events"


def created(name: str = "지우") -> MemberCreated:
    return MemberCreated(member_id=MEMBER, name=name, version=1, created_at="2026-01-01T00:00:00.000Z")


async def put(fakes: Fakes, *events: MemberCreated | MemberUpdated) -> list[dict[str, Any]]:
    await fakes.store.execute(CONTAINER, MEMBER, [outbox.stored(MEMBER, event, fakes.deps) for event in events])
    return fakes.store.all(CONTAINER, "outbox")


async def test_an_event_leaves_the_outbox_only_when_the_bus_has_it() -> None:
    fakes = Fakes()
    documents = await put(fakes, created())
    fakes.bus.failures = [Unavailable("the bus is away")]
    with pytest.raises(Unavailable):
        await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents)
    assert fakes.store.all(CONTAINER) == documents

    await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents)
    assert fakes.store.all(CONTAINER) == []
    ((topic, message),) = fakes.bus.sent
    event = documents[0]["event"]
    assert (topic, message.id, message.subject) == (TOPIC, event["id"], "ktravel.member.MemberCreated.v1")
    assert message.properties["traceparent"] == event["traceparent"]


async def test_a_crash_after_sending_sends_again_with_the_same_id_and_then_forgets() -> None:
    fakes = Fakes()
    documents = await put(fakes, created())
    fakes.store.failures = [Unavailable("the store is away")]
    with pytest.raises(Unavailable):
        await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents)
    await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents)
    assert [message.id for _, message in fakes.bus.sent] == [documents[0]["event"]["id"]] * 2
    assert fakes.store.all(CONTAINER) == []


async def test_an_event_that_somebody_else_has_sent_meanwhile_harms_nobody() -> None:
    fakes = Fakes()
    documents = await put(fakes, created(), MemberUpdated(member_id=MEMBER, name="하준", version=2))
    await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents[:1])
    await outbox.relay(fakes.deps, CONTAINER, TOPIC, documents)
    assert fakes.store.all(CONTAINER) == []


async def test_documents_that_are_no_events_are_left_alone() -> None:
    fakes = Fakes()
    await fakes.store.execute(CONTAINER, MEMBER, [Create({"id": "member", "pk": MEMBER, "type": "member"})])
    await outbox.relay(fakes.deps, CONTAINER, TOPIC, fakes.store.all(CONTAINER))
    assert fakes.bus.sent == []
    assert len(fakes.store.all(CONTAINER)) == 1


class FussyBus:
    """Refuses any call that has a message about somebody called 'refused'."""

    def __init__(self, fakes: Fakes) -> None:
        self._bus = fakes.bus

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        if any(b"refused" in message.body for message in messages):
            raise Poison("over the broker's limit")
        await self._bus.send(entity, messages)

    async def schedule(self, *_: Any) -> None:
        raise AssertionError("the relay schedules nothing")

    async def close(self) -> None:
        pass


async def test_an_event_refused_ten_times_is_parked_and_the_others_pass_it() -> None:
    fakes = Fakes()
    await put(fakes, created("refused"), created("fine"))
    deps = type(fakes.deps)(store=fakes.store, bus=FussyBus(fakes), clock=fakes.clock)
    await outbox.relay(deps, CONTAINER, TOPIC, fakes.store.all(CONTAINER))
    fakes.clock.advance(61)
    for refusals in range(1, 10):
        (left,) = fakes.store.all(CONTAINER)
        assert (left["type"], left["refusals"]) == ("outbox", refusals)
        await outbox.sweep(deps, CONTAINER, TOPIC)
    (parked,) = fakes.store.all(CONTAINER)
    assert (parked["type"], parked["reason"]) == ("parked", "over the broker's limit")
    assert parked["ttl"] == 14 * 86_400, "it outlives its author no longer than a dead letter"
    assert len(fakes.bus.sent) == 1
    await outbox.sweep(deps, CONTAINER, TOPIC)
    await outbox.relay(deps, CONTAINER, TOPIC, fakes.store.all(CONTAINER))
    assert fakes.store.all(CONTAINER) == [parked], "what is parked waits for a person"


async def test_counting_a_refusal_does_not_bring_the_event_back_to_the_relay() -> None:
    """Counting is a write, which the feed shows: the ten times must not be over in as many milliseconds."""
    fakes = Fakes()
    await put(fakes, created("refused"), created("fine"))
    deps = type(fakes.deps)(store=fakes.store, bus=FussyBus(fakes), clock=fakes.clock)
    continuation = None
    while True:
        feed = await fakes.store.read_feed(CONTAINER, continuation)
        if not feed.items:
            break
        await outbox.relay(deps, CONTAINER, TOPIC, [item.body for item in feed.items])
        continuation = feed.continuation
    (left,) = fakes.store.all(CONTAINER)
    assert (left["type"], left["refusals"]) == ("outbox", 1)


async def test_the_sweeper_sends_what_was_left_behind_and_leaves_what_is_fresh_to_the_relay() -> None:
    fakes = Fakes()
    for number in range(250):
        await put(fakes, created(f"old {number}"))
    fakes.clock.advance(61)
    await put(fakes, created("fresh"))
    assert await outbox.sweep(fakes.deps, CONTAINER, TOPIC) == 250
    assert len(fakes.bus.sent) == 250
    (fresh,) = fakes.store.all(CONTAINER)
    assert fresh["event"]["data"]["name"] == "fresh"


async def test_an_event_over_the_limit_is_refused_before_anything_is_stored() -> None:
    fakes = Fakes()
    with pytest.raises(outbox.EventTooLarge):
        outbox.stored(MEMBER, created("x" * 200_000), fakes.deps)

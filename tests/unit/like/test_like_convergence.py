"""Whatever the order and however often, what is known ends the same."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.like import handlers
from functions.like.domain import Like
from functions.like.handlers import QUEUE
from functions.like.inbox import HANDLERS
from functions.like.projections import mirror
from shared.events.base import EventData
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared, PlanUpdated
from shared.store.port import Create
from shared.topology import topology
from tests.unit.like.world import (
    FAN,
    OWNER,
    PLAN,
    World,
    blocks,
    follows,
    left,
    named,
    plan_deleted,
    plan_event,
    unblocks,
    unfollows,
)

HISTORY: list[EventData] = [
    named(OWNER, "지우", 1),
    named(OWNER, "김지우", 2),
    plan_event(PlanCreated, 1, "private"),
    plan_event(PlanShared, 2, "public"),
    plan_event(PlanUpdated, 3, "public", title="가을 제주"),
    plan_event(PlanUnshared, 4, "followers", title="가을 제주"),
    follows(FAN, OWNER, 1),
    unfollows(FAN, OWNER, 2),
    follows(FAN, OWNER, 3),
    blocks(OWNER, FAN, 1),
    unblocks(OWNER, FAN, 2),
]
ENDS: list[EventData] = [plan_deleted(5), left(OWNER, 3), left(FAN, 3), blocks(OWNER, FAN, 3)]


def in_any_order(events: Sequence[EventData]) -> Any:
    return st.permutations(events).flatmap(
        lambda order: st.lists(st.sampled_from(order), max_size=4).map(lambda more: order + more)
    )


async def known_after(events: Sequence[EventData]) -> list[dict[str, Any]]:
    world = World()
    await world.tell(*events)
    return world.store.all("likes") + world.store.all("like-members")


@given(in_any_order(HISTORY))
@settings(max_examples=50, deadline=None)
def test_what_is_known_is_the_same_in_any_order(events: list[EventData]) -> None:
    async def check() -> None:
        assert await known_after(events) == await known_after(HISTORY)
        world = World()
        await world.tell(*events)
        assert await world.like() == 1
        await world.feed()
        (card,) = await world.my_likes()
        assert (card["title"], card["owner"]["name"], card["visibility"]) == ("가을 제주", "김지우", "followers")

    asyncio.run(check())


@given(st.sampled_from(ENDS).flatmap(lambda end: in_any_order([*HISTORY, end])), st.integers(0, 15))
@settings(max_examples=60, deadline=None)
def test_a_like_stored_at_any_time_ends_with_what_ends_it(events: list[EventData], position: int) -> None:
    """It was decided by one who knew less than this process does by now: no later news may leave it standing."""

    async def check() -> None:
        world = World()
        await world.tell(*events[:position])
        await _store_a_like(world)
        await world.tell(*events[position:])
        await world.feed()
        await world.tell(*events)
        assert world.counted() == 0
        assert world.told() == [("LikeCreated", FAN, 1), ("LikeDeleted", FAN, 2)]
        assert await world.shown() == []
        assert not [each for each in world.store.all("like-members") if each["type"] == "like"]

    asyncio.run(check())


async def _store_a_like(world: World) -> None:
    """As a command stores it that knew of nothing but a public plan."""
    elsewhere = World()
    await elsewhere.tell(named(OWNER), plan_event(PlanCreated))
    await elsewhere.like()
    documents = [each for each in elsewhere.store.all("likes") if each["id"] != "plan"]
    await world.store.execute("likes", PLAN, [Create(document) for document in documents])


CHANGES = [Like(PLAN, FAN, liked=bool(version % 2), version=version, since=f"{version}") for version in range(1, 6)]


@given(st.permutations(CHANGES), st.lists(st.sampled_from(CHANGES), max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_mirror_ends_the_same_in_any_order_with_repeats(order: list[Like], repeats: list[Like]) -> None:
    async def check() -> None:
        world = World()
        for like in [*order, *repeats]:
            await mirror(world.deps, like)
        (mirrored,) = world.store.all("like-members")
        assert (mirrored["type"], mirrored["version"]) == ("like", 5)

    asyncio.run(check())


def test_every_event_that_is_subscribed_to_has_a_handler() -> None:
    assert handlers.QUEUE == QUEUE
    subscribed = [
        subject
        for subscription in topology().contexts["like"].subscriptions
        if subscription.forward_to == QUEUE
        for subject in subscription.subjects
    ]
    assert sorted(subscribed) == sorted(event.type() for event in HANDLERS)

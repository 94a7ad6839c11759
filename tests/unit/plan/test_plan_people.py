"""The read model of people: the same end whatever the order and however often."""

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.plan.inbox import HANDLERS, QUEUE
from functions.plan.projections import CONTAINER, Owner, own_name, owner_seen_by
from shared.errors import AlreadyExists, Stale
from shared.events.base import EventData
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.read_model import TOMBSTONE_SECONDS
from shared.topology import topology
from tests.fakes import Fakes
from tests.unit.plan.samples import JIWOO, MINJUN, tell

OWNER, READER = JIWOO.member_id, MINJUN.member_id
AT = "2026-03-01T09:00:00.000Z"

MEMBER: list[EventData] = [
    MemberCreated(member_id=OWNER, name="지우", created_at=AT, version=1),
    MemberUpdated(member_id=OWNER, name="김지우", version=2),
    MemberUpdated(member_id=OWNER, name="박지우", version=3),
]
FOLLOW: list[EventData] = [
    FollowCreated(follower_id=READER, followee_id=OWNER, at=AT, version=1),
    FollowDeleted(follower_id=READER, followee_id=OWNER, version=2),
    FollowCreated(follower_id=READER, followee_id=OWNER, at=AT, version=3),
]
BLOCK: list[EventData] = [
    MemberBlocked(blocker_id=OWNER, blocked_id=READER, version=1),
    MemberUnblocked(blocker_id=OWNER, blocked_id=READER, version=2),
]
EVERYTHING = MEMBER + FOLLOW + BLOCK


async def seen_after(events: list[EventData]) -> Owner | None:
    fakes = Fakes()
    await tell(fakes.deps, *events)
    return await owner_seen_by(fakes.deps, OWNER, READER)


@given(
    st.permutations(EVERYTHING).flatmap(lambda order: st.lists(st.sampled_from(order)).map(lambda more: order + more))
)
def test_any_order_with_any_repetition_ends_the_same(events: list[EventData]) -> None:
    assert asyncio.run(seen_after(events)) == Owner("박지우", frozenset({"public", "followers"}))


@pytest.mark.parametrize("order", [*itertools.permutations([*FOLLOW[:2], MEMBER[0]])])
async def test_an_unfollow_that_overtakes_its_follow_stays(order: Any) -> None:
    assert await seen_after(list(order)) == Owner("지우", frozenset({"public"}))


@pytest.mark.parametrize("order", [*itertools.permutations([FOLLOW[0], BLOCK[0], MEMBER[0]])])
async def test_a_block_hides_all(order: Any) -> None:
    assert await seen_after(list(order)) == Owner("지우", frozenset())


@pytest.mark.parametrize(
    "order", [*itertools.permutations([*MEMBER[:2], MemberDeleted(member_id=OWNER, version=3), FOLLOW[0]])]
)
async def test_nothing_late_brings_back_who_left(order: Any) -> None:
    fakes = Fakes()
    await tell(fakes.deps, *order, *MEMBER[:2])
    assert await owner_seen_by(fakes.deps, OWNER, READER) == Owner(None, frozenset())
    assert await own_name(fakes.deps, OWNER, "지우") is None
    (member,) = fakes.store.all(CONTAINER, "member")
    assert member == {
        "id": "member",
        "pk": OWNER,
        "type": "member",
        "version": 3,
        "active": False,
        "ttl": TOMBSTONE_SECONDS,
    }


async def test_who_is_not_known_is_none() -> None:
    assert await seen_after(FOLLOW + BLOCK) is None


async def test_an_edge_lets_nobody_else_see() -> None:
    fakes = Fakes()
    await tell(fakes.deps, *MEMBER, *FOLLOW)
    for other in ("01jb2k3m4n5p6q7r8s9t0v1w2z", None):
        assert await owner_seen_by(fakes.deps, OWNER, other) == Owner("박지우", frozenset({"public"}))
    assert await owner_seen_by(fakes.deps, READER, OWNER) is None


@pytest.mark.parametrize("conflict", [AlreadyExists("member", 0), Stale("member", 0)])
async def test_a_conflict_is_tried_again(conflict: Exception) -> None:
    fakes = Fakes()
    fakes.store.failures.append(conflict)
    await tell(fakes.deps, MEMBER[1], MEMBER[0])
    assert await own_name(fakes.deps, OWNER, "?") == "김지우"


def test_every_event_that_is_subscribed_to_has_a_handler() -> None:
    subscribed = [
        subject
        for subscription in topology().contexts["plan"].subscriptions
        if subscription.forward_to == QUEUE
        for subject in subscription.subjects
    ]
    assert sorted(subscribed) == sorted(event.type() for event in HANDLERS)

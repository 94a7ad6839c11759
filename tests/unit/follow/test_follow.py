"""Following, unfollowing and blocking, on fakes."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.follow import handlers, projections
from shared.errors import Rejection, Stale, WriteConflict
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.ids import new_ulid
from tests.fakes import Fakes

A, B, C = (new_ulid(datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2, 3))


def event(data: Any) -> Event:
    return Event(new_ulid(datetime(2026, 1, 1, tzinfo=UTC)), datetime(2026, 1, 1, tzinfo=UTC), data, None)


@pytest.fixture
async def fakes() -> Fakes:
    made = Fakes()
    for number, member_id in enumerate((A, B, C)):
        data = MemberCreated(member_id=member_id, name=f"member {number}", version=1, created_at="")
        await handlers.on_member_named(data, event(data), made.deps)
    return made


async def feed(fakes: Fakes) -> None:
    """What the change feed trigger does, from the beginning, until nothing is new."""
    before = None
    while before != (documents := fakes.store.all("follows")):
        before = documents
        await handlers.on_feed(fakes.deps, documents)


def event_names(fakes: Fakes) -> list[str]:
    return [each["type"].split(".")[2] for each in fakes.store.events("follows")]


async def names(fakes: Fakes, which: str, member_id: str) -> list[str]:
    page = await getattr(projections, which)(fakes.deps, member_id, limit=10, cursor=None)
    return [item["id"] for item in page["items"]]


async def test_a_follow_is_seen_from_both_sides(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await feed(fakes)
    assert await names(fakes, "following", A) == [B]
    assert await names(fakes, "followers", B) == [A]
    assert event_names(fakes) == ["FollowCreated"]


async def test_following_twice_is_following_once(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, A, B)
    assert event_names(fakes) == ["FollowCreated"]


async def test_a_second_follow_is_not_mistaken_for_the_first(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.unfollow_member(fakes.deps, A, B)
    await handlers.unfollow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, A, B)
    events = fakes.store.events("follows")
    assert [each["data"]["version"] for each in events] == [1, 2, 3]
    await feed(fakes)
    assert await names(fakes, "followers", B) == [A]


async def test_nobody_follows_themselves(fakes: Fakes) -> None:
    before = fakes.store.all("follows")
    with pytest.raises(Rejection) as refused:
        await handlers.follow_member(fakes.deps, A, A)
    assert (refused.value.code, refused.value.status) == ("cannot_follow_self", 422)
    with pytest.raises(Rejection) as refused:
        await handlers.block_member(fakes.deps, A, A)
    assert (refused.value.code, refused.value.status) == ("cannot_block_self", 422)
    assert fakes.store.all("follows") == before


async def test_a_member_nobody_heard_of_is_404_and_nothing_is_stored(fakes: Fakes) -> None:
    stranger = new_ulid(datetime(2026, 2, 1, tzinfo=UTC))
    for command in (handlers.follow_member, handlers.block_member):
        with pytest.raises(Rejection) as refused:
            await command(fakes.deps, A, stranger)
        assert refused.value.status == 404
    assert fakes.store.all("follows") == []


async def test_a_deleted_member_is_in_no_list_and_cannot_be_followed(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await feed(fakes)
    data = MemberDeleted(member_id=B, version=2)
    await handlers.on_member_deleted(data, event(data), fakes.deps)
    assert await names(fakes, "following", A) == []
    with pytest.raises(Rejection):
        await handlers.follow_member(fakes.deps, C, B)


async def test_a_block_ends_both_edges_and_forbids_new_ones(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, B, A)
    await handlers.block_member(fakes.deps, A, B)
    await feed(fakes)
    for member_id, which in itertools.product((A, B), ("following", "followers")):
        assert await names(fakes, which, member_id) == []
    with pytest.raises(Rejection) as refused:
        await handlers.follow_member(fakes.deps, B, A)
    assert refused.value.status == 404, "the one who is blocked is told that there is nobody"
    with pytest.raises(Rejection) as refused:
        await handlers.follow_member(fakes.deps, A, B)
    assert (refused.value.code, refused.value.status) == ("blocked", 409)
    assert sorted(event_names(fakes)) == ["FollowCreated"] * 2 + ["FollowDeleted"] * 2 + ["MemberBlocked"]


async def test_a_lifted_block_lets_follow_again_but_restores_nothing(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, B, A)
    await handlers.block_member(fakes.deps, A, B)
    await handlers.unblock_member(fakes.deps, A, B)
    await feed(fakes)
    assert await names(fakes, "followers", A) == []
    await handlers.follow_member(fakes.deps, B, A)
    await feed(fakes)
    assert await names(fakes, "followers", A) == [B]


async def test_a_process_that_dies_after_the_block_leaves_the_other_edge_to_the_feed(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, B, A)
    block_only = {"id": f"block.{B}", "pk": A, "type": "block", "memberId": B, "version": 1}
    await handlers.on_feed(fakes.deps, [block_only])
    assert event_names(fakes) == ["FollowCreated"], "no block is stored: nothing to end"

    original = handlers.unfollow_member

    async def dies(*_: Any) -> None:
        raise ConnectionError

    handlers.unfollow_member = dies  # type: ignore[assignment]
    try:
        with pytest.raises(ConnectionError):
            await handlers.block_member(fakes.deps, A, B)
    finally:
        handlers.unfollow_member = original
    await feed(fakes)
    assert await names(fakes, "followers", A) == []
    assert event_names(fakes)[-1] == "FollowDeleted"


async def test_a_follow_stored_after_the_block_it_did_not_see_is_ended(fakes: Fakes) -> None:
    await handlers.block_member(fakes.deps, A, B)
    late = {
        "id": f"edge.{A}", "pk": B, "type": "edge", "memberId": A,
        "version": 1, "since": "2026-01-01T00:00:00.000Z", "sortKey": "x",
    }  # fmt: skip
    from shared.store.port import Create  # noqa: PLC0415

    await fakes.store.execute("follows", B, [Create(late)])
    await feed(fakes)
    assert await names(fakes, "followers", A) == []
    assert await names(fakes, "following", B) == []


async def test_a_conflict_of_our_own_is_tried_again(fakes: Fakes) -> None:
    fakes.store.failures = [Stale("somebody wrote first", 0)] * 3
    await handlers.follow_member(fakes.deps, A, B)
    assert event_names(fakes) == ["FollowCreated"]


async def test_a_conflict_that_does_not_end_is_said(fakes: Fakes) -> None:
    fakes.store.failures = [Stale("somebody wrote first", 0)] * 12
    with pytest.raises(WriteConflict):
        await handlers.follow_member(fakes.deps, A, B)


async def test_lists_page_through_everybody_once(fakes: Fakes) -> None:
    people = [new_ulid(datetime(2026, 3, 1, 0, minute, tzinfo=UTC)) for minute in range(7)]
    for person in people:
        data = MemberCreated(member_id=person, name="someone", version=1, created_at="")
        await handlers.on_member_named(data, event(data), fakes.deps)
        fakes.clock.advance(1)
        await handlers.follow_member(fakes.deps, person, A)
    await feed(fakes)
    seen, cursor = [], None
    while True:
        page = await projections.followers(fakes.deps, A, limit=3, cursor=cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert seen == people[::-1]


CHANGES: list[Mapping[str, Any]] = [
    {"id": f"edge.{B}", "pk": A, "memberId": B, "version": n, "since": f"{n}", "sortKey": f"{n}",
     "type": "edge" if n % 2 else "ended-edge"}
    for n in range(1, 6)
]  # fmt: skip


@given(st.permutations(CHANGES), st.lists(st.sampled_from(CHANGES), max_size=5))
@settings(max_examples=50, deadline=None)
async def test_the_mirror_ends_the_same_in_any_order_with_repeats(
    order: list[Mapping[str, Any]], repeats: list[Mapping[str, Any]]
) -> None:
    fakes = Fakes()
    for change in [*order, *repeats]:
        await handlers.on_feed(fakes.deps, [change])
    count, mirrored = fakes.store.all("followers")
    assert (mirrored["type"], mirrored["version"]) == ("follower", 5)
    assert count["edges"] == 1


@given(st.permutations([1, 2, 3]))
@settings(deadline=None)
async def test_a_members_name_ends_the_same_in_any_order(order: list[int]) -> None:
    fakes = Fakes()
    told: dict[int, MemberCreated | MemberUpdated | MemberDeleted] = {
        1: MemberCreated(member_id=A, name="old", version=1, created_at=""),
        2: MemberUpdated(member_id=A, name="new", version=2),
        3: MemberDeleted(member_id=A, version=3),
    }
    for version in order:
        data = told[version]
        if isinstance(data, MemberDeleted):
            await handlers.on_member_deleted(data, event(data), fakes.deps)
        else:
            await handlers.on_member_named(data, event(data), fakes.deps)
    assert await projections.member_name(fakes.deps, A) is None
    (member,) = fakes.store.all("followers", "member")
    assert member["name"] is None


def test_events_name_both_members_and_count_the_changes() -> None:
    assert FollowCreated(follower_id=A, followee_id=B, version=1, at="").subject() == f"{A}.{B}"
    assert FollowDeleted.type() == "ktravel.follow.FollowDeleted.v1"
    assert MemberBlocked(blocker_id=A, blocked_id=B, version=1).data() == {"blockerId": A, "blockedId": B, "version": 1}

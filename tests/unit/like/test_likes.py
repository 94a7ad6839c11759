"""Liking and unliking: what is stored, what is told, and who may."""

import asyncio
from typing import Any

import pytest

from functions.like import projections
from shared import patience
from shared.errors import AlreadyExists, Missing, Rejection, Stale, Unavailable, WriteConflict
from shared.events.like import LikeCreated
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared, PlanUpdated, Visibility
from shared.store.port import Create, Delete
from tests.unit.like.world import (
    FAN,
    OTHER,
    OWNER,
    PLAN,
    World,
    blocks,
    follows,
    left,
    member_id,
    named,
    plan_deleted,
    plan_event,
    plan_id,
    unblocks,
    unfollows,
)


async def refused(world: World, member: str = FAN, plan: str = PLAN) -> tuple[str, int]:
    """How a like is refused; proves that nothing was stored."""
    before = world.store.all("likes"), world.store.all("like-members")
    with pytest.raises(Rejection) as caught:
        await world.like(member, plan)
    assert (world.store.all("likes"), world.store.all("like-members")) == before
    return caught.value.code, caught.value.status


NOT_THERE = ("not_found", 404)


async def test_a_like_its_count_and_its_event_are_one(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    assert await world.like() == 1
    assert world.counted() == 1
    (event,) = world.store.events("likes")
    assert event["type"] == LikeCreated.type()
    assert event["subject"] == f"{PLAN}.{FAN}"
    assert event["data"] == {
        "planId": PLAN,
        "ownerId": OWNER,
        "memberId": FAN,
        "version": 1,
        "at": "2026-03-01T09:00:00.000Z",
    }
    world.store.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):
        await world.like(OTHER)
    assert world.counted() == 1
    assert len(world.told()) == 1


async def test_liking_twice_is_liking_once(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    assert [await world.like(), await world.like(), await world.like(OTHER)] == [1, 1, 2]
    assert world.told() == [("LikeCreated", FAN, 1), ("LikeCreated", OTHER, 1)]


async def test_a_second_like_is_not_mistaken_for_the_first(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    await world.unlike()
    await world.unlike()
    assert world.counted() == 0
    assert await world.like() == 1
    assert [(name, version) for name, _, version in world.told()] == [
        ("LikeCreated", 1),
        ("LikeDeleted", 2),
        ("LikeCreated", 3),
    ]
    await world.feed()
    assert await world.shown() == [PLAN]


async def test_unliking_is_always_allowed(world: World) -> None:
    await world.unlike()
    await world.unlike(OWNER)
    assert world.store.all("likes") == []
    await world.tell(plan_event(PlanCreated))
    await world.like()
    await world.tell(plan_event(PlanUnshared, 2, "private"), blocks(FAN, OWNER))
    await world.unlike()
    assert world.counted() == 0
    assert world.told()[-1] == ("LikeDeleted", FAN, 2)


@pytest.mark.parametrize(
    ("visibility", "following", "may"),
    [
        ("public", False, True),
        ("public", True, True),
        ("followers", True, True),
        ("followers", False, False),
        ("private", True, False),
    ],
)
async def test_one_likes_what_one_may_see(world: World, visibility: Visibility, following: bool, may: bool) -> None:
    await world.tell(plan_event(PlanCreated, visibility=visibility))
    if following:
        await world.tell(follows(FAN, OWNER))
    if may:
        assert await world.like() == 1
    else:
        assert await refused(world) == NOT_THERE


async def test_who_no_longer_follows_cannot_like_for_followers(world: World) -> None:
    await world.tell(plan_event(PlanCreated, visibility="followers"), follows(FAN, OWNER), unfollows(FAN, OWNER))
    assert await refused(world) == NOT_THERE


async def test_nobody_likes_their_own(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    assert await refused(world, OWNER) == ("cannot_like_own", 422)


async def test_the_blocked_hear_that_there_is_nothing_and_the_blocker_why(world: World) -> None:
    await world.tell(plan_event(PlanCreated), blocks(OWNER, FAN), blocks(OTHER, OWNER))
    assert await refused(world, FAN) == NOT_THERE
    assert await refused(world, OTHER) == ("blocked", 409)
    await world.tell(blocks(FAN, OWNER))
    assert await refused(world, FAN) == NOT_THERE, "the one who is blocked does not hear of it by blocking too"
    await world.tell(unblocks(OWNER, FAN), unblocks(OTHER, OWNER))
    assert await refused(world, FAN) == ("blocked", 409)
    assert await world.like(OTHER) == 1


@pytest.mark.parametrize("which", ["plan", "owner"])
async def test_what_is_gone_cannot_be_liked_and_is_not_waited_for(
    world: World, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 3600)
    await world.tell(plan_event(PlanCreated), plan_deleted(2) if which == "plan" else left(OWNER))
    async with asyncio.timeout(1):
        assert await refused(world) == NOT_THERE


async def test_what_nobody_heard_of_cannot_be_liked(world: World) -> None:
    assert await refused(world) == NOT_THERE
    stranger = member_id(99)
    await world.tell(plan_event(PlanCreated, plan=plan_id(1, stranger)))
    assert await refused(world, plan=plan_id(1, stranger)) == NOT_THERE


async def test_a_token_that_outlives_its_member_likes_nothing(world: World) -> None:
    await world.tell(plan_event(PlanCreated), left(FAN))
    assert await refused(world) == ("unauthenticated", 401)


async def test_who_signed_up_a_moment_ago_likes_at_once(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    assert await world.like(member_id(99)) == 1


@pytest.mark.parametrize(
    "news",
    [
        pytest.param([plan_event(PlanCreated)], id="written"),
        pytest.param([plan_event(PlanShared, 2)], id="shared"),
        pytest.param([plan_event(PlanShared, 2, "followers"), follows(FAN, OWNER)], id="followed"),
    ],
)
async def test_what_happened_a_moment_ago_is_waited_for(
    world: World, news: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 1.0)
    await world.tell(plan_event(PlanCreated, 0, "private"))

    async def tell() -> None:
        await asyncio.sleep(0.003)
        await world.tell(*news)

    likes, _ = await asyncio.gather(world.like(), tell())
    assert likes == 1


@pytest.mark.parametrize("conflict", [AlreadyExists("count", 0), Stale("like", 1), Missing("count", 0)])
async def test_a_conflict_of_our_own_is_tried_again(world: World, conflict: WriteConflict) -> None:
    await world.tell(plan_event(PlanCreated))
    world.store.failures = [conflict] * 3
    assert await world.like() == 1
    world.store.failures = [conflict] * 3
    await world.unlike()
    assert world.counted() == 0
    assert len(world.told()) == 2


async def test_two_tabs_like_once(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await asyncio.gather(*(world.like() for _ in range(5)))
    assert world.counted() == 1
    assert len(world.told()) == 1


async def test_my_likes_are_cards_latest_first(world: World) -> None:
    plans = [plan_id(number) for number in range(7)]
    for number, plan in enumerate(plans):
        await world.tell(plan_event(PlanCreated, plan=plan, title=f"{number}"))
        await world.like(plan=plan)
        world.clock.advance(1)
    await world.like(OTHER, plans[6])
    await world.feed()
    newest, *_ = await world.my_likes()
    assert newest == {
        "id": plans[6],
        "ownerId": OWNER,
        "owner": {"id": OWNER, "name": "지우"},
        "title": "6",
        "location": "제주",
        "placeKey": "jeju",
        "travelDate": "2026-04-01",
        "endDate": "2026-04-03",
        "visibility": "public",
        "likes": 2,
        "likedAt": "2026-03-01T09:00:06.000Z",
    }
    seen, cursor = [], None
    for _ in range(3):
        page = await projections.my_likes(world.deps, FAN, limit=3, cursor=cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert cursor is None
    assert seen == plans[::-1]


async def test_my_likes_show_plans_and_names_as_they_are_now(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    await world.feed()
    await world.tell(plan_event(PlanUpdated, 2, title="가을 제주"), named(OWNER, "김지우", 2))
    (card,) = await world.my_likes()
    assert (card["title"], card["owner"]["name"]) == ("가을 제주", "김지우")


async def test_what_became_invisible_is_not_shown_and_comes_back_with_its_like(world: World) -> None:
    await world.tell(plan_event(PlanCreated), follows(FAN, OWNER))
    await world.like()
    await world.feed()
    await world.tell(plan_event(PlanUnshared, 2, "followers"))
    assert await world.shown() == [PLAN]
    await world.tell(unfollows(FAN, OWNER))
    assert await world.shown() == []
    await world.tell(plan_event(PlanUnshared, 3, "private"))
    await world.feed()
    assert await world.shown() == []
    assert world.counted() == 1
    await world.tell(plan_event(PlanShared, 4, "public"))
    assert await world.shown() == [PLAN]


async def test_of_a_private_plan_nothing_is_kept_but_that_it_is_private(world: World) -> None:
    await world.tell(plan_event(PlanCreated, title="비밀"), plan_event(PlanUnshared, 2, "private", title="비밀"))
    (copy,) = world.store.all("likes")
    assert copy == {"id": "plan", "pk": PLAN, "type": "plan", "version": 2, "visibility": "private"}


async def test_a_list_fails_closed(world: World) -> None:
    """A like whose plan or owner is not known here shows nothing."""
    await world.tell(plan_event(PlanCreated))
    await world.like()
    await world.feed()
    assert await world.shown() == [PLAN]
    for container, partition, document in (("likes", PLAN, "plan"), ("like-members", OWNER, "member")):
        found = await world.store.read(container, partition, document)
        assert found is not None
        await world.store.execute(container, partition, [Delete(document)])
        assert await world.shown() == []
        await world.store.execute(container, partition, [Create(found.body)])
    assert await world.shown() == [PLAN]

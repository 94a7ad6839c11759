"""Likes that end because something else did: in parts, from wherever it was broken off, told to others."""

import asyncio
import itertools
from typing import Any

import pytest

from functions.like import endings, handlers, repository
from shared.errors import Unavailable
from shared.events.plan import PlanCreated
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create
from tests.unit.like.world import (
    FAN,
    OTHER,
    OWNER,
    PLAN,
    World,
    blocks,
    left,
    member_id,
    named,
    plan_deleted,
    plan_event,
    plan_id,
    unblocks,
)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "BATCH", 2)
    monkeypatch.setattr(repository, "BATCH", 2)
    monkeypatch.setattr(endings, "BATCHES", 2)
    monkeypatch.setattr(endings, "PAGE", 3)
    monkeypatch.setattr(endings, "PLANS", 2)


def ended(world: World) -> list[str]:
    return sorted(member for name, member, _ in world.told() if name == "LikeDeleted")


async def fans(world: World, number: int, plan: str = PLAN) -> list[str]:
    """Have so many members like a plan."""
    made = [member_id(100 + each) for each in range(number)]
    for fan in made:
        await world.like(fan, plan)
        world.clock.advance(1)
    return made


@pytest.mark.usefixtures("small_parts")
async def test_with_a_plan_all_its_likes_end_in_parts(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    made = await fans(world, 11)
    await world.feed()
    await world.tell(plan_deleted(2))
    assert ended(world) == made[:4], "one part"
    assert await world.carry_on() == 2
    assert ended(world) == made
    assert world.counted() == 0
    await world.feed()
    assert [await world.shown(fan) for fan in made] == [[]] * 11
    await world.tell(plan_deleted(2))
    assert (ended(world), world.bus.sent) == (made, [])


async def test_one_batch_takes_49_likes(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    made = await fans(world, 50)
    await world.tell(plan_deleted(2))
    assert ended(world) == made
    assert world.counted() == 0
    assert world.bus.sent == []


async def test_of_a_gone_plan_ids_remain_and_for_a_time_only(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    await world.tell(plan_deleted(2))
    await world.feed()
    remain = [each for each in world.store.all("likes") if each["type"] != "outbox"]
    assert {each["type"] for each in remain} == {"count", "ended-like", "deleted-plan"}
    assert all(each["ttl"] >= TOMBSTONE_SECONDS for each in remain)
    assert not any("card" in each for each in remain)


@pytest.mark.usefixtures("small_parts")
async def test_a_broken_off_ending_is_taken_up_by_the_repeated_event(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    made = await fans(world, 7)
    world.bus.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):
        await world.tell(plan_deleted(2))
    assert len(ended(world)) == 4
    execute, calls = world.store.execute, itertools.count()

    async def dies(*arguments: Any) -> Any:
        if next(calls) == 1:
            raise ConnectionError
        return await execute(*arguments)

    world.store.execute = dies  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await world.tell(plan_deleted(2))
    assert len(ended(world)) == 6
    await world.tell(plan_deleted(2))
    assert ended(world) == made
    assert world.counted() == 0


async def test_an_unlike_during_the_ending_is_told_once(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    made = await fans(world, 10)
    execute, raced = world.store.execute, False

    async def after_an_unlike(*arguments: Any) -> Any:
        nonlocal raced
        if not raced and arguments[0] == "likes" and len(arguments[2]) > 10:
            raced = True
            await world.unlike(made[3])
        return await execute(*arguments)

    world.store.execute = after_an_unlike  # type: ignore[assignment, method-assign]
    await world.tell(plan_deleted(2))
    assert raced
    assert ended(world) == made
    assert world.counted() == 0


@pytest.mark.usefixtures("small_parts")
async def test_with_a_member_all_they_like_ends(world: World) -> None:
    plans = [plan_id(number) for number in range(8)]
    for plan in plans:
        await world.tell(plan_event(PlanCreated, plan=plan))
        await world.like(FAN, plan)
        await world.like(OTHER, plan)
    await world.feed()
    await world.tell(left(FAN))
    assert len(ended(world)) == 3
    assert await world.carry_on() == 2
    assert ended(world) == [FAN] * 8
    assert [world.counted(plan) for plan in plans] == [1] * 8
    assert await world.shown(FAN) == []
    await world.feed()
    left_behind = [each for each in world.store.all("like-members") if each["pk"] == FAN]
    assert all(each["ttl"] == TOMBSTONE_SECONDS for each in left_behind)
    assert not any("name" in each for each in left_behind)


@pytest.mark.usefixtures("small_parts")
async def test_with_an_owner_the_likes_of_all_their_plans_end(world: World) -> None:
    plans = [plan_id(number) for number in range(5)]
    for plan in plans:
        await world.tell(plan_event(PlanCreated, plan=plan))
        await world.like(FAN, plan)
    made = await fans(world, 9, plans[0])
    await world.feed()
    await world.tell(left(OWNER))
    assert await world.shown(FAN) == [], "at once, whatever is still to be done"
    assert await world.carry_on() > 1
    assert ended(world) == sorted([FAN] * 5 + made)
    assert [world.counted(plan) for plan in plans] == [0] * 5
    await world.feed()
    assert [each["type"] for each in world.store.all("like-members") if each["pk"] == OWNER] == ["member"]


@pytest.mark.usefixtures("small_parts")
async def test_a_block_ends_what_the_blocked_likes_of_the_blockers(world: World) -> None:
    mine, others = [plan_id(number) for number in range(7)], plan_id(1, OTHER)
    theirs = plan_id(2, FAN)
    for plan in (*mine, others, theirs):
        await world.tell(plan_event(PlanCreated, plan=plan))
    for plan in (*mine, others):
        await world.like(FAN, plan)
    await world.like(OWNER, theirs)
    await world.feed()
    await world.tell(blocks(OWNER, FAN))
    assert len(ended(world)) == 3
    assert await world.carry_on() == 2
    assert ended(world) == [FAN] * 7
    await world.feed()
    assert await world.shown(FAN) == [others]
    assert await world.shown(OWNER) == [theirs], "what the blocker likes stays"
    await world.tell(unblocks(OWNER, FAN))
    assert await world.shown(FAN) == [others], "lifting a block restores nothing"
    assert await world.like(FAN, mine[0]) == 1


@pytest.mark.parametrize("end", [plan_deleted(2), left(FAN), left(OWNER), blocks(OWNER, FAN)], ids=lambda e: e.type())
async def test_a_like_decided_before_and_stored_after_its_end_ends(world: World, end: Any) -> None:
    await world.tell(plan_event(PlanCreated))
    execute, raced = world.store.execute, False

    async def too_late(container: str, partition: str, operations: Any) -> Any:
        nonlocal raced
        if not raced and isinstance(operations[0], Create):
            raced = True
            await world.tell(end)
        return await execute(container, partition, operations)

    world.store.execute = too_late  # type: ignore[method-assign]
    assert await world.like() == 1
    assert ended(world) == []
    await world.feed()
    assert ended(world) == [FAN]
    assert world.counted() == 0
    assert await world.shown() == []
    left_behind = [each for each in world.store.all("like-members") if each["type"] in ("like", "liked-plan")]
    assert [each["type"] for each in left_behind] == ([] if end == left(OWNER) else ["liked-plan"])


async def test_a_block_that_was_lifted_before_it_was_heard_of_ends_what_it_found() -> None:
    """Whichever of the two is heard first: likes from before the block end, those from after it stay."""
    before, after = plan_id(1), plan_id(2)
    for order in (0, 1):
        each = World()
        await each.introduce()
        await each.tell(plan_event(PlanCreated, plan=before), plan_event(PlanCreated, plan=after))
        await each.like(FAN, before)
        each.clock.advance(10)
        blocked_at = each.clock.now()
        each.clock.advance(10)
        if order:
            await each.tell(unblocks(OWNER, FAN))
            await each.like(FAN, after)
            await each.feed()
            await each.tell(blocks(OWNER, FAN), at=blocked_at)
        else:
            await each.feed()
            await each.tell(blocks(OWNER, FAN), at=blocked_at)
            await each.tell(unblocks(OWNER, FAN))
            await each.like(FAN, after)
        await each.feed()
        assert await each.shown() == [after]
        assert ended(each) == [FAN]


async def test_the_feed_tells_nothing_twice(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    documents = world.store.all("likes")
    await world.tell(blocks(OWNER, FAN))
    await asyncio.gather(*(handlers.on_feed(world.deps, documents) for _ in range(4)))
    assert world.told() == [("LikeCreated", FAN, 1), ("LikeDeleted", FAN, 2)]
    assert world.counted() == 0


async def test_a_name_is_known_until_its_member_leaves(world: World) -> None:
    await world.tell(left(OWNER), named(OWNER, "지우", 3))
    (member,) = [each for each in world.store.all("like-members", "member") if each["pk"] == OWNER]
    assert member == {
        "id": "member",
        "pk": OWNER,
        "type": "member",
        "version": 9,
        "active": False,
        "ttl": TOMBSTONE_SECONDS,
    }

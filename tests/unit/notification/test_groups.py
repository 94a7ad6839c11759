"""Several members who do the same to one subject are told of by one notification."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions.notification import handlers, reading, repository
from functions.notification.inbox import HANDLERS
from shared.clock import SystemClock, to_iso
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.plan import PlanCreated, PlanShared
from shared.ids import new_ulid
from shared.store.port import Operation, Replace
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.fakes import MemoryBus
from tests.unit.notification.world import (
    START,
    A,
    B,
    C,
    D,
    World,
    block,
    follow,
    forked,
    like,
    member_created,
    new_plan_id,
    plan,
    plan_deleted,
    recommended,
    survive,
    unblock,
    unfollow,
    unlike,
)

PLAN = new_plan_id(A)
LIKED = f"plan_liked.{PLAN}"


@pytest.fixture
async def world() -> World:
    made = World()
    await made.meet(A, B, C, D)
    await made.tell(plan(PlanCreated, PLAN, "public"))
    return made


def later(minutes: float) -> str:
    return to_iso(START + timedelta(minutes=minutes))


async def liked_by(world: World, *member_ids: str, first: int = 0) -> None:
    """Likes, a minute after one another."""
    for number, member_id in enumerate(member_ids, start=first):
        await world.tell(like(member_id, PLAN, at=START + timedelta(minutes=number)))


async def test_several_who_like_a_plan_are_one_notification_the_latest_few_by_name(world: World) -> None:
    await liked_by(world, B, C, D)
    fourth, fifth = new_ulid(START), new_ulid(START)
    await world.tell(member_created(fourth), member_created(fifth))
    await liked_by(world, fourth, fifth, first=3)
    (item,) = await world.shown(A)
    assert item == {
        "id": f"{LIKED}.1",
        "kind": "plan_liked",
        "actors": [{"id": fifth, "name": "someone"}, {"id": fourth, "name": "someone"}, {"id": D, "name": "다온"}],
        "count": 5,
        "subject": {"type": "plan", "id": PLAN, "title": "제주 3일"},
        "read": False,
        "createdAt": later(0),
        "updatedAt": later(4),
    }
    assert world.counts() == {A: 1}
    world.check_counts()


async def test_followers_and_forks_are_grouped_too(world: World) -> None:
    forks = {each: new_plan_id(each) for each in (B, C)}
    for number, (member_id, fork) in enumerate(forks.items()):
        at = START + timedelta(minutes=number)
        await world.tell(follow(member_id, A, at=at), plan(PlanCreated, fork, "private"), forked(fork, PLAN, at=at))
    shown = {item["kind"]: item for item in await world.shown(A)}
    assert {kind: (item["subject"]["id"], item["count"]) for kind, item in shown.items()} == {
        "followed": (A, 2),
        "plan_forked": (PLAN, 2),
    }
    assert [each["id"] for each in shown["plan_forked"]["actors"]] == [C, B]
    assert world.counts()[A] == 2
    for fork in forks.values():
        assert fork not in str(shown), "the copy may be private: only the plan it was made from is named"


async def test_who_forks_twice_is_one_and_stays_while_a_fork_does(world: World) -> None:
    first, second = (f"{B}.01kz{number}{'0' * 21}" for number in range(2))
    await world.tell(forked(first, PLAN), forked(second, PLAN, at=START + timedelta(minutes=1)))
    assert [(item["count"], item["updatedAt"]) for item in await world.shown(A)] == [(1, later(0))]
    await world.tell(plan_deleted(first))
    assert [(item["count"], item["updatedAt"]) for item in await world.shown(A)] == [(1, later(1))]
    await world.tell(plan_deleted(second))
    assert (await world.shown(A), world.counts()) == ([], {})
    world.check_counts()


async def test_a_fork_heard_of_after_its_end_is_no_news(world: World) -> None:
    fork = new_plan_id(B)
    await world.tell(plan_deleted(fork), forked(fork, PLAN))
    assert (await world.shown(A), world.counts()) == ([], {})


@pytest.mark.parametrize("by_itself", [True, False])
async def test_after_reading_the_next_one_begins_a_notification_of_its_own(world: World, by_itself: bool) -> None:
    await liked_by(world, B, C)
    if by_itself:
        assert await handlers.mark_read(world.deps, A, [f"{LIKED}.1"]) == 0
    else:
        await world.read(A)
    await liked_by(world, D, first=2)
    new, old = await world.shown(A)
    assert [each["name"] for each in new["actors"]] == ["다온"]
    assert [(item["id"], item["count"], item["read"]) for item in (new, old)] == [
        (f"{LIKED}.2", 1, False),
        (f"{LIKED}.1", 2, True),
    ]
    assert world.counts() == {A: 1}
    await world.tell(unlike(D, PLAN), unlike(B, PLAN))
    assert [(item["id"], item["count"]) for item in await world.shown(A)] == [(f"{LIKED}.1", 2)], "read is history"
    assert world.counts() == {}
    await world.tell(like(B, PLAN, 3))
    assert world.counts() == {}, "nobody is pestered by liking again and again"
    await world.tell(like(D, PLAN, 3))
    assert world.counts() == {A: 1}, "that was never read"
    world.check_counts()


async def test_an_unread_like_is_withdrawn_and_the_last_one_takes_the_notification_along(world: World) -> None:
    await liked_by(world, B, C, D)
    await world.tell(unlike(D, PLAN))
    (item,) = await world.shown(A)
    assert ([each["id"] for each in item["actors"]], item["count"], item["updatedAt"]) == ([C, B], 2, later(1))
    await world.tell(unlike(B, PLAN))
    assert [(item["count"], item["createdAt"]) for item in await world.shown(A)] == [(1, later(1))]
    await world.tell(unlike(C, PLAN))
    assert (await world.shown(A), world.counts()) == ([], {})
    assert not [each for each in world.store.all("notifications") if each["type"] != "inbox"], "nothing is left"
    await world.tell(like(C, PLAN, 3))
    assert world.counts() == {A: 1}


async def test_a_dismissed_notification_stays_away_until_something_new_happens(world: World) -> None:
    await liked_by(world, B, C)
    await handlers.dismiss(world.deps, A, f"{LIKED}.1")
    await handlers.dismiss(world.deps, A, f"{LIKED}.1")
    assert (await world.shown(A), world.counts()) == ([], {})
    await world.tell(like(B, PLAN), unlike(C, PLAN), like(C, PLAN, 3), plan(PlanShared, PLAN, "public", 2))
    assert (await world.shown(A), world.counts()) == ([], {}), "replays and second thoughts are no news"
    await liked_by(world, D, first=2)
    (item,) = await world.shown(A)
    assert (item["id"], [each["id"] for each in item["actors"]], item["count"]) == (f"{LIKED}.2", [D], 1)
    world.check_counts()


async def test_dismissing_history_leaves_what_is_new(world: World) -> None:
    await liked_by(world, B)
    await world.read(A)
    await liked_by(world, C, first=1)
    await world.read(A)
    await liked_by(world, D, first=2)
    await handlers.dismiss(world.deps, A, f"{LIKED}.1")
    assert (await world.ids(A), world.counts()) == ([f"{LIKED}.3", f"{LIKED}.2"], {A: 1})
    fourth = new_ulid(START)
    await world.tell(member_created(fourth))
    await liked_by(world, fourth, first=3)
    assert [(item["id"], item["count"]) for item in await world.shown(A)] == [(f"{LIKED}.3", 2), (f"{LIKED}.2", 1)]
    world.check_counts()


async def test_a_notification_keeps_its_place_when_one_comes_as_the_latest_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is decided by looking at who is left is looked at again: somebody may have come meanwhile."""
    await liked_by(world, B, C)
    execute, place = world.store.execute, world.told()[A, f"{LIKED}.1"]["sortKey"]

    async def late(container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if any(isinstance(each, Replace) and each.body["type"] == "notification" for each in operations):
            monkeypatch.undo()
            await world.tell(like(D, PLAN, at=START + timedelta(minutes=1, seconds=1)))
        return await execute(container, partition, operations)

    monkeypatch.setattr(world.store, "execute", late)
    await world.tell(unlike(C, PLAN))
    assert world.store.execute == execute, "it came to that"
    assert world.told()[A, f"{LIKED}.1"]["sortKey"] == place


@pytest.mark.parametrize(("blocker", "blocked"), [(A, B), (B, A)])
async def test_what_still_holds_when_a_block_is_lifted_is_told_in_any_order(blocker: str, blocked: str) -> None:
    happenings = [like(B, PLAN), forked(new_plan_id(B), PLAN), block(blocker, blocked), unblock(blocker, blocked)]
    for order in itertools.permutations(happenings):
        other = World()
        await other.meet(A, B)
        await other.tell(plan(PlanCreated, PLAN, "public"), *order)
        assert {item["kind"] for item in await other.shown(A)} == {"plan_liked", "plan_forked"}
        assert other.counts() == {A: 2}


@pytest.mark.parametrize("kind", ["plan_created", "recommendation"])
async def test_what_is_told_alone_stays_dismissed_under_replays(world: World, kind: str) -> None:
    later_than_plan = START + timedelta(minutes=1)
    world.clock.advance(60)
    await world.tell(follow(B, A, at=later_than_plan))
    happened: EventData = recommended(new_plan_id(B))
    if kind == "plan_created":
        happened = plan(PlanCreated, new_plan_id(A), "public")
    await world.tell(happened)
    (notification_id,) = await world.ids(B)
    await handlers.dismiss(world.deps, B, notification_id)
    await world.tell(happened, unfollow(B, A), follow(B, A, 3, at=later_than_plan))
    assert (await world.shown(B), world.counts().get(B, 0)) == ([], 0)
    (left,) = [each for each in world.store.all("notifications") if each["type"] == "dismissed"]
    assert left["ttl"] == 400 * 86_400
    world.check_counts()


async def test_nobody_is_told_of_themselves(world: World) -> None:
    fork = new_plan_id(A)
    await world.tell(follow(A, A), like(A, PLAN), plan(PlanCreated, fork, "public"), forked(fork, PLAN))
    assert world.told() == {}


async def test_the_end_of_a_plan_is_the_end_of_what_was_told_of_it(world: World) -> None:
    await liked_by(world, B, C)
    await world.read(A)
    await liked_by(world, D, first=2)
    await world.tell(forked(new_plan_id(B), PLAN), plan_deleted(PLAN))
    assert (await world.shown(A), world.counts()) == ([], {})
    world.check_counts()
    await world.tell(like(new_ulid(START), PLAN), forked(new_plan_id(C), PLAN))
    assert world.counts() == {}


async def test_any_order_of_likes_ends_alike() -> None:
    minute = timedelta(minutes=1)
    happenings = [like(B, PLAN), unlike(B, PLAN), like(B, PLAN, 3, at=START + minute), like(C, PLAN)]
    expected = None
    for order in itertools.permutations([*happenings, plan(PlanCreated, PLAN, "private")]):
        world = World()
        await world.meet(A, B, C)
        await world.tell(*order, order[0])
        shown = await world.shown(A)
        assert [(item["count"], item["createdAt"], item["updatedAt"]) for item in shown] == [(2, later(0), later(1))]
        assert shown == (expected := expected or shown)
        world.check_counts()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_death_at_any_effect_in_turn_leaves_the_counts_right(after: bool) -> None:
    happenings = [like(B, PLAN), like(C, PLAN), unlike(B, PLAN), unlike(C, PLAN), like(D, PLAN), plan_deleted(PLAN)]

    async def carried_out(number: int) -> World:
        world = World()
        await world.meet(A, B, C, D)
        await world.tell(plan(PlanCreated, PLAN, "public"))
        world.faults.deaths = {world.faults.effects + number: after}
        for data in happenings:
            event = world.happened(data)
            await survive(world, partial(world.deliver, event))
            world.check_counts()
        return world

    effects = (await carried_out(0)).faults.effects
    for number in range(1, effects):
        world = await carried_out(number)
        assert await world.shown(A) == []
        assert not [each for each in world.store.all("notifications") if each["type"] != "inbox"]


class Crowd:
    """Notification on the real store, and many who act at once."""

    def __init__(self, path: Path) -> None:
        containers = topology().contexts["notification"].containers
        self.store = SqliteStore(path / "notification.sqlite3", containers, clock=SystemClock())
        self.deps = Dependencies(store=self.store, bus=MemoryBus(), clock=SystemClock())

    async def at_once(self, *happenings: EventData) -> None:
        await asyncio.gather(*(self.deliver(each) for each in happenings))

    async def deliver(self, data: EventData) -> None:
        await HANDLERS[type(data)](data, Event(new_ulid(START), START, data, None), self.deps)

    async def shown(self) -> list[tuple[int, bool]]:
        inbox = await repository.read_inbox(self.deps, A)
        page = await reading.page(self.deps, inbox, limit=20, cursor=None)
        assert inbox.count() == sum(not item["read"] for item in page.items)
        return [(item["count"], item["read"]) for item in page.items]


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    made = Crowd(tmp_path)
    await made.at_once(member_created(A), plan(PlanCreated, PLAN, "public"))
    yield made
    await made.store.close()


@pytest.mark.slow
async def test_a_thousand_likes_at_once_lose_nothing_and_are_in_nobodys_way(crowd: Crowd) -> None:
    members = [new_ulid(START + timedelta(milliseconds=number)) for number in range(1_000)]
    await crowd.at_once(*(member_created(each) for each in members))
    await crowd.at_once(*(like(each, PLAN) for each in members))
    assert await crowd.shown() == [(1_000, False)]
    await crowd.at_once(*(unlike(each, PLAN) for each in members[:500]), *(like(each, PLAN) for each in members[500:]))
    assert await crowd.shown() == [(500, False)]
    await crowd.at_once(*(unlike(each, PLAN) for each in members[500:]))
    assert await crowd.shown() == []


@pytest.mark.slow
async def test_reading_while_many_like_neither_fails_nor_loses_anybody(crowd: Crowd) -> None:
    members = [new_ulid(START + timedelta(milliseconds=number)) for number in range(300)]
    await crowd.at_once(*(member_created(each) for each in members))
    chance = random.Random(1)  # noqa: S311
    work: list[Callable[[], Awaitable[Any]]] = [partial(crowd.deliver, like(each, PLAN)) for each in members]
    work += [partial(handlers.mark_all_read, crowd.deps, A) for _ in range(10)]
    work += [partial(handlers.mark_read, crowd.deps, A, [f"{LIKED}.{number}"]) for number in range(1, 6)]
    chance.shuffle(work)
    await asyncio.gather(*(each() for each in work))
    assert sum(count for count, _ in await crowd.shown()) == len(members)
    await handlers.mark_all_read(crowd.deps, A)
    assert all(read for _, read in await crowd.shown())

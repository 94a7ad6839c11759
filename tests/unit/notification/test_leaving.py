"""A member who leaves: gone from everybody's inbox, and nothing of theirs is kept."""

from collections.abc import Sequence

import orjson
import pytest

from functions.notification import fanout, handlers
from functions.notification.domain import Kind
from functions.notification.fanout import read_job
from shared.events.base import EventData
from shared.events.plan import PlanCreated
from shared.store.port import Operation
from tests.unit.notification.world import (
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
    member_deleted,
    new_plan_id,
    not_recommended,
    plan,
    recommended,
    renamed,
    survive,
    tokens,
    unfollow,
    unlike,
)

MINE, THEIRS = f"{A}.01kz0{'0' * 21}", f"{B}.01kz1{'0' * 21}"
FORK_OF_MINE, FORK_OF_THEIRS = f"{B}.01kz2{'0' * 21}", f"{A}.01kz3{'0' * 21}"


def life() -> list[EventData]:
    """All that B, who is going to leave, had to do with others."""
    return [
        plan(PlanCreated, MINE, "public"),
        plan(PlanCreated, THEIRS, "public"),
        follow(B, A),
        follow(A, B),
        follow(B, D),
        follow(C, B),
        like(B, MINE),
        like(A, THEIRS),
        like(C, THEIRS),
        like(C, MINE),
        plan(PlanCreated, FORK_OF_MINE, "private"),
        forked(FORK_OF_MINE, MINE),
        plan(PlanCreated, FORK_OF_THEIRS, "private"),
        forked(FORK_OF_THEIRS, THEIRS),
        block(D, B),
        recommended(new_plan_id(B)),
        not_recommended(new_plan_id(B)),
        tokens(B),
        plan(PlanCreated, new_plan_id(B), "followers"),
    ]


async def lived() -> World:
    world = World()
    await world.meet(A, B, C, D)
    await world.tell(*life())
    await handlers.mute(world.deps, B, C)
    await handlers.mute(world.deps, C, B)
    await handlers.set_preferences(world.deps, B, {**dict.fromkeys(Kind, True), Kind.FOLLOWED: False}, version=None)
    return world


def left(world: World) -> list[str]:
    """What still names B, tombstones apart."""
    everything = [*world.store.all("notifications"), *world.store.all("notification-audience")]
    return [
        orjson.dumps(each).decode() for each in everything if "ttl" not in each and B in orjson.dumps(each).decode()
    ]


@pytest.fixture
async def world() -> World:
    return await lived()


@pytest.mark.parametrize("page", [1, 2, 200])
async def test_nothing_is_left_but_tombstones_of_ids(world: World, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    monkeypatch.setattr(fanout, "GONE_PAGE", page)
    monkeypatch.setattr(fanout, "GONE_EACH", page)
    monkeypatch.setattr(fanout, "PAGE", page)
    await world.read(A)
    assert left(world)
    await world.tell(member_deleted(B, 9))
    likes = [each for each in left(world) if '"type":"like"' in each]
    assert left(world) == likes, "likes end by events of their own"
    await world.tell(unlike(A, THEIRS), unlike(C, THEIRS))
    assert left(world) == []
    assert world.store.all("notifications") == [each for each in world.store.all("notifications") if each["pk"] != B]
    (tombstone,) = [each for each in world.store.all("notification-audience") if each["pk"] == B]
    assert tombstone == {"id": "member", "pk": B, "type": "member", "name": None, "version": 9, "ttl": 400 * 86_400}
    assert "Bora" not in str([world.store.all(name) for name in ("notifications", "notification-audience")])
    assert [each["name"] for item in await world.shown(A) for each in item["actors"]] == ["Chan"]
    world.check_counts()


async def test_what_is_heard_late_of_somebody_gone_leaves_nothing(world: World) -> None:
    await world.tell(member_deleted(B, 9))
    await world.tell(unlike(A, THEIRS), unlike(C, THEIRS))
    before = [world.store.all("notifications"), world.store.all("notification-audience")]
    late = [each for each in life() if B in orjson.dumps(each.data()).decode()]
    await world.tell(*late, renamed(B, "Bora", 8), member_created(B), unfollow(B, A), unlike(B, MINE), block(B, A))
    assert left(world) == []
    after = [world.store.all("notifications"), world.store.all("notification-audience")]
    assert [[each for each in found if "ttl" not in each] for found in after] == [
        [each for each in found if "ttl" not in each] for found in before
    ]
    world.check_counts()


async def test_one_page_is_bounded_however_many_there_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "GONE_PAGE", 5)
    monkeypatch.setattr(fanout, "GONE_EACH", 2)
    world = World()
    followers = [f"01km{number:02d}{'0' * 20}" for number in range(30)]
    await world.meet(A, *followers)
    await world.tell(*(follow(each, A) for each in followers))
    await world.tell(*(plan(PlanCreated, new_plan_id(A), "public") for _ in range(6)))
    await world.deliver(world.happened(member_deleted(A)))
    most = jobs = 0
    while world.bus.sent:
        _, message = world.bus.sent.pop(0)
        before = world.faults.effects
        await fanout.run(world.deps, read_job(message.body))
        most, jobs = max(most, world.faults.effects - before), jobs + 1
    assert jobs > 30 / 5
    assert most <= 5 * (1 + 2 + 1) + 1, "a relation, two notifications and a job each, and the next page"
    assert world.told() == {}
    assert world.counts() == {}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_death_at_any_effect_in_turn_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setattr(fanout, "GONE_PAGE", 2)
    monkeypatch.setattr(fanout, "GONE_EACH", 1)

    async def leave(number: int) -> World:
        world = await lived()
        start = world.faults.effects
        world.faults.deaths = {start + number: after}
        event = world.happened(member_deleted(B, 9))
        await survive(world, lambda: world.deliver(event))
        while world.bus.sent:
            message = world.bus.sent.pop(0)[1]
            await survive(world, lambda body=message.body: fanout.run(world.deps, read_job(body)))  # type: ignore[misc]
        world.faults.effects -= start
        return world

    effects = (await leave(0)).faults.effects
    for number in range(1, effects + 1):
        world = await leave(number)
        assert [each for each in left(world) if '"type":"like"' not in each] == [], f"died at effect {number}"
        world.check_counts()


@pytest.mark.parametrize("data", [follow(A, B), follow(B, A), block(A, B), plan(PlanCreated, THEIRS, "public")])
async def test_a_fact_that_is_learnt_while_somebody_leaves_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, data: EventData
) -> None:
    world = World()
    await world.meet(A, B)
    execute = world.store.execute

    async def leave_first(container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        monkeypatch.undo()
        await world.tell(member_deleted(B, 9))
        return await execute(container, partition, operations)

    monkeypatch.setattr(world.store, "execute", leave_first)
    await world.deliver(world.happened(data))
    await world.drain()
    assert left(world) == []


@pytest.mark.parametrize("meanwhile", [follow(A, B, 3), like(A, THEIRS, 3), tokens(B), recommended(THEIRS)])
async def test_who_leaves_while_they_are_told_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, meanwhile: EventData
) -> None:
    world = World()
    await world.meet(A, B)
    execute = world.store.execute
    writes = 0

    async def leave_first(container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        nonlocal writes
        writes += container == "notifications"
        if writes == 1:
            monkeypatch.undo()
            await world.tell(member_deleted(B, 9))
        return await execute(container, partition, operations)

    monkeypatch.setattr(world.store, "execute", leave_first)
    await world.deliver(world.happened(meanwhile))
    assert writes == 1, "it came to that"
    assert [each for each in world.store.all("notifications") if each["pk"] == B] == []
    assert [each for each in left(world) if '"type":"like"' not in each] == []

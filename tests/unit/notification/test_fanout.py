"""Telling many: in pages, exactly once each, whatever dies in between."""

import random
from datetime import timedelta

import orjson
import pytest

from functions.notification import fanout, projections, singles
from functions.notification.domain import Occasion, Tie, Verdict
from functions.notification.fanout import Job, Task, read_job
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Poison
from shared.events.base import EventData
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared
from shared.ids import new_ulid
from shared.telemetry import tracing
from tests.unit.notification.world import (
    START,
    A,
    B,
    World,
    block,
    follow,
    member_deleted,
    new_plan_id,
    plan,
    plan_deleted,
    survive,
    unfollow,
)

PLAN = new_plan_id(A)


async def followed_by(count: int) -> tuple[World, list[str]]:
    """A world in which many follow A, who has heard of it long ago; and who they are."""
    world = World()
    await world.meet(A)
    followers = [new_ulid(START + timedelta(milliseconds=number)) for number in range(count)]
    tie = Tie(1, holds=True, since=to_iso(START))
    for each in followers:
        await projections.learn_tie(world.deps, A, each, "followed_by", tie)
        await projections.learn_tie(world.deps, each, A, "follows", tie)
    return world, followers


async def tell_and_survive(world: World) -> int:
    """Deliver what a plan's creation causes, each message until it is handled; how many deliveries that took."""
    event = world.happened(plan(PlanCreated, PLAN, "public"))
    deliveries = await survive(world, lambda: world.deliver(event))
    while world.bus.sent:
        message = world.bus.sent.pop(0)[1]
        deliveries += await survive(world, lambda body=message.body: fanout.run(world.deps, read_job(body)))  # type: ignore[misc]
    return deliveries


def recipients(world: World) -> list[str]:
    return sorted(recipient for recipient, _ in world.told())


@pytest.fixture(autouse=True)
def through_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few they are, but where a test says otherwise."""
    monkeypatch.setattr(fanout, "AT_ONCE", 0)


@pytest.mark.parametrize(("number", "jobs"), [(0, 0), (4, 0), (5, 1)])
async def test_few_followers_are_told_at_once_and_more_through_the_queue(
    monkeypatch: pytest.MonkeyPatch, number: int, jobs: int
) -> None:
    monkeypatch.setattr(fanout, "AT_ONCE", 4)
    world, followers = await followed_by(number)
    await world.deliver(world.happened(plan(PlanCreated, PLAN, "public")))
    assert len(world.bus.sent) == jobs
    await world.drain()
    assert recipients(world) == followers
    world.check_counts()


async def test_a_thousand_followers_are_told_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    world, followers = await followed_by(1_000)
    pages: list[str] = []
    page = fanout._PAGES[Task.FOLLOWERS]

    async def watched(deps: Dependencies, job: Job, limit: int) -> str | None:
        pages.append(job.after)
        return await page(deps, job, limit)

    monkeypatch.setattr(fanout, "_PAGES", {**fanout._PAGES, Task.FOLLOWERS: watched})
    assert await tell_and_survive(world) == 1 + 6
    assert recipients(world) == followers
    assert pages == ["", *followers[199::200]], "by the last follower's id"
    world.check_counts()


async def test_a_thousand_followers_are_told_once_each_by_processes_that_keep_dying() -> None:
    world, followers = await followed_by(1_000)
    chance = random.Random(2)  # noqa: S311
    deaths = chance.sample(range(1, 1_000), 20)
    world.faults.deaths = {world.faults.effects + number: chance.random() < 0.5 for number in deaths}
    assert await tell_and_survive(world) >= 1 + 6 + 20
    assert recipients(world) == followers
    assert world.counts() == dict.fromkeys(followers, 1)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_death_at_any_effect_in_turn_misses_nobody_and_tells_nobody_twice(
    monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setattr(fanout, "PAGE", 3)
    world, followers = await followed_by(8)
    effects = -world.faults.effects
    await tell_and_survive(world)
    effects += world.faults.effects
    assert effects == 1 + 1 + 8 + 2, "the copy, the job, a notification each, two continuations"
    for number in range(1, effects + 1):
        world, followers = await followed_by(8)
        world.faults.deaths = {world.faults.effects + number: after}
        assert await tell_and_survive(world) > 1 + 3
        assert recipients(world) == followers, f"died at effect {number}"
        assert world.counts() == dict.fromkeys(followers, 1)


async def test_a_job_carried_out_twice_is_done_once() -> None:
    world, followers = await followed_by(5)
    await world.deliver(world.happened(plan(PlanCreated, PLAN, "public")))
    world.bus.sent *= 3
    await world.drain()
    assert recipients(world) == followers
    world.check_counts()


async def run_with(world: World, monkeypatch: pytest.MonkeyPatch, meanwhile: EventData, job: Job) -> None:
    """Carry out a job; something happens, and is dealt with, between its decision and its first write."""
    settle, event = singles.settle, world.happened(meanwhile)

    async def late(deps: Dependencies, occasion: Occasion, verdict: Verdict, found: singles.Found) -> None:
        monkeypatch.setattr(singles, "settle", settle)
        await world.deliver(event)
        await world.drain()
        await settle(deps, occasion, verdict, found)

    monkeypatch.setattr(singles, "settle", late)
    await fanout.run(world.deps, job)
    assert singles.settle is settle, "it came to that"
    await world.drain()


@pytest.mark.parametrize(
    "meanwhile",
    [unfollow(B, A), block(A, B), plan(PlanUnshared, PLAN, "private", 2), plan_deleted(PLAN), member_deleted(A)],
    ids=lambda data: type(data).__name__,
)
@pytest.mark.parametrize("task", [Task.FOLLOWERS, Task.MISSED])
async def test_what_ends_while_a_page_is_written_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, meanwhile: EventData, task: Task
) -> None:
    world = World()
    await world.meet(A, B)
    await world.deliver(world.happened(follow(B, A)))
    await world.deliver(world.happened(plan(PlanCreated, PLAN, "public")))
    world.bus.sent.clear()
    subject_id = PLAN if task is Task.FOLLOWERS else A
    await run_with(world, monkeypatch, meanwhile, Job(cause="x", task=task, subject_id=subject_id, recipient_id=B))
    assert (B, f"plan_created.{PLAN}") not in world.told()
    world.check_counts()


async def test_what_begins_again_while_it_is_taken_back_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    world, followers = await followed_by(3)
    await world.tell(plan(PlanCreated, PLAN, "public"))
    await world.deliver(world.happened(plan(PlanUnshared, PLAN, "private", 2)))
    job = read_job(world.bus.sent.pop()[1].body)
    await run_with(world, monkeypatch, plan(PlanShared, PLAN, "public", 3), job)
    assert recipients(world) == followers
    world.check_counts()


async def test_a_plan_no_longer_visible_when_its_job_runs_is_told_to_nobody() -> None:
    world, _ = await followed_by(3)
    await world.deliver(world.happened(plan(PlanCreated, PLAN, "public")))
    await world.deliver(world.happened(plan(PlanUnshared, PLAN, "private", 2)))
    before = world.faults.effects
    await world.drain()
    assert (recipients(world), world.faults.effects) == ([], before)


async def test_taking_back_goes_in_pages_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PAGE", 3)
    world, followers = await followed_by(8)
    await world.tell(plan(PlanCreated, PLAN, "public"))
    assert recipients(world) == followers
    await world.tell(plan(PlanUnshared, PLAN, "private", 2))
    assert recipients(world) == []
    world.check_counts()


async def test_the_end_of_a_follow_takes_back_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PAGE", 3)
    world, (follower,) = await followed_by(1)
    await world.tell(*(plan(PlanCreated, new_plan_id(A), "public") for _ in range(8)))
    await world.tell(plan(PlanCreated, new_plan_id(B), "public"))
    assert len(recipients(world)) == 8
    await world.tell(unfollow(follower, A))
    assert recipients(world) == []
    world.check_counts()


async def test_a_late_follow_catches_up_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PAGE", 3)
    world = World()
    await world.meet(A, B)
    followed = world.happened(follow(B, A))
    plans = [new_plan_id(A) for _ in range(8)]
    await world.tell(*(plan(PlanCreated, each, "public") for each in plans))
    await world.deliver(followed)
    assert len(world.bus.sent) == 1, "one page at once, the rest through the queue"
    await world.drain()
    assert await world.ids(B) == [f"plan_created.{each}" for each in plans[::-1]]


async def test_a_member_who_is_gone_is_gone_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PAGE", 3)
    world, _ = await followed_by(8)
    await world.tell(follow(A, B), *(plan(PlanCreated, new_plan_id(A), "public") for _ in range(4)))
    assert len(recipients(world)) == 8 * 4 + 1
    await world.tell(member_deleted(A))
    assert recipients(world) == []
    world.check_counts()


async def test_jobs_carry_their_trace_and_an_id_that_repeats() -> None:
    world, _ = await followed_by(1)
    event = world.happened(plan(PlanCreated, PLAN, "public"))
    with tracing(None) as trace:
        await world.deliver(event)
    await world.deliver(event)
    (queue, first), (_, second) = world.bus.sent
    assert (queue, first.id, first.body) == ("notification-fanout", second.id, second.body)
    assert first.id.startswith(f"{event.id}.")
    assert first.properties == {"traceparent": trace.traceparent}
    assert read_job(first.body) == Job(cause=event.id, task=Task.FOLLOWERS, subject_id=PLAN)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", orjson.dumps({"cause": "x", "task": "no", "subject_id": ""})]
)
def test_what_is_no_job_is_poison(body: bytes) -> None:
    with pytest.raises(Poison):
        read_job(body)

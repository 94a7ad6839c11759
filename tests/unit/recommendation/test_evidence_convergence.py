"""Whatever order news comes in, however often, by several at once, and whoever dies on the way: the same is known."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Transient, Unavailable
from shared.events.base import EventData
from shared.events.plan import PlanUnshared, PlanUpdated, Visibility
from shared.events.recommendation import Kind
from shared.store.port import Document, Page, Query, Stored
from tests.unit.recommendation.evidence_samples import (
    CONTAINER,
    ME,
    CountingStore,
    World,
    blocked,
    deleted,
    followed,
    left,
    liked,
    member,
    nothing_happens,
    plan_id,
    planned,
    unblocked,
    unfollowed,
    unliked,
)

A, B, C = member(1), member(2), member(3)
LOCATIONS = ("제주", "부산", "경주")
VISIBILITIES: tuple[Visibility, ...] = ("public", "followers", "private")
BOOKKEEPING = {"sortKey", "ttl"}

type Draw = Callable[..., Any]


class Contexts:
    """The other contexts: what happens in them, in order."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.gone: set[str] = set()
        self.events: list[EventData] = []

    def happen(self, draw: Draw, what: str) -> None:
        one, other = draw(st.sampled_from([(A, B), (B, A), (C, A), (ME, A), (A, ME), (ME, B)]))
        getattr(self, what)(draw, one, other)

    def plan(self, draw: Draw, owner_id: str, _: str) -> None:
        each = plan_id(owner_id, draw(st.integers(0, 1)))
        version = self._next(each)
        if owner_id in self.gone or self.versions.get(f"deleted {each}"):
            return
        if version > 1 and draw(st.integers(0, 5)) == 0:
            self.versions[f"deleted {each}"] = 1
            self.events.append(deleted(each, version))
            return
        self.events.append(
            planned(
                each,
                draw(st.sampled_from(LOCATIONS)),
                kind=PlanUpdated,
                version=version,
                visibility=draw(st.sampled_from(VISIBILITIES)),
                updated_at=f"2026-03-01T09:00:{version:02d}.000Z",
            )
        )

    def follow(self, _: Draw, one: str, other: str) -> None:
        version = self._next(f"follow {one} {other}")
        self.events.append((followed if version % 2 else unfollowed)(one, other, version))

    def block(self, _: Draw, one: str, other: str) -> None:
        version = self._next(f"block {one} {other}")
        self.events.append((blocked if version % 2 else unblocked)(one, other, version))

    def like(self, draw: Draw, one: str, other: str) -> None:
        liked_plan = plan_id(other, draw(st.integers(0, 1)))
        version = self._next(f"like {one} {liked_plan}")
        if version % 2:
            at = f"2026-03-01T09:01:{len(self.events):02d}.000Z"
            self.events.append(liked(liked_plan, version, at=at, by=one))
        else:
            self.events.append(unliked(liked_plan, version, by=one))

    def leave(self, _: Draw, one: str, __: str) -> None:
        if one not in (ME, *self.gone):
            self.gone.add(one)
            self.events.append(left(one))

    def _next(self, what: str) -> int:
        self.versions[what] = self.versions.get(what, 0) + 1
        return self.versions[what]


@st.composite
def histories(draw: Draw) -> list[EventData]:
    """Events in the order in which they happened."""
    contexts = Contexts()
    kinds = ["plan"] * 6 + ["follow"] * 4 + ["like"] * 2 + ["block", "leave"]
    for what in draw(st.lists(st.sampled_from(kinds), min_size=4, max_size=25)):
        contexts.happen(draw, what)
    return contexts.events


@st.composite
def crowded_histories(draw: Draw) -> list[EventData]:
    """All about one author and one place."""
    contexts, plans = Contexts(), {0: 0, 1: 0}
    for step in draw(st.lists(st.integers(0, 8), min_size=3, max_size=12)):
        if step < 4:
            version = plans[step % 2] = plans[step % 2] + 1
            shown: Visibility = "public" if version % 2 else "private"
            each = plan_id(A, step % 2)
            contexts.events.append(planned(each, kind=PlanUpdated, version=version, visibility=shown))
        elif step < 8:
            contexts.follow(draw, (B, C)[step % 2], A)
        else:
            contexts.leave(draw, A, B)
    return contexts.events


class UnsteadyStore(CountingStore):
    """Others get their turn between any two calls, and some writes fail: half of them after the fact."""

    def __init__(self, world: World, chance: random.Random, *, rate: float = 0.1, longest: int = 4) -> None:
        super().__init__(world.clock)
        self._chance = chance
        self._longest = longest
        self.rate = rate

    async def read_many(self, container: str, keys: Any) -> list[Stored | None]:
        await self._turn()
        return await super().read_many(container, keys)

    async def query(self, container: str, partition: str, query: Query) -> Page:
        await self._turn()
        return await super().query(container, partition, query)

    async def execute(self, container: str, partition: str, operations: Any) -> list[str | None]:
        await self._turn()
        fate = self._chance.random()
        if fate < self.rate / 2:
            raise Unavailable("refused")
        etags = await super().execute(container, partition, operations)
        if fate < self.rate:
            raise Unavailable("done, and not said")
        return etags

    async def _turn(self) -> None:
        for _ in range(self._chance.randint(0, self._longest)):
            await asyncio.sleep(0)


def known(world: World) -> list[Document]:
    """What the documents say, without what keeps them in order: nobody counts nothing, and who was told of a rank last
    is told again."""
    said = [
        {name: value for name, value in each.items() if name not in BOOKKEEPING}
        for each in world.store.all(CONTAINER)
        if each["type"] != "rank" and each.get("followers") != 0
    ]
    return sorted(said, key=lambda each: (each["pk"], each["id"]))


async def in_order(events: list[EventData]) -> World:
    world = World()
    await world.tell(*events)
    return world


async def deliver(world: World, events: list[EventData], chance: random.Random, hands: int) -> None:
    """Deliver all in any order by several at once, again when it fails, some of it twice."""
    work: list[Callable[[], Awaitable[None]]] = [partial(world.tell, event) for event in events]

    async def hand() -> None:
        while work:
            task = work.pop(chance.randrange(len(work)))
            try:
                await task()
            except Transient:
                work.append(task)
            else:
                if chance.random() < 0.1:
                    work.append(task)

    while work:
        await asyncio.gather(*(hand() for _ in range(hands)))


async def check_same(world: World, clean: World) -> None:
    assert known(world) == known(clean)
    kinds: tuple[Kind, ...] = ("A", "B", "C")
    for kind in kinds:
        assert await world.gather(kind) == await clean.gather(kind)


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
async def test_any_order_with_repeats_ends_as_in_order(events: list[EventData], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World()
    await deliver(world, events + chance.choices(events, k=3) if events else [], chance, hands=1)
    await check_same(world, await in_order(events))


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
async def test_several_at_once_that_fail_halfway_end_as_in_order(events: list[EventData], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World()
    store = UnsteadyStore(world, chance)
    world.use(store)
    await deliver(world, events, chance, hands=4)
    store.rate = 0.0
    await check_same(world, await in_order(events))


@given(crowded_histories(), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
async def test_all_at_once_about_one_author_ends_as_in_order(events: list[EventData], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World()
    world.use(UnsteadyStore(world, chance, rate=0.02, longest=12))
    await deliver(world, events, chance, hands=len(events))
    assert known(world) == known(await in_order(events))


HISTORY: list[EventData] = [
    planned(plan_id(A), "제주"),
    planned(plan_id(A, 1), "제주"),
    followed(B, A),
    planned(plan_id(A), "부산", kind=PlanUpdated, version=2),
    followed(C, A),
    planned(plan_id(A, 1), "제주", kind=PlanUnshared, version=2, visibility="private"),
    unfollowed(B, A),
    liked(plan_id(A)),
    deleted(plan_id(A), 3),
    planned(plan_id(A, 2), "경주"),
    planned(plan_id(B), "경주"),
    left(A),
]


@pytest.mark.parametrize("after_the_fact", [False, True])
@pytest.mark.parametrize("upto", range(1, len(HISTORY) + 1))
async def test_dying_at_any_write_is_made_good_by_the_next_delivery(upto: int, after_the_fact: bool) -> None:
    history = HISTORY[:upto]
    clean = await in_order(history)
    writes = clean.counting.calls.count("execute")
    for fatal in range(writes):
        world = World()
        world.use(MortalStore(world, fatal, after_the_fact=after_the_fact))
        for event in history:
            try:
                await world.tell(event)
            except Unavailable:
                await world.tell(event)
        assert known(world) == known(clean)


class MortalStore(CountingStore):
    """Its process dies at one write: before it, or before it hears of it."""

    def __init__(self, world: World, fatal: int, *, after_the_fact: bool) -> None:
        super().__init__(world.clock)
        self._left = fatal
        self._after_the_fact = after_the_fact

    async def execute(self, container: str, partition: str, operations: Any) -> list[str | None]:
        self._left -= 1
        if self._left != -1:
            return await super().execute(container, partition, operations)
        if self._after_the_fact:
            await super().execute(container, partition, operations)
        raise Unavailable("the process is dead")


def rank_at_jeju(world: World) -> int:
    [author] = world.store.all(CONTAINER, "author")
    rank: int = author["rank"]
    return rank


async def followed_by_two() -> World:
    world = World()
    await world.tell(planned(plan_id(A)), followed(B, A), followed(C, A))
    assert rank_at_jeju(world) == 2
    return world


async def test_a_follow_taken_back_while_its_rank_is_about_to_be_noted_counts_no_more() -> None:
    world = await followed_by_two()
    writes: list[str] = []

    async def second(partition: str) -> None:
        writes.append(partition)
        if len(writes) == 2:
            world.counting.before_write = nothing_happens
            await world.tell(unfollowed(ME, A))

    world.counting.before_write = second
    await world.tell(followed(ME, A))
    assert writes == [A, A], "the follow, then its rank"
    assert rank_at_jeju(world) == 2


async def test_a_plan_shown_between_a_follow_and_its_end_has_the_rank_in_use() -> None:
    world = await followed_by_two()
    world.counting.dies_behind_write = True
    with pytest.raises(Unavailable):
        await world.tell(followed(ME, A))
    await world.tell(planned(plan_id(A, 1)), unfollowed(ME, A), followed(ME, A))
    assert rank_at_jeju(world) == 2


async def test_who_writes_a_rank_they_read_long_ago_and_dies_leaves_no_trace() -> None:
    world = await followed_by_two()

    async def another_follows(partition: str) -> None:
        if partition == "place|jeju":
            world.counting.before_write = nothing_happens
            await world.tell(followed(ME, A))
            world.counting.dies_behind_write = True

    world.counting.before_write = another_follows
    with pytest.raises(Unavailable):
        await world.tell(unfollowed(B, A))
    await world.tell(unfollowed(B, A))
    assert rank_at_jeju(world) == 2


async def test_a_plan_shown_while_the_place_is_cleared_of_another_keeps_its_author_listed() -> None:
    world = World()
    await world.tell(planned(plan_id(A)))
    writes: list[str] = []

    async def third(partition: str) -> None:
        writes.append(partition)
        if len(writes) == 3:
            world.counting.before_write = nothing_happens
            await world.tell(planned(plan_id(A, 1)))

    world.counting.before_write = third
    await world.tell(planned(plan_id(A), kind=PlanUnshared, version=2, visibility="private"))
    assert writes == [A, "place|jeju", A], "the plan, the place, the note of the place"
    await world.tell(followed(B, A))
    assert rank_at_jeju(world) == 1

"""Where plans are listed: the same in the end whatever the order, however often, wherever it breaks off."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.plan import handlers, shelves
from shared.errors import Stale, Unavailable
from shared.events.plan import Visibility
from shared.store.port import Document, Operation
from tests.fakes import Fakes
from tests.unit.plan.feeding import list_all, listed_in
from tests.unit.plan.samples import JIWOO, content, write

VERSIONS = 6


async def history() -> list[Document]:
    """The document of one plan in each of its versions: shared with some, with all, moved to another place, reworded,
    hidden, and gone."""
    fakes = Fakes()
    plan_id = await write(fakes.deps, visibility="followers")
    documents = [plan_in(fakes)]

    async def show(visibility: Visibility) -> None:
        await handlers.set_visibility(fakes.deps, JIWOO, plan_id, visibility, version=None)

    async def say(**changes: Any) -> None:
        await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(**changes), version=None)

    steps: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: show("public"),
        lambda: say(location="부산", title="부산의 봄"),
        lambda: say(location="부산", title="부산의 여름"),
        lambda: show("private"),
        lambda: handlers.delete_plan(fakes.deps, JIWOO, plan_id, version=None),
    )
    for step in steps:
        fakes.clock.advance(40 * 24 * 3600)
        await step()
        documents.append(plan_in(fakes))
    return documents


def plan_in(fakes: Fakes) -> Document:
    (plan,) = fakes.store.all("plans", "plan") + fakes.store.all("plans", "deleted-plan")
    return plan


HISTORY = asyncio.run(history())


async def listed_after(order: Sequence[Document]) -> list[Document]:
    fakes = Fakes()
    for document in order:
        await shelves.on_feed(fakes.deps, [document])
    return listed_in(fakes.store)


def test_a_plan_is_listed_as_far_as_it_is_shared() -> None:
    listed = [
        {(each["pk"], each.get("word")) for each in asyncio.run(listed_after(HISTORY[:number]))}
        for number in range(1, VERSIONS + 1)
    ]
    assert listed[0] == {("recent|2026-03", None)}
    places = {("recent|2026-04", None), ("place|jeju|2026-04", None)}
    assert listed[1] == places | {("2026", word) for word in ("봄", "제주", "서귀", "jej", "성산")}
    places = {("recent|2026-04", None), ("place|busan|2026-04", None)}
    assert listed[2] == places | {("2026", word) for word in ("부산", "봄", "bus", "성산")}
    assert listed[3] == places | {("2026", word) for word in ("부산", "여름", "bus", "성산")}
    assert listed[4] == listed[5] == set()


def test_who_only_those_who_follow_may_see_is_found_by_no_word_and_at_no_place() -> None:
    (card,) = asyncio.run(listed_after(HISTORY[:1]))
    assert card["visibility"] == "followers"
    assert card.keys() == {"id", "pk", "type", "planId", "ownerId", "visibility", "sortKey"}


@given(
    st.integers(1, VERSIONS).flatmap(
        lambda last: st.permutations(HISTORY[:last]).flatmap(
            lambda order: st.lists(st.sampled_from(order), max_size=6).map(lambda more: (last, order + more))
        )
    )
)
@settings(deadline=None)
def test_any_order_with_any_repetition_ends_the_same(case: tuple[int, list[Document]]) -> None:
    last, order = case
    assert asyncio.run(listed_after(order)) == asyncio.run(listed_after([HISTORY[last - 1]]))


@given(st.lists(st.integers(1, VERSIONS), min_size=1, max_size=4), st.lists(st.integers(0, 9), max_size=8))
@settings(deadline=None, max_examples=200)
def test_what_broke_off_anywhere_is_finished_or_taken_back(versions: list[int], faults: list[int]) -> None:
    """Each version is placed with a fault after some writes, and not again; the last is repeated until it is done."""

    async def run() -> None:
        fakes = Fakes()
        store = Breaking(fakes)
        for version, fault in zip(versions, faults, strict=False):
            store.writes_left = fault
            try:
                await shelves.on_feed(fakes.deps, [HISTORY[version - 1]])
            except Unavailable:
                continue
        store.writes_left = None
        newest = max(versions[: len(faults)] or versions)
        await shelves.on_feed(fakes.deps, [HISTORY[newest - 1]])
        assert listed_in(fakes.store) == await listed_after([HISTORY[newest - 1]])

    asyncio.run(run())


class Breaking:
    """Lets so many writes pass, and then none."""

    def __init__(self, fakes: Fakes) -> None:
        self.writes_left: int | None = None
        self._execute = fakes.store.execute
        fakes.store.execute = self.execute  # type: ignore[method-assign]

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if self.writes_left is not None:
            if self.writes_left == 0:
                raise Unavailable("broken")
            self.writes_left -= 1
        return await self._execute(container, partition, operations)


@pytest.mark.parametrize("overtaken_before_write", range(6))
async def test_who_is_overtaken_at_any_point_leaves_nothing_behind(fakes: Fakes, overtaken_before_write: int) -> None:
    """An older version is being placed by one, while a newer one is placed by another from beginning to end."""
    plan_id = await write(fakes.deps, visibility="public")
    old = plan_in(fakes)
    await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(location="부산", title="부산의 봄"), version=None)
    new = plan_in(fakes)
    execute, writes = fakes.store.execute, 0

    async def overtaken(container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        nonlocal writes
        writes += 1
        if writes == overtaken_before_write + 1:
            fakes.store.execute = execute  # type: ignore[method-assign]
            await shelves.place(fakes.deps, new)
        return await execute(container, partition, operations)

    fakes.store.execute = overtaken  # type: ignore[method-assign]
    await shelves.place(fakes.deps, old)
    fakes.store.execute = execute  # type: ignore[method-assign]
    if writes <= overtaken_before_write:
        await shelves.place(fakes.deps, new)
    assert listed_in(fakes.store) == await listed_after([new])


async def test_a_private_plan_costs_nothing(fakes: Fakes) -> None:
    await write(fakes.deps)
    before = fakes.store.all("plan-feed")
    await list_all(fakes.deps)
    assert fakes.store.all("plan-feed") == before == []


async def test_a_change_that_lists_it_nowhere_else_writes_only_its_version(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    await list_all(fakes.deps)
    for details in ("하나", "둘"):
        await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(details=details), version=None)
        await list_all(fakes.deps)
    feed = await fakes.store.read_feed("plan-words", None, 100)
    await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(details="셋"), version=None)
    await list_all(fakes.deps)
    assert (await fakes.store.read_feed("plan-words", feed.continuation, 100)).items == []
    (placed,) = fakes.store.all("plan-feed", "placed")
    assert (placed["version"], placed["settled"]) == (4, True)


async def test_hiding_and_showing_again_does_not_make_it_new(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    keys = []
    for visibility in ("followers", "public", "private", "followers", "public"):
        fakes.clock.advance(3600)
        await handlers.set_visibility(fakes.deps, JIWOO, plan_id, visibility, version=None)
        keys.append(plan_in(fakes)["feedKey"] and plan_in(fakes)["feedKey"][:13])
    shown, public = "2026-03-01T10", "2026-03-01T11"
    assert keys == [shown, public, None, shown, public]


async def test_a_conflict_is_tried_again(fakes: Fakes) -> None:
    await write(fakes.deps, visibility="public")
    fakes.store.failures.append(Stale("placed", 0))
    await list_all(fakes.deps)
    assert len(listed_in(fakes.store)) == 7


async def test_of_a_plan_that_is_gone_ids_remain(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    await list_all(fakes.deps)
    await handlers.delete_plan(fakes.deps, JIWOO, plan_id, version=None)
    await list_all(fakes.deps)
    (placed,) = fakes.store.all("plan-feed", "placed")
    assert placed["shelves"] == []
    assert placed["ttl"] > 0

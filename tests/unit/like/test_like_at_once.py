"""A thousand members like one plan at once: the count is right, and nobody is refused."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from functions.like import handlers
from functions.like.repository import CONTAINER
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.plan import PlanCreated
from shared.store.port import Equals, Operation, Query, Store, Stored
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.fakes import ManualClock, MemoryBus, MemoryStore
from tests.unit.like.world import OWNER, PLAN, START, member_id, named, plan_event

MEMBERS = [member_id(100 + number) for number in range(1_000)]


class Interleaving(MemoryStore):
    """Lets others go first wherever a real store would."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        await asyncio.sleep(0)
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        found = await super().read_many(container, keys)
        await asyncio.sleep(0)
        return found

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        await asyncio.sleep(0)
        return await super().execute(container, partition, operations)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    clock = ManualClock()
    made: Store = Interleaving(clock)
    if request.param == "sqlite":
        made = SqliteStore(tmp_path / "like.db", topology().contexts["like"].containers, clock=clock)
    yield made
    await made.close()


async def test_a_thousand_like_one_plan_at_once(store: Store) -> None:
    deps = Dependencies(store=store, bus=MemoryBus(), clock=ManualClock())
    written, introduced = plan_event(PlanCreated), named(OWNER)
    await handlers.on_plan_told(written, Event("e1", START, written, None), deps)
    await handlers.on_member_named(introduced, Event("e2", START, introduced, None), deps)

    answers = await asyncio.gather(*(handlers.like_plan(deps, member, PLAN) for member in MEMBERS))
    assert max(answers) == 1_000
    assert await numbers(store) == (1_000, 1_000, 1_000)

    again = [handlers.like_plan(deps, member, PLAN) for member in MEMBERS[::2]]
    gone = [handlers.unlike_plan(deps, member, PLAN) for member in MEMBERS[1::2]]
    await asyncio.gather(*again, *gone)
    assert await numbers(store) == (500, 500, 1_500)


async def numbers(store: Store) -> tuple[int, int, int]:
    """The count, the likes that prove it, and the events told."""
    count = await store.read(CONTAINER, PLAN, "count")
    assert count is not None
    likes = await store.query(CONTAINER, PLAN, Query([Equals("type", "like")], order="sortKey", limit=1_000))
    events, cursor = 0, None
    while events == 0 or cursor is not None:
        page = await store.query(CONTAINER, PLAN, Query([Equals("type", "outbox")], limit=1_000, cursor=cursor))
        events, cursor = events + len(page.items), page.cursor
    return count.body["likes"], len(likes.items), events

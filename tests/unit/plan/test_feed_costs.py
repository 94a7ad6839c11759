"""What the feed asks of the store: the same however much there is."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from functions.plan import shelves, trending
from functions.plan.feed import Asked, read_feed
from shared.dependencies import Dependencies
from shared.events.member import MemberCreated
from shared.events.plan import Visibility
from shared.store.port import Page, Query
from shared.store.sqlite import SqliteStore
from shared.store.sqlite_query import select
from shared.topology import topology
from tests.fakes import Fakes, ManualClock, MemoryBus
from tests.unit.plan.feeding import everybody, follows, likes, list_all
from tests.unit.plan.samples import JIWOO, MINJUN, tell, write

ASKED: dict[str, Asked] = {
    "recent": Asked(),
    "signed in": Asked(reader_id=MINJUN.member_id),
    "place": Asked(place_key="jeju"),
    "words": Asked(words=("서귀포", "봄")),
    "following": Asked(following=True, reader_id=MINJUN.member_id),
    "trending": Asked(sort="trending"),
    "trending place": Asked(sort="trending", place_key="jeju"),
}
CALLS = {
    "recent": {"query": 1, "read_many": 3},
    "signed in": {"query": 1, "read_many": 3},
    "place": {"query": 1, "read_many": 3},
    "words": {"query": 1, "read_many": 4},
    "following": {"query": 2, "read_many": 3},
    "trending": {"read": 1, "read_many": 3},
    "trending place": {"query": 1, "read_many": 3},
}
"""Of a first page that its month, or year, fills."""
LIMIT = 5


class Counting:
    """Counts what is asked of a store."""

    def __init__(self, fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: Counter[str] = Counter()
        self.documents = 0
        for name in ("read", "read_many", "query", "execute", "read_feed", "query_across"):
            monkeypatch.setattr(fakes.store, name, self._counted(name, getattr(fakes.store, name)))

    def _counted(self, name: str, method: Any) -> Any:
        async def call(*arguments: Any) -> Any:
            self.calls[name] += 1
            answer = await method(*arguments)
            self.documents += len(answer.items) if isinstance(answer, Page) else 0
            return answer

        return call


async def fill(fakes: Fakes, plans: int) -> None:
    await everybody(fakes.deps)
    await tell(fakes.deps, follows(MINJUN, JIWOO))
    for _ in range(plans):
        plan_id = await write(fakes.deps, visibility="public")
        await tell(fakes.deps, likes(MINJUN, plan_id))
    await list_all(fakes.deps)
    await trending.refresh(fakes.deps)


@pytest.mark.parametrize("name", ASKED)
async def test_a_first_page_asks_the_same_of_few_as_of_many(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for plans in (LIMIT + 1, 120):
        fakes = Fakes()
        await fill(fakes, plans)
        counting = Counting(fakes, monkeypatch)
        page = await read_feed(fakes.deps, ASKED[name], limit=LIMIT, cursor=None)
        assert len(page["items"]) == LIMIT
        assert dict(counting.calls) == CALLS[name]
        seen.append(counting.documents)
    if name != "trending place":  # which looks at the hundred hottest
        assert seen[0] == seen[1]


@pytest.mark.parametrize(("visibility", "first", "later"), [("public", 6, 4), ("followers", 3, 2)])
async def test_listing_a_plan_costs_what_it_should(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, visibility: Visibility, first: int, later: int
) -> None:
    """The note, three lists, and two months the first time; a plan for followers is in one list."""
    for expected in (first, later):
        plan_id = await write(fakes.deps, visibility=visibility)
        document = next(each for each in fakes.store.all("plans") if each["id"] == plan_id)
        with monkeypatch.context() as counted:
            counting = Counting(fakes, counted)
            await shelves.on_feed(fakes.deps, [document])
            assert dict(counting.calls) == {"read_many": 1, "execute": expected, "read": 1}


class Explained(SqliteStore):
    """Keeps how SQLite carries out each query."""

    plans: list[str]

    async def query(self, container: str, partition: str, query: Query) -> Page:
        table = self._table(container)
        selection = select(container, partition, query, self._now(), table.indexed)
        rows = self._database.read(f"EXPLAIN QUERY PLAN {table.select}{selection.sql}", selection.parameters)
        self.plans.append(f"{container}: " + "; ".join(row[3] for row in rows))
        return await super().query(container, partition, query)


@pytest.fixture
async def explained(tmp_path: Path) -> Any:
    """A store with a few plans, and statistics of none: SQLite has to choose by the shape of the query alone."""
    clock = ManualClock()
    store = Explained(tmp_path / "plan.sqlite3", topology().contexts["plan"].containers, clock=clock)
    store.plans = []
    deps = Dependencies(store=store, bus=MemoryBus(), clock=clock)
    await tell(deps, MemberCreated(member_id=JIWOO.member_id, name="지우", created_at="", version=1))
    await tell(deps, follows(MINJUN, JIWOO))
    await write(deps, visibility="public")
    await list_all(deps)
    yield deps
    await store.close()


@pytest.mark.parametrize(
    ("name", "container", "index"),
    [
        ("recent", "plan-feed", "visibility/sortKey"),
        ("place", "plan-feed", "visibility/sortKey"),
        ("following", "plan-feed", "ownerId/sortKey"),
        ("words", "plan-words", "word/sortKey"),
        ("trending place", "plan-trending", "type/placeKey/heat"),
    ],
)
async def test_an_index_gives_the_order(explained: Dependencies, name: str, container: str, index: str) -> None:
    store: Any = explained.store
    store.plans.clear()
    asked = ASKED[name]
    first = await read_feed(explained, asked, limit=LIMIT, cursor=None)
    assert len(first["items"]) == (0 if asked.sort == "trending" else 1)
    used = [plan for plan in store.plans if f"INDEX {container}/{index} (" in plan]
    assert used, store.plans
    if name != "following":  # whose few cards of a month are sorted
        assert not any("TEMP B-TREE" in plan for plan in used)

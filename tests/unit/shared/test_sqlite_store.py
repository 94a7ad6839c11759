"""What the embedded store does beyond the port's contract (tests/contract/test_store_*.py)."""

import asyncio
import base64
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

import shared.sqlite
from shared.errors import Poison, Rejection, Unavailable
from shared.store.port import Between, Create, Delete, Equals, Increment, Query, Upsert
from shared.store.sqlite import SqliteStore
from shared.topology import Container, topology
from shared.wakeup import Wakeup
from tests.fakes import ManualClock

CONTAINERS = (
    Container(
        name="plans", indexes=(("type", "sortKey"), ("type", "read", "sortKey"), ("key",), ("sortKey",)), outbox=True
    ),
    Container(name="plan-people", indexes=(), outbox=False),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(path: Path, clock: ManualClock) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(path, CONTAINERS, clock=clock, name="plan")
    yield opened
    await opened.close()


def plan(document_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": document_id, "pk": "p", "type": "plan", "sortKey": document_id, **fields}


def rows(store: SqliteStore, container: str = "plans") -> int:
    """How many documents there are in the file, expired or not."""
    return int(store._database.read(f'SELECT count(*) FROM "{container}"')[0][0])  # noqa: S608


async def query_plan(store: SqliteStore, query: Query) -> str:
    """How SQLite goes about the statement that a query really is."""
    statements: list[str] = []
    store._database.reader.set_trace_callback(statements.append)
    await store.query("plans", "p", query)
    store._database.reader.set_trace_callback(None)
    [statement] = statements
    return "; ".join(row[3] for row in store._database.read(f"EXPLAIN QUERY PLAN {statement}"))


class TestIndexes:
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("later_page", [False, True])
    @pytest.mark.parametrize(
        ("query", "index", "columns"),
        [
            (Query(), "sqlite_autoindex_plans_1", "pk=?"),
            (Query([Between("id", "a", "z")]), "sqlite_autoindex_plans_1", "pk=?"),
            (Query([Equals("type", "plan")], order="sortKey"), "plans/type/sortKey", "pk=? AND $type=?"),
            (
                Query([Equals("type", "plan"), Between("sortKey", "a", "z")], order="sortKey"),
                "plans/type/sortKey",
                "pk=? AND $type=? AND $sortKey>? AND $sortKey<?",
            ),
            (
                Query([Equals("type", "plan"), Equals("read", value=False)], order="sortKey"),
                "plans/type/read/sortKey",
                "pk=? AND $type=? AND $read=?",
            ),
            (Query([Equals("key", "x")]), "plans/key", "pk=? AND $key=?"),
        ],
    )
    async def test_queries_use_the_containers_indexes_and_sort_nothing(
        self, store: SqliteStore, query: Query, index: str, columns: str, *, descending: bool, later_page: bool
    ) -> None:
        """On the first page and on those behind a cursor, which begin where the cursor is."""
        await store.execute("plans", "p", [Create(plan(f"b{n}", read=False, key="x")) for n in range(3)])
        query = Query(query.where, query.order, descending=descending, limit=1)
        if later_page:
            cursor = (await store.query("plans", "p", query)).cursor
            assert cursor is not None
            query = Query(query.where, query.order, descending=descending, limit=1, cursor=cursor)
        plan_of_sqlite = await query_plan(store, query)
        assert plan_of_sqlite.startswith(f"SEARCH plans USING INDEX {index} ({columns}")
        assert "TEMP B-TREE" not in plan_of_sqlite
        if later_page:
            assert ("<?" if descending else ">?") in plan_of_sqlite

    async def test_point_reads_the_feed_and_the_removal_of_the_expired_never_scan(self, store: SqliteStore) -> None:
        table = store._tables["plans"]
        for statement, count in ((table.read, 2), (table.present, 3), (table.feed, 3), (table.purge, 1)):
            steps = store._database.read(f"EXPLAIN QUERY PLAN {statement}", [1] * count)
            assert all(not step[3].startswith("SCAN") for step in steps)

    async def test_the_containers_of_the_topology_can_be_made(self, tmp_path: Path, clock: ManualClock) -> None:
        """And opening them again, with an index more, finds what was there."""
        for name, context in topology().contexts.items():
            path = tmp_path / f"{name}.sqlite3"
            made = SqliteStore(path, context.containers, clock=clock)
            for container in context.containers:
                await made.execute(container.name, "p", [Create(plan("a", colour="red"))])
            await made.close()
            more = [container.model_copy(update={"indexes": (("colour",),)}) for container in context.containers]
            again = SqliteStore(path, more, clock=clock)
            for container in context.containers:
                assert (await again.query(container.name, "p", Query())).items[0].body == plan("a", colour="red")
                found = await again.query(container.name, "p", Query([Equals("colour", "red")], order="colour"))
                assert len(found.items) == 1
                assert (await again.query(container.name, "p", Query([Equals("colour", "blue")]))).items == []
            await again.close()


class TestCursors:
    @pytest.mark.parametrize(
        "position",
        [[], ["a1"], ["a1", "a1", "a1"], [["a1"], "a1"], [None, "a1"], [{}, "a1"], [2**63, "a1"], {}, "a1", 1],
    )
    async def test_a_cursor_with_a_forged_position_is_invalid(self, store: SqliteStore, position: object) -> None:
        """Its digest says which query it is of, and is no signature: what it carries is checked."""
        await store.execute("plans", "p", [Create(plan(f"a{n}")) for n in range(3)])
        query = Query(order="sortKey", limit=1)
        cursor = (await store.query("plans", "p", query)).cursor
        assert cursor is not None
        digest = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[: -len(b'["a0","a0"]')]
        forged = {
            good: base64.urlsafe_b64encode(digest + orjson.dumps(value)).rstrip(b"=").decode()
            for good, value in ((True, ["a1", "a1"]), (False, position))
        }
        page = await store.query("plans", "p", replace(query, cursor=forged[True]))
        assert [item.body["id"] for item in page.items] == ["a2"]
        with pytest.raises(Rejection, match="invalid_cursor"):
            await store.query("plans", "p", replace(query, cursor=forged[False]))


class TestRawFeed:
    async def test_the_raw_feed_is_the_feed_with_etag_and_time_in_the_documents(
        self, store: SqliteStore, clock: ManualClock
    ) -> None:
        """As Cosmos DB has it; otherwise the text is what was written, untouched."""
        await store.execute("plans", "p", [Create(plan("a", title='제주 "]}', n=1.50))])
        clock.advance(2.5)
        await store.execute("plans", "p", [Create(plan("b"))])
        raw, count, continuation = await store.read_feed_raw("plans", None, 10)
        feed = await store.read_feed("plans", None, 10)
        start = int(ManualClock().now().timestamp())
        assert orjson.loads(raw) == [
            {**feed.items[0].body, "_etag": feed.items[0].etag, "_ts": start},
            {**feed.items[1].body, "_etag": feed.items[1].etag, "_ts": start + 2},
        ]
        assert (count, continuation) == (2, feed.continuation)
        assert '"title":"제주 \\"]}"'.encode() in raw

    async def test_the_raw_feed_goes_on_from_a_continuation_of_either(self, store: SqliteStore) -> None:
        await store.execute("plans", "p", [Create(plan(f"a{n}")) for n in range(3)])
        first = await store.read_feed_raw("plans", None, 2)
        assert first[1] == 2
        rest = await store.read_feed_raw("plans", first[2], 2)
        assert [document["id"] for document in orjson.loads(rest[0])] == ["a2"]
        assert await store.read_feed_raw("plans", rest[2], 2) == (b"[]", 0, rest[2])
        assert (await store.read_feed("plans", rest[2])).items == []

    async def test_the_raw_feed_keeps_the_limits_of_the_feed(self, store: SqliteStore, clock: ManualClock) -> None:
        await store.execute("plans", "p", [Create(plan("a", ttl=1)), Create(plan("b"))])
        clock.advance(1)
        raw, count, _ = await store.read_feed_raw("plans", None)
        assert count == 1
        assert [document["id"] for document in orjson.loads(raw)] == ["b"]
        for refused in (store.read_feed_raw("plans", None, 0), store.read_feed_raw("plans", "garbage")):
            with pytest.raises(Poison):
                await refused


class TestExpiry:
    async def test_writing_removes_what_has_expired_a_little_at_a_time(
        self, store: SqliteStore, clock: ManualClock
    ) -> None:
        await store.execute("plans", "p", [Create(plan(f"a{n:02d}", ttl=1)) for n in range(50)])
        await store.execute("plans", "p", [Create(plan(f"b{n}", ttl=60)) for n in range(3)])
        clock.advance(1)
        assert rows(store) == 53
        left = [53]
        while left[-1] > 4:
            await store.execute("plans", "p", [Upsert(plan("c"))])
            left.append(rows(store))
        assert max(before - after for before, after in pairwise(left)) <= 8
        assert [item.body["id"] for item in (await store.query("plans", "p", Query())).items] == ["b0", "b1", "b2", "c"]

    async def test_a_batch_that_fails_removes_nothing(self, store: SqliteStore, clock: ManualClock) -> None:
        await store.execute("plans", "p", [Create(plan("a", ttl=1)), Create(plan("b"))])
        clock.advance(1)
        with pytest.raises(Poison):
            await store.execute("plans", "p", [Upsert(plan("c")), Increment("b", {"type": 1})])
        assert rows(store) == 2


class TestWakingReaders:
    @pytest.fixture
    def wakeup(self, tmp_path: Path) -> "CountingWakeup":
        return CountingWakeup(tmp_path)

    async def test_each_commit_wakes_who_waits_for_the_feed_once(
        self, path: Path, clock: ManualClock, wakeup: "CountingWakeup"
    ) -> None:
        """After it: what woke them can be read."""
        store = SqliteStore(path, CONTAINERS, clock=clock, wakeup=wakeup, name="plan")
        woken = wakeup.subscribe("store/plan")
        await store.execute("plans", "p", [Create(plan("a"))])
        await asyncio.wait_for(woken.wait(), 1)
        assert len((await store.read_feed("plans", None)).items) == 1
        await asyncio.gather(*(store.execute("plans", "p", [Create(plan(f"b{n}"))]) for n in range(20)))
        await asyncio.sleep(0)
        assert wakeup.names == ["store/plan", "store/plan"]
        await store.close()
        wakeup.close()

    async def test_what_was_not_committed_wakes_nobody(
        self, path: Path, clock: ManualClock, wakeup: "CountingWakeup"
    ) -> None:
        store = SqliteStore(path, CONTAINERS, clock=clock, wakeup=wakeup, name="plan")
        with pytest.raises(Poison):
            await store.execute("plans", "p", [Create(plan("a/b"))])
        await store.feed_lease("relay", "me", seconds=10).acquire()
        await asyncio.sleep(0)
        assert wakeup.names == []
        await store.close()
        wakeup.close()


class CountingWakeup(Wakeup):
    """Wakes, and knows whom."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self.names: list[str] = []

    def wake(self, name: str) -> None:
        self.names.append(name)
        super().wake(name)


class TestFeedLeases:
    async def test_one_owner_at_a_time_has_the_lease(self, store: SqliteStore) -> None:
        mine, other = (store.feed_lease("relay", owner, seconds=10) for owner in ("me", "other"))
        assert await mine.acquire()
        assert not await other.acquire()
        assert await mine.acquire()
        assert await store.feed_lease("another function", "other", seconds=10).acquire()

    async def test_a_function_that_never_ran_begins_at_the_beginning(self, store: SqliteStore) -> None:
        lease = store.feed_lease("relay", "me", seconds=10)
        await lease.acquire()
        assert lease.continuation is None

    async def test_a_lease_that_is_not_extended_may_be_taken(self, store: SqliteStore, clock: ManualClock) -> None:
        """When its seconds are over, not before."""
        mine, other = (store.feed_lease("relay", owner, seconds=10) for owner in ("me", "other"))
        await mine.acquire()
        clock.advance(9.999)
        assert not await other.acquire()
        clock.advance(0.001)
        assert await other.acquire()
        assert not await mine.acquire()

    async def test_acquiring_again_and_saving_extend_the_lease(self, store: SqliteStore, clock: ManualClock) -> None:
        mine, other = (store.feed_lease("relay", owner, seconds=10) for owner in ("me", "other"))
        await mine.acquire()
        clock.advance(6)
        assert await mine.acquire()
        clock.advance(6)
        assert not await other.acquire()
        assert await mine.save("x")
        clock.advance(6)
        assert not await other.acquire()

    async def test_the_continuation_goes_to_the_next_owner(
        self, store: SqliteStore, path: Path, clock: ManualClock
    ) -> None:
        """By release, by expiry, and when the file is opened again."""
        mine, other = (store.feed_lease("relay", owner, seconds=10) for owner in ("me", "other"))
        await mine.acquire()
        assert await mine.save("x")
        await mine.release()
        assert await other.acquire()
        assert other.continuation == "x"
        assert await other.save("y")
        clock.advance(10)
        assert await mine.acquire()
        assert mine.continuation == "y"
        await mine.release()
        again = SqliteStore(path, CONTAINERS, clock=clock)
        third = again.feed_lease("relay", "third", seconds=10)
        assert await third.acquire()
        assert third.continuation == "y"
        await again.close()

    async def test_who_lost_the_lease_saves_and_releases_nothing(self, store: SqliteStore, clock: ManualClock) -> None:
        mine, other = (store.feed_lease("relay", owner, seconds=10) for owner in ("me", "other"))
        await mine.acquire()
        clock.advance(10)
        await other.acquire()
        assert await other.save("theirs")
        assert not await mine.save("mine")
        await mine.release()
        assert not await mine.acquire()
        assert await other.acquire()
        assert other.continuation == "theirs"

    async def test_who_let_its_lease_run_out_may_save_while_nobody_took_it(
        self, store: SqliteStore, clock: ManualClock
    ) -> None:
        mine = store.feed_lease("relay", "me", seconds=10)
        await mine.acquire()
        clock.advance(60)
        assert await mine.save("x")
        assert mine.continuation == "x"


class TestUnavailable:
    async def test_a_file_that_another_process_holds_makes_writes_unavailable_and_reads_go_on(
        self, store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await store.execute("plans", "p", [Create(plan("a"))])
        monkeypatch.setattr(shared.sqlite, "_BUSY_SECONDS", 0.01)
        with closing(sqlite3.connect(path, isolation_level=None)) as neighbour:
            neighbour.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable):
                await store.execute("plans", "p", [Delete("a")])
            assert await store.read("plans", "p", "a") is not None
            assert len((await store.query_across("plans", Query())).items) == 1
        await store.execute("plans", "p", [Delete("a")])

    async def test_a_query_across_partitions_does_not_hold_up_the_loop(self, store: SqliteStore) -> None:
        """It runs beside point reads, on a thread and a connection of its own."""
        await store.execute("plans", "p", [Create(plan(f"a{n}")) for n in range(50)])
        scan = asyncio.create_task(store.query_across("plans", Query(limit=50)))
        await asyncio.sleep(0)
        assert not scan.done()
        assert await store.read("plans", "p", "a1") is not None
        assert len((await scan).items) == 50

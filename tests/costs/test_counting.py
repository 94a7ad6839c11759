"""The store and the bus that count: all that is asked, and nothing else."""

import pytest

from local.costs.counting import CountingBus, CountingStore, Counts
from shared.bus.port import Message
from shared.errors import AlreadyExists
from shared.store.port import Create, Delete, Increment, Query, Upsert
from tests.fakes import ManualClock, MemoryStore

CONTAINER = "wallets"


@pytest.fixture
def counts() -> Counts:
    return Counts()


@pytest.fixture
def store(counts: Counts) -> CountingStore:
    return CountingStore(MemoryStore(ManualClock()), counts)


def document(number: int, **fields: object) -> dict[str, object]:
    return {"id": f"d{number}", "pk": "p", "type": "thing", **fields}


async def test_each_document_of_a_batch_is_a_write(store: CountingStore, counts: Counts) -> None:
    await store.execute(CONTAINER, "p", [Create(document(1, n=1)), Upsert(document(2, text="x" * 2_000))])
    await store.execute(CONTAINER, "p", [Increment("d1", {"n": 1})])
    await store.execute(CONTAINER, "p", [Delete("d2")])
    assert (counts.writes, counts.batches) == (4, 3)
    large = counts.units - 2 * 4.95
    assert large == pytest.approx(2 * 6.29, rel=0.02)  # removed at the size that it was written with


async def test_what_is_refused_is_not_written(store: CountingStore, counts: Counts) -> None:
    await store.execute(CONTAINER, "p", [Create(document(1))])
    before = counts.copy()
    with pytest.raises(AlreadyExists):
        await store.execute(CONTAINER, "p", [Create(document(1))])
    assert counts.since(before) == Counts()


async def test_reads_in_vain_are_reads(store: CountingStore, counts: Counts) -> None:
    await store.execute(CONTAINER, "p", [Create(document(1))])
    before = counts.copy()
    await store.read(CONTAINER, "p", "d1")
    await store.read(CONTAINER, "p", "d9")
    await store.read_many(CONTAINER, [("p", "d1"), ("p", "d9"), ("q", "d1")])
    assert counts.since(before).reads == 5
    assert counts.since(before).units == pytest.approx(10.0)


async def test_queries_cost_by_what_they_give(store: CountingStore, counts: Counts) -> None:
    await store.query(CONTAINER, "p", Query())
    assert counts == Counts(queries=1, units=4.6)
    await store.execute(CONTAINER, "p", [Create(document(1))])
    before = counts.copy()
    await store.query_across(CONTAINER, Query())
    assert counts.since(before).queries == 1
    assert counts.since(before).units == pytest.approx(6.6)


async def test_a_feed_without_news_is_free(store: CountingStore, counts: Counts) -> None:
    feed = await store.read_feed(CONTAINER, None)
    assert counts == Counts()
    await store.execute(CONTAINER, "p", [Create(document(1))])
    before = counts.copy()
    await store.read_feed(CONTAINER, feed.continuation)
    assert counts.since(before).units == pytest.approx(2.0)


async def test_every_message_is_an_operation(counts: Counts) -> None:
    bus = CountingBus(counts)
    await bus.send("plan-events", [Message(id=str(size), subject="s", body=b"x" * size) for size in (1, 100_000)])
    assert counts == Counts(messages=2, operations=3)
    assert [entity for entity, _ in bus.sent] == ["plan-events"] * 2

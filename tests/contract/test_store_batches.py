"""What the store port promises (shared/store/port.py) of batches: all or nothing, one after another."""

import asyncio

import pytest

from shared.errors import AlreadyExists, Missing, Poison, Stale, WriteConflict
from shared.store.port import (
    MAX_PAGE,
    Between,
    Create,
    Delete,
    Increment,
    Operation,
    Query,
    Replace,
    Store,
    Stored,
    Upsert,
)
from tests.contract.store_adapters import DurableSubject, durable_only
from tests.contract.store_asking import body, fed, found, thing, write


class TestBatches:
    async def test_a_batch_carries_out_every_kind_of_operation_in_order(self, store: Store) -> None:
        """Each operation sees what those before it did."""
        [etag] = await write(store, Create(thing("old", n=1)))
        etags = await store.execute(
            "things",
            "p",
            [
                Create(thing("new", n=1)),
                Increment("new", {"n": 1}),
                Replace(thing("old", n=2), etag),
                Upsert(thing("up")),
                Delete("up"),
                Create(thing("up", n=3)),
                Increment("new", {"n": 1}),
            ],
        )
        assert [etag is None for etag in etags] == [False, False, False, False, True, False, False]
        assert await body(store, "new") == thing("new", n=3)
        assert await body(store, "old") == thing("old", n=2)
        assert await store.read("things", "p", "up") == Stored(thing("up", n=3), str(etags[5]))
        assert (await store.read_many("things", [("p", "new")]))[0] == Stored(thing("new", n=3), str(etags[6]))

    @pytest.mark.parametrize(
        ("failing", "error"),
        [
            (Create(thing("taken")), AlreadyExists),
            (Replace(thing("nobody"), '"1"'), Missing),
            (Replace(thing("taken"), '"no such etag"'), Stale),
            (Delete("nobody"), Missing),
            (Delete("taken", '"no such etag"'), Stale),
            (Increment("nobody", {"n": 1}), Missing),
        ],
        ids=["create", "replace-missing", "replace-stale", "delete-missing", "delete-stale", "increment-missing"],
    )
    async def test_a_batch_whose_last_operation_fails_leaves_nothing(
        self, store: Store, failing: Operation, error: type[WriteConflict]
    ) -> None:
        """Not in reads, not in queries, not in the feed; and the error says which operation it was."""
        await write(store, Create(thing("taken", n=1)), Create(thing("doomed")))
        before = await store.read_feed("things", None)
        with pytest.raises(error) as refused:
            await store.execute(
                "things",
                "p",
                [
                    Create(thing("a")),
                    Upsert(thing("taken", n=2)),
                    Increment("taken", {"n": 5}),
                    Delete("doomed"),
                    failing,
                ],
            )
        assert refused.value.index == 4
        assert await body(store, "a") is None
        assert await found(store) == ["doomed", "taken"]
        assert await store.read_feed("things", None) == before

    async def test_a_batch_that_fails_in_the_middle_names_that_operation(self, store: Store) -> None:
        with pytest.raises(Missing) as refused:
            await store.execute("things", "p", [Create(thing("a")), Delete("x"), Create(thing("b"))])
        assert refused.value.index == 1
        assert await found(store) == []

    async def test_a_batch_with_something_the_store_never_takes_leaves_nothing(self, store: Store) -> None:
        with pytest.raises(Poison):
            await store.execute("things", "p", [Create(thing("a")), Create(thing("b/c"))])
        with pytest.raises(Poison):
            await store.execute("things", "p", [Create(thing("a")), Increment("a", {"type": 1})])
        assert await fed(store) == []

    async def test_a_failing_batch_harms_no_other_that_runs_with_it(self, store: Store) -> None:
        await write(store, Create(thing("taken")))
        outcomes = await asyncio.gather(
            *(
                store.execute(
                    "things", "p", [Create(thing(f"a{n}")), Create(thing("taken" if n % 3 == 0 else f"b{n}"))]
                )
                for n in range(30)
            ),
            return_exceptions=True,
        )
        assert [isinstance(outcome, AlreadyExists) for outcome in outcomes] == [n % 3 == 0 for n in range(30)]
        expected = {"taken"} | {f"{letter}{n}" for letter in "ab" for n in range(30) if n % 3}
        assert set(await found(store)) == expected

    @durable_only
    async def test_of_two_replaces_with_one_etag_exactly_one_wins(self, subject: DurableSubject) -> None:
        """Also when they come from two processes."""
        others = [subject.store, await subject.another()]
        [etag] = await write(subject.store, Create(thing(by=-1)))
        for _ in range(10):
            outcomes = await asyncio.gather(
                *(write(others[n % 2], Replace(thing(by=n), etag)) for n in range(8)), return_exceptions=True
            )
            winners = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, list)]
            assert len(winners) == 1
            assert all(isinstance(outcome, (list, Stale)) for outcome in outcomes)
            stored = await subject.store.read("things", "p", "a")
            assert stored is not None
            assert stored.body["by"] == winners[0]
            etag = stored.etag

    async def test_of_two_creates_of_one_id_exactly_one_wins(self, store: Store) -> None:
        outcomes = await asyncio.gather(*(write(store, Create(thing(by=n))) for n in range(8)), return_exceptions=True)
        assert sum(isinstance(outcome, list) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, AlreadyExists) for outcome in outcomes) == 7

    @durable_only
    @pytest.mark.slow
    async def test_a_thousand_concurrent_increments_add_up(self, subject: DurableSubject) -> None:
        """None is lost, from two processes at once, beside documents that prove them."""
        others = [subject.store, await subject.another()]
        await write(subject.store, Create(thing("counter", n=0)))
        await asyncio.gather(
            *(write(others[n % 2], Increment("counter", {"n": 1}), Create(thing(f"edge{n:04d}"))) for n in range(1000))
        )
        assert await body(subject.store, "counter") == thing("counter", n=1000)
        page = await subject.store.query("things", "p", Query([Between("id", "edge", "edgf")], limit=MAX_PAGE))
        assert len(page.items) == 1000

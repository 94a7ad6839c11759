"""What the store port promises (shared/store/port.py), tried on every adapter."""

import asyncio
import math
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from shared.errors import AlreadyExists, Missing, Poison, Rejection, Stale, WriteConflict
from shared.store.port import (
    MAX_BATCH_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_ID_BYTES,
    MAX_OPERATIONS,
    MAX_PAGE,
    MAX_PARTITION_KEY_BYTES,
    Between,
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Increment,
    OneOf,
    Operation,
    Query,
    Replace,
    Store,
    Stored,
    Upsert,
)
from tests.contract.store_adapters import ADAPTERS, Subject

MAX_INTEGER = 2**53 - 1


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__)
async def subject(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subject]:
    async with request.param(tmp_path) as made:
        yield made


@pytest.fixture
def store(subject: Subject) -> Store:
    return subject.store


def thing(document_id: str = "a", pk: str = "p", **fields: Any) -> Document:
    return {"id": document_id, "pk": pk, "type": "thing", **fields}


def thing_of_size(size: int, document_id: str = "a") -> Document:
    empty = len(orjson.dumps(thing(document_id, text="")))
    return thing(document_id, text="x" * (size - empty))


async def write(store: Store, *operations: Operation, container: str = "things", pk: str = "p") -> list[str]:
    """The new ETags of operations that all leave a document."""
    etags = await store.execute(container, pk, operations)
    assert all(etags)
    return [str(etag) for etag in etags]


async def body(store: Store, document_id: str = "a", pk: str = "p") -> Document | None:
    stored = await store.read("things", pk, document_id)
    return None if stored is None else stored.body


def ids(items: Sequence[Stored]) -> list[str]:
    return [item.body["id"] for item in items]


async def found(
    store: Store, *where: Condition, order: str = "id", descending: bool = False, pk: str = "p"
) -> list[str]:
    return ids((await store.query("things", pk, Query(where, order=order, descending=descending, limit=100))).items)


async def fed(store: Store, continuation: str | None = None, container: str = "things") -> list[Document]:
    """All that the feed has behind `continuation`."""
    bodies: list[Document] = []
    while (feed := await store.read_feed(container, continuation)).items:
        bodies += [item.body for item in feed.items]
        continuation = feed.continuation
    return bodies


async def everywhere(store: Store, document_id: str = "a") -> set[str]:
    """The ways by which a document is seen."""
    return {
        way
        for way, seen in {
            "read": [await store.read("things", "p", document_id)],
            "read_many": await store.read_many("things", [("p", document_id)]),
            "query": (await store.query("things", "p", Query([Equals("id", document_id)]))).items,
            "query_across": (await store.query_across("things", Query([Equals("id", document_id)]))).items,
            "feed": [item for item in await fed(store) if item["id"] == document_id],
        }.items()
        if any(seen)
    }


class TestReading:
    async def test_a_document_is_read_back_as_it_was_written(self, store: Store) -> None:
        """Every kind of JSON value survives, in its order, and nothing is added to it."""
        document = thing(
            text='제주 "바다" \\ \n\t\u0001 🏝',
            number=MAX_INTEGER,
            negative=-MAX_INTEGER,
            fraction=0.1,
            yes=True,
            no=False,
            nothing=None,
            nested={"list": [1, "2", [{}], []], "": {"id": "other"}},
        )
        [etag] = await write(store, Create(document))
        stored = await store.read("things", "p", "a")
        assert stored == Stored(document, etag)
        assert orjson.dumps(stored.body) == orjson.dumps(document)

    async def test_reading_what_is_not_there_gives_none(self, store: Store) -> None:
        assert await store.read("things", "p", "a") is None

    async def test_partitions_and_containers_are_apart(self, store: Store) -> None:
        """The same id in another partition or container is another document."""
        await write(store, Create(thing(value=1)))
        await write(store, Create(thing(pk="q", value=2)), pk="q")
        await write(store, Create(thing(value=3)), container="others")
        assert await body(store) == thing(value=1)
        assert await body(store, pk="q") == thing(pk="q", value=2)
        assert [item["value"] for item in await fed(store, container="others")] == [3]
        await store.execute("things", "p", [Delete("a")])
        assert await body(store, pk="q") is not None
        assert await store.read("others", "p", "a") is not None

    async def test_read_many_answers_in_the_order_asked(self, store: Store) -> None:
        """Across partitions, None where there is none, and a pair asked for twice is answered twice."""
        await write(store, Create(thing("a")), Create(thing("b")))
        await write(store, Create(thing("a", pk="q")), pk="q")
        answers = await store.read_many("things", [("q", "a"), ("p", "x"), ("p", "b"), ("p", "a"), ("p", "b")])
        assert [answer and (answer.body["pk"], answer.body["id"]) for answer in answers] == [
            ("q", "a"),
            None,
            ("p", "b"),
            ("p", "a"),
            ("p", "b"),
        ]
        assert answers[3] == await store.read("things", "p", "a")
        assert await store.read_many("things", []) == []

    @pytest.mark.parametrize("document_id", ["한국어", "a b", "a'b\"c", "%41", "..", "a;b", "A"])
    async def test_an_id_is_taken_literally(self, store: Store, document_id: str) -> None:
        await write(store, Create(thing(document_id)))
        assert await body(store, document_id) == thing(document_id)
        assert await body(store, "a") is None


class TestOperations:
    async def test_create_refuses_an_id_that_is_taken(self, store: Store) -> None:
        await write(store, Create(thing(value=1)))
        with pytest.raises(AlreadyExists):
            await write(store, Create(thing(value=2)))
        assert await body(store) == thing(value=1)

    async def test_upsert_stores_whatever_was_there(self, store: Store) -> None:
        """The new version replaces the old one as a whole."""
        [first] = await write(store, Upsert(thing(value=1)))
        [second] = await write(store, Upsert(thing(other=2)))
        assert first != second
        assert await body(store) == thing(other=2)

    async def test_replace_stores_over_the_version_that_was_read(self, store: Store) -> None:
        [etag] = await write(store, Create(thing(value=1)))
        [after] = await write(store, Replace(thing(value=2), etag))
        assert await store.read("things", "p", "a") == Stored(thing(value=2), after)

    async def test_replace_refuses_a_version_that_has_changed(self, store: Store) -> None:
        [etag] = await write(store, Create(thing(value=1)))
        await write(store, Upsert(thing(value=2)))
        with pytest.raises(Stale):
            await write(store, Replace(thing(value=3), etag))
        assert await body(store) == thing(value=2)

    async def test_replace_refuses_an_etag_after_a_write_that_changed_nothing(self, store: Store) -> None:
        """The ETag is new at every write, equal content or not."""
        [etag] = await write(store, Create(thing()))
        await write(store, Upsert(thing()))
        with pytest.raises(Stale):
            await write(store, Replace(thing(), etag))

    async def test_replace_refuses_a_document_that_is_gone(self, store: Store) -> None:
        [etag] = await write(store, Create(thing()))
        await store.execute("things", "p", [Delete("a")])
        with pytest.raises(Missing):
            await write(store, Replace(thing(), etag))

    async def test_replace_refuses_the_etag_of_a_document_deleted_and_created_again(self, store: Store) -> None:
        [etag] = await write(store, Create(thing()))
        await store.execute("things", "p", [Delete("a")])
        await write(store, Create(thing()))
        with pytest.raises(Stale):
            await write(store, Replace(thing(), etag))

    async def test_etags_are_quoted_and_never_the_same(self, store: Store) -> None:
        etags = await write(store, Create(thing("a")), Create(thing("b")), Increment("a", {"n": 1}), Upsert(thing("b")))
        assert len(set(etags)) == 4
        assert all(len(etag) > 2 and etag.startswith('"') and etag.endswith('"') for etag in etags)

    async def test_delete_removes_and_has_no_etag(self, store: Store) -> None:
        [etag] = await write(store, Create(thing()))
        assert await store.execute("things", "p", [Delete("a", etag)]) == [None]
        assert await everywhere(store) == set()

    async def test_delete_without_an_etag_removes_any_version(self, store: Store) -> None:
        await write(store, Create(thing()))
        await write(store, Upsert(thing(value=2)))
        assert await store.execute("things", "p", [Delete("a")]) == [None]
        assert await body(store) is None

    async def test_delete_refuses_what_is_not_there(self, store: Store) -> None:
        with pytest.raises(Missing):
            await store.execute("things", "p", [Delete("a")])

    async def test_delete_refuses_a_version_that_has_changed(self, store: Store) -> None:
        [etag] = await write(store, Create(thing()))
        await write(store, Upsert(thing(value=2)))
        with pytest.raises(Stale):
            await store.execute("things", "p", [Delete("a", etag)])
        assert await body(store) == thing(value=2)

    async def test_increment_adds_and_leaves_the_rest(self, store: Store) -> None:
        """Up and down, several fields at once; an absent field counts as 0; the document has a new ETag."""
        [etag] = await write(store, Create(thing(likes=5, text="제주", nested={"likes": 1}, none=None)))
        [after] = await write(store, Increment("a", {"likes": 2, "views": -1}))
        assert after != etag
        expected = thing(likes=7, text="제주", nested={"likes": 1}, none=None, views=-1)
        assert await store.read("things", "p", "a") == Stored(expected, after)

    async def test_increment_by_nothing_is_a_write(self, store: Store) -> None:
        [etag] = await write(store, Create(thing(likes=5)))
        [after] = await write(store, Increment("a", {"likes": 0}))
        assert after != etag
        assert await body(store) == thing(likes=5)

    async def test_increment_refuses_a_document_that_is_not_there(self, store: Store) -> None:
        with pytest.raises(Missing):
            await write(store, Increment("a", {"likes": 1}))

    @pytest.mark.parametrize("value", ["5", 1.5, True, None, [1], {"n": 1}])
    async def test_increment_refuses_a_field_that_is_no_whole_number(self, store: Store, value: object) -> None:
        await write(store, Create(thing(likes=value)))
        with pytest.raises(Poison):
            await write(store, Increment("a", {"likes": 1}))
        assert await body(store) == thing(likes=value)

    async def test_increment_refuses_to_leave_the_whole_numbers_of_json(self, store: Store) -> None:
        await write(store, Create(thing(likes=MAX_INTEGER - 1)))
        await write(store, Increment("a", {"likes": 1}))
        with pytest.raises(Poison):
            await write(store, Increment("a", {"likes": 1}))
        assert await body(store) == thing(likes=MAX_INTEGER)


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

    async def test_of_two_replaces_with_one_etag_exactly_one_wins(self, subject: Subject) -> None:
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

    async def test_a_thousand_concurrent_increments_add_up(self, subject: Subject) -> None:
        """None is lost, from two processes at once, beside documents that prove them."""
        others = [subject.store, await subject.another()]
        await write(subject.store, Create(thing("counter", n=0)))
        await asyncio.gather(
            *(write(others[n % 2], Increment("counter", {"n": 1}), Create(thing(f"edge{n:04d}"))) for n in range(1000))
        )
        assert await body(subject.store, "counter") == thing("counter", n=1000)
        page = await subject.store.query("things", "p", Query([Between("id", "edge", "edgf")], limit=MAX_PAGE))
        assert len(page.items) == 1000


class TestLimits:
    @pytest.mark.parametrize("document_id", ["", "/", "a/b", "a\\b", "a?", "#a"])
    async def test_a_forbidden_id_is_refused_by_everything_that_takes_one(self, store: Store, document_id: str) -> None:
        operations: list[Operation] = [
            Create(thing(document_id)),
            Upsert(thing(document_id)),
            Replace(thing(document_id), '"1"'),
            Delete(document_id),
            Increment(document_id, {"n": 1}),
        ]
        for operation in operations:
            with pytest.raises(Poison):
                await store.execute("things", "p", [operation])
        with pytest.raises(Poison):
            await store.read("things", "p", document_id)
        with pytest.raises(Poison):
            await store.read_many("things", [("p", "a"), ("p", document_id)])

    @pytest.mark.parametrize("letter", ["x", "é", "한"])
    async def test_an_id_may_have_the_limit_of_bytes_and_no_more(self, store: Store, letter: str) -> None:
        """Bytes of UTF-8, not characters."""
        longest = letter * (MAX_ID_BYTES // len(letter.encode()))
        longest += "x" * (MAX_ID_BYTES - len(longest.encode()))
        await write(store, Create(thing(longest)))
        assert await body(store, longest) == thing(longest)
        for refused in (store.execute("things", "p", [Create(thing(longest + "x"))]), body(store, longest + "x")):
            with pytest.raises(Poison, match=str(MAX_ID_BYTES)):
                await refused

    @pytest.mark.parametrize("letter", ["x", "é"])
    async def test_a_partition_key_may_have_the_limit_of_bytes_and_no_more(self, store: Store, letter: str) -> None:
        longest = letter * (MAX_PARTITION_KEY_BYTES // len(letter.encode()))
        await write(store, Create(thing(pk=longest)), pk=longest)
        assert await body(store, pk=longest) == thing(pk=longest)
        longer = longest + "x"
        for refused in (
            store.execute("things", longer, [Create(thing(pk=longer))]),
            store.read("things", longer, "a"),
            store.query("things", longer, Query()),
        ):
            with pytest.raises(Poison, match=str(MAX_PARTITION_KEY_BYTES)):
                await refused

    @pytest.mark.parametrize(
        "document",
        [
            {"id": "a"},
            {"pk": "p"},
            {"id": 1, "pk": "p"},
            {"id": "a", "pk": 1},
            {"id": "a", "pk": None},
            {"id": "a", "pk": "q"},
        ],
        ids=["no pk", "no id", "id not text", "pk not text", "pk null", "pk of another partition"],
    )
    async def test_a_document_must_name_itself_and_its_partition(self, store: Store, document: Document) -> None:
        with pytest.raises(Poison):
            await store.execute("things", "p", [Upsert(document)])

    @pytest.mark.parametrize(
        "value",
        [
            math.nan,
            math.inf,
            datetime(2026, 1, 1, tzinfo=UTC),
            uuid.UUID(int=1),
            b"bytes",
            {1, 2},
            (1, 2),
            {1: "key"},
            "\ud800",
            MAX_INTEGER + 1,
            -MAX_INTEGER - 1,
            2**64,
            object(),
        ],
        ids=[
            "nan",
            "inf",
            "date",
            "uuid",
            "bytes",
            "set",
            "tuple",
            "key",
            "surrogate",
            "high",
            "low",
            "huge",
            "object",
        ],
    )
    async def test_what_json_cannot_hold_is_refused(self, store: Store, value: object) -> None:
        """At any depth, rather than stored as something else."""
        for document in (thing(value=value), thing(nested={"list": [value]})):
            with pytest.raises(Poison):
                await store.execute("things", "p", [Upsert(document)])
        assert await fed(store) == []

    async def test_names_with_an_underscore_are_the_stores(self, store: Store) -> None:
        """Refused at the top level; below, they are anybody's."""
        for name in ("_etag", "_ts", "_mine"):
            with pytest.raises(Poison):
                await store.execute("things", "p", [Upsert(thing(**{name: "x"}))])
        await write(store, Upsert(thing(nested={"_mine": 1})))
        assert await body(store) == thing(nested={"_mine": 1})

    async def test_a_batch_has_at_least_one_and_at_most_the_limit_of_operations(self, store: Store) -> None:
        operations = [Create(thing(f"a{n}")) for n in range(MAX_OPERATIONS + 1)]
        with pytest.raises(Poison, match=str(MAX_OPERATIONS)):
            await store.execute("things", "p", operations)
        with pytest.raises(Poison):
            await store.execute("things", "p", [])
        assert await fed(store) == []
        assert len(await store.execute("things", "p", operations[:-1])) == MAX_OPERATIONS

    async def test_a_document_may_have_the_limit_of_bytes_and_no_more(self, store: Store) -> None:
        with pytest.raises(Poison, match=str(MAX_DOCUMENT_BYTES)):
            await store.execute("things", "p", [Upsert(thing_of_size(MAX_DOCUMENT_BYTES + 1))])
        assert await body(store) is None
        largest = thing_of_size(MAX_DOCUMENT_BYTES)
        await write(store, Upsert(largest))
        assert await body(store) == largest

    async def test_an_increment_may_not_make_a_document_too_large(self, store: Store) -> None:
        largest = thing_of_size(MAX_DOCUMENT_BYTES)
        await write(store, Upsert(largest))
        with pytest.raises(Poison, match=str(MAX_DOCUMENT_BYTES)):
            await write(store, Increment("a", {"likes": 1}))
        assert await body(store) == largest

    async def test_a_batch_may_have_the_limit_of_bytes_and_no_more(self, store: Store) -> None:
        """All documents together; bytes of UTF-8, not characters."""
        half = MAX_BATCH_BYTES // 2
        korean = thing("b", text="한" * 1000)
        korean["more"] = "x" * (half - len(orjson.dumps({**korean, "more": ""})))
        with pytest.raises(Poison, match=str(MAX_BATCH_BYTES)):
            await store.execute("things", "p", [Create(thing_of_size(half + 1)), Create(korean)])
        assert await fed(store) == []
        await write(store, Create(thing_of_size(half)), Create(korean))
        assert await body(store, "b") == korean

    async def test_an_increment_has_one_to_ten_fields(self, store: Store) -> None:
        """Cosmos DB takes ten operations in a patch."""
        await write(store, Create(thing()))
        for refused in ({}, {f"n{n}": 1 for n in range(11)}):
            with pytest.raises(Poison):
                await write(store, Increment("a", refused))
        ten = {f"n{n}": 1 for n in range(10)}
        await write(store, Increment("a", ten))
        assert await body(store) == thing() | ten

    @pytest.mark.parametrize("by", [{"": 1}, {"a.b": 1}, {"_ts": 1}, {"a'": 1}, {"n": 1.5}, {"n": True}, {"n": 2**53}])
    async def test_an_increment_names_a_field_and_a_whole_number(self, store: Store, by: dict[str, Any]) -> None:
        await write(store, Create(thing()))
        with pytest.raises(Poison):
            await write(store, Increment("a", by))
        assert await body(store) == thing()

    @pytest.mark.parametrize("ttl", [0, -1, 1.5, "60", True, None, 2**31])
    async def test_a_ttl_is_a_whole_positive_number(self, store: Store, ttl: object) -> None:
        with pytest.raises(Poison):
            await store.execute("things", "p", [Upsert(thing(ttl=ttl))])
        await write(store, Upsert(thing(ttl=2**31 - 1)))

    async def test_an_unknown_container_is_refused_by_everything(self, store: Store) -> None:
        for refused in (
            store.read("nowhere", "p", "a"),
            store.read_many("nowhere", [("p", "a")]),
            store.query("nowhere", "p", Query()),
            store.query_across("nowhere", Query()),
            store.execute("nowhere", "p", [Create(thing())]),
            store.read_feed("nowhere", None),
        ):
            with pytest.raises(Poison):
                await refused

    @pytest.mark.parametrize("limit", [0, -1, MAX_PAGE + 1])
    async def test_a_page_has_one_to_the_limit_of_documents(self, store: Store, limit: int) -> None:
        for refused in (
            store.query("things", "p", Query(limit=limit)),
            store.query_across("things", Query(limit=limit)),
            store.read_feed("things", None, limit),
        ):
            with pytest.raises(Poison):
                await refused

    async def test_the_reason_of_a_refusal_has_nothing_of_the_document_in_it(self, store: Store) -> None:
        for document in (
            thing("secret/"),
            thing("secret" * 1000),
            thing("a", pk="secret"),
            thing(secret=math.nan),
            thing(text="secret\ud800"),
            thing(_secret="secret"),
            thing(ttl="secret"),
        ):
            with pytest.raises(Poison) as refused:
                await store.execute("things", "p", [Create(document)])
            assert "secret" not in refused.value.reason


class TestQueries:
    async def test_equals_finds_the_value_and_its_type(self, store: Store) -> None:
        """Text, numbers, truth values and null are never taken for one another; absent is not null."""
        values: dict[str, Any] = {
            "text": "x",
            "one": 1,
            "text-one": "1",
            "true": True,
            "false": False,
            "zero": 0,
            "null": None,
            "empty": "",
            "array": [],
            "text-array": "[]",
            "object": {},
            "text-object": "{}",
            "quote": "it's",
            "korean": "제주",
        }
        await write(
            store, *(Create(thing(name, value=value)) for name, value in values.items()), Create(thing("absent"))
        )
        for name, value in values.items():
            if not isinstance(value, list | dict):
                assert await found(store, Equals("value", value)) == [name]

    async def test_one_of_finds_each_of_the_values(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}", value=n)) for n in range(5)), Create(thing("t", value="3")))
        await write(store, Create(thing("true", value=True)), Create(thing("array", value=["3"])))
        assert await found(store, OneOf("value", [1, 3, 99])) == ["a1", "a3"]
        assert await found(store, OneOf("value", ("3", 0, '["3"]'))) == ["a0", "t"]
        assert await found(store, OneOf("value", [])) == []
        assert await found(store, OneOf("id", ["a4", "a2", "x"]), descending=True) == ["a4", "a2"]

    async def test_one_of_takes_a_hundred_values_and_no_more(self, store: Store) -> None:
        await write(store, Create(thing(value=99)))
        assert await found(store, OneOf("value", range(100))) == ["a"]
        with pytest.raises(Poison):
            await found(store, OneOf("value", range(101)))

    async def test_between_includes_the_low_end_and_not_the_high(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}", n=n, t=str(n))) for n in range(5)), Create(thing("absent")))
        assert await found(store, Between("n", 1, 3)) == ["a1", "a2"]
        assert await found(store, Between("n", 3)) == ["a3", "a4"]
        assert await found(store, Between("n", high=1)) == ["a0"]
        assert await found(store, Between("n", 3, 3)) == []
        assert await found(store, Between("t", "1", "3")) == ["a1", "a2"]
        assert await found(store, Between("t", "3")) == ["a3", "a4"]
        assert await found(store, Between("t", high="1")) == ["a0"]

    async def test_between_finds_values_of_its_own_type_only(self, store: Store) -> None:
        values: list[Any] = [5, "5", True, None, ["5"], {"5": 5}]
        await write(store, *(Create(thing(f"a{n}", value=value)) for n, value in enumerate(values)))
        assert await found(store, Between("value", low=-9)) == ["a0"]
        assert await found(store, Between("value", high=9)) == ["a0"]
        assert await found(store, Between("value", low="")) == ["a1"]
        assert await found(store, Between("value", high="~")) == ["a1"]
        for impossible in (Between("value"), Between("value", 1, "5")):
            with pytest.raises(Poison):
                await found(store, impossible)

    async def test_text_compares_by_code_point(self, store: Store) -> None:
        """Neither by locale nor by UTF-16: capitals before small letters, the supplementary planes last."""
        names = ["B", "Z", "a", "b", "é", "가", "나", "\uffee", "🏝"]
        await write(store, *(Create(thing(f"a{n}", name=name)) for n, name in enumerate(reversed(names))))
        page = await store.query("things", "p", Query(order="name"))
        assert [item.body["name"] for item in page.items] == names
        assert await found(store, Between("name", "a", "가"), order="name") == ["a6", "a5", "a4"]

    async def test_all_conditions_must_hold(self, store: Store) -> None:
        for n in range(12):
            await write(store, Create(thing(f"a{n:02d}", read=n % 2 == 0, sortKey=f"k{n:02d}", colour="rgb"[n % 3])))
        where: list[Condition] = [Equals("type", "thing"), Equals("read", True), OneOf("colour", ["r", "g"])]
        assert await found(store, *where, order="sortKey") == ["a00", "a04", "a06", "a10"]
        assert await found(store, *where, Between("sortKey", "k03", "k10"), order="sortKey") == ["a04", "a06"]
        assert await found(store, *where, Equals("type", "other")) == []

    async def test_a_query_without_conditions_finds_the_whole_partition_by_id(self, store: Store) -> None:
        await write(store, *(Create(thing(name)) for name in ("c", "a", "b")))
        await write(store, Create(thing("d", pk="q")), pk="q")
        assert await found(store) == ["a", "b", "c"]
        assert await found(store, descending=True) == ["c", "b", "a"]
        assert await found(store, pk="r") == []

    async def test_numbers_are_ordered_as_numbers(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}", n=n)) for n in (10, 9, -1, 100)))
        assert await found(store, order="n") == ["a-1", "a9", "a10", "a100"]
        assert await found(store, order="n", descending=True) == ["a100", "a10", "a9", "a-1"]

    async def test_what_a_query_gives_is_what_a_read_gives(self, store: Store) -> None:
        await write(store, Create(thing(text="제주")))
        stored = await store.read("things", "p", "a")
        assert (await store.query("things", "p", Query())).items == [stored]
        assert (await store.query_across("things", Query())).items == [stored]

    async def test_a_query_sees_a_document_as_last_written(self, store: Store) -> None:
        await write(store, Create(thing(colour="r")))
        await write(store, Upsert(thing(colour="g")))
        assert await found(store, Equals("colour", "r")) == []
        assert await found(store, Equals("colour", "g")) == ["a"]

    @pytest.mark.parametrize("field", ["", "a.b", "a'b", "_ts", "1a", "a b", "가", "a\n", "x') OR 1=1 --"])
    async def test_a_fields_name_is_letters_and_digits(self, store: Store, field: str) -> None:
        for query in (
            Query([Equals(field, 1)]),
            Query([OneOf(field, [1])]),
            Query([Between(field, 1)]),
            Query(order=field),
        ):
            with pytest.raises(Poison):
                await store.query("things", "p", query)

    async def test_a_value_json_cannot_hold_is_refused(self, store: Store) -> None:
        for value in (2**53, 2**70, "\ud800"):
            with pytest.raises(Poison):
                await found(store, Equals("value", value))


async def pages(store: Store, query: Query, pk: str | None = "p") -> AsyncIterator[list[str]]:
    while True:
        page = await (store.query_across("things", query) if pk is None else store.query("things", pk, query))
        assert len(page.items) <= query.limit
        yield ids(page.items)
        if page.cursor is None:
            return
        query = replace(query, cursor=page.cursor)


class TestPaging:
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("order", ["id", "sortKey", "n"])
    @pytest.mark.parametrize("limit", [1, 3, 7, 10, 11])
    async def test_pages_visit_each_match_once_in_order(
        self, store: Store, order: str, limit: int, *, descending: bool
    ) -> None:
        await write(store, *(Create(thing(f"a{n}", sortKey=f"k{n}", n=n)) for n in range(10)), Create(thing("other")))
        query = Query([Between("n", 0)], order=order, descending=descending, limit=limit)
        seen = [page async for page in pages(store, query)]
        expected = [f"a{n}" for n in range(10)]
        assert [name for page in seen for name in page] == (expected[::-1] if descending else expected)
        assert len(seen) == math.ceil(10 / limit)  # a full last page says that it is the last

    async def test_the_last_page_has_no_cursor(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}")) for n in range(3)))
        assert (await store.query("things", "p", Query(limit=3))).cursor is None
        assert (await store.query("things", "p", Query(limit=2))).cursor is not None
        assert (await store.query("things", "p", Query([Equals("id", "x")]))).cursor is None

    @pytest.mark.parametrize("descending", [False, True])
    async def test_writes_between_pages_make_none_appear_twice_or_vanish(
        self, store: Store, *, descending: bool
    ) -> None:
        """What was there all along is visited once; documents come, go and change before and behind the cursor."""
        steady = [f"{n:02d}5" for n in range(20)]
        await write(store, *(Create(thing(name, sortKey=name)) for name in steady))
        seen: list[str] = []
        query = Query([Equals("type", "thing")], order="sortKey", descending=descending, limit=3)
        number = 0
        async for page in pages(store, query):
            seen += page
            for place in (0, 10, 19):
                number += 1
                name = f"{place:02d}{number % 5}-{number}"
                await write(store, Create(thing(name, sortKey=name)))
            await write(store, Upsert(thing(page[-1], sortKey=page[-1], changed=True)))
        assert [name for name in seen if name in steady] == (steady[::-1] if descending else steady)
        assert len(seen) == len(set(seen))

    async def test_a_cursor_goes_on_behind_a_document_that_was_deleted(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}")) for n in range(4)))
        first = await store.query("things", "p", Query(limit=2))
        await store.execute("things", "p", [Delete("a1")])
        second = await store.query("things", "p", Query(limit=2, cursor=first.cursor))
        assert ids(second.items) == ["a2", "a3"]

    async def test_the_limit_may_change_from_page_to_page(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}")) for n in range(6)))
        first = await store.query("things", "p", Query(limit=1))
        second = await store.query("things", "p", Query(limit=3, cursor=first.cursor))
        assert ids(second.items) == ["a1", "a2", "a3"]

    async def test_a_page_may_have_the_limit_of_documents(self, store: Store) -> None:
        for start in range(0, MAX_PAGE + 100, 100):
            await write(store, *(Create(thing(f"a{n:04d}")) for n in range(start, start + 100)))
        assert len((await store.query("things", "p", Query(limit=MAX_PAGE))).items) == MAX_PAGE
        assert len((await store.read_feed("things", None, MAX_PAGE)).items) == MAX_PAGE

    async def test_a_cursor_survives_reopening(self, subject: Subject) -> None:
        await write(subject.store, *(Create(thing(f"a{n}")) for n in range(4)))
        first = await subject.store.query("things", "p", Query(limit=2))
        second = await (await subject.another()).query("things", "p", Query(limit=2, cursor=first.cursor))
        assert ids(second.items) == ["a2", "a3"]

    @pytest.mark.parametrize(
        "cursor",
        ["", "x", "garbage", "한국어", "\ud800", "AAAA", "////", "W10", "eyJhIjoxfQ", "A" * 5000, "a b", "../..", "\0"],
        ids=range(13),
    )
    async def test_garbage_is_an_invalid_cursor(self, store: Store, cursor: str) -> None:
        for refused in (
            store.query("things", "p", Query(cursor=cursor)),
            store.query_across("things", Query(cursor=cursor)),
        ):
            with pytest.raises(Rejection) as rejected:
                await refused
            assert (rejected.value.code, rejected.value.status) == ("invalid_cursor", 400)

    async def test_a_cursor_that_was_tampered_with_is_invalid_or_a_place(self, store: Store) -> None:
        """Whatever is done to it, it is refused or shows what the query may show, and nothing else happens."""
        await write(store, *(Create(thing(f"a{n}")) for n in range(4)))
        cursor = (await store.query("things", "p", Query(limit=2))).cursor
        assert cursor is not None
        outcomes = []
        for n in range(len(cursor)):
            for changed in (cursor[:n], cursor[:n] + "_" + cursor[n + 1 :], cursor + "A" * (n + 1)):
                query = store.query("things", "p", Query(limit=2, cursor=changed))
                [outcome] = await asyncio.gather(query, return_exceptions=True)
                outcomes.append(outcome if isinstance(outcome, BaseException) else ids(outcome.items))
        refusals = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
        assert len(refusals) > len(outcomes) / 2
        assert {refusal.code for refusal in refusals} == {"invalid_cursor"}
        places = [outcome for outcome in outcomes if not isinstance(outcome, Rejection)]
        assert all(isinstance(place, list) and set(place) <= {"a0", "a1", "a2", "a3"} for place in places)

    async def test_a_cursor_of_another_query_is_invalid(self, store: Store) -> None:
        """Another partition, container, condition, value, order or direction."""
        documents = [Create(thing(f"a{n}", n=n, m=n, pk="p")) for n in range(4)]
        await write(store, *documents)
        await write(store, *documents, container="others")
        query = Query([Between("n", 0)], order="n", limit=2)
        cursor = (await store.query("things", "p", query)).cursor
        assert cursor is not None
        again = replace(query, cursor=cursor)
        assert ids((await store.query("things", "p", again)).items) == ["a2", "a3"]
        for refused in (
            store.query("things", "q", again),
            store.query("others", "p", again),
            store.query("things", "p", replace(again, where=[Between("n", 1)])),
            store.query("things", "p", replace(again, where=[Between("m", 0)])),
            store.query("things", "p", replace(again, where=[])),
            store.query("things", "p", replace(again, where=[*again.where, Equals("type", "thing")])),
            store.query("things", "p", replace(again, order="m")),
            store.query("things", "p", replace(again, order="id")),
            store.query("things", "p", replace(again, descending=True)),
            store.query_across("things", again),
        ):
            with pytest.raises(Rejection, match="invalid_cursor"):
                await refused


class TestAcrossPartitions:
    @pytest.mark.parametrize("descending", [False, True])
    async def test_query_across_visits_each_match_of_all_partitions_once(
        self, store: Store, *, descending: bool
    ) -> None:
        """Also where partitions have documents of the same id."""
        for pk in ("p", "q", "r"):
            await write(store, *(Create(thing(f"a{n}", pk=pk, n=n % 2)) for n in range(4)), pk=pk)
        seen = [page async for page in pages(store, Query([Equals("n", 1)], limit=4, descending=descending), pk=None)]
        expected = ["a1", "a1", "a1", "a3", "a3", "a3"]
        assert [name for page in seen for name in page] == (expected[::-1] if descending else expected)

    async def test_query_across_obeys_order_and_range(self, store: Store) -> None:
        for n in range(6):
            await write(store, Create(thing(f"a{n}", pk=f"p{n % 3}", at=f"t{9 - n}")), pk=f"p{n % 3}")
        page = await store.query_across("things", Query([Between("at", "t5", "t9")], order="at"))
        assert ids(page.items) == ["a4", "a3", "a2", "a1"]
        assert page.cursor is None


class TestFeed:
    async def test_the_feed_has_documents_in_the_order_of_their_last_write(self, store: Store) -> None:
        """From the beginning, of all partitions; within a batch in the order of its operations."""
        await write(store, Create(thing("c")), Create(thing("a")))
        await write(store, Create(thing("b", pk="q")), pk="q")
        feed = await store.read_feed("things", None)
        assert ids(feed.items) == ["c", "a", "b"]
        assert feed.items[1] == await store.read("things", "p", "a")

    async def test_the_feed_has_each_document_once_and_as_it_is_now(self, store: Store) -> None:
        """Every kind of write puts the document at the end."""
        etags = await write(store, *(Create(thing(name, n=0)) for name in "abcd"))
        await write(store, Replace(thing("a", n=1), etags[0]))
        await write(store, Increment("b", {"n": 2}))
        await write(store, Upsert(thing("c", n=3)))
        assert [(item["id"], item["n"]) for item in await fed(store)] == [("d", 0), ("a", 1), ("b", 2), ("c", 3)]

    async def test_the_feed_tells_only_what_is_behind_the_continuation(self, store: Store) -> None:
        await write(store, Create(thing("a", n=0)), Create(thing("b")))
        seen = (await store.read_feed("things", None)).continuation
        assert await fed(store, seen) == []
        await write(store, Create(thing("c")))
        await write(store, Increment("a", {"n": 1}))
        assert [item["id"] for item in await fed(store, seen)] == ["c", "a"]

    async def test_the_feed_does_not_tell_of_deletes(self, store: Store) -> None:
        await write(store, Create(thing("a")), Create(thing("b")))
        seen = (await store.read_feed("things", None)).continuation
        await store.execute("things", "p", [Delete("a")])
        assert await fed(store, seen) == []
        assert [item["id"] for item in await fed(store)] == ["b"]

    async def test_what_follows_a_delete_of_the_latest_document_is_told(self, store: Store) -> None:
        """Its place in the order is not given again."""
        await write(store, Create(thing("a")), Create(thing("b")))
        seen = (await store.read_feed("things", None)).continuation
        await store.execute("things", "p", [Delete("b")])
        await write(store, Create(thing("c")))
        assert [item["id"] for item in await fed(store, seen)] == ["c"]

    async def test_the_feed_of_an_empty_container_has_a_continuation(self, store: Store) -> None:
        feed = await store.read_feed("things", None)
        assert feed.items == []
        await write(store, Create(thing("a")))
        assert [item["id"] for item in await fed(store, feed.continuation)] == ["a"]

    async def test_the_feed_comes_in_pages(self, store: Store) -> None:
        await write(store, *(Create(thing(f"a{n}")) for n in range(7)))
        first = await store.read_feed("things", None, 3)
        second = await store.read_feed("things", first.continuation, 3)
        third = await store.read_feed("things", second.continuation, 3)
        assert [ids(feed.items) for feed in (first, second, third)] == [
            ["a0", "a1", "a2"],
            ["a3", "a4", "a5"],
            ["a6"],
        ]

    async def test_a_continuation_survives_reopening(self, subject: Subject) -> None:
        await write(subject.store, Create(thing("a")))
        seen = (await subject.store.read_feed("things", None)).continuation
        await write(subject.store, Create(thing("b")))
        await subject.store.close()
        again = await subject.another()
        assert [item["id"] for item in await fed(again, seen)] == ["b"]
        await write(again, Create(thing("c")))
        assert [item["id"] for item in await fed(again, seen)] == ["b", "c"]

    async def test_what_is_read_while_others_write_is_complete(self, subject: Subject) -> None:
        """A document is never committed behind a continuation that was given already."""
        writers = [subject.store, await subject.another()]
        reader = await subject.another()
        names = {f"{writer}-{n}" for writer in range(2) for n in range(100)}

        async def produce(writer: int) -> None:
            for start in range(0, 100, 4):
                await asyncio.gather(
                    *(write(writers[writer], Create(thing(f"{writer}-{n}"))) for n in range(start, start + 4))
                )

        producers = [asyncio.create_task(produce(writer)) for writer in range(2)]
        seen: list[str] = []
        continuation = None
        while True:
            finished = all(producer.done() for producer in producers)
            feed = await reader.read_feed("things", continuation, 7)
            seen += ids(feed.items)
            continuation = feed.continuation
            if finished and not feed.items:
                break
            await asyncio.sleep(0)
        assert len(seen) == len(names)
        assert set(seen) == names

    async def test_what_is_no_continuation_of_this_feed_is_refused(self, store: Store) -> None:
        other = (await store.read_feed("others", None)).continuation
        for continuation in ("", "garbage", "한", "AAAA", other):
            with pytest.raises(Poison):
                await store.read_feed("things", continuation)


class TestTimeToLive:
    async def test_a_document_vanishes_from_everywhere_when_its_time_is_over(self, subject: Subject) -> None:
        await write(subject.store, Create(thing(ttl=2)))
        await subject.pass_time(1)
        assert await everywhere(subject.store) == {"read", "read_many", "query", "query_across", "feed"}
        await subject.pass_time(1)
        assert await everywhere(subject.store) == set()

    async def test_a_document_that_vanished_is_not_there_for_writes(self, subject: Subject) -> None:
        [etag] = await write(subject.store, Create(thing(ttl=1, n=1)))
        await subject.pass_time(1)
        for operation in (Replace(thing(), etag), Delete("a"), Delete("a", etag), Increment("a", {"n": 1})):
            with pytest.raises(Missing):
                await subject.store.execute("things", "p", [operation])
        await write(subject.store, Create(thing(n=2)))
        assert await body(subject.store) == thing(n=2)

    async def test_every_write_begins_the_time_again(self, subject: Subject) -> None:
        store = subject.store
        [etag] = await write(store, Create(thing("replaced", ttl=2)))
        await write(
            store, Create(thing("upserted", ttl=2)), Create(thing("counted", ttl=2)), Create(thing("left", ttl=2))
        )
        await subject.pass_time(1)
        await write(store, Replace(thing("replaced", ttl=2), etag), Upsert(thing("upserted", ttl=2)))
        await write(store, Increment("counted", {"n": 1}))
        await subject.pass_time(1)
        assert await found(store) == ["counted", "replaced", "upserted"]
        await subject.pass_time(1)
        assert await found(store) == []

    async def test_a_write_without_ttl_makes_a_document_stay(self, subject: Subject) -> None:
        await write(subject.store, Create(thing(ttl=1)))
        await write(subject.store, Upsert(thing()))
        await subject.pass_time(2)
        assert await body(subject.store) == thing()

    async def test_pages_are_full_of_what_is_left(self, subject: Subject) -> None:
        """What vanished takes no place in a page, of a query or of the feed."""
        await write(subject.store, *(Create(thing(f"a{n}") | ({"ttl": 1} if n % 2 else {})) for n in range(10)))
        await subject.pass_time(1)
        page = await subject.store.query("things", "p", Query(limit=3))
        assert ids(page.items) == ["a0", "a2", "a4"]
        assert ids((await subject.store.read_feed("things", None, 3)).items) == ["a0", "a2", "a4"]


class TestDurability:
    async def test_what_was_written_is_there_after_reopening(self, subject: Subject) -> None:
        [etag] = await write(subject.store, Create(thing(text="제주")))
        await subject.store.close()
        again = await subject.another()
        assert await again.read("things", "p", "a") == Stored(thing(text="제주"), etag)
        [after] = await write(again, Replace(thing(text="부산"), etag))
        assert after != etag

    async def test_two_stores_on_the_same_data_see_each_others_commits(self, subject: Subject) -> None:
        """At once, in every way of reading, and for the conditions of writes."""
        one, two = subject.store, await subject.another()
        [etag] = await write(one, Create(thing(n=1)))
        assert await everywhere(two) == {"read", "read_many", "query", "query_across", "feed"}
        with pytest.raises(AlreadyExists):
            await write(two, Create(thing()))
        await write(two, Increment("a", {"n": 1}))
        assert await body(one) == thing(n=2)
        with pytest.raises(Stale):
            await write(one, Replace(thing(), etag))
        await two.execute("things", "p", [Delete("a")])
        assert await everywhere(one) == set()

    async def test_closing_finishes_what_was_asked_for(self, subject: Subject) -> None:
        writes = [asyncio.create_task(write(subject.store, Create(thing(f"a{n}")))) for n in range(20)]
        await asyncio.sleep(0)
        await subject.store.close()
        await asyncio.gather(*writes)
        assert len(await found(await subject.another())) == 20

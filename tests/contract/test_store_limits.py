"""What the store port (shared/store/port.py) never takes."""

import math
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.errors import Poison
from shared.store.port import (
    MAX_BATCH_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_ID_BYTES,
    MAX_OPERATIONS,
    MAX_PAGE,
    MAX_PARTITION_KEY_BYTES,
    Create,
    Delete,
    Document,
    Increment,
    Operation,
    Query,
    Replace,
    Store,
    Upsert,
)
from tests.contract.store_asking import MAX_INTEGER, body, fed, thing, thing_of_size, write


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

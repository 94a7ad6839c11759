"""What the store port promises (shared/store/port.py) of queries and their pages."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Poison, Rejection
from shared.store.port import MAX_PAGE, Between, Condition, Create, Delete, Equals, OneOf, Query, Store, Upsert
from tests.contract.store_adapters import DurableSubject, durable_only
from tests.contract.store_asking import found, ids, thing, write


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

    async def test_a_match_without_the_field_of_the_order_is_left_out(self, store: Store) -> None:
        await write(store, Create(thing("a", n=2)), Create(thing("b")), Create(thing("c", n=1)))
        assert await found(store, Equals("type", "thing"), order="n") == ["c", "a"]
        assert await found(store, Equals("type", "thing"), order="n", descending=True) == ["a", "c"]

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

    @pytest.mark.parametrize("descending", [False, True])
    async def test_ties_break_by_id(self, store: Store, *, descending: bool) -> None:
        """In the direction of the order, also where a page ends between them."""
        await write(store, *(Create(thing(name, n=int(name[1]) // 3)) for name in ("a4", "a1", "a3", "a0", "a5", "a2")))
        seen = [page async for page in pages(store, Query(order="n", descending=descending, limit=2))]
        expected = [["a0", "a1"], ["a2", "a3"], ["a4", "a5"]]
        assert seen == ([page[::-1] for page in expected[::-1]] if descending else expected)

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

    @durable_only
    async def test_a_cursor_survives_reopening(self, subject: DurableSubject) -> None:
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


class TestIndexes:
    """Cosmos DB orders along a composite index only: each adapter asks for one, so that what lacks it is found here."""

    @pytest.mark.parametrize("where", [[], [Equals("type", "thing")], [OneOf("colour", ["red", "blue"])]])
    async def test_an_order_that_no_index_serves_is_poison(self, store: Store, where: list[Condition]) -> None:
        query = Query(where, order="colour")
        for asked in (store.query("things", "p", query), store.query_across("things", query)):
            with pytest.raises(Poison, match="no index"):
                await asked

    async def test_an_index_behind_another_field_serves_where_that_is_compared_for_equality(self, store: Store) -> None:
        await write(store, Create(thing("a", owner="x", day="2")), Create(thing("b", owner="x", day="1")))
        assert await found(store, Equals("owner", "x"), order="day") == ["b", "a"]
        for where in ((), (OneOf("owner", ["x", "y"]),)):
            with pytest.raises(Poison, match="no index"):
                await found(store, *where, order="day")


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

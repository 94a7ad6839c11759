"""What the store port promises (shared/store/port.py) of one document: reading, writing, how long it stays."""

import asyncio

import orjson
import pytest

from shared.errors import AlreadyExists, Missing, Poison, Stale
from shared.store.port import Create, Delete, Increment, Query, Replace, Store, Stored, Upsert
from tests.contract.store_adapters import DurableSubject, Subject, durable_only
from tests.contract.store_asking import MAX_INTEGER, body, everywhere, fed, found, ids, thing, write


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

    async def test_read_many_has_no_limit_of_its_own(self, store: Store) -> None:
        """However many keys, each has its answer at its place; a key may be asked for twice."""
        for number in range(130):
            await write(store, Create(thing(f"d{number}", value=number)))
        keys = [("p", f"d{number}") for number in range(140)] * 2
        answers = await store.read_many("things", keys)
        assert [None if each is None else each.body["value"] for each in answers] == [*range(130), *[None] * 10] * 2

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


@durable_only
class TestDurability:
    async def test_what_was_written_is_there_after_reopening(self, subject: DurableSubject) -> None:
        [etag] = await write(subject.store, Create(thing(text="제주")))
        await subject.store.close()
        again = await subject.another()
        assert await again.read("things", "p", "a") == Stored(thing(text="제주"), etag)
        [after] = await write(again, Replace(thing(text="부산"), etag))
        assert after != etag

    async def test_two_stores_on_the_same_data_see_each_others_commits(self, subject: DurableSubject) -> None:
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

    async def test_closing_finishes_what_was_asked_for(self, subject: DurableSubject) -> None:
        writes = [asyncio.create_task(write(subject.store, Create(thing(f"a{n}")))) for n in range(20)]
        await asyncio.sleep(0)
        await subject.store.close()
        await asyncio.gather(*writes)
        assert len(await found(await subject.another())) == 20

"""What the store port promises (shared/store/port.py) of the change feed."""

import asyncio

import pytest

from shared.errors import Poison
from shared.store.port import Create, Delete, Increment, Replace, Store, Upsert
from tests.contract.store_adapters import DurableSubject, durable_only
from tests.contract.store_asking import fed, ids, thing, write


class TestFeed:
    async def test_the_feed_has_documents_in_the_order_of_their_last_write(self, store: Store) -> None:
        """From the beginning, each partition in its own order; within a batch in the order of its operations."""
        await write(store, Create(thing("c")), Create(thing("a")))
        await write(store, Create(thing("b", pk="q")), pk="q")
        seen = await fed(store)
        assert [item["id"] for item in seen if item["pk"] == "p"] == ["c", "a"]
        assert [item["id"] for item in seen if item["pk"] == "q"] == ["b"]
        assert len(seen) == 3

    async def test_the_feed_gives_what_a_read_gives(self, store: Store) -> None:
        await write(store, Create(thing("a", text="제주")))
        assert (await store.read_feed("things", None)).items == [await store.read("things", "p", "a")]

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

    @durable_only
    async def test_a_continuation_survives_reopening(self, subject: DurableSubject) -> None:
        await write(subject.store, Create(thing("a")))
        seen = (await subject.store.read_feed("things", None)).continuation
        await write(subject.store, Create(thing("b")))
        await subject.store.close()
        again = await subject.another()
        assert [item["id"] for item in await fed(again, seen)] == ["b"]
        await write(again, Create(thing("c")))
        assert [item["id"] for item in await fed(again, seen)] == ["b", "c"]

    @durable_only
    @pytest.mark.slow
    async def test_what_is_read_while_others_write_is_complete(self, subject: DurableSubject) -> None:
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

"""Short ways to write to a store and to ask it, for its contract."""

from collections.abc import Sequence
from typing import Any

import orjson

from shared.store.port import Condition, Document, Equals, Operation, Query, Store, Stored

MAX_INTEGER = 2**53 - 1


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

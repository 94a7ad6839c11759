"""The store port in a dictionary."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from shared.clock import Clock
from shared.errors import AlreadyExists, Missing, Poison, Stale
from shared.store.cursor import cursor_at, position_of, query_digest
from shared.store.limits import (
    check_batch,
    check_key,
    check_page,
    check_partition,
    check_query,
    encode,
    incremented,
    index_of,
)
from shared.store.port import (
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Feed,
    Increment,
    OneOf,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
    Upsert,
)
from shared.topology import Container, topology

type _Documents = dict[str, dict[str, "_Entry"]]
"""Those of a container, by partition and id."""


@dataclass(slots=True, eq=False)
class _Entry:
    """A document as it is kept. `number` counts writes: it is the place in the feed, and the ETag."""

    number: int
    encoded: bytes
    expires: datetime | None
    _looked_at: Document | None = None

    @property
    def body(self) -> Document:
        """For looking at only: whoever is given a document gets one of their own."""
        if self._looked_at is None:
            self._looked_at = orjson.loads(self.encoded)
        return self._looked_at

    @property
    def etag(self) -> str:
        return f'"{self.number}"'


class MemoryStore:
    """The store port for one process, as long as it lives. Without `containers`: all that the topology has."""

    def __init__(self, clock: Clock, containers: Sequence[Container] | None = None) -> None:
        if containers is None:
            containers = [container for context in topology().contexts.values() for container in context.containers]
        self._containers: dict[str, _Documents] = {container.name: {} for container in containers}
        self._indexes = {container.name: container.indexes for container in containers}
        self._clock = clock
        self._written = 0
        self.failures: list[Exception] = []
        """Raised, first to last, by the next calls of `execute`, before anything is written."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        documents = self._documents(container)
        check_key(partition, document_id)
        return self._read(documents, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        documents = self._documents(container)
        for key in keys:
            check_key(*key)
        return [self._read(documents, *key) for key in keys]

    async def query(self, container: str, partition: str, query: Query) -> Page:
        check_partition(partition)
        return self._page(container, partition, query)

    async def query_across(self, container: str, query: Query) -> Page:
        return self._page(container, None, query)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if self.failures:
            raise self.failures.pop(0)
        documents = self._documents(container)
        encoded = check_batch(partition, operations)
        within = documents.setdefault(partition, {})
        before: list[tuple[str, _Entry | None]] = []
        try:
            etags = []
            for index, operation in enumerate(operations):
                document_id = operation.id if isinstance(operation, Delete | Increment) else operation.body["id"]
                before.append((document_id, within.get(document_id)))
                etags.append(self._carry_out(within, document_id, index, operation, encoded[index]))
        except Exception:
            for document_id, entry in reversed(before):
                if entry is None:
                    within.pop(document_id, None)
                else:
                    within[document_id] = entry
            raise
        return etags

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        check_page(limit)
        after = 0 if continuation is None else _number_of(container, continuation)
        written = [entry for _, entry in self._entries(container, after)]
        entries = sorted(written, key=_number)[:limit]
        return Feed([_stored(entry) for entry in entries], f"{container} {entries[-1].number if entries else after}")

    async def close(self) -> None:
        pass

    def all(self, container: str, kind: str | None = None) -> list[Document]:
        """Every document of a container, in the order of partitions and ids, for assertions."""
        bodies = [_stored(entry).body for _, entry in sorted(self._entries(container), key=lambda each: each[0])]
        return [body for body in bodies if kind in (None, body.get("type"))]

    def events(self, container: str) -> list[dict[str, Any]]:
        """The events in a container's outbox, oldest first."""
        entries = sorted((entry for _, entry in self._entries(container)), key=_number)
        return [_stored(entry).body["event"] for entry in entries if entry.body.get("type") == "outbox"]

    def copy(self, clock: Clock) -> "MemoryStore":
        """Another that has the same in it, and goes on by itself."""
        made = copy(self)
        made._clock, made.failures = clock, []
        made._containers = {
            name: {partition: within.copy() for partition, within in documents.items()}
            for name, documents in self._containers.items()
        }
        return made

    def _documents(self, container: str) -> _Documents:
        try:
            return self._containers[container]
        except KeyError:
            raise Poison(f"there is no container {container}") from None

    def _is_present(self, entry: _Entry) -> bool:
        return entry.expires is None or entry.expires > self._clock.now()

    def _read(self, documents: _Documents, partition: str, document_id: str) -> Stored | None:
        entry = documents.get(partition, {}).get(document_id)
        return _stored(entry) if entry and self._is_present(entry) else None

    def _entries(self, container: str, after: int = 0) -> Iterator[tuple[tuple[str, str], _Entry]]:
        """What is in a container and was written after a place in the feed, by partition and id."""
        # Hardly anything expires, so that the clock is hardly ever asked.
        return (
            ((partition, document_id), entry)
            for partition, within in self._documents(container).items()
            for document_id, entry in within.items()
            if entry.number > after and (entry.expires is None or entry.expires > self._clock.now())
        )

    def _page(self, container: str, partition: str | None, query: Query) -> Page:
        documents = self._documents(container)
        inside = documents.values() if partition is None else (documents.get(partition, {}),)
        entries = [entry for within in inside for entry in within.values() if self._is_present(entry)]
        check_query(query)
        index_of(query, self._indexes[container])
        where = [replace(each, values=list(each.values)) if isinstance(each, OneOf) else each for each in query.where]
        digest = query_digest([container, partition, *where, query.order, query.descending])
        found = [
            (_sortable(_position(entry.body, query)), entry)
            for entry in entries
            if all(_holds(condition, entry.body) for condition in where) and entry.body.get(query.order) is not None
        ]
        found.sort(key=lambda each: each[0], reverse=query.descending)
        if query.cursor is not None:
            after = _sortable(position_of(query.cursor, digest, 3))
            found = [each for each in found if (each[0] < after if query.descending else each[0] > after)]
        items = [_stored(entry) for _, entry in found[: query.limit]]
        more = len(found) > len(items)
        return Page(items, cursor_at(digest, _position(items[-1].body, query)) if more else None)

    def _carry_out(
        self, within: dict[str, _Entry], document_id: str, index: int, operation: Operation, encoded: bytes
    ) -> str | None:
        match operation:
            case Create() if (entry := within.get(document_id)) and self._is_present(entry):
                raise AlreadyExists("a document with this id is there already", index)
            case Create(body) | Upsert(body):
                return self._put(within, document_id, body, encoded)
            case Replace(body, etag):
                self._guarded(within, document_id, etag, index)
                return self._put(within, document_id, body, encoded)
            case Delete(etag=etag):
                self._guarded(within, document_id, etag, index)
                del within[document_id]
                return None
            case Increment():
                changed = incremented(self._guarded(within, document_id, None, index).body, operation)
                return self._put(within, document_id, changed, encode(changed))

    def _put(self, within: dict[str, _Entry], document_id: str, body: Document, encoded: bytes) -> str:
        self._written += 1
        expires = self._clock.now() + timedelta(seconds=body["ttl"]) if "ttl" in body else None
        entry = within[document_id] = _Entry(self._written, encoded, expires)
        return entry.etag

    def _guarded(self, within: dict[str, _Entry], document_id: str, etag: str | None, index: int) -> _Entry:
        entry = within.get(document_id)
        if entry is None or not self._is_present(entry):
            raise Missing("there is no document with this id", index)
        if etag not in (None, entry.etag):
            raise Stale("the document has changed since it was read", index)
        return entry


def _stored(entry: _Entry) -> Stored:
    return Stored(orjson.loads(entry.encoded), entry.etag)


def _number(entry: _Entry) -> int:
    return entry.number


def _number_of(container: str, continuation: str) -> int:
    name, _, number = continuation.partition(" ")
    if name != container or not number.isdecimal():
        raise Poison("this is no continuation of this container's feed")
    return int(number)


def _position(body: Document, query: Query) -> list[Any]:
    return [body[query.order], body["id"], body["pk"]]


def _sortable(position: Sequence[Any]) -> list[tuple[bool, Any]]:
    return [(isinstance(value, str), value) for value in position]


def _holds(condition: Condition, body: Document) -> bool:
    if condition.field not in body:
        return False
    value = body[condition.field]
    if isinstance(condition, Equals):
        return _same(value, condition.value)
    if isinstance(condition, OneOf):
        return any(_same(value, each) for each in condition.values)
    ends = [end for end in (condition.low, condition.high) if end is not None]
    if any(_kind(value) != _kind(end) for end in ends):
        return False
    return (condition.low is None or value >= condition.low) and (condition.high is None or value < condition.high)


def _same(one: object, other: object) -> bool:
    return one == other and _kind(one) == _kind(other)


def _kind(value: object) -> type:
    """JSON's type: 1 and 1.0 are both numbers, and true is none."""
    return float if type(value) is int else type(value)

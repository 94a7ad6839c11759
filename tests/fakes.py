"""Hand-written fakes of our ports, for unit tests: in memory, quick, and held to the same contract suites."""

import copy
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import AlreadyExists, Missing, Rejection, Stale
from shared.store.port import (
    Between,
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Feed,
    Increment,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
    Upsert,
)


class ManualClock:
    """A clock that moves when it is told to."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class MemoryStore:
    """The store port in a dictionary."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._written = 0
        self._documents: dict[tuple[str, str, str], tuple[Document, int, float]] = {}
        self.failures: list[Exception] = []
        """Raised, first to last, by the next calls of `execute`, before anything is written."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        return self._present((container, partition, document_id))

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        return [self._present((container, *key)) for key in keys]

    async def query(self, container: str, partition: str, query: Query) -> Page:
        return self._page([key for key in self._documents if key[:2] == (container, partition)], query)

    async def query_across(self, container: str, query: Query) -> Page:
        return self._page([key for key in self._documents if key[0] == container], query)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if self.failures:
            raise self.failures.pop(0)
        before, written = dict(self._documents), self._written
        try:
            return [self._apply(container, partition, index, each) for index, each in enumerate(operations)]
        except Exception:
            self._documents, self._written = before, written
            raise

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        after = int(continuation or 0)
        entries = sorted(
            (entry[1], key) for key, entry in self._documents.items() if key[0] == container and entry[1] > after
        )
        items = [stored for _, key in entries[:limit] if (stored := self._present(key))]
        return Feed(items, str(entries[:limit][-1][0]) if entries else str(after))

    async def close(self) -> None:
        pass

    def all(self, container: str, kind: str | None = None) -> list[Document]:
        """Every document of a container, for assertions."""
        found = [self._present(key) for key in sorted(self._documents) if key[0] == container]
        return [stored.body for stored in found if stored and kind in (None, stored.body.get("type"))]

    def events(self, container: str) -> list[dict[str, Any]]:
        """The events in a container's outbox, oldest first."""
        outbox = [(entry[1], key) for key, entry in self._documents.items() if key[0] == container]
        bodies = [self._documents[key][0] for _, key in sorted(outbox)]
        return [copy.deepcopy(body["event"]) for body in bodies if body.get("type") == "outbox"]

    def _present(self, key: tuple[str, str, str]) -> Stored | None:
        entry = self._documents.get(key)
        if entry is None or self._clock.now().timestamp() >= entry[2]:
            return None
        return Stored(copy.deepcopy(entry[0]), f'"{entry[1]}"')

    def _page(self, keys: list[tuple[str, str, str]], query: Query) -> Page:
        found = [stored for key in keys if (stored := self._present(key))]
        found = [each for each in found if all(_holds(condition, each.body) for condition in query.where)]
        found.sort(key=lambda each: _position(each, query), reverse=query.descending)
        if query.cursor is not None:
            try:
                after = orjson.loads(query.cursor)
            except orjson.JSONDecodeError:
                raise Rejection("invalid_cursor", 400) from None
            found = [each for each in found if (_position(each, query) > after) != query.descending]
            found = [each for each in found if _position(each, query) != after]
        items = found[: query.limit]
        return Page(items, orjson.dumps(_position(items[-1], query)).decode() if len(found) > query.limit else None)

    def _apply(self, container: str, partition: str, index: int, operation: Operation) -> str | None:
        document_id = operation.body["id"] if not isinstance(operation, Delete | Increment) else operation.id
        key = (container, partition, document_id)
        present = self._present(key)
        if isinstance(operation, Create) and present:
            raise AlreadyExists(document_id, index)
        if not isinstance(operation, Create | Upsert) and present is None:
            raise Missing(document_id, index)
        if isinstance(operation, Replace | Delete) and operation.etag and present and operation.etag != present.etag:
            raise Stale(document_id, index)
        if isinstance(operation, Delete):
            del self._documents[key]
            return None
        if isinstance(operation, Increment):
            assert present is not None
            body = present.body | {name: present.body.get(name, 0) + by for name, by in operation.by.items()}
        else:
            body = copy.deepcopy(operation.body)
            assert body["pk"] == partition, "a document names the partition it is in"
        self._written += 1
        expires = self._clock.now().timestamp() + body["ttl"] if "ttl" in body else float("inf")
        self._documents[key] = (body, self._written, expires)
        return f'"{self._written}"'


def _position(stored: Stored, query: Query) -> list[Any]:
    return [stored.body.get(query.order), stored.body["id"]]


def _holds(condition: Condition, body: Document) -> bool:
    value = body.get(condition.field)
    if isinstance(condition, Equals):
        return condition.field in body and value == condition.value
    if isinstance(condition, Between):
        if value is None:
            return False
        return (condition.low is None or value >= condition.low) and (condition.high is None or value < condition.high)
    return value in condition.values


class MemoryBus:
    """The sending half of the bus port: keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.scheduled: list[tuple[str, Message, datetime]] = []
        self.failures: list[Exception] = []
        """Raised, first to last, by the next calls, before anything is accepted."""

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent += [(entity, message) for message in messages]

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.scheduled.append((entity, message, at))

    async def close(self) -> None:
        pass


class Fakes:
    """One context's dependencies, all fake."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.store = MemoryStore(self.clock)
        self.bus = MemoryBus()
        self.deps = Dependencies(store=self.store, bus=self.bus, clock=self.clock)

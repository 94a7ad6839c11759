"""A store and a bus that count what is asked of those behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import orjson

from local.costs.charges import bus_operations, query_units, read_units, write_units
from shared.bus.port import Message
from shared.store.port import Delete, Feed, Increment, Operation, Page, Query, Store, Stored


@dataclass(slots=True)
class Counts:
    """What was done. Of a document each: `reads`, `writes`; `batches` are the atomic writes they came in."""

    reads: int = 0
    queries: int = 0
    writes: int = 0
    batches: int = 0
    units: float = 0.0
    """Request units."""
    messages: int = 0
    """Sent by our code; a topic's copies are not."""
    operations: int = 0
    """Of Service Bus, as they are billed."""
    executions: int = 0
    """Of functions."""

    def add(self, other: "Counts") -> None:
        """Count all of `other` too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def copy(self) -> "Counts":
        """As it is now."""
        return Counts(**{each.name: getattr(self, each.name) for each in fields(self)})

    def since(self, before: "Counts") -> "Counts":
        """What was added to `before`."""
        return Counts(**{each.name: getattr(self, each.name) - getattr(before, each.name) for each in fields(self)})


class CountingStore:
    """The store port, counted. A document that is removed costs what it did to write it."""

    def __init__(self, store: Store, counts: Counts) -> None:
        self._store = store
        self._counts = counts
        self._sizes: dict[tuple[str, str, str], int] = {}

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        found = await self._store.read(container, partition, document_id)
        self._read([found])
        return found

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        found = await self._store.read_many(container, keys)
        self._read(found)
        return found

    async def query(self, container: str, partition: str, query: Query) -> Page:
        return self._queried(await self._store.query(container, partition, query))

    async def query_across(self, container: str, query: Query) -> Page:
        return self._queried(await self._store.query_across(container, query))

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        etags = await self._store.execute(container, partition, operations)
        self._counts.batches += 1
        for operation in operations:
            if isinstance(operation, Delete | Increment):
                size = self._sizes.get((container, partition, operation.id), 0)
            else:
                size = len(orjson.dumps(operation.body))
                self._sizes[container, partition, operation.body["id"]] = size
            self._counts.writes += 1
            self._counts.units += write_units(size)
        return etags

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        feed = await self._store.read_feed(container, continuation, limit)
        if feed.items:  # that there is nothing is asked all the time, whatever people do
            self._counts.units += read_units(_size(feed.items))
        return feed

    async def close(self) -> None:
        await self._store.close()

    def _read(self, found: Sequence[Stored | None]) -> None:
        self._counts.reads += len(found)
        self._counts.units += sum(read_units(0 if each is None else _size([each])) for each in found)

    def _queried(self, page: Page) -> Page:
        self._counts.queries += 1
        self._counts.units += query_units(_size(page.items))
        return page


class CountingBus:
    """The sending half of the bus: keeps what it is given, to be delivered."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.sent: list[tuple[str, Message]] = []

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        for message in messages:
            self._counts.messages += 1
            self._counts.operations += bus_operations(len(message.body))
            self.sent.append((entity, message))

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        raise RuntimeError(f"{entity} could not handle {message.subject}, and would try again at {at}")

    async def close(self) -> None:
        """Nothing is open."""


def _size(items: Sequence[Stored]) -> int:
    return sum(len(orjson.dumps(item.body)) for item in items)

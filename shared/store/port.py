"""The store port: what a context asks of its database.

It is the part of Cosmos DB that every context can live with, and nothing more: documents in logical partitions,
atomic batches within one partition, queries within one partition, and the change feed. Every adapter keeps Cosmos
DB's limits, so that what works on a laptop works in Azure. tests/contract/test_store_*.py are the port's meaning.

A document is a JSON object with `id` and `pk` (its partition key), both text, and, by our convention, `type`. It is
plain JSON that reads back equal: a date, a tuple, NaN, a whole number beyond 2**53 - 1 or a lone surrogate is `Poison`
rather than stored as something else. `ttl` (whole seconds, 1 to 2**31 - 1) makes it vanish that long after its last
write; every write, an increment too, begins that time again. Top-level names that begin with "_" are the store's:
refused on write, never read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

type Document = dict[str, Any]

MAX_OPERATIONS = 100
"""Operations in one batch."""
MAX_BATCH_BYTES = 1_200_000
"""All documents of a batch of two operations or more together, as UTF-8 JSON. A batch of one is a plain write: what
limits it is `MAX_DOCUMENT_BYTES`."""
MAX_DOCUMENT_BYTES = 2_000_000
"""One document, as UTF-8 JSON."""
MAX_ID_BYTES = 1_023
MAX_PARTITION_KEY_BYTES = 2_048
MAX_PAGE = 1_000
"""Documents in one page of a query or of the feed."""
MAX_VALUES = 100
"""Values of one `OneOf`."""
MAX_INCREMENTS = 10
"""Fields of one `Increment`: Cosmos DB takes ten operations in a patch."""


class Stored(NamedTuple):
    """A document as it was read, with the ETag (opaque, quoted) that guards replacing it."""

    body: Document
    etag: str


@dataclass(frozen=True, slots=True)
class Create:
    """Store a new document; `AlreadyExists` if its id is taken in the partition."""

    body: Document


@dataclass(frozen=True, slots=True)
class Upsert:
    """Store a document whatever was there."""

    body: Document


@dataclass(frozen=True, slots=True)
class Replace:
    """Store a new version of the document read with `etag`; `Stale` if it changed since, `Missing` if it is gone."""

    body: Document
    etag: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document; `Missing` if it is not there, `Stale` if an `etag` is given and is not the present one."""

    id: str
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Increment:
    """Add to 1 to 10 top-level whole-number fields without reading them; a field that is absent counts as 0.

    `Missing` if the document is not there; `Poison` if a field holds anything else, or would leave -(2**53 - 1) to
    2**53 - 1.
    """

    id: str
    by: Mapping[str, int]


type Operation = Create | Upsert | Replace | Delete | Increment


@dataclass(frozen=True, slots=True)
class Equals:
    """The top-level field has this value. true, 1 and "1" are three values; null is one, and absent is none."""

    field: str
    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The top-level field has one of these values (at most 100), told apart as by `Equals`."""

    field: str
    values: Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Between:
    """The top-level field is at least `low` and below `high`: at least one of the two, and both of one type, which is
    the type of what is found. Text compares by code point."""

    field: str
    low: str | int | None = None
    high: str | int | None = None


type Condition = Equals | OneOf | Between


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for in one partition.

    `order` names a top-level field of text or numbers, which is best unique among the matches (an id, a time with an
    id behind it): ties break by id, in the same direction. A match without that field is left out. Unless told, the
    order is the id's. `cursor` is what the previous page gave, with the same query; the limit may differ.
    """

    where: Sequence[Condition] = ()
    order: str = "id"
    descending: bool = False
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Matches, and where the next page begins; None when this is the last."""

    items: Sequence[Stored]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Documents written after a point, each once and as it is now, those of one partition in the order of their last
    write; deletes are not told. `continuation` is where to go on; it is always given."""

    items: Sequence[Stored]
    continuation: str


class Store(Protocol):
    """One context's containers.

    Raises, from every method: `Unavailable` (Transient) when the database does not answer; `Poison` for what it can
    never take (an id with a forbidden character, to write it or to read it; a document, a batch or a page over the
    limits; an unknown container).
    """

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        """The document, or None."""
        ...

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        """The documents at these (partition, id) pairs, in their order; None where there is none."""
        ...

    async def query(self, container: str, partition: str, query: Query) -> Page:
        """One page of what matches in one partition. Raises `Rejection("invalid_cursor")` for a cursor that is not
        one this query gave."""
        ...

    async def query_across(self, container: str, query: Query) -> Page:
        """One page over all partitions: for sweepers and operators only, it costs what the container is large."""
        ...

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        """Carry out all operations in order, or none of them; durable when it returns.

        Returns the new ETags (None for a delete). Raises `AlreadyExists`, `Missing`, `Stale` with the index.
        """
        ...

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        """What was written after `continuation`; from the beginning of time without one. `Poison` for a continuation
        that is not one of this container's feed."""
        ...

    async def close(self) -> None:
        """Let go of connections. Nothing may be asked of it afterwards."""
        ...

"""The store port on SQLite: one file per context, a table per container.

A document's row number is its place in the change feed and its ETag at once: each write deletes the row and puts the
new version at the end, under a number that is never given twice. The feed is therefore the table itself, read from
a number on, and shows the latest version of each document and no deletes, as Cosmos DB's does.
"""
# ruff: noqa: S608 - what is put into SQL are names from the topology and checked fields; values are parameters

import asyncio
import base64
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from shared.clock import Clock
from shared.errors import AlreadyExists, Missing, Poison, Stale
from shared.sqlite import Database
from shared.store.limits import (
    MAX_INTEGER,
    check_batch,
    check_key,
    check_page,
    check_partition,
    encode,
    incremented,
    index_of,
)
from shared.store.port import (
    Create,
    Delete,
    Document,
    Feed,
    Increment,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
    Upsert,
)
from shared.store.sqlite_lease import LEASES, FeedLease, milliseconds
from shared.store.sqlite_query import column_of, expression, extracted, select
from shared.topology import Container
from shared.wakeup import Wakeup

_PURGED_AT_ONCE = 8
_READ_AT_ONCE = 50
_PURGE_INTERVAL_MS = 1_000


class Row(NamedTuple):
    """A document as it is kept: its place in the feed, when it was written (milliseconds since 1970)."""

    number: int
    partition: str
    body: bytes
    written: int

    @property
    def etag(self) -> str:
        """The ETag that guards replacing it."""
        return _etag(self.number)


class SqliteStore:
    """The containers of one context in one SQLite file; other processes may have it open too.

    After each commit `wakeup` wakes whoever waits for "store/<name>". Times are the clock's, to the millisecond.
    """

    def __init__(
        self, path: Path, containers: Sequence[Container], *, clock: Clock, wakeup: Wakeup | None = None, name: str = ""
    ) -> None:
        self._tables = {container.name: _Table(container) for container in containers}
        schema = ";".join([LEASES, *(table.schema for table in self._tables.values())])
        self._database = Database(path, schema, self._index)
        self._clock = clock
        self._wakeup = wakeup
        self._wake_name = f"store/{name}"
        self._waking = False

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        """The document, or None."""
        return self._read(self._table(container), partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        """The documents at these (partition, id) pairs, in their order; None where there is none."""
        table = self._table(container)
        found: dict[tuple[str, str], Stored] = {}
        for start in range(0, len(keys), _READ_AT_ONCE):
            found |= self._read_some(table, keys[start : start + _READ_AT_ONCE])
        return [found.get(key) for key in keys]

    async def query(self, container: str, partition: str, query: Query) -> Page:
        """One page of what matches in one partition."""
        table = self._table(container)
        check_partition(partition)
        selection = select(container, partition, query, self._now(), table.indexed)
        index_of(query, table.indexes)
        rows = self._database.read(table.select + selection.sql, selection.parameters)
        items = [_stored(row) for row in rows[: query.limit]]
        return Page(items, selection.cursor_after(items[-1].body) if len(rows) > query.limit else None)

    async def query_across(self, container: str, query: Query) -> Page:
        """One page over all partitions. Reads the whole container, on a thread and a connection of its own."""
        table = self._table(container)
        selection = select(container, None, query, self._now(), table.indexed)
        index_of(query, table.indexes)
        rows = await asyncio.to_thread(self._database.scan, table.select + selection.sql, selection.parameters)
        items = [_stored(row) for row in rows[: query.limit]]
        return Page(items, selection.cursor_after(items[-1].body) if len(rows) > query.limit else None)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        """Carry out all operations in order, or none of them; durable when it returns."""
        table = self._table(container)
        encoded = check_batch(partition, operations)
        etags = await self._database.write(partial(self._execute, table, partition, operations, encoded))
        self._wake()
        return etags

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        """What was written after `continuation`; from the beginning of time without one."""
        rows, after = self._feed(container, continuation, limit)
        return Feed([_stored(row) for row in rows], after)

    async def read_feed_raw(self, container: str, continuation: str | None, limit: int = 100) -> tuple[bytes, int, str]:
        """`read_feed` for the host, which hands documents on as text: a JSON array of documents with "_etag" and
        "_ts" (seconds since 1970) in them, as Cosmos DB has it; how many there are; the continuation."""
        rows, after = self._feed(container, continuation, limit)
        documents = [
            b'%b,"_etag":"\\"%x\\"","_ts":%d}' % (body[:-1], number, written // 1000) for number, body, written in rows
        ]
        return b"[%b]" % b",".join(documents), len(documents), after

    async def rows(
        self,
        container: str,
        *,
        partition: str | None = None,
        document_id: str | None = None,
        after: int = 0,
        limit: int = -1,
    ) -> list[Row]:
        """Documents in the order of their last write, for the emulator of Cosmos DB, whose protocol says more of them
        than the port does: those of a partition, with an id, behind a place in the feed; -1 is all."""
        table = self._table(container)
        wanted = {"number>?": after, "pk=?": partition, "id=?": document_id}
        terms = {term: value for term, value in wanted.items() if value is not None}
        sql = f"{table.rows} WHERE {' AND '.join(terms)} AND (expires IS NULL OR expires>?) ORDER BY number LIMIT ?"
        return list(map(Row._make, self._database.read(sql, (*terms.values(), self._now(), limit))))

    def feed_lease(self, name: str, owner: str, *, seconds: float) -> FeedLease:
        """The lease under which `owner` reads a feed for the function `name`."""
        return FeedLease(self._database, self._clock, name, owner, seconds=seconds)

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        await self._database.close()

    def _index(self, connection: sqlite3.Connection) -> None:
        for table in self._tables.values():
            table.index(connection)

    def _table(self, container: str) -> "_Table":
        try:
            return self._tables[container]
        except KeyError:
            raise Poison(f"there is no container {container}") from None

    def _now(self) -> int:
        return milliseconds(self._clock)

    def _read_some(self, table: "_Table", keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Stored]:
        for key in keys:
            check_key(*key)
        # One statement of as many point reads: what a statement costs by itself is most of what a read does.
        sql = " UNION ALL ".join([table.read_with_key] * len(keys))
        rows = self._database.read(sql, [part for key in keys for part in key])
        return {
            (partition, document_id): _stored(row)
            for *row, expires, partition, document_id in rows
            if expires is None or expires > self._now()
        }

    def _read(self, table: "_Table", partition: str, document_id: str) -> Stored | None:
        check_key(partition, document_id)
        rows = self._database.read(table.read, (partition, document_id))
        if not rows:
            return None
        expires = rows[0][2]  # few documents have it: only they are worth asking the clock for
        return None if expires is not None and expires <= self._now() else _stored(rows[0])

    def _feed(self, container: str, continuation: str | None, limit: int) -> tuple[list[tuple[int, bytes, int]], str]:
        table = self._table(container)
        check_page(limit)
        after = 0 if continuation is None else _number_of(container, continuation)
        rows = self._database.read(table.feed, (after, self._now(), limit))
        return rows, _continuation_of(container, rows[-1][0] if rows else after)

    def _execute(
        self,
        table: "_Table",
        partition: str,
        operations: Sequence[Operation],
        encoded: Sequence[bytes],
        connection: sqlite3.Connection,
    ) -> list[str | None]:
        transaction = _Transaction(connection, table, partition, self._now())
        etags = [
            transaction.carry_out(operation, body, index)
            for index, (operation, body) in enumerate(zip(operations, encoded, strict=True))
        ]
        transaction.purge()
        return etags

    def _wake(self) -> None:
        """Wake the feed's readers once for all writes that were committed together: they all pass here in one go."""
        if self._wakeup is not None and not self._waking:
            self._waking = True
            asyncio.get_running_loop().call_soon(self._wake_now, self._wakeup)

    def _wake_now(self, wakeup: Wakeup) -> None:
        self._waking = False
        wakeup.wake(self._wake_name)


class _Table:
    """The SQL of one container. `purge_at`: when to look for expired documents again."""

    def __init__(self, container: Container) -> None:
        name = container.name
        self.fields = tuple(dict.fromkeys(field for path in container.indexes for field in path))
        self.indexed = frozenset(self.fields)
        self.indexes = container.indexes
        self._container = container
        columns = [column_of(field) for field in self.fields]
        self.schema = f"""
            CREATE TABLE IF NOT EXISTS "{name}" (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                pk TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, written INTEGER NOT NULL, expires INTEGER,
                {"".join(f"{column}," for column in columns)}
                UNIQUE (pk, id)
            );
            CREATE INDEX IF NOT EXISTS "{name}/expires" ON "{name}" (expires) WHERE expires IS NOT NULL
        """
        # CAST: bytes go in and out without being decoded to text and encoded again on the way.
        self.select = f'SELECT number, CAST(body AS BLOB) FROM "{name}" WHERE '
        self.read = f'SELECT number, CAST(body AS BLOB), expires FROM "{name}" WHERE pk=? AND id=?'
        self.read_with_key = f'SELECT number, CAST(body AS BLOB), expires, pk, id FROM "{name}" WHERE pk=? AND id=?'
        self.rows = f'SELECT number, pk, CAST(body AS BLOB), written FROM "{name}"'
        self.feed = (
            f'SELECT number, CAST(body AS BLOB), written FROM "{name}" '
            "WHERE number>? AND (expires IS NULL OR expires>?) ORDER BY number LIMIT ?"
        )
        self.present = f'SELECT number FROM "{name}" WHERE pk=? AND id=? AND (expires IS NULL OR expires>?)'
        into = f'INTO "{name}" ({", ".join(["pk", "id", "body", "written", "expires", *columns])})'
        self.put = f"INSERT OR REPLACE {into} VALUES (?, ?, CAST(? AS TEXT), ?, ?{', ?' * len(columns)})"
        self.delete = f'DELETE FROM "{name}" WHERE number=?'
        expired = f'SELECT number FROM "{name}" WHERE expires<=? LIMIT {_PURGED_AT_ONCE}'
        self.purge = f'DELETE FROM "{name}" WHERE number IN ({expired})'
        self.purge_at = 0

    def index(self, connection: sqlite3.Connection) -> None:
        """Make the indexes, and the columns of fields that are indexed since the file was made."""
        name = self._container.name
        present = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
        for field in self.fields:
            if f"${field}" not in present:
                column = column_of(field)
                connection.execute(f'ALTER TABLE "{name}" ADD COLUMN {column}')
                connection.execute(f'UPDATE "{name}" SET {column}={expression(field, frozenset())}')
        for path in self._container.indexes:
            columns = ", ".join(expression(field, self.indexed) for field in path)
            index = f'"{name}/{"/".join(path)}"'
            connection.execute(f'CREATE INDEX IF NOT EXISTS {index} ON "{name}" (pk, {columns}, id)')


@dataclass(frozen=True, slots=True)
class _Transaction:
    """One batch on its way into a table."""

    connection: sqlite3.Connection
    table: _Table
    partition: str
    now: int

    def carry_out(self, operation: Operation, encoded: bytes, index: int) -> str | None:
        """The document's new ETag; None for a delete."""
        match operation:
            case Create(body):
                if self._present(body["id"]) is not None:
                    raise AlreadyExists("a document with this id is there already", index)
                return self._put(body, encoded)
            case Upsert(body):
                return self._put(body, encoded)
            case Replace(body, etag):
                self._guarded(body["id"], etag, index)
                return self._put(body, encoded)
            case Delete(document_id, etag):
                self.connection.execute(self.table.delete, (self._guarded(document_id, etag, index),))
                return None
            case Increment(document_id):
                self._guarded(document_id, None, index)
                [(_, before, _)] = self.connection.execute(self.table.read, (self.partition, document_id))
                body = incremented(orjson.loads(before), operation)
                return self._put(body, encode(body))

    def purge(self) -> None:
        """Remove some of what has expired: as many at each write as keeps up with any rate of writing."""
        if self.now < self.table.purge_at:
            return
        removed = self.connection.execute(self.table.purge, (self.now,)).rowcount
        if removed < _PURGED_AT_ONCE:
            self.table.purge_at = self.now + _PURGE_INTERVAL_MS

    def _put(self, body: Document, encoded: bytes) -> str:
        expires = self.now + body["ttl"] * 1000 if "ttl" in body else None
        indexed = [extracted(body.get(field)) for field in self.table.fields]
        values = (self.partition, body["id"], encoded, self.now, expires, *indexed)
        return _etag(self.connection.execute(self.table.put, values).lastrowid)

    def _present(self, document_id: str) -> int | None:
        row = self.connection.execute(self.table.present, (self.partition, document_id, self.now)).fetchone()
        return None if row is None else row[0]

    def _guarded(self, document_id: str, etag: str | None, index: int) -> int:
        number = self._present(document_id)
        if number is None:
            raise Missing("there is no document with this id", index)
        if etag is not None and etag != _etag(number):
            raise Stale("the document has changed since it was read", index)
        return number


def _etag(number: int | None) -> str:
    return f'"{number:x}"'


def _stored(row: Sequence[Any]) -> Stored:
    return Stored(orjson.loads(row[1]), f'"{row[0]:x}"')


def _continuation_of(container: str, number: int) -> str:
    return base64.urlsafe_b64encode(f"{container} {number}".encode()).decode()


def _number_of(container: str, continuation: str) -> int:
    try:
        name, number = base64.urlsafe_b64decode(continuation).decode().split(" ")
        if name == container and 0 <= int(number) <= MAX_INTEGER:
            return int(number)
    except ValueError:
        pass
    raise Poison("this is no continuation of this container's feed")

"""Leases on the change feed of the store on SQLite, in the same file."""

import sqlite3
from functools import partial

from shared.clock import Clock
from shared.sqlite import Database

LEASES = """
    CREATE TABLE IF NOT EXISTS feed_leases (
        name TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL, continuation TEXT
    ) WITHOUT ROWID
"""
"""The table they are kept in."""


class FeedLease:
    """Who reads a feed for one function, and how far it has come: one owner at a time among all processes.

    The owner acquires again before `seconds` are over, or another may take its place; what was read and not saved by
    then is read twice.
    """

    def __init__(self, database: Database, clock: Clock, name: str, owner: str, *, seconds: float) -> None:
        self._database = database
        self._clock = clock
        self._name = name
        self._owner = owner
        self._milliseconds = int(seconds * 1000)
        self.continuation: str | None = None
        """Where to go on reading; None is the beginning. As of the last `acquire` or `save`."""

    async def acquire(self) -> bool:
        """Take or extend the lease; False while another owner has it."""
        return await self._database.write(self._acquire, durable=False)

    async def save(self, continuation: str) -> bool:
        """Keep how far the feed was read, and extend the lease; False, and nothing is kept, if another took it."""
        return await self._database.write(partial(self._save, continuation), durable=False)

    async def release(self) -> None:
        """Let another owner take over at once. The continuation stays."""
        await self._database.write(self._release, durable=False)

    def _acquire(self, connection: sqlite3.Connection) -> bool:
        now = milliseconds(self._clock)
        row = connection.execute(
            """
            INSERT INTO feed_leases (name, owner, expires) VALUES (?1, ?2, ?3)
            ON CONFLICT (name) DO UPDATE SET owner=?2, expires=?3 WHERE owner=?2 OR expires<=?4
            RETURNING continuation
            """,
            (self._name, self._owner, now + self._milliseconds, now),
        ).fetchone()
        if row is not None:
            self.continuation = row[0]
        return row is not None

    def _save(self, continuation: str, connection: sqlite3.Connection) -> bool:
        saved = connection.execute(
            "UPDATE feed_leases SET continuation=?, expires=? WHERE name=? AND owner=?",
            (continuation, milliseconds(self._clock) + self._milliseconds, self._name, self._owner),
        ).rowcount
        if saved:
            self.continuation = continuation
        return saved == 1

    def _release(self, connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE feed_leases SET expires=0 WHERE name=? AND owner=?", (self._name, self._owner))


def milliseconds(clock: Clock) -> int:
    """The clock's time, since 1970."""
    return int(clock.now().timestamp() * 1000)

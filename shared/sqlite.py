"""SQLite as the embedded adapters use it: one file, group commit, safe for several processes at once.

Writes that arrive while a commit is on its way to the disk share the next one, so a commit's price is divided among
all who wait. Statements run on the event loop's thread, the commit on a thread of its own: SQLite's statements take
microseconds, and handing each to a thread would cost more than it takes; the wait for the disk is what must not block.
Callbacks rather than a task drive it, so that nobody can cancel a commit that is under way.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shared.errors import Unavailable

type Work[T] = Callable[[sqlite3.Connection], T]

_BUSY_SECONDS = 10.0
_GROUP = 64  # more would hold up the event loop for longer than a commit takes
_CHECKPOINT_PAGES = 1000
_ROWS_BETWEEN_SYNCS = 1000
"""Rows that writes which need not be durable may change until one is durable all the same: only those commits write the
log back to the database, without which it would grow for as long as nothing else is written."""
_PRAGMAS = ("synchronous=FULL", "cache_size=-16384", "mmap_size=268435456", "secure_delete=ON")
"""What is deleted is overwritten with zeros, and gone from the file with the next checkpoint. That costs nothing that
could be measured; many builds of SQLite do so unasked, but not all."""
_OUT_OF_REACH = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_INTERRUPT,
}


@dataclass(slots=True)
class _Pending:
    work: Work[Any]
    done: asyncio.Future[Any]
    durable: bool
    result: Any = None
    error: Exception | None = None


class Database:
    """One SQLite file, opened for one event loop.

    `schema` is SQL that may be carried out at every opening ("CREATE ... IF NOT EXISTS"); `upgrade` then brings what an
    older schema left up to this one, in one transaction. Raises `Unavailable` when the file cannot be opened.
    """

    def __init__(self, path: Path, schema: str, upgrade: Work[None] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._writer = _connect(path)
        try:
            self._writer.executescript(f"BEGIN IMMEDIATE; {schema}; COMMIT;")
            if upgrade is not None:
                self._writer.execute("BEGIN IMMEDIATE")
                upgrade(self._writer)
                self._writer.commit()
            self._writer.execute("PRAGMA busy_timeout=0")  # from here on waiting is done without blocking the loop
            self.reader = _connect(path)
            """For reading on the event loop's thread: sees what is committed. `read` is the way to use it."""
        except BaseException as error:
            self._writer.close()
            if isinstance(error, sqlite3.Error):
                raise _translated(error) from error
            raise
        self._pending: list[_Pending] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._refused_since: float | None = None
        self._synchronous = "FULL"
        self._rows_synced = self._writer.total_changes
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"commit-{path.stem}")
        self._closed = False

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query, as committed. Raises `Unavailable` when the file cannot be read, or is closed."""
        try:
            return self.reader.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            # sqlite3 has no code of its own for what is asked of a connection that is closed.
            if self._closed and isinstance(error, sqlite3.ProgrammingError):
                raise Unavailable("the database is closed") from error
            raise _translated(error) from error

    def scan(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """`read` for what takes long: on a connection of its own, so that it may be called on another thread."""
        with closing(_connect(self._path)) as connection:
            try:
                return connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                raise _translated(error) from error

    async def write[T](self, work: Work[T], *, durable: bool = True) -> T:
        """Run `work` inside a transaction, atomically; its result once that is committed.

        What `work` raises undoes its own statements and nobody else's. `durable=False` survives the death of the
        process but not that of the machine: for what only costs a redelivery when it is lost. Raises `Unavailable` when
        other processes hold the file for more than ten seconds, or the disk is full or fails; nothing was written then.
        A caller who is cancelled meanwhile does not learn whether it was.
        """
        if self._closed:
            raise Unavailable("the database is closed")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._pending.append(_Pending(work, done, durable))
        if self._idle.is_set():
            self._idle.clear()
            loop.call_soon(self._commit_group)
        return await done

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        self._closed = True
        await self._idle.wait()
        self._thread.shutdown()
        self.reader.close()
        self._writer.close()

    def _commit_group(self) -> None:
        # A writer who was cancelled before its turn is owed nothing.
        group = [pending for pending in self._pending[:_GROUP] if not pending.done.done()]
        unsynced = self._writer.total_changes - self._rows_synced
        durable = unsynced > _ROWS_BETWEEN_SYNCS or any(pending.durable for pending in group)
        try:
            if not self._begin(durable=durable):
                return
        except sqlite3.Error as error:
            waiting, self._pending = self._pending, []
            self._fail(waiting, error)
            return
        del self._pending[:_GROUP]
        try:
            for pending in group:
                self._run(pending)
            if not durable:
                self._writer.commit()  # does not wait for the disk: quicker than handing it to the thread
        except BaseException as error:
            self._fail(group, error)
            if not isinstance(error, sqlite3.Error):
                raise
            return
        if durable:
            self._rows_synced = self._writer.total_changes
            commit = asyncio.get_running_loop().run_in_executor(self._thread, self._writer.commit)
            commit.add_done_callback(partial(self._settle, group))
        else:
            self._answer(group)

    def _begin(self, *, durable: bool) -> bool:
        """Take the write lock; False if another process has it, and then this is tried again in a moment."""
        loop = asyncio.get_running_loop()
        synchronous = "FULL" if durable else "NORMAL"
        if synchronous != self._synchronous:
            self._writer.execute(f"PRAGMA synchronous={synchronous}")
            # A checkpoint waits for the disk: it is left to the commits that do so anyway, on their thread.
            self._writer.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES if durable else 0}")
            self._synchronous = synchronous
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._refused_since = self._refused_since or loop.time()
            if not _is_busy(error) or loop.time() - self._refused_since > _BUSY_SECONDS:
                raise
            loop.call_later(random.uniform(0.0002, 0.002), self._commit_group)  # noqa: S311
            return False
        self._refused_since = None
        return True

    def _run(self, pending: _Pending) -> None:
        self._writer.execute("SAVEPOINT work")
        try:
            pending.result = pending.work(self._writer)
        except Exception as error:  # noqa: BLE001 - handed to the one who asked, whatever it is
            # After the gravest errors SQLite has undone the whole transaction: this raises then, and the group fails.
            self._writer.execute("ROLLBACK TO work")
            pending.error = _translated(error) if isinstance(error, sqlite3.Error) else error
        self._writer.execute("RELEASE work")

    def _settle(self, group: Sequence[_Pending], commit: asyncio.Future[None]) -> None:
        error = commit.exception()
        if error is not None:
            self._fail(group, error)
        else:
            self._answer(group)

    def _answer(self, group: Sequence[_Pending]) -> None:
        for pending in group:
            if pending.done.done():
                continue
            if pending.error is not None:
                pending.done.set_exception(pending.error)
            else:
                pending.done.set_result(pending.result)
        self._go_on()

    def _fail(self, group: Sequence[_Pending], error: BaseException) -> None:
        self._refused_since = None
        if self._writer.in_transaction:
            self._writer.rollback()
        for pending in group:
            if not pending.done.done():
                failure = Unavailable(f"commit failed: {error}")
                failure.__cause__ = error
                pending.done.set_exception(failure)
        self._go_on()

    def _go_on(self) -> None:
        if self._pending:
            # Behind those who have just been answered: what they write next goes along.
            asyncio.get_running_loop().call_soon(self._commit_group)
        else:
            self._idle.set()


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except sqlite3.Error as error:
        raise _translated(error) from error
    try:
        _use_wal(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        connection.close()
        raise _translated(error) from error
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn write-ahead logging on. Of several processes that do so with a new file at once, SQLite refuses some
    without heeding the timeout."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.001, 0.01))  # noqa: S311
        else:
            return


def _translated(error: sqlite3.Error) -> Exception:
    """`Unavailable` for what another time or a larger disk may heal; the error itself where it is a defect."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return Unavailable(f"the database is out of reach: {error}") if code in _OUT_OF_REACH else error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

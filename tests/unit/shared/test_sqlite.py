"""Group commit: what shared/sqlite.py promises to the adapters that stand on it."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

import shared.sqlite
from shared.errors import Unavailable
from shared.sqlite import Database

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY, text TEXT UNIQUE)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made when needed" / "notes.sqlite3"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = Database(path, SCHEMA)
    yield opened
    await opened.close()


def note(text: str) -> Callable[[sqlite3.Connection], int | None]:
    return lambda connection: connection.execute("INSERT INTO notes (text) VALUES (?)", (text,)).lastrowid


def notes(database: Database) -> list[str]:
    return [text for (text,) in database.read("SELECT text FROM notes ORDER BY number")]


def locked(path: Path) -> sqlite3.Connection:
    """A neighbour that has the write lock, until it is closed."""
    neighbour = sqlite3.connect(path, isolation_level=None)
    neighbour.execute("BEGIN IMMEDIATE")
    return neighbour


async def test_a_write_gives_its_result_when_readers_see_it(database: Database) -> None:
    assert await database.write(note("a")) == 1
    assert notes(database) == ["a"]


async def test_a_failing_work_undoes_its_own_statements_and_nobody_elses(database: Database) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        note("half")(connection)
        raise LookupError("on purpose")

    outcomes = await asyncio.gather(
        database.write(note("a")),
        database.write(fails),
        database.write(note("a")),
        database.write(note("b")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [int, LookupError, sqlite3.IntegrityError, int]
    assert notes(database) == ["a", "b"]


async def test_writes_that_wait_together_share_a_commit_in_their_order(database: Database) -> None:
    statements: list[str] = []
    database._writer.set_trace_callback(statements.append)
    await asyncio.gather(*(database.write(note(f"{n:02d}")) for n in range(40)))
    assert statements.count("COMMIT") == 1
    assert notes(database) == [f"{n:02d}" for n in range(40)]


async def test_writers_who_go_on_writing_share_commits_again(database: Database) -> None:
    """Who is answered and writes at once is in the next group, not behind it."""
    statements: list[str] = []
    database._writer.set_trace_callback(statements.append)

    async def writer(name: str) -> None:
        for n in range(10):
            await database.write(note(f"{name}{n}"))

    await asyncio.gather(*(writer(name) for name in "abcdefgh"))
    assert statements.count("COMMIT") == 10
    assert len(notes(database)) == 80


async def test_more_than_a_group_is_written_all_the_same(database: Database) -> None:
    await asyncio.gather(*(database.write(note(f"{n:04d}")) for n in range(500)))
    assert notes(database) == [f"{n:04d}" for n in range(500)]


async def test_durable_writes_wait_for_the_disk_and_others_need_not(database: Database) -> None:
    """One durable write makes its whole group durable."""

    def synchronous(connection: sqlite3.Connection) -> str:
        return {1: "NORMAL", 2: "FULL"}[connection.execute("PRAGMA synchronous").fetchone()[0]]

    assert await database.write(synchronous) == "FULL"
    assert await database.write(synchronous, durable=False) == "NORMAL"
    assert await database.write(synchronous) == "FULL"
    mixed = [database.write(synchronous, durable=durable) for durable in (False, True, False)]
    assert await asyncio.gather(*mixed) == ["FULL", "FULL", "FULL"]


async def test_writes_that_need_not_wait_for_the_disk_do_not_pile_up_in_the_log(database: Database, path: Path) -> None:
    """It is written back now and then, though nothing durable comes along."""
    for n in range(4000):
        await database.write(note(f"{n:04d}"), durable=False)
    assert path.with_name(f"{path.name}-wal").stat().st_size < 10_000_000


async def test_waiting_for_another_process_does_not_block_the_loop(database: Database, path: Path) -> None:
    with closing(locked(path)):
        write = asyncio.create_task(database.write(note("a")))
        for _ in range(20):
            async with asyncio.timeout(1):
                await asyncio.sleep(0.001)
        assert not write.done()
        assert notes(database) == []
    assert await write == 1


async def test_what_came_while_waiting_goes_along(database: Database, path: Path) -> None:
    """And makes the commit durable if it asks for that."""
    with closing(locked(path)):
        first = asyncio.create_task(database.write(note("a"), durable=False))
        await asyncio.sleep(0.003)
        statements: list[str] = []
        database._writer.set_trace_callback(statements.append)
        second = asyncio.create_task(database.write(note("b")))
        await asyncio.sleep(0.003)
    await asyncio.gather(first, second)
    assert statements.count("COMMIT") == 1
    assert "PRAGMA synchronous=FULL" in statements


async def test_another_process_that_does_not_let_go_makes_it_unavailable(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For all who wait, once; and when it has let go, writing works again."""
    monkeypatch.setattr(shared.sqlite, "_BUSY_SECONDS", 0.01)
    with closing(locked(path)):
        outcomes = await asyncio.gather(*(database.write(note(f"{n}")) for n in range(200)), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert await database.write(note("after")) == 1
    assert notes(database) == ["after"]


async def test_a_full_disk_makes_it_unavailable_and_leaves_no_half(database: Database) -> None:
    await database.write(note("before"))
    await database.write(lambda connection: connection.execute("PRAGMA max_page_count=8").fetchone())

    def too_much(connection: sqlite3.Connection) -> None:
        note("half")(connection)
        note("x" * 100_000)(connection)

    with pytest.raises(Unavailable):
        await database.write(too_much)
    assert await database.write(note("after")) == 2
    assert notes(database) == ["before", "after"]


async def test_a_commit_that_fails_makes_its_whole_group_unavailable(database: Database) -> None:
    """Nobody is told that a write is done that is not; the next group is not harmed."""
    database._writer.execute("PRAGMA foreign_keys=ON")
    await database.write(
        lambda connection: connection.execute(
            "CREATE TABLE links (note INTEGER REFERENCES notes DEFERRABLE INITIALLY DEFERRED)"
        )
    )
    outcomes = await asyncio.gather(
        database.write(note("a")),
        database.write(lambda connection: connection.execute("INSERT INTO links VALUES (99)")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
    assert await database.write(note("b")) == 1
    assert notes(database) == ["b"]


async def test_a_transaction_that_sqlite_gives_up_makes_its_whole_group_unavailable(database: Database) -> None:
    """After the gravest faults it undoes everything, the work of others too: they hear of it."""

    def give_up(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT OR ROLLBACK INTO notes (text) VALUES ('a')")

    outcomes = await asyncio.gather(
        database.write(note("a")), database.write(give_up), database.write(note("b")), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert await database.write(note("c")) == 1
    assert notes(database) == ["c"]


async def test_a_defect_comes_out_as_itself(database: Database) -> None:
    """A statement that is wrong is not a database that is out of reach."""
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.write(lambda connection: connection.execute("DELETE FROM nowhere"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.read("SELECT * FROM nowhere")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.scan("SELECT * FROM nowhere")


async def test_a_caller_who_was_cancelled_before_its_turn_writes_nothing(database: Database, path: Path) -> None:
    with closing(locked(path)):
        gone = asyncio.create_task(database.write(note("gone")))
        stays = asyncio.create_task(database.write(note("stays")))
        await asyncio.sleep(0.001)
        gone.cancel()
    await stays
    assert gone.cancelled()
    assert notes(database) == ["stays"]


async def test_a_caller_who_is_cancelled_during_the_commit_harms_nobody(database: Database) -> None:
    tasks: list[asyncio.Task[int | None]] = []

    def cancels(connection: sqlite3.Connection) -> None:
        note("cancelling")(connection)
        tasks[0].cancel()

    tasks.append(asyncio.create_task(database.write(note("cancelled"))))
    tasks.append(asyncio.create_task(database.write(note("other"))))
    await asyncio.gather(database.write(cancels), *tasks[1:])
    assert tasks[0].cancelled()
    assert notes(database) == ["cancelled", "other", "cancelling"]


async def test_close_finishes_what_was_asked_for(path: Path) -> None:
    database = Database(path, SCHEMA)
    writes = [asyncio.create_task(database.write(note(f"{n:03d}"))) for n in range(200)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*writes)) == 200
    with pytest.raises(Unavailable, match="closed"):
        await database.write(note("late"))
    with pytest.raises(Unavailable, match="closed"):
        notes(database)
    again = Database(path, SCHEMA)
    assert len(notes(again)) == 200
    await again.close()


async def test_a_scan_may_run_on_another_thread_beside_everything_else(database: Database) -> None:
    await database.write(note("a"))
    scan = asyncio.create_task(asyncio.to_thread(database.scan, "SELECT text FROM notes WHERE text=?", ("a",)))
    await database.write(note("b"))
    assert await scan == [("a",)]


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Database(tmp_path, SCHEMA)


def test_a_file_that_is_held_at_opening_is_unavailable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
    monkeypatch.setattr(shared.sqlite, "_BUSY_SECONDS", 0.01)
    with closing(locked(path)), pytest.raises(Unavailable):
        Database(path, SCHEMA)


async def test_opening_waits_for_a_process_that_is_just_making_the_file(path: Path) -> None:
    """SQLite itself would not: turning write-ahead logging on is refused at once, whatever the timeout."""
    path.parent.mkdir()
    neighbour = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    neighbour.executescript("CREATE TABLE made (n); BEGIN IMMEDIATE;")
    lets_go = threading.Timer(0.005, neighbour.close)
    lets_go.start()
    database = Database(path, SCHEMA)
    lets_go.join()
    assert await database.write(note("a")) == 1
    await database.close()


_PROCESS = """
    import asyncio, sys
    from pathlib import Path
    from shared.sqlite import Database

    async def main(path, name, writers, count):
        database = Database(Path(path), "CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY, text TEXT)")

        async def writer(writer):
            for n in range(int(count)):
                text = f"{name}.{writer}.{n}"
                await database.write(lambda c: c.execute("INSERT INTO notes (text) VALUES (?)", (text,)) and None)
                print(text, flush=True)

        await asyncio.gather(*map(writer, range(int(writers))))
        await database.close()

    asyncio.run(main(*sys.argv[1:]))
"""


def start(path: Path, name: str, *, writers: int, count: int) -> subprocess.Popen[str]:
    """A process that writes to the file and says so after each write."""
    root = Path(shared.sqlite.__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_PROCESS), str(path), name, str(writers), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def written(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY number")]


@pytest.mark.slow
def test_several_processes_write_at_once_and_nothing_is_lost(path: Path) -> None:
    """From the first moment: they make the file at the same time."""
    processes = [start(path, name, writers=4, count=50) for name in "abcd"]
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert [len(lines) for lines in said] == [200, 200, 200, 200]
    assert sorted(written(path)) == sorted(line for lines in said for line in lines)


@pytest.mark.slow
def test_what_was_answered_survives_the_death_of_the_process_and_frees_the_file(path: Path) -> None:
    victim = start(path, "victim", writers=8, count=100_000)
    neighbour = start(path, "neighbour", writers=2, count=100)
    assert victim.stdout is not None
    with victim.stdout as answers:
        answered = [answers.readline().strip() for _ in range(500)]
        victim.send_signal(signal.SIGKILL)
        answered += answers.read().split()
    victim.wait(timeout=60)
    said = neighbour.communicate(timeout=60)[0].split()
    assert neighbour.returncode == 0
    assert len(said) == 200
    assert {*answered, *said} <= set(written(path))

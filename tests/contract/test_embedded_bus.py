"""What the embedded broker promises beyond the bus ports: that it is quick, tidy, and survives what a laptop does."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest

from shared.bus import embedded, embedded_sql
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import MAX_MESSAGE_BYTES, LockLost, Message, QueueCounts, Received
from shared.clock import Clock, SystemClock
from shared.errors import Poison, Unavailable
from tests.contract.bus_adapters import CREATED, QUEUE, TOPIC, make_topology
from tests.fakes import ManualClock

DAY = 86_400
STATEMENTS = {
    name: text
    for name, text in vars(embedded_sql).items()
    if isinstance(text, str)
    and text.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}
    and name.isupper()
    and not name.startswith("_")
}


class ShiftedClock:
    """The machine's clock, ahead by `seconds`: for what must happen while somebody really waits."""

    seconds = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


type Connect = Callable[[Clock], EmbeddedBus]


@pytest.fixture
async def connect(tmp_path: Path) -> AsyncIterator[Connect]:
    made: list[EmbeddedBus] = []

    def connect(clock: Clock) -> EmbeddedBus:
        made.append(EmbeddedBus(tmp_path / "bus.sqlite3", make_topology(), clock=clock))
        return made[-1]

    yield connect
    for bus in made:
        await bus.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def bus(connect: Connect, clock: ManualClock) -> EmbeddedBus:
    return connect(clock)


def messages(count: int) -> list[Message]:
    return [Message(id=f"m{number}", subject=CREATED, body=b"{}") for number in range(count)]


async def take(bus: EmbeddedBus) -> Received:
    (received,) = await bus.receive(QUEUE, 1, 10)
    return received


async def make_dead_letter(bus: EmbeddedBus) -> None:
    await bus.send(QUEUE, messages(1))
    await bus.dead_letter(QUEUE, (await take(bus)).lock_token, "reason")


class TestWaiting:
    @pytest.fixture(autouse=True)
    def no_polling(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "_POLL_SECONDS", 60.0)

    async def test_a_receiver_waits_exactly_for_the_next_scheduled_message(self, connect: Connect) -> None:
        """Neither polling nor a wake-up is needed at the moment a message becomes visible."""
        bus = connect(SystemClock())
        at = datetime.now(UTC) + timedelta(seconds=0.03)
        await bus.schedule(QUEUE, messages(1)[0], at)
        async with asyncio.timeout(5):
            await take(bus)
        assert datetime.now(UTC) >= at

    async def test_a_receiver_that_waits_already_learns_of_an_earlier_moment(self, connect: Connect) -> None:
        """Scheduling wakes it, so that it waits for the new message instead."""
        bus, other = connect(SystemClock()), connect(SystemClock())
        waiting = asyncio.create_task(take(bus))
        await asyncio.sleep(0.03)
        await other.schedule(QUEUE, messages(1)[0], datetime.now(UTC) + timedelta(seconds=0.03))
        async with asyncio.timeout(5):
            assert (await waiting).id == "m0"

    async def test_a_receiver_waits_exactly_for_the_end_of_a_lock(self, connect: Connect) -> None:
        """A message whose holder died comes when its lock ends."""
        clock = ShiftedClock()
        bus = connect(clock)
        await bus.send(QUEUE, messages(1))
        locked_until = (await take(bus)).locked_until
        assert locked_until is not None
        clock.seconds = 60 - 0.05
        async with asyncio.timeout(5):
            assert (await take(bus)).delivery_count == 2
        assert clock.now() >= locked_until

    @pytest.mark.parametrize("how", ["abandon", "replay"])
    async def test_what_comes_back_wakes_who_waits(self, connect: Connect, how: str) -> None:
        """A message given back or replayed in one process reaches a receiver that waits in another."""
        bus, other = connect(SystemClock()), connect(SystemClock())
        await bus.send(QUEUE, messages(1))
        held = await take(bus)
        if how == "replay":
            await bus.dead_letter(QUEUE, held.lock_token, "reason")
        waiting = asyncio.create_task(take(other))
        await asyncio.sleep(0.03)
        await (bus.replay(QUEUE) if how == "replay" else bus.abandon(QUEUE, held.lock_token))
        async with asyncio.timeout(5):
            assert (await waiting).id == "m0"

    async def test_a_lost_wake_up_costs_a_poll(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        """A message that nobody was told of is found by looking again."""
        monkeypatch.setattr(embedded, "_POLL_SECONDS", 0.01)
        bus, other = connect(SystemClock()), connect(SystemClock())
        monkeypatch.setattr(other._wakeup, "wake", lambda _: None)
        waiting = asyncio.create_task(take(bus))
        await asyncio.sleep(0.03)
        await other.send(QUEUE, messages(1))
        async with asyncio.timeout(5):
            assert (await waiting).id == "m0"

    @pytest.mark.parametrize("steps", range(1, 6))
    async def test_a_cancelled_receiver_leaves_no_message_locked(self, bus: EmbeddedBus, steps: int) -> None:
        """Wherever it is cancelled, its messages are there at once, as if they had never been delivered."""
        await bus.send(QUEUE, messages(2))
        receiving = asyncio.create_task(bus.receive(QUEUE, 2, 0))
        for _ in range(steps):
            await asyncio.sleep(0)
        if receiving.cancel():
            with pytest.raises(asyncio.CancelledError):
                await receiving
            received = await bus.receive(QUEUE, 2, 0)
            assert [(each.id, each.delivery_count) for each in received] == [("m0", 1), ("m1", 1)]
        else:
            assert len(receiving.result()) == 2

    async def test_closing_ends_the_wait(self, bus: EmbeddedBus) -> None:
        """Who waits hears at once that the bus is closed, and so does who asks afterwards."""
        waiting = asyncio.create_task(bus.receive(QUEUE, 1, 60))
        await asyncio.sleep(0.03)  # a newcomer looks again after 0.02 s: that must not be what ends it
        await bus.close()
        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await waiting
        with pytest.raises(Unavailable):
            await bus.send(QUEUE, messages(1))
        with pytest.raises(Unavailable):
            await bus.peek(QUEUE)


class TestCost:
    async def test_an_idle_receiver_writes_nothing(self, bus: EmbeddedBus, clock: ManualClock, tmp_path: Path) -> None:
        """Looking in vain, also beside locked, scheduled and dead messages, leaves the file alone."""
        await make_dead_letter(bus)
        await bus.schedule(QUEUE, messages(1)[0], clock.now() + timedelta(seconds=30))
        await bus.send(QUEUE, messages(1))
        await take(bus)
        with closing(sqlite3.connect(tmp_path / "bus.sqlite3")) as observer:
            before = observer.execute("PRAGMA data_version").fetchone()
            for wait in (0, 0, 0.01):
                assert await bus.receive(QUEUE, 10, wait) == []
            assert observer.execute("PRAGMA data_version").fetchone() == before
            await bus.send(QUEUE, messages(1))
            assert observer.execute("PRAGMA data_version").fetchone() != before, "the observer sees writes"

    @pytest.mark.parametrize("name", STATEMENTS)
    async def test_no_statement_scans_or_sorts(self, bus: EmbeddedBus, tmp_path: Path, name: str) -> None:
        """Every statement finds its rows by an index, in the order of an index."""
        await bus.send(TOPIC, messages(1))
        statement = STATEMENTS[name]
        parameters: Sequence[None] | Mapping[str, None] = (
            dict.fromkeys(re.findall(r":(\w+)", statement))
            if ":" in statement
            else [None] * (1 if "?1" in statement else statement.count("?"))
        )
        with closing(sqlite3.connect(tmp_path / "bus.sqlite3")) as connection:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        steps = [str(row[3]) for row in plan]
        assert not [step for step in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]
        assert not [step for step in steps if "TEMP B-TREE" in step]

    async def test_many_messages_due_at_once_come_in_their_order(self, bus: EmbeddedBus, clock: ManualClock) -> None:
        """Due messages are dealt with in steps, earliest first; nobody notices the steps."""
        sent = messages(embedded._STEP + 50)
        start = clock.now() + timedelta(seconds=10)
        for number, message in enumerate(sent):
            await bus.schedule(QUEUE, message, start + timedelta(milliseconds=len(sent) - number))
        clock.advance(60)
        found: list[str] = []
        while received := await bus.receive(QUEUE, 64, 0):
            found += [each.id for each in received]
        assert found == [message.id for message in reversed(sent)]

    async def test_remembered_ids_do_not_pile_up(self, bus: EmbeddedBus, clock: ManualClock, tmp_path: Path) -> None:
        """Ids past the window are forgotten faster than new ones come."""
        await bus.send(TOPIC, messages(20))
        clock.advance(600)
        for number in range(10):
            await bus.send(TOPIC, [Message(id=f"n{number}", subject=CREATED, body=b"")])
        with closing(sqlite3.connect(tmp_path / "bus.sqlite3")) as connection:
            assert connection.execute("SELECT count(*) FROM accepted").fetchone() == (10,)


class TestOperators:
    async def test_counts_tell_the_state_of_a_queue(self, bus: EmbeddedBus, clock: ManualClock) -> None:
        """Each message is counted once, as what it is at this moment."""
        assert await bus.counts(QUEUE) == QueueCounts(active=0, scheduled=0, locked=0, dead_lettered=0)
        await make_dead_letter(bus)
        await bus.schedule(QUEUE, messages(1)[0], clock.now() + timedelta(seconds=30))
        await bus.send(QUEUE, messages(5))
        await bus.receive(QUEUE, 2, 0)
        assert await bus.counts(QUEUE) == QueueCounts(active=3, scheduled=1, locked=2, dead_lettered=1)
        clock.advance(60)
        assert await bus.counts(QUEUE) == QueueCounts(active=6, scheduled=0, locked=0, dead_lettered=1)

    async def test_a_message_may_be_released_as_if_it_had_not_been_delivered(self, bus: EmbeddedBus) -> None:
        """The front of local/emulators gives back what its client did not want; once, and only what is locked."""
        await bus.send(QUEUE, messages(2))
        held = await take(bus)
        await bus.release(QUEUE, held.lock_token)
        with pytest.raises(LockLost):
            await bus.release(QUEUE, held.lock_token)
        assert [(each.id, each.delivery_count) for each in await bus.receive(QUEUE, 2, 0)] == [("m0", 1), ("m1", 1)]

    async def test_a_queue_is_browsed_by_sequence_number(self, bus: EmbeddedBus, clock: ManualClock) -> None:
        """Locked, waiting and scheduled messages, or dead ones; nothing is changed by it."""
        await make_dead_letter(bus)
        await bus.schedule(QUEUE, Message(id="later", subject=CREATED, body=b""), clock.now() + timedelta(seconds=30))
        await bus.send(QUEUE, messages(3))
        await take(bus)
        found = await bus.browse(QUEUE, 0, 3, dead=False)
        shown = [(each.id, is_scheduled) for each, is_scheduled in found]
        assert shown == [("later", True), ("m0", False), ("m1", False)]
        assert await bus.browse(QUEUE, 0, 3, dead=False) == found
        last = found[-1][0].sequence_number
        assert [each.id for each, _ in await bus.browse(QUEUE, last + 1, 3, dead=False)] == ["m2"]
        ((dead, _),) = await bus.browse(QUEUE, 0, 3, dead=True)
        assert (dead.id, dead.dead_letter_reason) == ("m0", "reason")

    async def test_a_dead_letter_may_be_discarded(self, bus: EmbeddedBus) -> None:
        """Only a dead one, and once."""
        await make_dead_letter(bus)
        await bus.send(QUEUE, messages(1))
        (dead,) = await bus.peek(QUEUE)
        assert not await bus.discard(QUEUE, dead.sequence_number + 1)
        assert await bus.discard(QUEUE, dead.sequence_number)
        assert not await bus.discard(QUEUE, dead.sequence_number)
        assert (await bus.counts(QUEUE)).active == 1

    async def test_dead_letters_are_kept_for_14_days(self, bus: EmbeddedBus, clock: ManualClock) -> None:
        """Up to the last second they can be seen and replayed; from then on they are gone."""
        await make_dead_letter(bus)
        clock.advance(14 * DAY - 1)
        assert len(await bus.peek(QUEUE)) == 1
        clock.advance(1)
        assert await bus.peek(QUEUE) == []
        assert await bus.replay(QUEUE) == 0

    async def test_receiving_purges_old_dead_letters(
        self, bus: EmbeddedBus, clock: ManualClock, tmp_path: Path
    ) -> None:
        """Nobody needs to look at them for them to vanish from the disk."""
        await make_dead_letter(bus)
        clock.advance(14 * DAY)
        assert await bus.receive(QUEUE, 1, 0) == []
        with closing(sqlite3.connect(tmp_path / "bus.sqlite3")) as connection:
            assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)

    async def test_a_send_is_all_or_nothing(self, bus: EmbeddedBus) -> None:
        """One impossible message among several, and none is accepted or remembered."""
        too_large = Message(id="large", subject=CREATED, body=b"x" * MAX_MESSAGE_BYTES)
        with pytest.raises(Poison):
            await bus.send(TOPIC, [*messages(2), too_large])
        assert await bus.receive(QUEUE, 10, 0) == []
        await bus.send(TOPIC, messages(2))
        assert len(await bus.receive(QUEUE, 10, 0)) == 2


SENDER = """
import asyncio, itertools, sys
from pathlib import Path
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import Message
from shared.clock import SystemClock
from tests.contract.bus_adapters import CREATED, TOPIC, make_topology

async def main():
    bus = EmbeddedBus(Path(sys.argv[1]), make_topology(), clock=SystemClock())
    numbers = itertools.count()
    async def send():
        while True:
            number = next(numbers)
            await bus.send(TOPIC, [Message(id=f"m{number}", subject=CREATED, body=b"x" * 500)])
            print(f"m{number}", flush=True)
    await asyncio.gather(*(send() for _ in range(16)))

asyncio.run(main())
"""

RECEIVER = """
import asyncio, sys
from pathlib import Path
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock
from tests.contract.bus_adapters import QUEUE, make_topology

async def main():
    bus = EmbeddedBus(Path(sys.argv[1]), make_topology(), clock=SystemClock())
    print("ready", flush=True)
    while received := await bus.receive(QUEUE, 4, 1):
        for each in received:
            print(each.id, flush=True)
            await bus.complete(QUEUE, each.lock_token)
    await bus.close()

asyncio.run(main())
"""


@contextmanager
def running(program: str, path: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A process on the broker's file and what it prints; killed at the end, if it still runs."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


@pytest.mark.slow
class TestProcesses:
    async def test_what_was_accepted_survives_kill_9(self, connect: Connect, tmp_path: Path) -> None:
        """Every message whose send returned is there after its process was killed in the middle of sending."""
        with running(SENDER, tmp_path / "bus.sqlite3") as (process, output):
            accepted = [output.readline().strip() for _ in range(300)]
            process.kill()
            accepted += output.read().split("\n")[:-1]
        bus = connect(SystemClock())
        found: Counter[str] = Counter()
        while received := await bus.receive(QUEUE, 100, 0):
            found.update(each.id for each in received)
        assert set(accepted) <= set(found)
        assert set(found.values()) == {1}

    async def test_processes_share_a_queue_and_get_each_message_once(self, connect: Connect, tmp_path: Path) -> None:
        """Two real processes receive what a third sends: each message once, and both have their part."""
        path, bus, count = tmp_path / "bus.sqlite3", connect(SystemClock()), 400
        with running(RECEIVER, path) as (_, one), running(RECEIVER, path) as (_, two):
            assert [one.readline(), two.readline()] == ["ready\n", "ready\n"]
            await asyncio.gather(*(bus.send(QUEUE, [message]) for message in messages(count)))
            outputs = await asyncio.gather(asyncio.to_thread(one.read), asyncio.to_thread(two.read))
        first, second = (output.split() for output in outputs)
        assert Counter(first + second) == {f"m{number}": 1 for number in range(count)}
        assert first
        assert second

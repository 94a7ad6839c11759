"""The bus of a laptop: a durable broker in one SQLite file, which every process on a data directory opens.

It behaves as Azure Service Bus does. Nothing runs in the background: a message is available when its scheduled moment
or the end of its lock has come, because receiving looks at the clock. An accepted message is on disk; the death of
the machine may undo the latest locks and settlements, which costs a redelivery.
"""

import asyncio
import contextlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.bus import embedded_sql as sql
from shared.bus.limits import MAX_DEAD_LETTER_CHARACTERS, check
from shared.bus.port import LockLost, Message, QueueCounts, Received
from shared.clock import Clock
from shared.errors import Poison, Unavailable
from shared.sqlite import Database
from shared.topology import Queue, Topology
from shared.wakeup import Wakeup

_POLL_SECONDS = 1.0
"""How long a receiver waits at most before it looks again, in case a wake-up was lost."""
_STEP = 200
"""Messages whose moment has come that are dealt with in one transaction."""
_FORGET = 2
"""Ids past duplicate detection that are forgotten for each one learnt: more than come in, yet bounded."""
_MICROSECONDS = 1_000_000
_NEVER = 2**62
_TOKEN = re.compile("(?:[0-7][0-9a-f]{15}){2}")
"""A lock token: sequence number and a random number, 16 bytes together as Service Bus has it."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class EmbeddedBus:
    """The ports `Bus`, `Receiver` and `DeadLetters` on one SQLite file. To be used from one event loop.

    `wakeup` is that of the data directory; without one, this bus makes its own for the directory of `path`.
    """

    def __init__(self, path: Path, topology: Topology, *, clock: Clock, wakeup: Wakeup | None = None) -> None:
        self._database = Database(path, sql.SCHEMA)
        self._clock = clock
        self._wakeup = wakeup or Wakeup(path.parent)
        self._owns_wakeup = wakeup is None
        self._closed = False
        self._queues = {queue.name: queue for queue in topology.queues}
        self._forwards: dict[str, dict[str, list[str]]] = {topic: {} for topic in topology.topics}
        for subscription in topology.subscriptions:
            for subject in set(subscription.subjects):
                self._forwards[subscription.topic].setdefault(subject, []).append(subscription.forward_to)
        self._window = topology.topic_defaults.duplicate_detection_seconds * _MICROSECONDS
        self._retention = topology.dead_letter_days * 86_400 * _MICROSECONDS

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        """Hand messages to a topic or queue, all or none; on disk when it returns."""
        await self._accept(entity, messages, due=0)

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        """Hand over a message that becomes visible at `at`, at once when that is past; on disk when it returns."""
        await self._accept(entity, [message], due=_micros(at))

    async def receive(self, queue: str, limit: int, max_wait: float) -> Sequence[Received]:
        """Lock and hand out up to `limit` messages, oldest first; waits up to `max_wait` seconds for the first.

        Cancelled, it leaves no message locked. Raises `ValueError` for a limit below 1.
        """
        known = self._queue(queue)
        if limit < 1:
            raise ValueError(f"a limit of {limit} messages")
        give_up = time.monotonic() + max_wait
        woken: asyncio.Event | None = None
        try:
            while True:
                is_ready, wait = self._look(known)
                if is_ready or wait <= 0:
                    if received := await self._take(known, limit, is_due=wait <= 0):
                        return received
                    continue  # others were faster, or it became a dead letter
                left = give_up - time.monotonic()
                if left <= 0:
                    return []
                if woken is None:
                    woken = self._wakeup.subscribe(_wakeup_name(queue))
                    continue  # look again: what came before that is not told
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(left, wait, _POLL_SECONDS)):
                        await woken.wait()
                woken.clear()
        finally:
            if woken is not None:
                self._wakeup.unsubscribe(_wakeup_name(queue), woken)

    async def complete(self, queue: str, lock_token: str) -> None:
        """The message is done with. Raises `LockLost`."""
        await self._settle(queue, lock_token, sql.COMPLETE)

    async def abandon(self, queue: str, lock_token: str) -> None:
        """Give it back: delivered again at once, or dead-lettered as `MaxDeliveryCountExceeded`. Raises `LockLost`."""
        await self._settle(queue, lock_token, sql.ABANDON, max=self._queue(queue).max_delivery_count)
        self._wakeup.wake(_wakeup_name(queue))

    async def release(self, queue: str, lock_token: str) -> None:
        """Give it back as if it had not been delivered. Raises `LockLost`."""
        await self._settle(queue, lock_token, sql.RELEASE)
        self._wakeup.wake(_wakeup_name(queue))

    async def dead_letter(self, queue: str, lock_token: str, reason: str, description: str = "") -> None:
        """Move it to the dead-letter queue; reason and description are cut at 4,096 characters. Raises `LockLost`."""
        texts = {"reason": reason[:MAX_DEAD_LETTER_CHARACTERS], "description": description[:MAX_DEAD_LETTER_CHARACTERS]}
        await self._settle(queue, lock_token, sql.DEAD_LETTER, **texts)

    async def renew(self, queue: str, lock_token: str) -> datetime:
        """Hold the lock for another lock duration from now; the new end. Raises `LockLost`."""
        until = self._now() + self._queue(queue).lock_seconds * _MICROSECONDS
        await self._settle(queue, lock_token, sql.RENEW, until=until)
        return _moment(until)

    async def peek(self, queue: str, limit: int = 100) -> Sequence[Received]:
        """The oldest dead letters of a queue, left where they are."""
        await self._catch_up(self._queue(queue))
        return [_received(row) for row in self._database.read(sql.PEEK, (queue, limit))]

    async def replay(self, queue: str, limit: int = 100) -> int:
        """Move the oldest dead letters back to the queue, as if sent now, without `DEAD_LETTER_MARKS`; how many."""
        await self._catch_up(self._queue(queue))

        def replay(connection: sqlite3.Connection) -> int:
            return connection.execute(sql.REPLAY, {"queue": queue, "now": self._now(), "limit": limit}).rowcount

        count = await self._database.write(replay)
        self._wakeup.wake(_wakeup_name(queue))
        return count

    async def browse(self, queue: str, first: int, limit: int, *, dead: bool) -> Sequence[tuple[Received, bool]]:
        """The queue's dead letters, or else all its other messages, locked ones too: from a sequence number on and in
        their order, left where they are; each with whether it waits for its moment."""
        await self._catch_up(self._queue(queue))
        rows = self._database.read(sql.BROWSE, (first, queue, dead, limit))
        return [(_received(row[1:]), row[0] == sql.SCHEDULED) for row in rows]

    async def discard(self, queue: str, sequence_number: int) -> bool:
        """Be done with one dead letter; whether it was there."""
        self._queue(queue)

        def discard(connection: sqlite3.Connection) -> bool:
            return connection.execute(sql.DISCARD, (sequence_number, queue)).rowcount == 1

        return await self._database.write(discard)

    async def purge(self, queue: str, before: datetime) -> int:
        """Be done for good with the dead letters that were sent before a moment; how many. What died
        `dead_letter_days` ago goes without being asked."""
        count, first = 0, 1
        while page := await self.browse(queue, first, _STEP, dead=True):
            for letter, _ in page:
                if letter.enqueued_at < before:
                    count += await self.discard(queue, letter.sequence_number)
            first = page[-1][0].sequence_number + 1
        return count

    async def counts(self, queue: str) -> QueueCounts:
        """How many messages of the queue are in which state; costs what the queue is long."""
        await self._catch_up(self._queue(queue))
        by_state = dict(self._database.read(sql.COUNT, (queue,)))
        return QueueCounts(
            active=by_state.get(sql.READY, 0),
            scheduled=by_state.get(sql.SCHEDULED, 0),
            locked=by_state.get(sql.LOCKED, 0),
            dead_lettered=by_state.get(sql.DEAD, 0),
        )

    async def close(self) -> None:
        """Finish what was asked for and close the file; those who wait for messages hear `Unavailable`."""
        self._closed = True
        for queue in self._queues:
            self._wakeup.wake(_wakeup_name(queue))
        await self._database.close()
        if self._owns_wakeup:
            self._wakeup.close()

    async def _accept(self, entity: str, messages: Sequence[Message], *, due: int) -> None:
        forwards = self._forwards.get(entity)
        if forwards is None:
            self._queue(entity)
        for message in messages:
            check(message)
        if not messages:
            return
        contents = [(message, _content(message)) for message in messages]

        def accept(connection: sqlite3.Connection) -> set[str]:
            now = self._now()
            state, at = (sql.SCHEDULED, due) if due > now else (sql.READY, now)
            rows = []
            for message, content in contents:
                if forwards is None:
                    rows.append((entity, state, at, at, *content))
                elif self._is_new(connection, entity, message.id, now):
                    rows += [(queue, state, at, at, *content) for queue in forwards.get(message.subject, ())]
            connection.executemany(sql.INSERT, rows)
            return {row[0] for row in rows}

        for queue in await self._database.write(accept):
            self._wakeup.wake(_wakeup_name(queue))

    def _is_new(self, connection: sqlite3.Connection, topic: str, message_id: str, now: int) -> bool:
        forget = now - self._window
        is_new = connection.execute(sql.REMEMBER, (topic, message_id, now, forget)).rowcount == 1
        connection.executemany(sql.FORGET, connection.execute(sql.FORGETTABLE, (forget, _FORGET)).fetchall())
        return is_new

    def _look(self, queue: Queue) -> tuple[bool, float]:
        """Whether a message can be taken, and the seconds until the moment of another one has come: until it becomes
        visible, its lock expires or, as a dead letter, it is no longer kept; 0 or less when it is here."""
        if self._closed:
            raise Unavailable("the bus is closed")
        ready, scheduled, locked, dead = self._database.read(sql.NEXT, (queue.name,))[0]
        moments = (scheduled, locked, None if dead is None else dead + self._retention)
        due = min((moment for moment in moments if moment is not None), default=_NEVER)
        return ready is not None, (due - self._now()) / _MICROSECONDS

    async def _catch_up(self, queue: Queue) -> None:
        """What receiving does with the messages whose moment has come, for those who look without receiving."""

        def catch_up(connection: sqlite3.Connection) -> None:
            self._deal_with_due(connection, queue, self._now())

        while self._look(queue)[1] <= 0:
            await self._database.write(catch_up, durable=False)

    def _deal_with_due(self, connection: sqlite3.Connection, queue: Queue, now: int) -> None:
        values = {
            "queue": queue.name,
            "now": now,
            "kept": now - self._retention,
            "max": queue.max_delivery_count,
            "limit": _STEP,
        }
        for statement in (sql.SHOW, sql.EXPIRE, sql.PURGE):
            connection.execute(statement, values)

    async def _take(self, queue: Queue, limit: int, *, is_due: bool) -> list[Received]:
        lock = int.from_bytes(os.urandom(8)) >> 1  # SQLite's integers are signed

        def take(connection: sqlite3.Connection) -> tuple[int, list[tuple[Any, ...]]]:
            now = self._now()
            if is_due:
                self._deal_with_due(connection, queue, now)
            until = now + queue.lock_seconds * _MICROSECONDS
            rows = connection.execute(sql.FIRST_READY, (queue.name, limit)).fetchall()
            connection.executemany(sql.TAKE, [(until, lock, row[0]) for row in rows])
            return until, rows

        try:
            until, rows = await self._database.write(take, durable=False)
        except asyncio.CancelledError:
            await self._undo_take(queue.name, lock)
            raise
        locked_until = _moment(until)
        return [_received(row, 1, locked_until, f"{row[0]:016x}{lock:016x}") for row in rows]

    async def _undo_take(self, queue: str, lock: int) -> None:
        """Unlock what its receiver is not going to hear of, as if it had not been delivered."""

        def undo(connection: sqlite3.Connection) -> None:
            connection.execute(sql.UNDO_TAKE, {"queue": queue, "lock": lock})

        with contextlib.suppress(Unavailable):  # then the locks expire, as those of a process that died
            await self._database.write(undo, durable=False)
        self._wakeup.wake(_wakeup_name(queue))

    async def _settle(self, queue: str, lock_token: str, statement: str, **values: str | int) -> None:
        self._queue(queue)
        if not _TOKEN.fullmatch(lock_token):
            raise LockLost(f"this is not a lock token of {queue}")
        sequence, lock = int(lock_token[:16], 16), int(lock_token[16:], 16)
        held = values | {"sequence": sequence, "lock": lock, "queue": queue}

        def settle(connection: sqlite3.Connection) -> bool:
            return connection.execute(statement, held | {"now": self._now()}).rowcount == 1

        if not await self._database.write(settle, durable=False):
            raise LockLost(f"the lock on message {sequence} of {queue} has expired, or it is settled")

    def _queue(self, name: str) -> Queue:
        try:
            return self._queues[name]
        except KeyError as error:
            raise Poison(f"there is no {name!r} on the bus") from error

    def _now(self) -> int:
        return _micros(self._clock.now())


def _wakeup_name(queue: str) -> str:
    return f"bus/{queue}"


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * _MICROSECONDS)


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / _MICROSECONDS, UTC)


def _content(message: Message) -> tuple[str, str, str, str | None, str, bytes]:
    properties = _encode(dict(message.properties)) if message.properties else "{}"
    return message.id, message.subject, message.content_type, message.correlation_id, properties, message.body


def _received(
    row: tuple[Any, ...], delivery: int = 0, locked_until: datetime | None = None, lock_token: str = ""
) -> Received:
    sequence, enqueued_at, deliveries, message_id, subject, content_type, correlation_id = row[:7]
    properties, reason, description, body = row[7:]
    return Received(
        id=message_id,
        subject=subject,
        body=body,
        properties=json.loads(properties) if properties != "{}" else {},
        content_type=content_type,
        correlation_id=correlation_id,
        sequence_number=sequence,
        delivery_count=deliveries + delivery,
        enqueued_at=_moment(enqueued_at),
        locked_until=locked_until,
        lock_token=lock_token,
        dead_letter_reason=reason,
        dead_letter_description=description,
    )

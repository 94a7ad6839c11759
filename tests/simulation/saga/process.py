"""A context's process: what runs in it, its clock, and its ports, at each of which it may be killed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from shared.bus.port import Message
from shared.clock import Clock
from shared.dependencies import Dependencies
from shared.errors import AlreadyExists, KtravelError, Stale, Unavailable, WriteConflict
from shared.store.port import Create, Feed, Operation, Page, Query, Stored
from tests.fakes import MemoryStore
from tests.simulation.saga.broker import Broker
from tests.simulation.saga.faults import EFFECTS, SENDING, Faults
from tests.simulation.saga.loop import VirtualLoop

if TYPE_CHECKING:
    from functions.recommendation.ai.port import Recommender
    from functions.token.payments.port import PaymentProvider

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
KILLED_BEFORE, KILLED_AFTER, FAILED, ANSWER_LOST, OWN_CONFLICT = EFFECTS
DROPPED, UNACKNOWLEDGED = SENDING

type OnWrite = Callable[[str, str, Sequence[Operation]], None]
"""Hears of every batch that was carried out: container, partition, operations."""


class Killed(BaseException):
    """The process died. Nobody may catch it but who started what ran in it."""


@dataclass(slots=True, eq=False)
class Invocation:
    """Something that runs in a process, until it ends or the process does. `spared`: nothing goes wrong in it, because
    the broker would make a dead letter of its message, and rightly."""

    process: "Process"
    name: str
    incarnation: int
    spared: bool
    message: Message | None


CURRENT: ContextVar[Invocation] = ContextVar("invocation")


class TrueClock:
    """What time it is in truth: the store's and the broker's."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.time())


class OwnClock:
    """A process's clock: wrong by `skew` seconds."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self.skew = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.time() + self.skew)


class WatchedStore(MemoryStore):
    """A store whose every change is looked at."""

    def __init__(self, clock: Clock, on_write: OnWrite) -> None:
        super().__init__(clock)
        self._on_write = on_write

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        etags = await super().execute(container, partition, operations)
        self._on_write(container, partition, operations)
        return etags

    def find(self, partition: str, words: str) -> list[str]:
        """The documents of a partition in which somebody's words are."""
        return [
            f"{container} {document_id}"
            for container, documents in self._containers.items()
            for document_id, entry in documents.get(partition, {}).items()
            if words.encode() in entry.encoded
        ]


class Process:
    """One context's. `down` names ports that are out of reach, until a moment of virtual time."""

    def __init__(
        self,
        context: str,
        *,
        loop: VirtualLoop,
        chance: Random,
        faults: Faults,
        broker: Broker,
        down: Mapping[str, float],
        on_write: OnWrite,
        on_defect: Callable[[BaseException], None],
        note: Callable[[str], None],
    ) -> None:
        self.context = context
        self.running = 0
        self.clock = OwnClock(loop)
        self.memory = WatchedStore(TrueClock(loop), on_write)
        self.deps = Dependencies(store=PortStore(self), bus=PortBus(self, broker), clock=self.clock)
        self.faults = faults
        self.ai: Recommender
        self.provider: PaymentProvider
        self._loop = loop
        self._chance = chance
        self._down = down
        self._on_defect = on_defect
        self._note = note
        self._incarnation = 0
        self._spared = 0

    def run(
        self,
        name: str,
        work: Callable[[], Awaitable[None]],
        done: Callable[[BaseException | None], None],
        *,
        spared: bool = False,
        message: Message | None = None,
        may_raise: type[KtravelError] = KtravelError,
    ) -> None:
        """Begin something; `done` hears what it died of, or None. What it may not raise is a defect."""
        invocation = Invocation(self, name, self._incarnation, spared, message)
        self.running += 1
        self._spared += spared
        self._loop.create_task(self._run(invocation, work, done, may_raise), context=copy_context())

    async def _run(
        self,
        invocation: Invocation,
        work: Callable[[], Awaitable[None]],
        done: Callable[[BaseException | None], None],
        may_raise: type[KtravelError],
    ) -> None:
        CURRENT.set(invocation)
        died_of: BaseException | None = None
        try:
            await work()
            self._check_alive(invocation)
        except (Exception, Killed) as error:  # noqa: BLE001 - whoever began it decides
            died_of = error
            if not _is_only(error, may_raise):
                self._on_defect(error)
        self.running -= 1
        self._spared -= invocation.spared
        done(died_of)

    async def effect[T](self, port: str, act: Callable[[], Awaitable[T]], *, is_write: bool = False) -> T:
        """Something done to the world outside, which may go wrong before it and after it."""
        invocation = CURRENT.get()
        await self.pause(invocation)
        if invocation.spared:
            return await act()
        if self._loop.time() < self._down.get(port, 0.0):
            raise Unavailable(f"{port} is down")
        kind = self.faults.on_effect(is_write=is_write)
        if kind is None:
            result = await act()
            await self.pause(invocation)
            return result
        if kind in (KILLED_BEFORE, KILLED_AFTER) and self._spared:
            return await act()
        self.faults.count(kind)
        self._note(f"{kind}: {invocation.name}, {port}")
        if kind == FAILED:
            raise Unavailable(f"{port} did not answer")
        if kind == KILLED_BEFORE:
            self.kill()
        await act()
        if kind == KILLED_AFTER:
            self.kill()
        raise Unavailable(f"{port} did it and did not answer") if kind == ANSWER_LOST else _OwnConflict

    async def pause(self, invocation: Invocation) -> None:
        """Let the others go first, sometimes for long."""
        draw = self._chance.random()
        if draw < 0.5:
            await asyncio.sleep(0)
        elif draw < 0.56:
            await asyncio.sleep(0.001 * 10 ** (3 * self._chance.random()))
        elif draw > 1 - self.faults.stall_rate and self.faults.active:
            self.faults.count("process stalled")
            await asyncio.sleep(self._chance.uniform(1, 120))
        self._check_alive(invocation)

    def kill(self) -> None:
        """Die, with all that runs here; a new process begins at once."""
        self._incarnation += 1
        raise Killed

    def _check_alive(self, invocation: Invocation) -> None:
        if invocation.incarnation != self._incarnation:
            raise Killed


def _is_only(error: BaseException, kind: type[KtravelError]) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(_is_only(each, kind) for each in error.exceptions)
    return isinstance(error, kind | Killed)


class _OwnConflict(Exception):  # noqa: N818
    """Turned into the conflict that a writer hears whose first try was written, its answer lost."""


class PortStore:
    """The store port of a process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._port = f"{process.context} store"

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        return await self._read(lambda store: store.read(container, partition, document_id))

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        return await self._read(lambda store: store.read_many(container, keys))

    async def query(self, container: str, partition: str, query: Query) -> Page:
        return await self._read(lambda store: store.query(container, partition, query))

    async def query_across(self, container: str, query: Query) -> Page:
        return await self._read(lambda store: store.query_across(container, query))

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        return await self._read(lambda store: store.read_feed(container, continuation, limit))

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        async def act() -> list[str | None]:
            try:
                return await self._process.memory.execute(container, partition, operations)
            except WriteConflict:
                self._process.faults.count("conflict of two writers")
                raise

        try:
            return await self._process.effect(self._port, act, is_write=True)
        except _OwnConflict:
            first = operations[0]
            conflict = AlreadyExists if isinstance(first, Create) else Stale
            raise conflict("written by the try whose answer was lost", 0) from None

    async def close(self) -> None:
        pass

    async def _read[T](self, act: Callable[[MemoryStore], Awaitable[T]]) -> T:
        return await self._process.effect(self._port, lambda: act(self._process.memory))


class PortBus:
    """The bus port of a process."""

    def __init__(self, process: Process, broker: Broker) -> None:
        self._process = process
        self._broker = broker

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        async def act() -> None:
            await self._send(entity, messages, None)

        await self._process.effect("bus", act)

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        async def act() -> None:
            await self._send(entity, [message], (at - START).total_seconds())

        await self._process.effect("bus", act)

    async def close(self) -> None:
        pass

    async def _send(self, entity: str, messages: Sequence[Message], due: float | None) -> None:
        faults = self._process.faults
        fault = None if CURRENT.get().spared else faults.on_send()
        if fault is None:
            self._broker.accept(entity, messages, due)
            return
        faults.count(fault)
        # Of several, the last may not have been accepted: that is what a raising `send` promises.
        accepted = messages[:-1] if fault == DROPPED else messages
        self._broker.accept(entity, accepted, due)
        raise Unavailable(f"the broker did not answer: {fault}")

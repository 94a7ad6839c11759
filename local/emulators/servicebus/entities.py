"""What there is to send to and to receive from: the topology's entities, on the embedded broker."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from local.emulators.servicebus.errors import ARGUMENT, NOT_ALLOWED, NOT_FOUND, Refused
from local.emulators.servicebus.messages import Incoming
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import LockLost, Received
from shared.clock import Clock
from shared.topology import Queue, Topology

DEAD_LETTER_SUFFIX = "/$deadletterqueue"
_LOOK_SECONDS = 0.2
"""How often one who waits for dead letters looks whether there are any."""
_ALL = 10_000


class Source(Protocol):
    """A queue, or a queue's dead letters, to receive from."""

    dead: bool

    async def take(self, limit: int, max_wait: float) -> Sequence[Received]: ...

    async def peek(self, first: int, limit: int) -> Sequence[tuple[Received, bool]]: ...

    async def complete(self, token: str) -> None: ...

    async def abandon(self, token: str) -> None: ...

    async def release(self, token: str) -> None: ...

    async def dead_letter(self, token: str, reason: str, description: str) -> None: ...

    async def renew(self, token: str) -> datetime: ...


class Entities:
    """Finds entities by their paths; names are compared without regard to case, as in Azure."""

    def __init__(self, bus: EmbeddedBus, topology: Topology, clock: Clock) -> None:
        self._bus = bus
        self._sources: dict[str, Source] = {}
        self._targets = {name.lower(): name for name in topology.topics}
        for queue in topology.queues:
            self._targets[queue.name.lower()] = queue.name
            self._sources[queue.name.lower()] = LiveMessages(bus, queue)
            self._sources[queue.name.lower() + DEAD_LETTER_SUFFIX] = DeadLetterMessages(bus, queue, clock)
        self._topics = {name.lower() for name in topology.topics}
        self._subscriptions = {f"{each.topic}/subscriptions/{each.name}".lower() for each in topology.subscriptions}

    def target(self, path: str) -> str:
        """The name of the topic or queue to send to. Raises `Refused`."""
        if (name := self._targets.get(path.lower())) is None:
            raise _unknown(path)
        return name

    def source(self, path: str) -> Source:
        """Raises `Refused`."""
        wanted = path.lower()
        if wanted in self._topics:
            raise Refused(NOT_ALLOWED, f"{path} is a topic: one receives from its subscriptions.")
        if wanted.removesuffix(DEAD_LETTER_SUFFIX) in self._subscriptions:
            raise Refused(NOT_ALLOWED, f"Cannot create a message receiver on {path}: it has auto-forwarding enabled.")
        if (source := self._sources.get(wanted)) is None:
            raise _unknown(path)
        return source

    async def send(self, entity: str, messages: Sequence[Incoming]) -> None:
        """Hand them to the broker. Those that are scheduled are handed over one by one, the others together."""
        await self._bus.send(entity, [each.message for each in messages if each.at is None])
        for each in messages:
            if each.at is not None:
                await self._bus.schedule(entity, each.message, each.at)


@dataclass
class LiveMessages:
    """The messages of a queue."""

    bus: EmbeddedBus
    queue: Queue
    dead = False

    async def take(self, limit: int, max_wait: float) -> Sequence[Received]:
        return await self.bus.receive(self.queue.name, limit, max_wait)

    async def peek(self, first: int, limit: int) -> Sequence[tuple[Received, bool]]:
        return await self.bus.browse(self.queue.name, first, limit, dead=False)

    async def complete(self, token: str) -> None:
        await self.bus.complete(self.queue.name, token)

    async def abandon(self, token: str) -> None:
        await self.bus.abandon(self.queue.name, token)

    async def release(self, token: str) -> None:
        await self.bus.release(self.queue.name, token)

    async def dead_letter(self, token: str, reason: str, description: str) -> None:
        await self.bus.dead_letter(self.queue.name, token, reason, description)

    async def renew(self, token: str) -> datetime:
        return await self.bus.renew(self.queue.name, token)


class DeadLetterMessages:
    """A queue's dead letters. The broker has no locks for them: they are kept here and end with this process, as if
    they had expired."""

    dead = True

    def __init__(self, bus: EmbeddedBus, queue: Queue, clock: Clock) -> None:
        self._bus = bus
        self._queue = queue
        self._clock = clock
        self._locks: dict[int, tuple[str, datetime]] = {}

    async def take(self, limit: int, max_wait: float) -> Sequence[Received]:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + max_wait
        while not (taken := await self._take(limit)) and (left := give_up - loop.time()) > 0:  # noqa: ASYNC110 - others may write the file
            await asyncio.sleep(min(left, _LOOK_SECONDS))
        return taken

    async def peek(self, first: int, limit: int) -> Sequence[tuple[Received, bool]]:
        return await self._bus.browse(self._queue.name, first, limit, dead=True)

    async def complete(self, token: str) -> None:
        sequence = self._held(token)
        if not await self._bus.discard(self._queue.name, sequence):
            raise LockLost(f"dead letter {sequence} of {self._queue.name} is gone")
        self._locks.pop(sequence, None)

    async def abandon(self, token: str) -> None:
        del self._locks[self._held(token)]

    release = abandon

    async def dead_letter(self, token: str, reason: str, description: str) -> None:  # noqa: ARG002
        raise Refused(ARGUMENT, f"{self._queue.name}: a dead letter cannot be dead-lettered.")

    async def renew(self, token: str) -> datetime:
        sequence = self._held(token)
        until = self._until()
        self._locks[sequence] = token, until
        return until

    async def _take(self, limit: int) -> list[Received]:
        found = await self._bus.browse(self._queue.name, 0, _ALL, dead=True)
        now, until = self._clock.now(), self._until()
        free = [message for message, _ in found if self._is_free(message.sequence_number, now)]
        return [self._lock(message, until) for message in free[:limit]]

    def _lock(self, message: Received, until: datetime) -> Received:
        token = f"{message.sequence_number:016x}{os.urandom(8).hex()}"
        self._locks[message.sequence_number] = token, until
        return replace(message, locked_until=until, lock_token=token)

    def _is_free(self, sequence: int, now: datetime) -> bool:
        return sequence not in self._locks or self._locks[sequence][1] <= now

    def _held(self, token: str) -> int:
        sequence = int(token[:16], 16)
        if self._locks.get(sequence, ("",))[0] != token or self._is_free(sequence, self._clock.now()):
            raise LockLost(f"the lock on a dead letter of {self._queue.name} has expired, or it is settled")
        return sequence

    def _until(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self._queue.lock_seconds)


def _unknown(path: str) -> Refused:
    return Refused(NOT_FOUND, f"The messaging entity {path!r} could not be found.")

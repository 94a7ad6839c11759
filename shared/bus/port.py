"""The bus port: topics, subscriptions that forward, queues. The part of Azure Service Bus that we live with.

A topic takes messages, drops one whose id it has seen within its window (duplicate detection), and gives a copy to
every subscription whose filter names the message's subject; a subscription forwards to a queue. A queue hands a
message out under a lock (peek-lock): complete it, or abandon it and it comes again at once, or let the lock expire
and it comes again; past the queue's maximum deliveries it goes to the dead-letter queue. At least once, unordered.
tests/contract/test_bus_*.py are the port's meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

MAX_MESSAGE_BYTES = 256 * 1024
"""Body, properties and headers of one message together (Service Bus Standard)."""
DEAD_LETTER_MARKS = ("ktravelAttempt", "ktravelPoison")
"""The properties by which a message remembers its failures (docs/adr/0004); replay takes them off."""

type Property = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to send.

    `id` is what duplicate detection compares; `subject` is what subscriptions filter by: an event's type.
    """

    id: str
    subject: str
    body: bytes
    properties: Mapping[str, Property] = field(default_factory=dict)
    content_type: str = "application/cloudevents+json"
    correlation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Message):
    """A message handed out by a queue, or peeked at.

    `delivery_count` is 1 on the first delivery. `lock_token` is empty on a message that was only peeked at. The dead
    letter fields are set on what a dead-letter queue gives.
    """

    sequence_number: int
    delivery_count: int
    enqueued_at: datetime
    locked_until: datetime | None
    lock_token: str
    dead_letter_reason: str | None = None
    dead_letter_description: str | None = None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many messages of a queue can be received now, become visible later, are locked, are dead letters.

    Service Bus does not tell locked messages from those that wait: there, `active` counts both and `locked` is 0.
    """

    active: int
    scheduled: int
    locked: int
    dead_lettered: int


class Bus(Protocol):
    """Sending.

    Raises `Unavailable` (Transient) when the broker does not answer; `Poison` for an unknown entity and for a message
    that it can never take, by the limits of shared/bus/limits.py: 256 KB in all, an id of 1 to 128 characters, 64 KB
    of properties, each of them text, a whole number of 32 bits or a bool.
    """

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        """Hand messages to a topic or queue; accepted for good when it returns. If it raises, some of them may have
        been accepted: send them again with the same ids."""
        ...

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        """Hand over a message that becomes visible at `at`."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class DeadLetters(Protocol):
    """What operators and timers do with queues, and with messages that could not be handled."""

    async def peek(self, queue: str, limit: int = 100) -> Sequence[Received]:
        """The oldest dead letters of a queue, left where they are."""
        ...

    async def replay(self, queue: str, limit: int = 100) -> int:
        """Move the oldest dead letters back to the queue, with a fresh delivery count and without the marks of their
        failures (docs/adr/0004); how many. A crash in between may leave one in both places, never in none."""
        ...

    async def purge(self, queue: str, before: datetime) -> int:
        """Be done for good with the dead letters that were sent before a moment; how many."""
        ...

    async def counts(self, queue: str) -> QueueCounts:
        """How many messages of the queue are in which state; costs what the queue is long."""
        ...


class Receiver(Protocol):
    """Taking messages from a queue: what the Functions host does for a queue trigger.

    Settling with a lock that has expired, or was settled already, raises `LockLost`.
    """

    async def receive(self, queue: str, limit: int, max_wait: float) -> Sequence[Received]:
        """Lock and hand out up to `limit` messages, oldest first; waits up to `max_wait` seconds for the first."""
        ...

    async def complete(self, queue: str, lock_token: str) -> None:
        """The message is done with."""
        ...

    async def abandon(self, queue: str, lock_token: str) -> None:
        """Give it back: delivered again at once, or dead-lettered as `MaxDeliveryCountExceeded`."""
        ...

    async def dead_letter(self, queue: str, lock_token: str, reason: str, description: str = "") -> None:
        """Move it to the dead-letter queue."""
        ...

    async def renew(self, queue: str, lock_token: str) -> datetime:
        """Hold the lock for another lock duration; the new end."""
        ...


class Broker(Bus, Receiver, DeadLetters, Protocol):
    """All that a process can ask of a bus."""


class LockLost(Exception):  # noqa: N818 - Service Bus's own name for it
    """The lock expired or the message was settled: it is, or will be, delivered again."""

"""The bus in Azure: Service Bus by azure-servicebus, one client a process.

To be imported only where Service Bus is the bus: the SDK is heavy.
"""

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from azure.servicebus import (
    ServiceBusMessage,
    ServiceBusMessageBatch,
    ServiceBusMessageState,
    ServiceBusReceivedMessage,
    ServiceBusSubQueue,
)
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender
from azure.servicebus.exceptions import MessageLockLostError, MessageSizeExceededError

from shared.bus.limits import MAX_DEAD_LETTER_CHARACTERS, check
from shared.bus.port import DEAD_LETTER_MARKS, LockLost, Message, QueueCounts, Received
from shared.bus.servicebus_links import Links
from shared.bus.servicebus_messages import outgoing, peeked, received
from shared.bus.servicebus_receiving import renew, settle, take
from shared.connections import ServiceBusConnection
from shared.errors import Poison
from shared.identity import credential
from shared.topology import Topology

_SECONDS: Final = 8.0
"""What one operation may take, with all its attempts."""
_RETRIES: Final[Mapping[str, Any]] = {
    "retry_total": 2,
    "retry_mode": "fixed",
    "retry_backoff_factor": 0.2,
    "retry_backoff_max": 1,
    "try_timeout": 3.0,
}
"""A connection that broke is opened anew at once; what does not answer is heard of within seconds. The SDK's own
settings would keep a caller for minutes. Longer patience is the outbox's, and the inbox's (docs/adr/0003)."""
_RECEIVERS: Final = 16
"""Coroutines that may receive from one queue at the same time."""
_PAGE: Final = 100


class ServiceBusBus:
    """The ports `Bus`, `Receiver` and `DeadLetters` on a Service Bus namespace. To be used from one event loop.

    Nothing is opened before it is needed. `topology` says what there is: other names are refused without asking.
    """

    def __init__(self, client: ServiceBusClient, topology: Topology) -> None:
        self._client = client
        self._queues = {queue.name for queue in topology.queues}
        self._entities = self._queues | set(topology.topics)
        self._topics = set(topology.topics)
        self._senders: dict[str, Links[ServiceBusSender]] = {}
        self._receivers: dict[tuple[str, str], Links[ServiceBusReceiver]] = {}

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        """Hand messages to a topic or queue, in as few batches as their sizes allow."""
        self._check_entity(entity)
        for message in messages:
            check(message)
        if messages:
            async with self._sender(entity).use() as sender:
                await _send_all(sender, [outgoing(message) for message in messages])

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        """Hand over a message that becomes visible at `at`."""
        self._check_entity(entity)
        check(message)
        async with self._sender(entity).use() as sender:
            await sender.schedule_messages(outgoing(message), at, timeout=_SECONDS)

    async def receive(self, queue: str, limit: int, max_wait: float) -> Sequence[Received]:
        """Lock and hand out up to `limit` messages, oldest first; waits up to `max_wait` seconds for the first.

        Cancelled, it lets go of its link; what was on its way comes again, at the latest when its lock expires. Raises
        `ValueError` for a limit below 1.
        """
        self._check_queue(queue)
        if limit < 1:
            raise ValueError(f"a limit of {limit} messages")
        async with self._receiver(queue, "live", most=_RECEIVERS).use() as receiver:
            return [received(message) for message in await take(receiver, limit, max_wait)]

    async def complete(self, queue: str, lock_token: str) -> None:
        """The message is done with. Raises `LockLost`."""
        await self._settle(queue, "completed", lock_token)

    async def abandon(self, queue: str, lock_token: str) -> None:
        """Give it back: delivered again at once, or dead-lettered as `MaxDeliveryCountExceeded`. Raises `LockLost`."""
        await self._settle(queue, "abandoned", lock_token)

    async def dead_letter(self, queue: str, lock_token: str, reason: str, description: str = "") -> None:
        """Move it to the dead-letter queue; reason and description are cut at 4,096 characters. Raises `LockLost`."""
        details = {
            "deadletter-reason": reason[:MAX_DEAD_LETTER_CHARACTERS],
            "deadletter-description": description[:MAX_DEAD_LETTER_CHARACTERS],
        }
        await self._settle(queue, "suspended", lock_token, details)

    async def renew(self, queue: str, lock_token: str) -> datetime:
        """Hold the lock for another lock duration from now; the new end. Raises `LockLost`."""
        self._check_queue(queue)
        token = _uuid(lock_token)
        async with self._settler(queue).use() as receiver:
            return await renew(receiver, token, _SECONDS)

    async def peek(self, queue: str, limit: int = 100) -> Sequence[Received]:
        """The oldest dead letters of a queue, left where they are."""
        self._check_queue(queue)
        async with self._receiver(queue, "dead").use() as receiver:
            found = await _browse(receiver, limit)
        return [peeked(message) for message in found]

    async def replay(self, queue: str, limit: int = 100) -> int:
        """Send the oldest dead letters to the queue without `DEAD_LETTER_MARKS`, then be done with them; how many."""
        self._check_queue(queue)
        count = 0
        async with self._receiver(queue, "dead").use() as receiver:
            while found := await take(receiver, min(_PAGE, limit - count), 0) if count < limit else ():
                await self.send(queue, [_without_marks(received(message)) for message in found])
                for message in found:
                    # Without its lock it is somebody else's, or an answer got lost: at worst it is in both places.
                    with contextlib.suppress(MessageLockLostError):
                        await receiver.complete_message(message)
                count += len(found)
        return count

    async def purge(self, queue: str, before: datetime) -> int:
        """Complete the dead letters that were sent before a moment; how many. The others are locked meanwhile."""
        self._check_queue(queue)
        async with self._receiver(queue, "dead").use() as receiver:
            wanted = [each for each in await _browse(receiver, sys.maxsize) if _enqueued_at(each) < before]
            count, kept = 0, []
            while count < len(wanted) and (found := await take(receiver, _PAGE, 0)):
                for message in found:
                    if _enqueued_at(message) >= before:
                        kept.append(message)
                        continue
                    with contextlib.suppress(MessageLockLostError):  # then it is somebody else's, or comes again
                        await receiver.complete_message(message)
                    count += 1
            for message in kept:
                with contextlib.suppress(MessageLockLostError):
                    await receiver.abandon_message(message)
        return count

    async def counts(self, queue: str) -> QueueCounts:
        """How many messages of the queue are in which state, by looking at each of them: Service Bus counts only for
        those who may manage it. Costs what the queue is long, bodies and all."""
        self._check_queue(queue)
        async with self._receiver(queue, "browsing").use() as receiver:
            alive = await _browse(receiver, sys.maxsize)
        async with self._receiver(queue, "dead").use() as receiver:
            dead = len(await _browse(receiver, sys.maxsize))
        scheduled = sum(message.state == ServiceBusMessageState.SCHEDULED for message in alive)
        return QueueCounts(active=len(alive) - scheduled, scheduled=scheduled, locked=0, dead_lettered=dead)

    async def close(self) -> None:
        """Let go of all connections."""
        await asyncio.gather(
            *(links.close() for links in self._senders.values()), *(links.close() for links in self._receivers.values())
        )
        await self._client.close()

    async def _settle(self, queue: str, status: str, lock_token: str, details: Mapping[str, str] | None = None) -> None:
        self._check_queue(queue)
        token = _uuid(lock_token)
        async with self._settler(queue).use() as receiver:
            await settle(receiver, status, token, details)

    def _sender(self, entity: str) -> Links[ServiceBusSender]:
        if entity not in self._senders:
            make = self._client.get_topic_sender if entity in self._topics else self._client.get_queue_sender
            self._senders[entity] = Links(lambda: make(entity), most=1)
        return self._senders[entity]

    def _settler(self, queue: str) -> Links[ServiceBusReceiver]:
        """A link of its own, since those that wait for messages do not answer meanwhile."""
        return self._receiver(queue, "settling")

    def _receiver(self, queue: str, purpose: str, *, most: int = 1) -> Links[ServiceBusReceiver]:
        if (queue, purpose) not in self._receivers:
            part = ServiceBusSubQueue.DEAD_LETTER if purpose == "dead" else None
            self._receivers[queue, purpose] = Links(
                lambda: self._client.get_queue_receiver(queue, sub_queue=part), most=most
            )
        return self._receivers[queue, purpose]

    def _check_entity(self, entity: str) -> None:
        if entity not in self._entities:
            raise Poison(f"there is no {entity!r} on the bus")

    def _check_queue(self, queue: str) -> None:
        if queue not in self._queues:
            raise Poison(f"there is no queue {queue!r} on the bus")


def connect(connection: ServiceBusConnection, topology: Topology) -> ServiceBusBus:
    """The bus at `connection`: by the app's identity, or by an emulator's connection string."""
    if connection.connection_string is not None:
        text = connection.connection_string.get_secret_value()
        return ServiceBusBus(ServiceBusClient.from_connection_string(text, **_RETRIES), topology)
    assert connection.namespace is not None  # noqa: S101 - checked when it was read
    client = ServiceBusClient(connection.namespace, credential(connection.client_id), **_RETRIES)
    return ServiceBusBus(client, topology)


async def _send_all(sender: ServiceBusSender, messages: Sequence[ServiceBusMessage]) -> None:
    batch = await sender.create_message_batch()
    for message in messages:
        if _fits(batch, message):
            continue
        if len(batch):
            await sender.send_messages(batch, timeout=_SECONDS)
            batch = await sender.create_message_batch()
            if _fits(batch, message):
                continue
        # Too large for a batch, which has room for less than the link: the link decides.
        await sender.send_messages(message, timeout=_SECONDS)
    if len(batch):
        await sender.send_messages(batch, timeout=_SECONDS)


def _fits(batch: ServiceBusMessageBatch, message: ServiceBusMessage) -> bool:
    try:
        batch.add_message(message)
    except MessageSizeExceededError:
        return False
    return True


async def _browse(receiver: ServiceBusReceiver, limit: int) -> list[ServiceBusReceivedMessage]:
    found: list[ServiceBusReceivedMessage] = []
    first = 1
    while len(found) < limit:
        page = await receiver.peek_messages(min(_PAGE, limit - len(found)), sequence_number=first, timeout=_SECONDS)
        if not page:
            break
        found += page
        first = (page[-1].sequence_number or 0) + 1
    return found


def _enqueued_at(message: ServiceBusReceivedMessage) -> datetime:
    moment = message.enqueued_time_utc
    assert moment is not None  # noqa: S101 - the broker sets it
    return moment


def _without_marks(message: Received) -> Message:
    properties = {name: value for name, value in message.properties.items() if name not in DEAD_LETTER_MARKS}
    return Message(
        id=message.id,
        subject=message.subject,
        body=message.body,
        properties=properties,
        content_type=message.content_type,
        correlation_id=message.correlation_id,
    )


def _uuid(lock_token: str) -> UUID:
    try:
        return UUID(lock_token)
    except ValueError as error:
        raise LockLost("this is not a lock token") from error

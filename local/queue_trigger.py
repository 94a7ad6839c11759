"""Service Bus queue triggers: each message that a queue hands out is one invocation.

Success completes the message, an exception abandons it, and the broker does the rest. While a function runs, the lock
on its message is kept.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

import orjson
from azure.functions.meta import Datum

from local.failures import record_failure
from local.runtime import Function, InvocationFailed, Metadata, Runtime
from local.stop import Stop
from shared.bus.port import LockLost, Received, Receiver
from shared.errors import Transient
from shared.telemetry import record, tracing
from shared.topology import Queue

_WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
"""Before asking a broker again that could not answer."""


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """extensions.serviceBus of host.json: invocations at once, and seconds a lock is renewed for."""

    max_concurrent_calls: int
    max_auto_lock_renewal: float


class QueueTrigger:
    """Feeds one function from one queue."""

    def __init__(
        self,
        runtime: Runtime,
        function: Function,
        *,
        receiver: Receiver,
        queue: Queue,
        options: QueueOptions,
        stop: Stop,
    ) -> None:
        self._runtime = runtime
        self._function = function
        self._receiver = receiver
        self._queue = queue
        self._options = options
        self._stop = stop
        self._in_flight: dict[asyncio.Task[None], tuple[str, float]] = {}
        """Each invocation's lock token, and the moment (the loop's time) it began."""
        self._freed = asyncio.Event()

    async def run(self) -> None:
        """Take messages until the host stops, then finish those that were taken."""
        renewing = asyncio.create_task(self._renew_locks())
        try:
            while not self._stop.requested:
                free = self._options.max_concurrent_calls - len(self._in_flight)
                if free == 0:
                    self._freed.clear()
                    await self._freed.wait()
                    continue
                for message in await self._receive(free):
                    task = asyncio.create_task(self._handle(message))
                    self._in_flight[task] = (message.lock_token, asyncio.get_running_loop().time())
                    task.add_done_callback(self._done)
            if self._in_flight:
                await asyncio.wait(self._in_flight)
        finally:
            renewing.cancel()
            for task in self._in_flight:
                task.cancel()

    async def _receive(self, limit: int) -> Sequence[Received]:
        try:
            async with self._stop.interrupting():
                return await self._take(limit)
        except TimeoutError:
            return ()

    async def _take(self, limit: int) -> Sequence[Received]:
        try:
            return await self._receiver.receive(self._queue.name, limit, _WAIT_SECONDS)
        except Transient as error:
            with tracing(None):
                record("receive_failed", level=logging.WARNING, queue=self._queue.name, reason=str(error))
            await asyncio.sleep(error.retry_after or _PAUSE_SECONDS)
            return ()

    async def _handle(self, message: Received) -> None:
        parent = message.properties.get("traceparent")
        traceparent = parent if isinstance(parent, str) else ""
        settle, verb = self._receiver.complete, "complete"
        try:
            await self._runtime.invoke(
                self._function, Datum(message.body, "bytes"), metadata(message), traceparent=traceparent
            )
        except InvocationFailed as failure:
            settle, verb = self._receiver.abandon, "abandon"
            record_failure(
                failure,
                traceparent,
                level=logging.WARNING,
                queue=self._queue.name,
                message=message.id,
                delivery=message.delivery_count,
            )
        try:
            await settle(self._queue.name, message.lock_token)
        except (LockLost, Transient) as error:
            # Either way the broker delivers it again once the lock has run out.
            with tracing(traceparent):
                reason = "lock lost" if isinstance(error, LockLost) else str(error)
                record(f"{verb}_failed", level=logging.WARNING, message=message.id, reason=reason)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self._freed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logging.getLogger("ktravel").error("settling on %s failed", self._queue.name, exc_info=error)

    async def _renew_locks(self) -> None:
        interval = self._queue.lock_seconds / 3
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(interval)
            now = loop.time()
            for token, began in list(self._in_flight.values()):
                if interval / 2 < now - began < self._options.max_auto_lock_renewal:
                    await self._renew(token)

    async def _renew(self, token: str) -> None:
        try:
            await self._receiver.renew(self._queue.name, token)
        except LockLost:
            return  # settled meanwhile, or lost; then settling says so
        except Transient as error:
            with tracing(None):
                record("renew_failed", level=logging.WARNING, queue=self._queue.name, reason=str(error))


def metadata(message: Received) -> Metadata:
    """A message's trigger metadata, under the names that the Functions host gives them."""
    properties = Datum(orjson.dumps(dict(message.properties)), "json")
    values = {
        "MessageId": Datum(message.id, "string"),
        "Subject": Datum(message.subject, "string"),
        "Label": Datum(message.subject, "string"),
        "ContentType": Datum(message.content_type, "string"),
        "DeliveryCount": Datum(message.delivery_count, "int"),
        "SequenceNumber": Datum(message.sequence_number, "int"),
        "LockToken": Datum(message.lock_token, "string"),
        "EnqueuedTimeUtc": Datum(
            orjson.dumps(message.enqueued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")), "json"
        ),
        "ApplicationProperties": properties,
        "UserProperties": properties,
    }
    if message.correlation_id is not None:
        values["CorrelationId"] = Datum(message.correlation_id, "string")
    return values

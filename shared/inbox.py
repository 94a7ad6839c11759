"""Handling a message: one event, one handler, and patience that also runs in Azure.

Service Bus redelivers an abandoned message at once and a few times only, which is no help against an outage of ten
minutes. So a transient fault schedules a copy of the message to the same queue, later each time, and completes the
original. What cannot succeed is sent as a copy that carries its reason and is abandoned until the broker dead-letters
it: a Python function cannot dead-letter by itself (docs/adr/0004). Nothing is dropped on any path.
"""

import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any, Protocol

import orjson

from shared.bus.port import DEAD_LETTER_MARKS, Message
from shared.dependencies import Dependencies
from shared.errors import Poison, Rejection, Transient
from shared.events.base import EventData
from shared.events.envelope import Event, open_envelope, seal
from shared.telemetry import current_trace, record, tracing

ATTEMPT, POISON = DEAD_LETTER_MARKS
DELAYS = (1, 5, 15, 60, 300, 900, 1800, 3600, 3600)
"""Seconds to wait before the second, third ... attempt. Together about three hours; then the message is poison."""

type EventHandler = Callable[[Any, Event, Dependencies], Awaitable[None]]
"""Takes the event's data, the event around it, and the context's dependencies. Idempotent."""


class Delivery(Protocol):
    """What we use of `azure.functions.ServiceBusMessage`."""

    @property
    def message_id(self) -> str: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def correlation_id(self) -> str | None: ...
    @property
    def delivery_count(self) -> int | None: ...
    @property
    def application_properties(self) -> dict[str, Any]: ...
    def get_body(self) -> bytes: ...


async def receive_event(
    deps: Dependencies, queue: str, delivery: Delivery, handlers: Mapping[type[EventData], EventHandler]
) -> None:
    """Hand the event in `delivery` to the handler of its type."""

    async def handle() -> None:
        event = open_envelope(delivery.get_body())
        handler = handlers.get(type(event.data))
        if handler is None:
            raise Poison(f"{queue} has no handler for {event.data.type()}")
        await handler(event.data, event, deps)

    await receive_work(deps, queue, delivery, handle)


async def receive_work(
    deps: Dependencies,
    queue: str,
    delivery: Delivery,
    handle: Callable[[], Awaitable[None]],
    *,
    delays: Sequence[float] = DELAYS,
) -> None:
    """Run `handle` for one message, with patience: `delays` is how much, in seconds before the second, third ...
    attempt. Returns when the message is done with: handled, or its copy scheduled. Raises to have it abandoned: on its
    way to the dead letters, or because not even a copy could be sent.
    """
    properties = delivery.application_properties or {}
    with tracing(properties.get("traceparent")):
        if POISON in properties:
            # The copy that carries the reason: abandoned until the broker has had enough of it.
            raise Poison(str(properties[POISON]))
        attempt = _attempt(delivery)
        started = perf_counter()
        outcome = "interrupted"
        try:
            await handle()
            outcome = "handled"
        except Poison as poison:
            outcome = "poison"
            await _send_poison(deps, queue, delivery, attempt, poison.reason)
        except Rejection as rejection:
            # An outcome nobody is there to hear: the handler should have made an event of it.
            outcome = "poison"
            await _send_poison(deps, queue, delivery, attempt, f"rejected: {rejection.code}")
        except Exception as error:  # noqa: BLE001 - a defect too is tried again, then kept with its reason
            outcome = "transient" if isinstance(error, Transient) else "defect"
            await _send_later(deps, queue, delivery, error, delays)
        finally:
            record(
                "message",
                level=logging.INFO if outcome == "handled" else logging.WARNING,
                queue=queue,
                message=delivery.message_id,
                type=delivery.subject,
                attempt=attempt,
                delivery=delivery.delivery_count,
                outcome=outcome,
                ms=round((perf_counter() - started) * 1000, 2),
            )


async def receive_again(deps: Dependencies, queue: str, event: Event) -> None:
    """Put the event that is being handled into its queue once more: for a handler that has done a bounded part of what
    the event asks for, and finds the rest by what is left."""
    sealed = seal(event.data, event_id=event.id, at=event.at)
    message = Message(
        id=event.id,
        subject=sealed["type"],
        body=orjson.dumps(sealed),
        properties={"traceparent": sealed["traceparent"]},
        correlation_id=current_trace().trace_id,
    )
    await deps.bus.send(queue, [message])


async def _send_later(
    deps: Dependencies, queue: str, delivery: Delivery, error: Exception, delays: Sequence[float]
) -> None:
    attempt = _attempt(delivery)
    reason = f"{type(error).__name__}: {error}" if isinstance(error, Transient) else f"defect {type(error).__name__}"
    if not isinstance(error, Transient):
        trace_id = current_trace().trace_id
        logging.getLogger("ktravel").error(
            "defect in the handler of %s, trace %s", delivery.subject, trace_id, exc_info=error
        )
    if attempt > len(delays):
        await _send_poison(deps, queue, delivery, attempt, f"{attempt} attempts: {reason}")
        return
    retry_after = error.retry_after if isinstance(error, Transient) and error.retry_after else 0.0
    delay = max(delays[attempt - 1] * random.uniform(0.8, 1.2), retry_after)  # noqa: S311
    copy = _copy(delivery, attempt + 1, {})
    await deps.bus.schedule(queue, copy, deps.clock.now() + timedelta(seconds=delay))
    record("retry", level=logging.WARNING, queue=queue, attempt=attempt, delay=round(delay, 1), reason=reason)


async def _send_poison(deps: Dependencies, queue: str, delivery: Delivery, attempt: int, reason: str) -> None:
    await deps.bus.send(queue, [_copy(delivery, attempt, {POISON: reason[:500]})])
    record("poison", level=logging.ERROR, queue=queue, message=delivery.message_id, reason=reason)


def _attempt(delivery: Delivery) -> int:
    return int((delivery.application_properties or {}).get(ATTEMPT, 1))


def _copy(delivery: Delivery, attempt: int, marks: Mapping[str, str]) -> Message:
    return Message(
        id=delivery.message_id,
        subject=delivery.subject or "",
        body=delivery.get_body(),
        properties={**(delivery.application_properties or {}), ATTEMPT: attempt, **marks},
        content_type=delivery.content_type or "application/cloudevents+json",
        correlation_id=delivery.correlation_id,
    )

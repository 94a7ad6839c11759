"""The inbox: a message is handled, tried again later, or kept with its reason; never dropped."""

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.clock import to_iso
from shared.errors import Poison, Rejection, Transient, Unavailable
from shared.events.envelope import Event, seal
from shared.events.member import MemberCreated, MemberUpdated
from shared.ids import new_ulid
from shared.inbox import ATTEMPT, DELAYS, POISON, receive_again, receive_event
from shared.telemetry import current_trace, tracing
from tests.fakes import Delivered, Fakes

QUEUE = "plan-inbox"
AT = datetime(2026, 1, 1, tzinfo=UTC)
CREATED = MemberCreated(member_id=new_ulid(AT), name="지우", version=1, created_at=to_iso(AT))


def delivered(data: MemberCreated | MemberUpdated = CREATED, **properties: Any) -> Delivered:
    body = orjson.dumps(seal(data, event_id="event-1", at=AT))
    return Delivered(body, application_properties=properties)


async def test_the_handler_of_the_events_type_gets_it_and_its_trace() -> None:
    fakes = Fakes()
    seen: list[tuple[Any, Event, str]] = []

    async def handler(data: Any, event: Event, _deps: Any) -> None:
        seen.append((data, event, current_trace().trace_id))

    with tracing(None) as trace:
        message = delivered(traceparent=trace.traceparent)
    await receive_event(fakes.deps, QUEUE, message, {MemberCreated: handler})
    ((data, event, trace_id),) = seen
    assert (data, event.id, event.at) == (CREATED, "event-1", AT)
    assert trace_id == trace.trace_id


async def test_what_was_broken_off_is_not_called_handled(caplog: pytest.LogCaptureFixture) -> None:
    fakes = Fakes()

    async def handler(_data: Any, _event: Event, _deps: Any) -> None:
        raise asyncio.CancelledError

    with caplog.at_level(logging.INFO, "ktravel"), pytest.raises(asyncio.CancelledError):
        await receive_event(fakes.deps, QUEUE, delivered(), {MemberCreated: handler})
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert (line["kind"], line["outcome"]) == ("message", "interrupted")


async def test_a_defects_stack_trace_is_found_by_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    """As docs/runbook.md says."""
    fakes = Fakes()

    async def handler(_data: Any, _event: Event, _deps: Any) -> None:
        raise KeyError("a defect")

    with tracing(None) as trace:
        message = delivered(traceparent=trace.traceparent)
    await receive_event(fakes.deps, QUEUE, message, {MemberCreated: handler})
    (told,) = [record for record in caplog.records if record.exc_info]
    assert trace.trace_id in told.getMessage()


@pytest.mark.parametrize("error", [Unavailable("away"), Transient("busy"), KeyError("a defect")])
async def test_what_may_pass_is_tried_again_later_and_later(error: Exception) -> None:
    fakes = Fakes()

    async def failing(*_: Any) -> None:
        raise error

    waits = []
    message = delivered()
    for attempt in range(1, len(DELAYS) + 1):
        await receive_event(fakes.deps, QUEUE, message, {MemberCreated: failing})
        queue, copy, at = fakes.bus.scheduled.pop()
        assert (queue, copy.id, copy.body) == (QUEUE, message.message_id, message.body)
        assert (copy.content_type, copy.correlation_id) == (message.content_type, message.correlation_id)
        assert copy.properties[ATTEMPT] == attempt + 1
        waits.append((at - fakes.clock.now()).total_seconds())
        message = Delivered(copy.body, application_properties=dict(copy.properties))
    assert all(0.79 * delay < wait < 1.21 * delay for delay, wait in zip(DELAYS, waits, strict=True))

    await receive_event(fakes.deps, QUEUE, message, {MemberCreated: failing})
    assert fakes.bus.scheduled == []
    ((queue, poison),) = fakes.bus.sent
    assert queue == QUEUE
    assert type(error).__name__ in str(poison.properties[POISON])


async def test_a_wait_that_was_asked_for_is_kept() -> None:
    fakes = Fakes()

    async def throttled(*_: Any) -> None:
        raise Unavailable("429", retry_after=120)

    await receive_event(fakes.deps, QUEUE, delivered(), {MemberCreated: throttled})
    ((_, _, at),) = fakes.bus.scheduled
    assert (at - fakes.clock.now()).total_seconds() == 120


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Delivered(b"not json"), "not JSON"),
        (Delivered(b'"text"'), "not an event"),
        (Delivered(b'{"type": "ktravel.member.Unheard.v1"}'), "not an event"),
        (Delivered(b'{"type": "ktravel.member.MemberCreated.v1", "id": "1", "time": "x", "data": {}}'), "not an event"),
        (
            Delivered(
                b'{"type": "ktravel.member.MemberCreated.v1", "id": "1", "time": "2026-01-01T00:00:00Z", "data": {}}'
            ),
            "memberId",
        ),
        (delivered(MemberUpdated(member_id="m", name="n", version=2)), "no handler"),
    ],
)
async def test_what_can_never_succeed_is_kept_with_its_reason(message: Delivered, reason: str) -> None:
    fakes = Fakes()

    async def never(*_: Any) -> None:
        raise AssertionError("not reached")

    await receive_event(fakes.deps, QUEUE, message, {MemberCreated: never})
    ((queue, copy),) = fakes.bus.sent
    assert queue == QUEUE
    assert reason in str(copy.properties[POISON])

    marked = Delivered(copy.body, application_properties=dict(copy.properties))
    with pytest.raises(Poison):
        await receive_event(fakes.deps, QUEUE, marked, {MemberCreated: never})
    assert len(fakes.bus.sent) == 1, "the marked copy is abandoned, not copied again"


async def test_a_rejection_that_no_handler_made_an_outcome_of_is_kept_with_its_code() -> None:
    fakes = Fakes()

    async def refusing(*_: Any) -> None:
        raise Rejection("blocked", 409)

    await receive_event(fakes.deps, QUEUE, delivered(), {MemberCreated: refusing})
    ((_, copy),) = fakes.bus.sent
    assert copy.properties[POISON] == "rejected: blocked"


async def test_a_message_whose_copy_cannot_be_sent_is_abandoned_not_lost() -> None:
    fakes = Fakes()
    fakes.bus.failures = [Unavailable("the bus is away")]

    async def failing(*_: Any) -> None:
        raise Transient("busy")

    with pytest.raises(Unavailable):
        await receive_event(fakes.deps, QUEUE, delivered(), {MemberCreated: failing})


async def test_an_event_of_which_a_part_is_done_comes_again_as_it_was() -> None:
    fakes = Fakes()
    seen: list[tuple[Any, str, datetime, str]] = []

    async def handler(data: Any, event: Event, deps: Any) -> None:
        seen.append((data, event.id, event.at, current_trace().trace_id))
        if len(seen) == 1:
            await receive_again(deps, QUEUE, event)

    with tracing(None) as trace:
        message = delivered(traceparent=trace.traceparent)
    await receive_event(fakes.deps, QUEUE, message, {MemberCreated: handler})
    ((queue, again),) = fakes.bus.sent
    assert (queue, again.id, again.subject) == (QUEUE, "event-1", MemberCreated.type())
    assert ATTEMPT not in again.properties
    continued = Delivered(again.body, again.id, again.subject, application_properties=dict(again.properties))
    await receive_event(fakes.deps, QUEUE, continued, {MemberCreated: handler})
    assert seen == [(CREATED, "event-1", AT, trace.trace_id)] * 2

"""The transactional outbox: events are stored with the aggregate they happened to, then sent to the bus.

`stored` gives the operation that goes into the aggregate's batch. The relay (change feed trigger) sends what the feed
shows and deletes it once the bus has accepted it; the sweeper (timer) sends what was left behind. An event leaves the
outbox only after the bus has it: it may be sent twice (the topic drops the second by its id), never not at all.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from shared.bus.port import Message
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.errors import Missing, Poison
from shared.events.base import EventData
from shared.events.envelope import MAX_EVENT_BYTES, seal
from shared.store.port import Create, Delete, Document, Equals, Increment, Query, Replace, Store
from shared.telemetry import record, tracing
from shared.topology import topology

OUTBOX = "outbox"
PARKED = "parked"
MAX_REFUSALS = 10
"""Times the bus may refuse an event before it is parked, so that it holds up nobody."""


class EventTooLarge(Poison):
    """The event would not fit a message; nothing was stored. Aggregates keep their own, smaller, limits."""


def stored(partition: str, data: EventData, deps: Dependencies) -> Create:
    """The operation that puts an event into the outbox, for the batch of the aggregate it happened to."""
    event = seal(data, event_id=deps.new_id(), at=deps.clock.now())
    if len(orjson.dumps(event)) > MAX_EVENT_BYTES:
        raise EventTooLarge(f"{data.type()} is over {MAX_EVENT_BYTES} bytes")
    return Create({"id": f"{OUTBOX}.{event['id']}", "pk": partition, "type": OUTBOX, "refusals": 0, "event": event})


async def relay(deps: Dependencies, container: str, topic: str, documents: Sequence[Mapping[str, Any]]) -> None:
    """Send the events among `documents` and delete them.

    One that the bus refuses is counted and left for the sweeper, and the others pass it. Raises `Transient` when the
    bus or store is out of reach: the trigger tries the whole batch again.
    """
    # Counting a refusal is a write too, which brings the event back here at once: from then on it is the sweeper's.
    events = [document for document in documents if document["type"] == OUTBOX and not document["refusals"]]
    if events:
        await _send(deps, container, topic, events)


async def sweep(deps: Dependencies, container: str, topic: str, *, older_than_seconds: float = 60) -> int:
    """Send what the relay left behind for longer than a minute; how many events were looked at."""
    now = deps.clock.now().timestamp()
    seen = 0
    cursor = None
    while True:
        page = await deps.store.query_across(container, Query([Equals("type", OUTBOX)], limit=100, cursor=cursor))
        overdue = [
            item.body
            for item in page.items
            if now - from_iso(item.body["event"]["time"]).timestamp() > older_than_seconds
        ]
        if overdue:
            seen += len(overdue)
            record("swept", level=logging.WARNING, container=container, events=len(overdue))
            await _send(deps, container, topic, overdue)
        cursor = page.cursor
        if cursor is None:
            return seen


async def _send(deps: Dependencies, container: str, topic: str, events: Sequence[Mapping[str, Any]]) -> None:
    messages = [message_of(document["event"]) for document in events]
    sent = events
    try:
        await deps.bus.send(topic, messages)
    except Poison:
        # Which one it was is not said: one by one, so that one bad event harms no other.
        sent = [document for document in events if await _send_one(deps, container, topic, document)]
    for document in sent:
        event = document["event"]
        with tracing(event["traceparent"]):
            record("sent", event=event["id"], type=event["type"], subject=event["subject"], topic=topic)
    await _forget(deps.store, container, sent)


def message_of(event: Mapping[str, Any]) -> Message:
    """The message that carries a sealed event."""
    return Message(
        id=event["id"],
        subject=event["type"],
        body=orjson.dumps(event),
        properties={"traceparent": event["traceparent"]},
        correlation_id=event["traceparent"].split("-")[1],
    )


async def _send_one(deps: Dependencies, container: str, topic: str, document: Mapping[str, Any]) -> bool:
    event = document["event"]
    try:
        await deps.bus.send(topic, [message_of(event)])
    except Poison as refusal:
        await _count_refusal(deps, container, document, refusal.reason)
        return False
    return True


async def _count_refusal(deps: Dependencies, container: str, document: Mapping[str, Any], reason: str) -> None:
    partition, document_id = document["pk"], document["id"]
    present = await deps.store.read(container, partition, document_id)
    if present is None:
        return  # somebody else sent or parked it meanwhile
    refusals = present.body["refusals"] + 1
    if refusals < MAX_REFUSALS:
        await deps.store.execute(container, partition, [Increment(document_id, {"refusals": 1})])
        return
    parked: Document = {
        **present.body,
        "type": PARKED,
        # As long as a dead letter: what a member wrote must not outlive them for want of an operator.
        "ttl": topology().dead_letter_days * 86_400,
        "refusals": refusals,
        "reason": reason,
        "parkedAt": to_iso(deps.clock.now()),
    }
    await deps.store.execute(container, partition, [Replace(parked, present.etag)])
    event = document["event"]
    record("parked", level=logging.ERROR, event=event["id"], type=event["type"], container=container, reason=reason)


async def _forget(store: Store, container: str, documents: Sequence[Mapping[str, Any]]) -> None:
    by_partition: dict[str, list[str]] = {}
    for document in documents:
        by_partition.setdefault(document["pk"], []).append(document["id"])
    await asyncio.gather(*(_forget_in(store, container, partition, ids) for partition, ids in by_partition.items()))


async def _forget_in(store: Store, container: str, partition: str, ids: Sequence[str]) -> None:
    try:
        await store.execute(container, partition, [Delete(document_id) for document_id in ids])
    except Missing:
        if len(ids) == 1:
            return  # the sweeper, or an earlier try, was here before
        for document_id in ids:
            await _forget_in(store, container, partition, [document_id])

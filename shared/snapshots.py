"""Telling again what is: the present state of a context's aggregates, as `<Aggregate>Snapshot` events.

Readers make copies anew from them; nobody grants, notifies or sends anything because of one. They go straight to the
topic: what they say is stored, so that whoever breaks off begins again, or goes on where they were.
"""

import asyncio
from collections.abc import Callable
from hashlib import blake2b

from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.outbox import message_of
from shared.store.port import Document, Replace, Stored

type SnapshotOf = Callable[[Document], EventData | None]
"""What a stored document has to tell; None if that is nothing of its own."""

PAGE = 100
_RENEWED = "renewedBy"


async def publish_page(
    deps: Dependencies, container: str, topic: str, snapshot_of: SnapshotOf, *, run: str, continuation: str | None
) -> tuple[int, str | None]:
    """Send the snapshots of one page of an owner's container; how many they were, and where to go on: None after the
    last page.

    `run` is an id, of at most 40 characters, of the whole republication. The ids of its events follow from it: a page
    that is told twice is dropped the second time, or changes nothing; another run is not taken for this one.
    """
    feed = await deps.store.read_feed(container, continuation, PAGE)
    if not feed.items:
        return 0, None
    told = await asyncio.gather(*(_told(deps, container, item, snapshot_of(item.body), run) for item in feed.items))
    events = [seal(data, event_id=_event_id(run, data), at=deps.clock.now()) for data in told if data is not None]
    if events:
        await deps.bus.send(topic, [message_of(event) for event in events])
    return len(events), feed.continuation


async def _told(
    deps: Dependencies, container: str, item: Stored, snapshot: EventData | None, run: str
) -> EventData | None:
    """What is to be told of a document. A tombstone is kept as long again: a reader must not remember that something
    ended for longer than its owner, with whom it may begin anew at the first version."""
    if snapshot is None or "ttl" not in item.body:
        return snapshot
    if item.body.get(_RENEWED) == run:
        return None  # told before; its renewal brought it here once more
    try:
        await deps.store.execute(container, item.body["pk"], [Replace(item.body | {_RENEWED: run}, item.etag)])
    except WriteConflict:
        return None  # it changed, and comes again further on
    return snapshot


def _event_id(run: str, data: EventData) -> str:
    about = f"{data.type()} {data.subject()} {data.version}"
    return f"{run}.{blake2b(about.encode(), digest_size=16).hexdigest()}"

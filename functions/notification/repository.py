"""Inboxes: what a member does with what they were told. (singles.py and groups.py have how it gets there.)

An inbox is the recipient's partition: notifications, what belongs to those that tell of several members, and one small
document with the state of it all (state.py). Each change is one batch with an increment of that state, which is
therefore right at every moment without anybody ever counting.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from functions.notification import state
from functions.notification.domain import GROUPED, Kind, Occasion
from functions.notification.state import Inbox
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import (
    MAX_OPERATIONS,
    Between,
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
)

CONTAINER = "notifications"
NOTIFICATION, DISMISSED, ENTRY, COUNT, HEAD = "notification", "dismissed", "entry", "count", "head"
_AT_ONCE = MAX_OPERATIONS - 1  # the inbox's state takes one


def group_id(occasion: Occasion, number: int) -> str:
    """The id of the notification that is the `number`th to tell of several members about one subject."""
    return f"{occasion.id}.{number}"


def count_id(group: str) -> str:
    """The id of the document that counts whom a notification tells of."""
    return f"{COUNT}.{group}"


def head_id(about: str) -> str:
    """The id of the document that says which is the latest notification about a subject, if not the first."""
    return f"{HEAD}.{about}"


def head_operation(recipient_id: str, about: str, head: Stored | None, number: int) -> Operation:
    """What makes the `number`th notification about a subject the latest."""
    document = {"id": head_id(about), "pk": recipient_id, "type": HEAD, "number": number}
    return Create(document) if head is None else Replace(document, head.etag)


async def read_inbox(deps: Dependencies, recipient_id: str) -> Inbox:
    """The state of a member's inbox: one small read."""
    return Inbox(recipient_id, await deps.store.read(CONTAINER, recipient_id, state.ID))


async def read_some(deps: Dependencies, recipient_id: str, *ids: str) -> tuple[Inbox, list[Stored | None]]:
    """Documents of an inbox, and its state."""
    inbox, *found = await deps.store.read_many(CONTAINER, [(recipient_id, each) for each in (state.ID, *ids)])
    return Inbox(recipient_id, inbox), found


async def mark_read(deps: Dependencies, recipient_id: str, ids: Sequence[str]) -> None:
    """Mark these as read; ids that name none of the recipient's notifications are passed over."""
    wanted = list(dict.fromkeys(ids))

    async def attempt(start: int) -> None:
        inbox, found = await read_some(deps, recipient_id, *wanted[start : start + _AT_ONCE])
        unread = [each for each in found if each and each.body["type"] == NOTIFICATION and inbox.is_unread(each.body)]
        if not unread:
            return
        read_at = to_iso(deps.clock.now())
        counters = Counter((Kind(each.body["kind"]), each.body["period"]) for each in unread)
        operations: list[Operation] = [inbox.changed({counter: -number for counter, number in counters.items()})]
        operations += [Replace(each.body | {"read": True, "readAt": read_at}, each.etag) for each in unread]
        await deps.store.execute(CONTAINER, recipient_id, operations)

    for start in range(0, len(wanted), _AT_ONCE):
        await retrying(partial(attempt, start))


async def mark_all_read(deps: Dependencies, recipient_id: str) -> None:
    """Mark everything as read that is there, in one small write, however much it is. What is told at the same moment
    may count as having been there."""
    operations = (await read_inbox(deps, recipient_id)).all_read()
    if operations is None:
        return
    tidying, blind = operations
    try:
        await deps.store.execute(CONTAINER, recipient_id, [tidying])
    except WriteConflict:
        await deps.store.execute(CONTAINER, recipient_id, [blind])


async def dismiss(deps: Dependencies, recipient_id: str, notification_id: str) -> None:
    """Take a notification off the list: it stays away until something new happens to its subject. Nothing happens if
    it is not there."""

    async def attempt() -> None:
        inbox, [present] = await read_some(deps, recipient_id, notification_id)
        if present is None or present.body["type"] != NOTIFICATION:
            return
        kind = Kind(present.body["kind"])
        counter = {(kind, present.body["period"]): -1} if inbox.is_unread(present.body) else {}
        removal = await _group_removal(deps, present) if kind in GROUPED else _remainder(present)
        await deps.store.execute(CONTAINER, recipient_id, [inbox.changed(counter), *removal])

    await retrying(attempt)


async def latest(deps: Dependencies, recipient_id: str, *, limit: int, cursor: str | None) -> Page:
    """A page of the recipient's notifications, newest first."""
    query = Query([Equals("type", NOTIFICATION)], order="sortKey", descending=True, limit=limit, cursor=cursor)
    return await deps.store.query(CONTAINER, recipient_id, query)


async def told_of(
    deps: Dependencies, recipient_id: str, actor_id: str, *, after: str, limit: int
) -> list[tuple[Occasion, str]]:
    """What the recipient was told of an actor, read or not, in some order: (occasion, key to go on behind)."""
    where: list[Condition] = [Equals("actorId", actor_id)]
    if after:
        where.append(Between("sortKey", low=f"{after}."))
    page = await deps.store.query(CONTAINER, recipient_id, Query(where, order="sortKey", limit=limit))
    return [(occasion_of(item.body), item.body["sortKey"]) for item in page.items]


async def empty(deps: Dependencies, recipient_id: str) -> list[Document]:
    """Remove what an inbox has, up to a batch of it; what was removed."""

    async def attempt() -> list[Document]:
        page = await deps.store.query(CONTAINER, recipient_id, Query(limit=MAX_OPERATIONS))
        if page.items:
            await deps.store.execute(CONTAINER, recipient_id, [Delete(each.body["id"]) for each in page.items])
        return [each.body for each in page.items]

    return await retrying(attempt)


def occasion_of(document: Document) -> Occasion:
    """What somebody did, by the document that tells of it."""
    return Occasion(Kind(document["kind"]), document["pk"], document["actorId"], document["subjectId"])


def _remainder(present: Stored) -> list[Operation]:
    body = present.body
    kept: Document = {
        field: body[field] for field in ("id", "pk", "kind", "actorId", "subjectId", "sortKey") if field in body
    }
    return [Replace({**kept, "type": DISMISSED, "ttl": TOMBSTONE_SECONDS}, present.etag)]


async def _group_removal(deps: Dependencies, present: Stored) -> list[Operation]:
    # Those whom it told of keep their entries: they are no news. The next one begins a notification of its own.
    about, _, number = present.body["id"].rpartition(".")
    recipient_id = present.body["pk"]
    head = await deps.store.read(CONTAINER, recipient_id, head_id(about))
    operations: list[Operation] = [Delete(present.body["id"], present.etag), Delete(count_id(present.body["id"]))]
    if int(number) == (1 if head is None else head.body["number"]):
        operations.append(head_operation(recipient_id, about, head, int(number) + 1))
    return operations

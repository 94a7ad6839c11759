"""Notifications and the count of those unread, both in the recipient's partition.

The count changes only by increments, each in one batch with the notification that proves it: it is the number of
unread notifications at every moment, without anybody ever counting.
"""

from collections.abc import Sequence
from functools import partial

from functions.notification.domain import Kind, Notification, Occasion, settled
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Missing
from shared.patience import retrying
from shared.store.port import (
    MAX_OPERATIONS,
    Between,
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Increment,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
)

CONTAINER = "notifications"
_NOTIFICATION = "notification"
_COUNTER = "unread"
_UNREAD = Equals("read", value=False)
_AT_ONCE = MAX_OPERATIONS - 1  # the counter takes one


async def settle(deps: Dependencies, occasion: Occasion, at: str | None) -> None:
    """Make the recipient's notification what the occasion says: there since `at`, or not there (unless read)."""

    async def attempt() -> None:
        stored = await deps.store.read(CONTAINER, occasion.recipient_id, occasion.id)
        present = None if stored is None else notification_of(stored.body)
        wanted = settled(present, occasion, at)
        if wanted == present:
            return
        operation: Operation
        if stored is None:
            assert wanted is not None  # noqa: S101 - it differs from none
            operation = Create(_document(wanted))
        elif wanted is None:
            operation = Delete(occasion.id, stored.etag)
        else:
            operation = Replace(_document(wanted), stored.etag)
        unread = int(wanted is not None) - int(present is not None)
        await _save(deps, occasion.recipient_id, [operation], unread)

    await retrying(attempt)


async def mark_read(deps: Dependencies, recipient_id: str, ids: Sequence[str]) -> None:
    """Mark these as read; ids that name none of the recipient's are passed over."""
    keys = [(recipient_id, notification_id) for notification_id in dict.fromkeys(ids)]

    async def attempt(start: int) -> None:
        found = await deps.store.read_many(CONTAINER, keys[start : start + _AT_ONCE])
        await _mark(deps, recipient_id, [each for each in found if each is not None])

    for start in range(0, len(keys), _AT_ONCE):
        await retrying(partial(attempt, start))


async def mark_all_read(deps: Dependencies, recipient_id: str) -> None:
    """Mark as read what is unread, newest first, a batch at a time; once through, so that it ends however much comes
    meanwhile."""

    async def attempt(before: str | None) -> str | None:
        where: list[Condition] = [Equals("type", _NOTIFICATION), _UNREAD]
        if before is not None:
            where.append(Between("sortKey", high=before))
        query = Query(where, order="sortKey", descending=True, limit=_AT_ONCE)
        page = await deps.store.query(CONTAINER, recipient_id, query)
        await _mark(deps, recipient_id, page.items)
        # By the key and not by the cursor: what this page held is no longer among the matches.
        return str(page.items[-1].body["sortKey"]) if page.cursor else None

    before = await retrying(partial(attempt, None))
    while before is not None:
        before = await retrying(partial(attempt, before))


async def unread_count(deps: Dependencies, recipient_id: str) -> int:
    """How many are unread."""
    counter = await deps.store.read(CONTAINER, recipient_id, _COUNTER)
    return 0 if counter is None else counter.body["count"]


async def latest(deps: Dependencies, recipient_id: str, *, limit: int, cursor: str | None) -> Page:
    """A page of the recipient's notifications, newest first."""
    query = Query([Equals("type", _NOTIFICATION)], order="sortKey", descending=True, limit=limit, cursor=cursor)
    return await deps.store.query(CONTAINER, recipient_id, query)


async def unread_plans_of(
    deps: Dependencies, recipient_id: str, owner_id: str, *, after: str, limit: int
) -> list[Occasion]:
    """What the recipient was told of an owner's plans and has not read, in the order of notification ids."""
    # A plan's id begins with its owner's, so what is about one owner's plans lies side by side; "/" comes next to ".".
    prefix = f"{Kind.PLAN_CREATED}.{owner_id}"
    where: list[Condition] = [
        Equals("type", _NOTIFICATION),
        _UNREAD,
        Between("id", low=max(f"{prefix}.", f"{after}."), high=f"{prefix}/"),
    ]
    page = await deps.store.query(CONTAINER, recipient_id, Query(where, limit=limit))
    return [notification_of(item.body).occasion for item in page.items]


def notification_of(document: Document) -> Notification:
    """The notification in a document."""
    return Notification(
        Occasion(Kind(document["kind"]), document["pk"], document["actorId"], document["subjectId"]),
        at=document["createdAt"],
        read_at=document["updatedAt"] if document["read"] else None,
    )


async def _mark(deps: Dependencies, recipient_id: str, found: Sequence[Stored]) -> None:
    now = to_iso(deps.clock.now())
    operations: list[Operation] = [
        Replace({**each.body, "read": True, "updatedAt": now}, each.etag) for each in found if not each.body["read"]
    ]
    if operations:
        await _save(deps, recipient_id, operations, -len(operations))


async def _save(deps: Dependencies, recipient_id: str, operations: Sequence[Operation], unread: int) -> None:
    if unread == 0:
        await deps.store.execute(CONTAINER, recipient_id, operations)
        return
    try:
        await deps.store.execute(CONTAINER, recipient_id, [Increment(_COUNTER, {"count": unread}), *operations])
    except Missing:
        # The recipient's first. (Or a notification withdrawn meanwhile: then this is refused as well.)
        first: Document = {"id": _COUNTER, "pk": recipient_id, "type": _COUNTER, "count": unread}
        await deps.store.execute(CONTAINER, recipient_id, [Create(first), *operations])


def _document(notification: Notification) -> Document:
    occasion = notification.occasion
    return {
        "id": occasion.id,
        "pk": occasion.recipient_id,
        "type": _NOTIFICATION,
        "kind": occasion.kind.value,
        "actorId": occasion.actor_id,
        "subjectId": occasion.subject_id,
        "read": notification.read_at is not None,
        "createdAt": notification.at,
        "updatedAt": notification.read_at or notification.at,
        "sortKey": f"{notification.at}.{occasion.id}",
    }

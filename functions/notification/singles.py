"""Notifications that tell of one thing each: a plan of a followed member, a recommendation, tokens.

Their id follows from the occasion: however often that is heard of, it is one.
"""

from collections.abc import Sequence

from functions.notification import state
from functions.notification.domain import Occasion, Verdict
from functions.notification.repository import CONTAINER, NOTIFICATION
from functions.notification.state import Inbox
from shared.dependencies import Dependencies
from shared.patience import retrying
from shared.store.port import Create, Delete, Document, Operation, Replace, Stored

type Found = tuple[Stored | None, Inbox]
"""A notification and the state of the inbox it is in, as they were read."""


async def find(deps: Dependencies, occasions: Sequence[Occasion]) -> list[Found]:
    """What there is of occasions, in any inboxes."""
    keys = [(each.recipient_id, document_id) for each in occasions for document_id in (each.id, state.ID)]
    found = await deps.store.read_many(CONTAINER, keys)
    return [
        (notification, Inbox(each.recipient_id, inbox))
        for each, notification, inbox in zip(occasions, found[::2], found[1::2], strict=True)
    ]


async def settle(deps: Dependencies, occasion: Occasion, verdict: Verdict, found: Found) -> None:
    """Make the notification of an occasion what the verdict says, given what was `found` of it. An unread one is
    withdrawn with its reason; what was read or dismissed is history, and never news again, as long as it may be
    there at all."""
    known: Found | None = found

    async def attempt() -> None:
        nonlocal known
        present, inbox = known or (await find(deps, [occasion]))[0]
        known = None  # what was read is good for one attempt
        operations = _change(occasion, verdict, present, inbox)
        if operations:
            await deps.store.execute(CONTAINER, occasion.recipient_id, operations)

    await retrying(attempt)


def _change(occasion: Occasion, verdict: Verdict, present: Stored | None, inbox: Inbox) -> list[Operation]:
    at = verdict.at if verdict.at is not None and inbox.welcomes(occasion.kind, verdict.at) else None
    period = inbox.period(occasion.kind)
    if present is None:
        return (
            [] if at is None else [inbox.changed({(occasion.kind, period): 1}), Create(_document(occasion, at, period))]
        )
    unread = present.body["type"] == NOTIFICATION and inbox.is_unread(present.body)
    if verdict.hidden or (unread and at is None):
        return [inbox.changed({(occasion.kind, period): -1} if unread else {}), Delete(occasion.id, present.etag)]
    if present.body["type"] != NOTIFICATION:
        return []
    # Who has read of it sees it as long as they may: the list's revision is to tell when that changes.
    seen = present.body | {"visible": verdict.visible}
    wanted = seen if at is None or not unread else _document(occasion, at, period)
    return [] if wanted == present.body else [inbox.changed({}), Replace(wanted, present.etag)]


def _document(occasion: Occasion, at: str, period: int) -> Document:
    document: Document = {
        "id": occasion.id,
        "pk": occasion.recipient_id,
        "type": NOTIFICATION,
        "kind": occasion.kind.value,
        "subjectId": occasion.subject_id,
        "read": False,
        "period": period,
        "visible": True,
        "createdAt": at,
        "sortKey": f"{at}.{occasion.id}",
    }
    if occasion.news is None:
        return document | {"actorId": occasion.actor_id}
    details = {"title": occasion.news.title, "reason": occasion.news.reason, "amount": occasion.news.amount}
    return document | {field: value for field, value in details.items() if value is not None}

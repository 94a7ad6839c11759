"""Notifications that tell of several members: "A and 3 others liked your plan".

Each member who is told of has an *entry* of their own, which names the notification that tells of them; how many there
are is counted in a document beside it, by increments in the batches that write or remove entries. So a thousand who
like a plan at once are in nobody's way, and none is counted twice. A notification takes in whoever comes until it is
read or dismissed; after that the next one begins. One that nobody is left in vanishes.
"""

from contextlib import suppress
from dataclasses import dataclass

from functions.notification.domain import Kind, Occasion, Verdict
from functions.notification.repository import (
    CONTAINER,
    COUNT,
    ENTRY,
    NOTIFICATION,
    count_id,
    group_id,
    head_id,
    head_operation,
    occasion_of,
    read_some,
)
from functions.notification.state import Inbox
from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.patience import retrying
from shared.store.port import (
    Between,
    Condition,
    Create,
    Delete,
    Document,
    Equals,
    Increment,
    Operation,
    Query,
    Replace,
    Stored,
)

_COARSE = len("2026-03-01T09:00:0")
"""A notification takes the place in the list of the latest one it tells of, to ten seconds: while a thousand come at
once it is moved once or twice."""


async def settle(deps: Dependencies, occasion: Occasion, verdict: Verdict) -> None:
    """Make the entry of an occasion what the verdict says: in the notification that is open, or in none. In one that
    was read or dismissed it is history, and never news again, as long as it may be there at all."""

    async def attempt() -> tuple[str | None, str | None]:
        found = await _find(deps, occasion)
        operations = _change(found, occasion, verdict)
        if not operations:
            return found.untidy, None if found.left is None else found.left.etag
        etags = await deps.store.execute(CONTAINER, occasion.recipient_id, operations)
        has_left = found.entry is not None and found.group is not None and verdict.at is None
        return found.group_id, etags[-1] if has_left else None

    untidy, left = await retrying(attempt)
    if untidy is not None:
        await _tidy(deps, occasion.recipient_id, untidy)
    if left is not None:
        # Only now: it is what says, to whoever comes after a process that ended here, that something is left to do.
        with suppress(WriteConflict):  # somebody has told of it again, or has tidied up as well
            await deps.store.execute(CONTAINER, occasion.recipient_id, [Delete(_entry_id(occasion), left)])


async def entries_of(
    deps: Dependencies, recipient_id: str, group: str, *, limit: int, descending: bool = True
) -> list[Document]:
    """The entries of a notification, those who came last first, or the other way round."""
    where: list[Condition] = [Equals("type", ENTRY), Between("sortKey", low=f"{group}.", high=f"{group}/")]
    query = Query(where, order="sortKey", descending=descending, limit=limit)
    return [each.body for each in (await deps.store.query(CONTAINER, recipient_id, query)).items]


async def entries_about(
    deps: Dependencies, recipient_id: str, about: str, *, after: str, limit: int
) -> list[tuple[Occasion, str]]:
    """All who were told of because of one subject: (occasion, key to go on behind)."""
    # "/" comes next to ".": what is about one subject lies side by side.
    prefix = f"{ENTRY}.{about}"
    where: list[Condition] = [Between("id", low=max(f"{prefix}.", f"{after}."), high=f"{prefix}/")]
    page = await deps.store.query(CONTAINER, recipient_id, Query(where, limit=limit))
    return [(occasion_of(each.body), each.body["id"]) for each in page.items]


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is of an occasion: its entry, or one that `left` and is still to be removed. `group_id` is the
    notification that tells of it or, if none does, the latest about its subject, the `number`th."""

    inbox: Inbox
    entry: Stored | None
    left: Stored | None
    head: Stored | None
    group: Stored | None
    group_id: str
    number: int

    @property
    def unread(self) -> bool:
        """Whether the notification takes in whoever comes, and lets go of whoever leaves."""
        return self.group is not None and self.inbox.is_unread(self.group.body)

    @property
    def untidy(self) -> str | None:
        """The notification to look after if nothing is to be changed."""
        if self.left is not None:
            return str(self.left.body["leftFrom"])
        return None if self.group is None else self.group_id


async def _find(deps: Dependencies, occasion: Occasion) -> _Found:
    wanted = group_id(occasion, 1)
    inbox, [entry, head, group] = await read_some(
        deps, occasion.recipient_id, _entry_id(occasion), head_id(occasion.id), wanted
    )
    left = None
    if entry is not None and "leftFrom" in entry.body:
        entry, left = None, entry
    number = 1 if head is None else head.body["number"]
    told_in = group_id(occasion, number) if entry is None else entry.body["groupId"]
    if told_in != wanted:
        group = await deps.store.read(CONTAINER, occasion.recipient_id, told_in)
    return _Found(inbox, entry, left, head, group, told_in, number)


def _change(found: _Found, occasion: Occasion, verdict: Verdict) -> list[Operation]:
    at = verdict.at if verdict.at is not None and found.inbox.welcomes(occasion.kind, verdict.at) else None
    if found.entry is None:
        if at is None:
            return []
        return _join(found, occasion, at) if found.unread else _begin(found, occasion, at)
    if verdict.hidden or (found.unread and verdict.at is None):
        return _leave(found, found.entry)
    if found.unread and at is not None and at != found.entry.body["at"]:
        return [found.inbox.changed({}), Replace(_entry(occasion, found.group_id, at), found.entry.etag)]
    return []


def _join(found: _Found, occasion: Occasion, at: str) -> list[Operation]:
    entry = _put(found, _entry(occasion, found.group_id, at))
    return [found.inbox.changed({}), Increment(count_id(found.group_id), {"count": 1}), entry]


def _begin(found: _Found, occasion: Occasion, at: str) -> list[Operation]:
    number, operations = found.number, []
    if found.group is not None:
        number += 1
        operations = [head_operation(occasion.recipient_id, occasion.id, found.head, number)]
    group, period = group_id(occasion, number), found.inbox.period(occasion.kind)
    notification: Document = {
        "id": group,
        "pk": occasion.recipient_id,
        "type": NOTIFICATION,
        "kind": occasion.kind.value,
        "subjectId": occasion.subject_id,
        "read": False,
        "period": period,
        "sortKey": _place(at, group),
    }
    count: Document = {"id": count_id(group), "pk": occasion.recipient_id, "type": COUNT, "count": 1}
    operations += [Create(notification), Create(count), _put(found, _entry(occasion, group, at))]
    return [found.inbox.changed({(occasion.kind, period): 1}), *operations]


def _leave(found: _Found, entry: Stored) -> list[Operation]:
    if found.group is None:
        return [Delete(entry.body["id"], entry.etag)]
    left = {field: value for field, value in entry.body.items() if field != "groupId"}
    left |= {"leftFrom": found.group_id, "sortKey": entry.body["id"]}
    return [
        found.inbox.changed({}), Increment(count_id(found.group_id), {"count": -1}), Replace(left, entry.etag)
    ]  # fmt: skip


def _put(found: _Found, entry: Document) -> Operation:
    return Create(entry) if found.left is None else Replace(entry, found.left.etag)


async def _tidy(deps: Dependencies, recipient_id: str, group: str) -> None:
    """Remove a notification that nobody is left in, or put it where the latest of those in it belongs; and look again,
    because others may come or leave meanwhile."""

    async def attempt() -> bool:
        inbox, [present, count] = await read_some(deps, recipient_id, group, count_id(group))
        if present is None or count is None:
            return False
        operations: list[Operation]
        if count.body["count"] == 0:
            counter = (
                {(Kind(present.body["kind"]), present.body["period"]): -1} if inbox.is_unread(present.body) else {}
            )
            operations = [inbox.changed(counter), Delete(group, present.etag), Delete(count_id(group), count.etag)]
        else:
            latest = await entries_of(deps, recipient_id, group, limit=1)
            place = _place(latest[0]["at"], group) if latest else present.body["sortKey"]
            if place == present.body["sortKey"]:
                return False
            operations = [inbox.changed({}), Replace(present.body | {"sortKey": place}, present.etag)]
        await deps.store.execute(CONTAINER, recipient_id, operations)
        return True

    while await retrying(attempt):
        pass


def _place(at: str, group: str) -> str:
    return f"{at[:_COARSE]}.{group}"


def _entry_id(occasion: Occasion) -> str:
    return f"{ENTRY}.{occasion.id}.{occasion.actor_id}"


def _entry(occasion: Occasion, group: str, at: str) -> Document:
    return {
        "id": _entry_id(occasion),
        "pk": occasion.recipient_id,
        "type": ENTRY,
        "kind": occasion.kind.value,
        "subjectId": occasion.subject_id,
        "actorId": occasion.actor_id,
        "groupId": group,
        "at": at,
        "sortKey": f"{group}.{at}.{occasion.actor_id}",
    }

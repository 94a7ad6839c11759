"""The list of a member's notifications as they may see it now, with the present names and titles.

It fails closed: what is hidden by a fact, or whose actor or plan was not heard of, is not shown, whatever the inbox
still has of it.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.notification import groups, projections, repository
from functions.notification.domain import GROUPED, SUBJECT_TYPES, Kind
from functions.notification.projections import Key, Known
from functions.notification.state import Inbox
from shared.dependencies import Dependencies
from shared.store.port import Document

ACTORS = 3
"""Those who came last, of whom a notification gives the names."""
_LOOKED_AT = 10
"""Those who came last whom a notification is made from: that many may be hidden without leaving it empty."""
_ROUNDS = 5
"""Pages that are read at most to fill one, where much of them is hidden."""

_WITH_ACTORS = GROUPED | {Kind.PLAN_CREATED}

type Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of what a member is shown. `final` is whether it stays so until the inbox changes: not if something is
    left out because its actor or plan was not heard of yet."""

    items: list[Item]
    cursor: str | None
    final: bool


async def page(deps: Dependencies, inbox: Inbox, *, limit: int, cursor: str | None) -> Shown:
    """A page of a member's notifications, newest first. Where much is hidden it may have fewer than `limit`, and more
    behind it."""
    items: list[Item] = []
    final = True
    for _ in range(_ROUNDS):
        found = await repository.latest(deps, inbox.member_id, limit=limit - len(items), cursor=cursor)
        shown, settled = await _items(deps, inbox, [each.body for each in found.items])
        items += shown
        final, cursor = final and settled, found.cursor
        if cursor is None or len(items) == limit:
            break
    return Shown(items, cursor, final)


async def _items(deps: Dependencies, inbox: Inbox, found: Sequence[Document]) -> tuple[list[Item], bool]:
    wanted = [each for each in found if inbox.wants(Kind(each["kind"]))]
    told = await asyncio.gather(*(_told(deps, each) for each in wanted))
    known = await projections.read(deps, (key for each in told for key in each.facts()))
    shown = [each.shown(inbox, known) for each in told]
    return [each for each in shown if each is not None], all(each.is_known(known) for each in told)


@dataclass(frozen=True, slots=True)
class _Told:
    """One notification: its document, the entries of those who came last, how many there are, and when the first of
    them came."""

    document: Document
    entries: Sequence[Document]
    count: int
    began: str

    @property
    def kind(self) -> Kind:
        return Kind(self.document["kind"])

    @property
    def about_plan(self) -> bool:
        return SUBJECT_TYPES[self.kind] == "plan"

    def facts(self) -> Iterable[Key]:
        """Where it is known what may be shown of it."""
        for each in self.entries:
            yield projections.member_key(each["actorId"])
            yield projections.relation_key(each["pk"], each["actorId"])
        if self.about_plan:
            yield projections.plan_key(self.document["subjectId"])

    def is_known(self, known: Known) -> bool:
        """Whether all that is needed to show it was heard of."""
        return all(key in known or key[1].startswith("relation.") for key in self.facts())

    def shown(self, inbox: Inbox, known: Known) -> Item | None:
        """As the member is shown it; None if nothing of it may be."""
        document, recipient_id = self.document, inbox.member_id
        visible = [each for each in self.entries if _name(each, known) is not None]
        if not visible and self.kind in _WITH_ACTORS:
            return None
        subject = {"type": SUBJECT_TYPES[self.kind], "id": document["subjectId"]}
        if self.kind is Kind.TOKENS_INCREASED:
            subject["id"] = recipient_id
        title = document.get("title")
        if self.about_plan:
            plan = projections.plan_at(known, document["subjectId"])
            if plan is None or plan.visibility == "deleted":
                return None
            if self.kind is Kind.PLAN_CREATED and not plan.visible_to(
                projections.relation_at(known, recipient_id, document["actorId"])
            ):
                return None
            title = plan.title
        if title:
            subject["title"] = title
        last = visible[0]["at"] if visible else self.began
        details: Item = {field: document[field] for field in ("reason", "amount") if field in document}
        return {
            "id": document["id"],
            "kind": self.kind.value,
            "actors": [{"id": each["actorId"], "name": _name(each, known)} for each in visible[:ACTORS]],
            "count": self.count - (len(self.entries) - len(visible)),
            "subject": subject,
            **details,
            "read": not inbox.is_unread(document),
            "createdAt": self.began,
            "updatedAt": document.get("readAt", last),
        }


async def _told(deps: Dependencies, document: Document) -> _Told:
    if Kind(document["kind"]) not in GROUPED:
        at = document["createdAt"]
        return _Told(document, [document | {"at": at}] if "actorId" in document else [], 1, at)
    recipient_id, group = document["pk"], document["id"]
    entries, counted = await asyncio.gather(
        groups.entries_of(deps, recipient_id, group, limit=_LOOKED_AT),
        deps.store.read(repository.CONTAINER, recipient_id, repository.count_id(group)),
    )
    count = 0 if counted is None else counted.body["count"]
    first = entries[-1:]
    if count > len(entries):
        first = await groups.entries_of(deps, recipient_id, group, limit=1, descending=False)
    return _Told(document, entries, count, first[0]["at"] if first else "")


def _name(entry: Mapping[str, Any], known: Known) -> str | None:
    person = projections.person_at(known, entry["actorId"])
    silent = projections.relation_at(known, entry["pk"], entry["actorId"]).silent
    return None if person is None or silent else person.name

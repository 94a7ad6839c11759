"""What notification knows of the others, in `notification-audience` (no outbox): members, how they stand to each
other, and their plans. Partitioned by the member concerned; each fact has the version it is of, and older news is
passed over.

How two members stand to each other is kept on both sides: an owner's followers are one query, and so is everybody a
member has to do with.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Literal

from functions.notification import repository
from functions.notification.domain import (
    SUBJECT_TYPES,
    Kind,
    Notification,
    Occasion,
    Person,
    PlanCopy,
    Relation,
    Tie,
    holds_since,
)
from shared.dependencies import Dependencies
from shared.ids import owner_of
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Between, Condition, Create, Document, Equals, OneOf, Query, Replace, Stored

CONTAINER = "notification-audience"
FOLLOWER, ACQUAINTANCE = "follower", "acquaintance"
_MEMBER, _PLAN = "member", "plan"

_TIES = {"followedBy": "followed_by", "follows": "follows", "blocks": "blocks", "blockedBy": "blocked_by"}
"""Field of the document → field of `Relation`."""

type TieName = Literal["followed_by", "follows", "blocks", "blocked_by"]
type Key = tuple[str, str]
type Known = Mapping[Key, Document]


async def learn_person(deps: Dependencies, person: Person) -> None:
    """What a member is called, or that they are gone."""

    def newer(present: Document | None) -> Document | None:
        if present is not None and present["version"] >= person.version:
            return None
        document = {"type": _MEMBER, "name": person.name, "version": person.version}
        return document if person.name is not None else document | {"ttl": TOMBSTONE_SECONDS}

    await _change(deps, _member_key(person.id), newer)


async def learn_tie(deps: Dependencies, member_id: str, other_id: str, name: TieName, tie: Tie) -> None:
    """One thing about how a member stands to another."""

    def newer(present: Document | None) -> Document | None:
        before = _relation(present)
        if getattr(before, name).version >= tie.version:
            return None
        relation = replace(before, **{name: tie})
        kept = {field: getattr(relation, tie_name) for field, tie_name in _TIES.items()}
        document: Document = {
            "type": FOLLOWER if relation.is_follower else ACQUAINTANCE,
            "memberId": other_id,
            **{field: asdict(each) for field, each in kept.items()},
        }
        return document if any(each.holds for each in kept.values()) else document | {"ttl": TOMBSTONE_SECONDS}

    await _change(deps, _relation_key(member_id, other_id), newer)


async def learn_plan(deps: Dependencies, plan_id: str, heard: Callable[[PlanCopy], PlanCopy]) -> PlanCopy:
    """Bring the copy of a plan up to what was `heard`; the copy after that."""
    after = PlanCopy(plan_id)

    def newer(present: Document | None) -> Document | None:
        nonlocal after
        before = PlanCopy(plan_id) if present is None else _plan(present)
        after = heard(before)
        if after == before:
            return None
        document = {"type": _PLAN, **_plan_fields(after)}
        return document if after.visibility != "deleted" else document | {"ttl": TOMBSTONE_SECONDS}

    await _change(deps, _plan_key(plan_id), newer)
    return after


async def relation(deps: Dependencies, member_id: str, other_id: str) -> Relation:
    """How a member stands to another; nothing holds if nothing was heard."""
    found = await deps.store.read(CONTAINER, *_relation_key(member_id, other_id))
    return _relation(None if found is None else found.body)


async def followers(deps: Dependencies, member_id: str, *, after: str, limit: int) -> list[str]:
    """The ids of those who follow a member, in their order, behind `after`."""
    return await _others(deps, member_id, [FOLLOWER], after, limit)


async def acquaintances(deps: Dependencies, member_id: str, *, after: str, limit: int) -> list[str]:
    """The ids of all whom a member had to do with, in their order, behind `after`."""
    return await _others(deps, member_id, [FOLLOWER, ACQUAINTANCE], after, limit)


async def plans_shared_since(
    deps: Dependencies, owner_id: str, since: str, *, after: str, limit: int
) -> list[tuple[str, str]]:
    """An owner's plans first shared at `since` or later, as (id, key to go on behind), oldest sharing first."""
    where: list[Condition] = [Equals("type", _PLAN), Between("sortKey", low=max(since, f"{after}."))]
    page = await deps.store.query(CONTAINER, owner_id, Query(where, order="sortKey", limit=limit))
    return [(item.body["planId"], item.body["sortKey"]) for item in page.items]


async def since_when(deps: Dependencies, occasions: Sequence[Occasion]) -> list[str | None]:
    """Since when each occasion holds, by what is known now; None for one that does not."""
    known = await _read(deps, (key for occasion in occasions for key in _facts_of(occasion)))

    def since(occasion: Occasion) -> str | None:
        follower_id, followee_id = occasion.follow
        person, plan = known.get(_member_key(occasion.actor_id)), known.get(_plan_key(occasion.subject_id))
        return holds_since(
            occasion,
            _relation(known.get(_relation_key(followee_id, follower_id))),
            None if person is None else _person(person),
            None if plan is None else _plan(plan),
        )

    return [since(occasion) for occasion in occasions]


async def inbox(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of a member's notifications, newest first, with the present names and titles, and without what the
    member may not see now or whose actor is not known."""
    page = await repository.latest(deps, member_id, limit=limit, cursor=cursor)
    told = [repository.notification_of(item.body) for item in page.items]
    known = await _read(deps, (key for each in told for key in _shown_of(each.occasion)))
    items = [item for each in told if (item := _item(each, known)) is not None]
    return {"items": items, "nextCursor": page.cursor}


def _item(told: Notification, known: Known) -> dict[str, Any] | None:
    occasion = told.occasion
    actor = known.get(_member_key(occasion.actor_id))
    reader = _relation(known.get(_relation_key(occasion.recipient_id, occasion.actor_id)))
    if actor is None or actor["name"] is None or reader.silent:
        return None
    subject = {"type": SUBJECT_TYPES[occasion.kind], "id": occasion.subject_id}
    if occasion.kind is Kind.PLAN_CREATED:
        plan = known.get(_plan_key(occasion.subject_id))
        if plan is None or not _plan(plan).visible_to(reader):
            return None
        subject["title"] = plan["title"]
    return {
        "id": occasion.id,
        "kind": occasion.kind.value,
        "actors": [{"id": occasion.actor_id, "name": actor["name"]}],
        "count": 1,
        "subject": subject,
        "read": told.read_at is not None,
        "createdAt": told.at,
        "updatedAt": told.read_at or told.at,
    }


def _shown_of(occasion: Occasion) -> list[Key]:
    keys = [_member_key(occasion.actor_id), _relation_key(occasion.recipient_id, occasion.actor_id)]
    return [*keys, _plan_key(occasion.subject_id)] if occasion.kind is Kind.PLAN_CREATED else keys


def _facts_of(occasion: Occasion) -> list[Key]:
    follower_id, followee_id = occasion.follow
    keys = [_member_key(occasion.actor_id), _relation_key(followee_id, follower_id)]
    return [*keys, _plan_key(occasion.subject_id)] if occasion.kind is Kind.PLAN_CREATED else keys


def _member_key(member_id: str) -> Key:
    return member_id, _MEMBER


def _relation_key(member_id: str, other_id: str) -> Key:
    return member_id, f"relation.{other_id}"


def _plan_key(plan_id: str) -> Key:
    return owner_of(plan_id), f"plan.{plan_id}"


def _person(document: Document) -> Person:
    return Person(document["pk"], document["name"], document["version"])


def _relation(document: Document | None) -> Relation:
    if document is None:
        return Relation()
    return Relation(**{name: Tie(**document[field]) for field, name in _TIES.items()})


def _plan(document: Document) -> PlanCopy:
    return PlanCopy(
        id=document["planId"],
        version=document["version"],
        visibility=document["visibility"],
        title=document["title"],
        shared_version=document["sharedVersion"],
        shared_at=document["sharedAt"],
    )


def _plan_fields(plan: PlanCopy) -> Document:
    fields: Document = {
        "planId": plan.id,
        "version": plan.version,
        "visibility": plan.visibility,
        "title": plan.title,
        "sharedVersion": plan.shared_version,
        "sharedAt": plan.shared_at,
    }
    # Without the key a plan that was never shared is in no list of those that were.
    return fields | {"sortKey": f"{plan.shared_at}.{plan.id}"} if plan.shared_at else fields


async def _others(deps: Dependencies, member_id: str, kinds: Sequence[str], after: str, limit: int) -> list[str]:
    where: list[Condition] = [OneOf("type", kinds), Between("memberId", low=f"{after}.")]
    page = await deps.store.query(CONTAINER, member_id, Query(where, order="memberId", limit=limit))
    return [item.body["memberId"] for item in page.items]


async def _read(deps: Dependencies, keys: Iterable[Key]) -> Known:
    wanted = list(dict.fromkeys(keys))
    found: list[Stored | None] = await deps.store.read_many(CONTAINER, wanted)
    return {key: each.body for key, each in zip(wanted, found, strict=True) if each is not None}


async def _change(deps: Dependencies, key: Key, newer: Callable[[Document | None], Document | None]) -> None:
    partition, document_id = key

    async def attempt() -> None:
        present = await deps.store.read(CONTAINER, partition, document_id)
        body = newer(None if present is None else present.body)
        if body is None:
            return
        document = {"id": document_id, "pk": partition, **body}
        operation = Create(document) if present is None else Replace(document, present.etag)
        await deps.store.execute(CONTAINER, partition, [operation])

    await retrying(attempt)

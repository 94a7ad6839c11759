"""What notification knows of the others, in `notification-audience` (no outbox): members, how they stand to each
other, their plans, and what they like. Partitioned by the member concerned; each fact has the version it is of, and
older news is passed over.

How two members stand to each other is kept on both sides: an owner's followers are one query, and so is everybody a
member has to do with. Of a member who is gone nothing is kept but that they are.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Literal

from functions.notification.domain import (
    SUBJECT_TYPES,
    Facts,
    Kind,
    Occasion,
    Person,
    PlanCopy,
    Relation,
    Tie,
    Verdict,
    judge,
)
from shared.dependencies import Dependencies
from shared.events.follow import (
    BlockSnapshot,
    FollowCreated,
    FollowDeleted,
    FollowSnapshot,
    MemberBlocked,
    MemberUnblocked,
)
from shared.events.like import LikeCreated, LikeDeleted, LikeSnapshot
from shared.ids import owner_of
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
    OneOf,
    Query,
    Replace,
    Stored,
)

CONTAINER = "notification-audience"
_FOLLOWER, _ACQUAINTANCE, _MEMBER, _PLAN, _LIKE = "follower", "acquaintance", "member", "plan", "like"
RELATION_TYPES = (_FOLLOWER, _ACQUAINTANCE)
"""The types of what says how a member stands to another."""

_TIES = {
    "followedBy": "followed_by",
    "follows": "follows",
    "blocks": "blocks",
    "blockedBy": "blocked_by",
    "mutes": "mutes",
}
"""Field of the document → field of `Relation`."""

type TieName = Literal["followed_by", "follows", "blocks", "blocked_by", "mutes"]
type Key = tuple[str, str]
type Known = Mapping[Key, Document]
type Seen = tuple[Known, Mapping[Occasion, str | None]]
"""Facts, and since when there are forks."""


async def learn_person(deps: Dependencies, person: Person) -> None:
    """What a member is called, or that they are gone."""

    def newer(present: Document | None) -> Document | None:
        if present is not None and present["version"] >= person.version:
            return None
        document = {"type": _MEMBER, "name": person.name, "version": person.version}
        return document if person.name is not None else document | {"ttl": TOMBSTONE_SECONDS}

    key = member_key(person.id)

    async def attempt() -> None:
        await _write(deps, key, await deps.store.read(CONTAINER, *key), newer)

    await retrying(attempt)


async def learn_follow(deps: Dependencies, data: FollowCreated | FollowDeleted | FollowSnapshot) -> None:
    """Whether a member follows another, on both sides."""
    tie = _tie(data.version, data.since)
    await asyncio.gather(
        learn_tie(deps, data.followee_id, data.follower_id, "followed_by", tie),
        learn_tie(deps, data.follower_id, data.followee_id, "follows", tie),
    )


async def learn_block(deps: Dependencies, data: MemberBlocked | MemberUnblocked | BlockSnapshot) -> None:
    """Whether a member blocks another, on both sides."""
    tie = Tie(data.version, holds=data.blocking)
    await asyncio.gather(
        learn_tie(deps, data.blocker_id, data.blocked_id, "blocks", tie),
        learn_tie(deps, data.blocked_id, data.blocker_id, "blocked_by", tie),
    )


async def learn_tie(deps: Dependencies, member_id: str, other_id: str, name: TieName, tie: Tie) -> None:
    """One thing about how a member stands to another."""
    await change_tie(deps, member_id, other_id, name, lambda before: tie if tie.version > before.version else before)


async def change_tie(
    deps: Dependencies, member_id: str, other_id: str, name: TieName, changed: Callable[[Tie], Tie]
) -> None:
    """Change one thing about how a member stands to another, unless it is `changed` already."""

    def newer(present: Document | None) -> Document | None:
        before = _relation(present)
        relation = replace(before, **{name: changed(getattr(before, name))})
        if relation == before:
            return None
        ties = {field: getattr(relation, tie_name) for field, tie_name in _TIES.items()}
        document: Document = {
            "type": _FOLLOWER if relation.is_follower else _ACQUAINTANCE,
            "memberId": other_id,
            **{field: asdict(each) for field, each in ties.items() if each.version},
            **_mute_key(other_id, asdict(relation.mutes)),
        }
        return document if any(each.holds for each in ties.values()) else document | {"ttl": TOMBSTONE_SECONDS}

    await _learn(deps, relation_key(member_id, other_id), newer, other_id)


async def learn_like(deps: Dependencies, data: LikeCreated | LikeDeleted | LikeSnapshot) -> None:
    """Whether a member likes somebody's plan."""
    member_id, plan_id, tie = data.member_id, data.plan_id, _tie(data.version, data.since)

    def newer(present: Document | None) -> Document | None:
        if present is not None and present["version"] >= tie.version:
            return None
        document = {"type": _LIKE, "memberId": owner_of(plan_id), "planId": plan_id, **asdict(tie)}
        return document if tie.holds else document | {"ttl": TOMBSTONE_SECONDS}

    # Whether or not the owner is gone: the like ends then, of which news comes too, before or after.
    await _learn(deps, _like_key(member_id, plan_id), newer)


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

    await _learn(deps, plan_key(plan_id), newer)
    return after


async def person(deps: Dependencies, member_id: str) -> Person | None:
    """A member, gone or not; None if nothing was heard of them."""
    found = await deps.store.read(CONTAINER, *member_key(member_id))
    return None if found is None else _person(found.body)


async def relation(deps: Dependencies, member_id: str, other_id: str) -> Relation:
    """How a member stands to another; nothing holds if nothing was heard."""
    found = await deps.store.read(CONTAINER, *relation_key(member_id, other_id))
    return _relation(None if found is None else found.body)


async def followers(deps: Dependencies, member_id: str, *, after: str, limit: int) -> list[str]:
    """The ids of those who follow a member, in their order, behind `after`."""
    return await _others(deps, member_id, [_FOLLOWER], after, limit)


async def acquaintances(deps: Dependencies, member_id: str, *, after: str, limit: int) -> list[str]:
    """The ids of those whom a member follows, is followed by, blocks or mutes, or did once, in their order."""
    return await _others(deps, member_id, [_FOLLOWER, _ACQUAINTANCE], after, limit)


async def concerned(deps: Dependencies, member_id: str, *, after: str, limit: int) -> list[str]:
    """The ids of all whom a member had to do with, by a relation, a like or a fork, in their order; those of one page
    may repeat."""
    return await _others(deps, member_id, [_FOLLOWER, _ACQUAINTANCE, _LIKE, _PLAN], after, limit)


async def plans_shared_since(
    deps: Dependencies, owner_id: str, since: str, *, after: str, limit: int
) -> list[tuple[str, str]]:
    """An owner's plans first shared at `since` or later, as (id, key to go on behind), oldest sharing first."""
    where: list[Condition] = [Equals("type", _PLAN), Between("sortKey", low=max(since, f"{after}."))]
    page = await deps.store.query(CONTAINER, owner_id, Query(where, order="sortKey", limit=limit))
    return [(item.body["planId"], item.body["sortKey"]) for item in page.items]


async def deeds(
    deps: Dependencies, actor_id: str, owner_id: str, *, after: str, limit: int
) -> list[tuple[Occasion, str]]:
    """What an actor did to an owner's plans, or once did: likes and forks, as (occasion, key to go on behind)."""
    where: list[Condition] = [
        OneOf("type", [_LIKE, _PLAN]),
        Equals("memberId", owner_id),
        Between("id", low=f"{after}."),
    ]
    page = await deps.store.query(CONTAINER, actor_id, Query(where, limit=limit))
    return [(_deed(each.body), each.body["id"]) for each in page.items]


async def look(deps: Dependencies, occasions: Sequence[Occasion]) -> Seen:
    """What is known now that decides about these occasions. Compares equal to what was seen when nothing changed."""
    forked = [each for each in occasions if each.kind is Kind.PLAN_FORKED]
    known, forks = await asyncio.gather(
        read(deps, (key for each in occasions for key in _facts_of(each))),
        asyncio.gather(*(_forked_at(deps, each) for each in forked)),
    )
    return known, dict(zip(forked, forks, strict=True))


def verdicts(occasions: Sequence[Occasion], seen: Seen) -> list[Verdict]:
    """What is to become of each occasion, by what was seen."""
    known, forked_at = seen
    return [judge(each, _facts(each, known, forked_at.get(each))) for each in occasions]


async def forget(deps: Dependencies, member_id: str, gone_id: str) -> None:
    """Keep nothing of how a member stands to one who is gone, nor what they forked from them. (Likes end by events.)"""
    await _learn(deps, relation_key(member_id, gone_id), lambda _: None, gone_id)
    where: list[Condition] = [Equals("type", _PLAN), Equals("memberId", gone_id)]
    while (page := await deps.store.query(CONTAINER, member_id, Query(where))).items:
        for each in page.items:
            await learn_plan(deps, each.body["planId"], lambda plan: plan.heard_forked("", ""))


async def empty(deps: Dependencies, gone_id: str) -> bool:
    """Remove what is known of a member who is gone, but that they are, up to a batch of it; whether there was any."""

    async def attempt() -> bool:
        page = await deps.store.query(CONTAINER, gone_id, Query(limit=MAX_OPERATIONS))
        ids = [each.body["id"] for each in page.items if each.body["type"] != _MEMBER]
        if ids:
            await deps.store.execute(CONTAINER, gone_id, [Delete(each) for each in ids])
        return bool(ids)

    return await retrying(attempt)


def without_copies(document: Document) -> Document | None:
    """What of a document nobody else knows, and cannot tell again: whom a member mutes, or muted."""
    if "mutes" not in document:
        return None
    kept: Document = {field: document[field] for field in ("id", "pk", "memberId", "mutes")}
    key = _mute_key(document["memberId"], document["mutes"])
    return kept | {"type": _ACQUAINTANCE} | (key or {"ttl": TOMBSTONE_SECONDS})


async def read(deps: Dependencies, keys: Iterable[Key]) -> Known:
    """The facts there are at these keys."""
    wanted = list(dict.fromkeys(keys))
    found: list[Stored | None] = await deps.store.read_many(CONTAINER, wanted)
    return {key: each.body for key, each in zip(wanted, found, strict=True) if each is not None}


def member_key(member_id: str) -> Key:
    """Where it is known what a member is called."""
    return member_id, _MEMBER


def relation_key(member_id: str, other_id: str) -> Key:
    """Where it is known how a member stands to another."""
    return member_id, f"relation.{other_id}"


def plan_key(plan_id: str) -> Key:
    """Where a plan is known."""
    return owner_of(plan_id), f"plan.{plan_id}"


def person_at(known: Known, member_id: str) -> Person | None:
    """A member, gone or not; None if nothing was heard of them."""
    found = known.get(member_key(member_id))
    return None if found is None else _person(found)


def relation_at(known: Known, member_id: str, other_id: str) -> Relation:
    """How a member stands to another; nothing holds if nothing was heard."""
    return _relation(known.get(relation_key(member_id, other_id)))


def plan_at(known: Known, plan_id: str) -> PlanCopy | None:
    """A plan; None if nothing was heard of it."""
    found = known.get(plan_key(plan_id))
    return None if found is None else _plan(found)


def _facts_of(occasion: Occasion) -> list[Key]:
    keys = [member_key(occasion.recipient_id)]
    if occasion.actor_id:
        keys += [member_key(occasion.actor_id), relation_key(occasion.recipient_id, occasion.actor_id)]
    if SUBJECT_TYPES[occasion.kind] == "plan":
        keys.append(plan_key(occasion.subject_id))
    if occasion.kind is Kind.PLAN_LIKED:
        keys.append(_like_key(occasion.actor_id, occasion.subject_id))
    return keys


def _facts(occasion: Occasion, known: Known, forked_at: str | None) -> Facts:
    if not occasion.actor_id:
        return Facts(recipient=person_at(known, occasion.recipient_id))
    deed_at = forked_at
    if occasion.kind is Kind.PLAN_LIKED:
        like = known.get(_like_key(occasion.actor_id, occasion.subject_id))
        deed_at = like["since"] if like is not None and like["holds"] else None
    return Facts(
        recipient=person_at(known, occasion.recipient_id),
        actor=person_at(known, occasion.actor_id),
        relation=relation_at(known, occasion.recipient_id, occasion.actor_id),
        plan=plan_at(known, occasion.subject_id) if SUBJECT_TYPES[occasion.kind] == "plan" else None,
        deed_at=deed_at,
    )


async def _forked_at(deps: Dependencies, occasion: Occasion) -> str | None:
    """Since when the actor has a fork of the plan: the first one that is still there counts."""
    where: list[Condition] = [
        Equals("type", _PLAN),
        Equals("memberId", occasion.recipient_id),
        Equals("forkedFrom", occasion.subject_id),
        OneOf("visibility", ["private", "followers", "public"]),
    ]
    page = await deps.store.query(CONTAINER, occasion.actor_id, Query(where, limit=1))
    return page.items[0].body["forkedAt"] if page.items else None


def _mute_key(other_id: str, mute: Document) -> Document:
    return {"muteKey": f"{mute['since']}.{other_id}"} if mute["holds"] else {}


def _tie(version: int, since: str | None) -> Tie:
    return Tie(version, holds=since is not None, since=since or "")


def _like_key(member_id: str, plan_id: str) -> Key:
    return member_id, f"like.{plan_id}"


def _deed(document: Document) -> Occasion:
    if document["type"] == _PLAN:
        return _plan(document).fork
    return Occasion(Kind.PLAN_LIKED, document["memberId"], document["pk"], document["planId"])


def _person(document: Document) -> Person:
    return Person(document["pk"], document["name"], document["version"])


def _relation(document: Document | None) -> Relation:
    if document is None:
        return Relation()
    return Relation(**{name: Tie(**document[field]) for field, name in _TIES.items() if field in document})


def _plan(document: Document) -> PlanCopy:
    return PlanCopy(
        id=document["planId"],
        version=document["version"],
        visibility=document["visibility"],
        title=document["title"],
        shared_at=document["sharedAt"],
        forked_from=document.get("forkedFrom", ""),
        forked_at=document.get("forkedAt", ""),
    )


def _plan_fields(plan: PlanCopy) -> Document:
    fields: Document = {
        "planId": plan.id,
        "version": plan.version,
        "visibility": plan.visibility,
        "title": plan.title,
        "sharedAt": plan.shared_at,
    }
    if plan.forked_from:
        fields |= {"forkedFrom": plan.forked_from, "forkedAt": plan.forked_at, "memberId": owner_of(plan.forked_from)}
    # Without the key a plan that was never shared is in no list of those that were.
    return fields | {"sortKey": f"{plan.shared_at}.{plan.id}"} if plan.shared_at else fields


async def _others(deps: Dependencies, member_id: str, kinds: Sequence[str], after: str, limit: int) -> list[str]:
    where: list[Condition] = [OneOf("type", kinds), Between("memberId", low=f"{after}.")]
    page = await deps.store.query(CONTAINER, member_id, Query(where, order="memberId", limit=limit))
    return [item.body["memberId"] for item in page.items]


async def _learn(
    deps: Dependencies, key: Key, newer: Callable[[Document | None], Document | None], other_id: str | None = None
) -> None:
    """Bring a fact about a member, and perhaps another, up to what was heard; about one who is gone there is none."""
    people = [member_key(each) for each in (key[0], other_id) if each is not None]

    async def attempt() -> bool:
        present, *found = await deps.store.read_many(CONTAINER, [key, *people])
        if any(each is not None and each.body["name"] is None for each in found):
            if present is not None:
                await deps.store.execute(CONTAINER, key[0], [Delete(key[1], present.etag)])
            return False
        return await _write(deps, key, present, newer)

    # Looked at again after writing: one of them may have gone meanwhile, and what is known of them been removed.
    if await retrying(attempt):
        await retrying(attempt)


async def _write(
    deps: Dependencies, key: Key, present: Stored | None, newer: Callable[[Document | None], Document | None]
) -> bool:
    body = newer(None if present is None else present.body)
    if body is None:
        return False
    document = {"id": key[1], "pk": key[0], **body}
    operation = Create(document) if present is None else Replace(document, present.etag)
    await deps.store.execute(CONTAINER, key[0], [operation])
    return True

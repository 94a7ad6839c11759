"""Read models of like, in `like-members` (no outbox), partitioned by the member they are about: what members are
called, who follows and who blocks whom, what a member likes, and which plans of a member somebody liked.

How somebody stands to a plan is read from here and from the plan's copy in `likes`, the same way for a like, for a list
of likes and for likes that must end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.like import repository
from functions.like.domain import Like, Standing
from functions.like.repository import COUNT, DELETED_PLAN, ENDED_LIKE, LIKE, PLAN
from shared.dependencies import Dependencies
from shared.errors import Missing
from shared.ids import owner_of
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Between, Condition, Delete, Document, Equals, Query, Stored

CONTAINER = "like-members"
_MEMBER, _LIKED_PLAN = "member", "liked-plan"

type _Keys = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a plan and of how a member stands to it."""

    standing: Standing
    card: Document | None
    """What a list shows of the plan; None while nobody but its owner may see it."""
    owner_name: str | None
    likes: int | None
    """None for a plan that nobody ever liked: it has no count yet."""


async def known_of(deps: Dependencies, pairs: Sequence[tuple[str, str]]) -> list[Known]:
    """What is known for each pair of a plan's id and a member's."""
    plan_keys = dict.fromkeys(key for plan_id, _ in pairs for key in ((plan_id, PLAN), (plan_id, COUNT)))
    member_keys = dict.fromkeys(key for pair in pairs for key in _member_keys(*pair))
    plans = _present(plan_keys, await deps.store.read_many(repository.CONTAINER, list(plan_keys)))
    members = _present(member_keys, await deps.store.read_many(CONTAINER, list(member_keys)))
    return [_known(plans, members, *pair) for pair in pairs]


async def my_likes(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of the plans a member likes, latest first, without those they may not see now."""
    query = Query([Equals("type", LIKE)], order="sortKey", descending=True, limit=limit, cursor=cursor)
    page = await deps.store.query(CONTAINER, member_id, query)
    known = await known_of(deps, [(item.body["planId"], member_id) for item in page.items])
    items = [
        _item(item.body, each)
        for item, each in zip(page.items, known, strict=True)
        if each.standing.visible and not each.standing.member_gone
    ]
    return {"items": items, "nextCursor": page.cursor}


async def mirror(deps: Dependencies, like: Like) -> None:
    """The like, seen from who likes."""
    document: Document = {
        "id": f"like.{like.plan_id}",
        "pk": like.member_id,
        "type": LIKE if like.liked else ENDED_LIKE,
        "planId": like.plan_id,
        "ownerId": like.owner_id,
        "version": like.version,
        "since": like.since,
        "sortKey": f"{like.since}.{like.plan_id}",
    }
    await put_newer(deps.store, CONTAINER, document if like.liked else document | {"ttl": TOMBSTONE_SECONDS})


async def liked_by(
    deps: Dependencies, member_id: str, *, limit: int, owner_id: str | None = None, until: str | None = None
) -> list[str]:
    """Ids of plans that a member likes, longest liked first: all, or those of one owner; only those that were liked by
    `until`, if it is given."""
    where: list[Condition] = [Equals("type", LIKE)]
    if owner_id is not None:
        where.append(Equals("ownerId", owner_id))
    if until is not None:
        where.append(Between("sortKey", high=f"{until}/"))  # "/" comes next after the "." behind the time
    page = await deps.store.query(CONTAINER, member_id, Query(where, order="sortKey", limit=limit))
    return [item.body["planId"] for item in page.items]


async def note_liked_plan(deps: Dependencies, plan_id: str) -> None:
    """That somebody likes or liked a plan of its owner's; not for long if the owner is gone."""
    owner_id = owner_of(plan_id)
    document = {"id": f"plan.{plan_id}", "pk": owner_id, "type": _LIKED_PLAN, "version": 1}
    await put_newer(deps.store, CONTAINER, document | {"planId": plan_id, "sortKey": plan_id})
    if _is_gone(await deps.store.read(CONTAINER, owner_id, _MEMBER)):
        await forget_liked_plan(deps, plan_id)


async def liked_plans(deps: Dependencies, owner_id: str, *, limit: int) -> list[str]:
    """Ids of an owner's plans that somebody likes or liked."""
    query = Query([Equals("type", _LIKED_PLAN)], order="sortKey", limit=limit)
    page = await deps.store.query(CONTAINER, owner_id, query)
    return [item.body["planId"] for item in page.items]


async def forget_liked_plan(deps: Dependencies, plan_id: str) -> None:
    """Undo `note_liked_plan`; nothing happens if that is done."""
    try:
        await deps.store.execute(CONTAINER, owner_of(plan_id), [Delete(f"plan.{plan_id}")])
    except Missing:
        return


async def learn_member(deps: Dependencies, member_id: str, *, name: str | None, version: int) -> None:
    """What a member is called; None once they are gone."""
    await _learn(deps, member_id, _MEMBER, version=version, active=name is not None, name=name)


async def learn_follow(deps: Dependencies, owner_id: str, follower_id: str, *, version: int, active: bool) -> None:
    """Whether somebody follows an owner."""
    await _learn(deps, owner_id, _follower_id(follower_id), version=version, active=active)


async def learn_block(deps: Dependencies, owner_id: str, blocked_id: str, *, version: int, active: bool) -> bool:
    """Whether an owner blocks somebody, as was just told; whether they do by what is known after that."""
    await _learn(deps, owner_id, _block_id(blocked_id), version=version, active=active)
    return _is_active(await deps.store.read(CONTAINER, owner_id, _block_id(blocked_id)))


async def _learn(
    deps: Dependencies, owner_id: str, document_id: str, *, version: int, active: bool, name: str | None = None
) -> None:
    kind = document_id.partition(".")[0]
    document: Document = {"id": document_id, "pk": owner_id, "type": kind, "version": version, "active": active}
    if name is not None:
        document["name"] = name
    if not active:
        document["ttl"] = TOMBSTONE_SECONDS
    await put_newer(deps.store, CONTAINER, document)


def _item(mirrored: Document, known: Known) -> dict[str, Any]:
    plan_id, owner_id = mirrored["planId"], mirrored["ownerId"]
    return {
        "id": plan_id,
        "ownerId": owner_id,
        "owner": {"id": owner_id, "name": known.owner_name},
        **(known.card or {}),
        "visibility": known.standing.visibility,
        "likes": known.likes or 0,
        "likedAt": mirrored["since"],
    }


def _member_keys(plan_id: str, member_id: str) -> _Keys:
    owner_id = owner_of(plan_id)
    return (
        (owner_id, _MEMBER),
        (member_id, _MEMBER),
        (owner_id, _follower_id(member_id)),
        (owner_id, _block_id(member_id)),
        (member_id, _block_id(owner_id)),
    )


def _known(
    plans: dict[tuple[str, str], Stored], members: dict[tuple[str, str], Stored], plan_id: str, member_id: str
) -> Known:
    plan, likes = plans.get((plan_id, PLAN)), plans.get((plan_id, COUNT))
    owner, member, follower, blocked, blocking = map(members.get, _member_keys(plan_id, member_id))
    standing = Standing(
        visibility=None if plan is None else plan.body.get("visibility"),
        owner_known=owner is not None,
        gone=(plan is not None and plan.body["type"] == DELETED_PLAN) or _is_gone(owner),
        member_gone=_is_gone(member),
        follows=_is_active(follower),
        blocked=_is_active(blocked),
        blocking=_is_active(blocking),
    )
    return Known(
        standing,
        card=None if plan is None else plan.body.get("card"),
        owner_name=None if owner is None else owner.body.get("name"),
        likes=None if likes is None else likes.body["likes"],
    )


def _present(keys: dict[tuple[str, str], None], found: Sequence[Stored | None]) -> dict[tuple[str, str], Stored]:
    return {key: each for key, each in zip(keys, found, strict=True) if each is not None}


def _follower_id(follower_id: str) -> str:
    return f"follower.{follower_id}"


def _block_id(blocked_id: str) -> str:
    return f"block.{blocked_id}"


def _is_active(found: Stored | None) -> bool:
    return found is not None and bool(found.body["active"])


def _is_gone(member: Stored | None) -> bool:
    return member is not None and not member.body["active"]

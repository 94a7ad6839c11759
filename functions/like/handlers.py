"""What like does: one function per command, per event, and one for its own change feed."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from functions.like import endings, projections, repository
from functions.like.projections import Known, known_of
from functions.like.repository import COUNT, ENDED_LIKE, LIKE
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound, Rejection
from shared.events.envelope import Event
from shared.events.follow import (
    BlockSnapshot,
    FollowCreated,
    FollowDeleted,
    FollowSnapshot,
    MemberBlocked,
    MemberUnblocked,
)
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanSnapshot, PlanUnshared, PlanUpdated
from shared.ids import owner_of
from shared.inbox import receive_again
from shared.patience import retrying, until_known

QUEUE = "like-inbox"


async def like_plan(deps: Dependencies, member_id: str, plan_id: str) -> int:
    """Like a plan; saying it twice is saying it once. How many like it then. Raises the `Rejection` that says why
    not."""
    if owner_of(plan_id) == member_id:
        raise Rejection("cannot_like_own", 422)

    async def known() -> Known | None:
        # A plan that may not be seen may have been shared, or its owner followed, a moment ago.
        [found] = await known_of(deps, [(plan_id, member_id)])
        return found if found.standing.visible or found.standing.over else None

    async def attempt() -> None:
        found = await until_known(known)
        if found is None:
            raise NotFound("plan")
        if found.standing.member_gone:
            raise unauthenticated()  # the token outlives the member it speaks for
        loaded = await repository.load(deps, plan_id, member_id)
        loaded.like.begin(found.standing, at=to_iso(deps.clock.now()))
        await repository.save(deps, loaded, counted=found.likes is not None)

    await retrying(attempt)
    return await repository.count(deps, plan_id)


async def unlike_plan(deps: Dependencies, member_id: str, plan_id: str) -> None:
    """Like a plan no longer, whether or not it may be seen; nothing happens if it was not liked."""
    await endings.end_like(deps, plan_id, member_id)


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """What hangs on the change feed of `likes`: the mirror of likes, the list of plans that have some, and the end of
    likes that were decided before it was known here that they cannot be."""
    likes = [repository.like_of(document) for document in documents if document["type"] in (LIKE, ENDED_LIKE)]
    plan_ids = [document["pk"] for document in documents if document["type"] == COUNT]
    await asyncio.gather(
        *(projections.mirror(deps, like) for like in likes),
        *(projections.note_liked_plan(deps, plan_id) for plan_id in plan_ids),
    )
    pairs = [(like.plan_id, like.member_id) for like in likes if like.liked]
    known = await known_of(deps, pairs)
    over = [pair for pair, each in zip(pairs, known, strict=True) if each.standing.over]
    await asyncio.gather(*(endings.end_like(deps, *pair) for pair in over))


async def on_plan_told(
    data: PlanCreated | PlanUpdated | PlanShared | PlanUnshared, _event: Event, deps: Dependencies
) -> None:
    """Know a plan and who may see it."""
    await repository.learn_plan(deps, data)


async def on_plan_deleted(data: PlanDeleted, event: Event, deps: Dependencies) -> None:
    """Know a plan no longer; its likes end."""
    await repository.learn_end_of_plan(deps, data)
    if not await endings.end_of_plan(deps, data.plan_id):
        await receive_again(deps, QUEUE, event)


async def on_plan_snapshot(data: PlanSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know a plan as it is, or that it is gone."""
    if data.state is None:
        await repository.learn_end_of_plan(deps, data)
    else:
        await repository.learn_plan(deps, data.state)


async def on_member_named(data: MemberCreated | MemberUpdated, _event: Event, deps: Dependencies) -> None:
    """Know a member by name."""
    await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def on_member_deleted(data: MemberDeleted | MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member no longer; their likes end, and those of their plans."""
    await projections.learn_member(deps, data.member_id, name=None, version=data.version)
    ended = await asyncio.gather(
        endings.end_of_member(deps, data.member_id), endings.end_of_owner(deps, data.member_id)
    )
    if not all(ended):
        await receive_again(deps, QUEUE, event)


async def on_member_snapshot(data: MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member as they are, or that they left."""
    if data.name is None:
        await on_member_deleted(data, event, deps)
    else:
        await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def on_follow_changed(
    data: FollowCreated | FollowDeleted | FollowSnapshot, _event: Event, deps: Dependencies
) -> None:
    """Know who may see an owner's plans for followers. A like of one that may be seen no longer stays, unseen."""
    active = data.since is not None
    await projections.learn_follow(deps, data.followee_id, data.follower_id, version=data.version, active=active)


async def on_block_changed(data: MemberBlocked | MemberUnblocked, event: Event, deps: Dependencies) -> None:
    """Know who is shut out. What the blocked member likes of the blocker's ends; lifting the block restores nothing."""
    blocker_id, blocked_id = data.blocker_id, data.blocked_id
    active = isinstance(data, MemberBlocked)
    stands = await projections.learn_block(deps, blocker_id, blocked_id, version=data.version, active=active)
    if not active:
        return
    # A block that was lifted before we heard of it ends what it found, not what began after it was lifted.
    until = None if stands else to_iso(event.at)
    if not await endings.end_of_member(deps, blocked_id, owner_id=blocker_id, until=until):
        await receive_again(deps, QUEUE, event)


async def on_block_snapshot(data: BlockSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know who is shut out. What that ended has ended."""
    await projections.learn_block(deps, data.blocker_id, data.blocked_id, version=data.version, active=data.blocking)

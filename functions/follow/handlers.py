"""What follow does: one function per command, per event, and per policy on its own change feed."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from functions.follow import endings, projections
from functions.follow.repository import (
    BLOCK,
    EDGE,
    ENDED_EDGE,
    LIFTED_BLOCK,
    block_of,
    blocks_between,
    edge_of,
    load_block,
    load_edge,
    save,
)
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound
from shared.events.envelope import Event
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.inbox import receive_again
from shared.patience import retrying, until_known

QUEUE = "follow-inbox"


async def follow_member(deps: Dependencies, follower_id: str, followee_id: str) -> None:
    """Follow somebody; saying it twice is saying it once. Raises the `Rejection` that says why not."""
    await _require_here(deps, follower_id)
    if follower_id != followee_id:
        await _require_member(deps, followee_id)

    async def attempt() -> None:
        blocking, blocked = await blocks_between(deps, follower_id, followee_id)
        loaded = await load_edge(deps, follower_id, followee_id)
        loaded.aggregate.follow(at=to_iso(deps.clock.now()), blocked=blocked, blocking=blocking)
        await save(deps, follower_id, loaded)

    await retrying(attempt)


async def unfollow_member(deps: Dependencies, follower_id: str, followee_id: str) -> None:
    """End an edge, whoever of the two asks for it; nothing happens if there is none."""
    await endings.end_edge(deps, follower_id, followee_id)


async def block_member(deps: Dependencies, blocker_id: str, blocked_id: str) -> None:
    """Shut somebody out: the block and the end of the blocker's own edge in one batch. The edge in the other direction
    lives in another partition: `end_blocked_edges` ends it, at once here, and again from the change feed, so that it
    ends even if this process does first."""
    await _require_here(deps, blocker_id)
    if blocker_id != blocked_id:
        await _require_member(deps, blocked_id)

    async def attempt() -> None:
        block = await load_block(deps, blocker_id, blocked_id)
        edge = await load_edge(deps, blocker_id, blocked_id)
        block.aggregate.block(at=to_iso(deps.clock.now()))
        edge.aggregate.end()
        await save(deps, blocker_id, block, edge)

    await retrying(attempt)
    await unfollow_member(deps, blocked_id, blocker_id)


async def unblock_member(deps: Dependencies, blocker_id: str, blocked_id: str) -> None:
    """Lift a block; nothing happens if there is none."""
    await endings.lift_block(deps, blocker_id, blocked_id)


async def is_blocked_by(deps: Dependencies, member_id: str, other_id: str) -> bool:
    """Whether `other_id` has shut `member_id` out."""
    _, blocked = await blocks_between(deps, member_id, other_id)
    return blocked


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """What hangs on the change feed of `follows`: the mirrors of edges and blocks, the edges that a block must end, and
    the end of whatever was decided before it was known here that one of the two left."""
    edges = [edge_of(document) for document in documents if document["type"] in (EDGE, ENDED_EDGE)]
    blocks = [block_of(document) for document in documents if document["type"] in (BLOCK, LIFTED_BLOCK)]
    await asyncio.gather(
        *(projections.mirror(deps, edge) for edge in edges),
        *(projections.mirror_block(deps, block) for block in blocks),
    )
    following = [(edge.follower_id, edge.followee_id) for edge in edges if edge.following]
    blocking = [(block.blocker_id, block.blocked_id) for block in blocks if block.blocking]
    # Mirrored first, known second: whoever ends all of a member's does it the other way round.
    gone = await projections.gone_of(deps, (member_id for pair in (*following, *blocking) for member_id in pair))
    await asyncio.gather(
        *(_end_if_over(deps, *pair, gone) for pair in following),
        *(_end_if_over(deps, *pair, gone) for pair in blocking),
        *(_end_if_over(deps, blocked_id, blocker_id, gone) for blocker_id, blocked_id in blocking),
        *(endings.lift_block(deps, *pair) for pair in blocking if not gone.isdisjoint(pair)),
    )


async def on_member_named(data: MemberCreated | MemberUpdated, _event: Event, deps: Dependencies) -> None:
    """Know a member by name."""
    await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def on_member_deleted(data: MemberDeleted | MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member no longer: nobody can follow them, no list shows them, and what there is between them and others
    ends, in parts if it is much."""
    await projections.learn_member(deps, data.member_id, name=None, version=data.version)
    if not await endings.end_all(deps, data.member_id):
        await receive_again(deps, QUEUE, event)


async def on_member_snapshot(data: MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member as they are, or that they left."""
    if data.name is None:
        await on_member_deleted(data, event, deps)
    else:
        await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def _end_if_over(deps: Dependencies, follower_id: str, followee_id: str, gone: Collection[str]) -> None:
    # A follow that was decided before the block and stored after it is seen here, by whichever of the two is read last.
    over = follower_id in gone or followee_id in gone
    if over or any(await blocks_between(deps, follower_id, followee_id)):
        await endings.end_edge(deps, follower_id, followee_id)


async def _require_here(deps: Dependencies, member_id: str) -> None:
    if await projections.gone_of(deps, [member_id]):
        raise unauthenticated()  # the token outlives the member it speaks for


async def _require_member(deps: Dependencies, member_id: str) -> None:
    if await until_known(lambda: projections.member_name(deps, member_id)) is None:
        raise NotFound("member")

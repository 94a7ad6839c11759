"""Ending edges and blocks: one, or all there are between a member who left and others.

The latter does a bounded part and says whether all is done; what is left is found again by what is still there. What is
stored while it comes about is not missed: it either was there, or mirrored, before it was known that the member left,
and is found here, or the change feed finds that known (handlers.on_feed).
"""

import asyncio

from functions.follow import projections, repository
from functions.follow.projections import BLOCKER, FOLLOWER
from functions.follow.repository import load_block, load_edge, save
from shared.dependencies import Dependencies
from shared.patience import retrying

BATCHES = 20
"""Batches of the member's own edges and blocks in one part."""
PAGE = 50
"""Edges to the member in one part, and blocks against them: each lives in a partition of its own."""


async def end_all(deps: Dependencies, member_id: str) -> bool:
    """End some of what there is between a member who left and others; whether that was all."""
    return all(
        await asyncio.gather(
            _end_own(deps, member_id), _end_followers(deps, member_id), _lift_blockers(deps, member_id)
        )
    )


async def end_edge(deps: Dependencies, follower_id: str, followee_id: str) -> None:
    """End an edge; nothing happens if there is none."""

    async def attempt() -> None:
        loaded = await load_edge(deps, follower_id, followee_id)
        loaded.aggregate.end()
        await save(deps, follower_id, loaded)

    await retrying(attempt)


async def lift_block(deps: Dependencies, blocker_id: str, blocked_id: str) -> None:
    """Lift a block; nothing happens if there is none."""

    async def attempt() -> None:
        loaded = await load_block(deps, blocker_id, blocked_id)
        loaded.aggregate.lift()
        await save(deps, blocker_id, loaded)

    await retrying(attempt)


async def _end_own(deps: Dependencies, member_id: str) -> bool:
    for _ in range(BATCHES):
        if not await retrying(lambda: repository.end_own(deps, member_id)):
            return True
    return False


async def _end_followers(deps: Dependencies, member_id: str) -> bool:
    # Mirrored at once, and not only by the feed: the next part must not find it again.
    async def end(follower_id: str) -> None:
        await end_edge(deps, follower_id, member_id)
        await projections.mirror(deps, (await load_edge(deps, follower_id, member_id)).aggregate)

    followers = await projections.others_of(deps, member_id, FOLLOWER, limit=PAGE)
    await asyncio.gather(*map(end, followers))
    return len(followers) < PAGE


async def _lift_blockers(deps: Dependencies, member_id: str) -> bool:
    async def lift(blocker_id: str) -> None:
        await lift_block(deps, blocker_id, member_id)
        await projections.mirror_block(deps, (await load_block(deps, blocker_id, member_id)).aggregate)

    blockers = await projections.others_of(deps, member_id, BLOCKER, limit=PAGE)
    await asyncio.gather(*map(lift, blockers))
    return len(blockers) < PAGE

"""Ending many likes: because their plan, who likes it or its owner is gone, or because of a block.

Each function does a bounded part and says whether all is done; what is left is found again by what is still there, so
that a part may be repeated, and its continuation is the same event again. A like that is stored while its end comes
about is not missed: it either was mirrored before the fact was known, and is found here, or its own mirroring finds the
fact known (handlers.on_feed).
"""

import asyncio

from functions.like import projections, repository
from functions.like.repository import BATCH, Loaded
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.patience import retrying

BATCHES = 20
"""Batches of one plan's likes in one part."""
PAGE = 50
"""Likes of one member in one part: each lives in a partition of its own."""
PLANS = 20
"""Plans of one owner in one part."""


async def end_like(deps: Dependencies, plan_id: str, member_id: str) -> None:
    """End the like of a pair; nothing happens if there is none."""

    async def attempt() -> Loaded:
        loaded = await repository.load(deps, plan_id, member_id)
        loaded.like.end(at=to_iso(deps.clock.now()))
        await repository.save(deps, loaded)
        return loaded

    await retrying(attempt)


async def end_of_plan(deps: Dependencies, plan_id: str) -> bool:
    """End the likes of a plan that is gone."""
    for _ in range(BATCHES):
        if await repository.end_batch(deps, plan_id) < BATCH:
            await repository.let_count_expire(deps, plan_id)
            return True
    return False


async def end_of_owner(deps: Dependencies, owner_id: str) -> bool:
    """End the likes of the plans of a member who is gone."""
    plan_ids = await projections.liked_plans(deps, owner_id, limit=PLANS)
    ended = await asyncio.gather(*(_end_of_noted_plan(deps, plan_id) for plan_id in plan_ids))
    return all(ended) and len(plan_ids) < PLANS


async def end_of_member(
    deps: Dependencies, member_id: str, *, owner_id: str | None = None, until: str | None = None
) -> bool:
    """End what a member likes: all, or what is one owner's; what began `until` then, if told."""
    plan_ids = await projections.liked_by(deps, member_id, limit=PAGE, owner_id=owner_id, until=until)
    await asyncio.gather(*(_end_and_mirror(deps, plan_id, member_id) for plan_id in plan_ids))
    return len(plan_ids) < PAGE


async def _end_of_noted_plan(deps: Dependencies, plan_id: str) -> bool:
    ended = await end_of_plan(deps, plan_id)
    if ended:
        await projections.forget_liked_plan(deps, plan_id)
    return ended


async def _end_and_mirror(deps: Dependencies, plan_id: str, member_id: str) -> None:
    # Mirrored at once, and not only by the feed: the next part must not find it again.
    await end_like(deps, plan_id, member_id)
    await projections.mirror(deps, (await repository.load(deps, plan_id, member_id)).like)

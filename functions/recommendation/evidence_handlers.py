"""What recommendation makes of others' news for its evidence: one function per event, in any order, any number of
times.

An event changes what is known (projections.py) first; then what hangs on it is brought in line (ranks.py), even if the
event was no news: the process may have ended between the two the last time. Last it looks whether the member left
meanwhile: what was written behind the back of whoever forgets them is forgotten here.
"""

from functions.recommendation import projections, ranks
from functions.recommendation.projections import PlanState
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.follow import (
    BlockSnapshot,
    FollowCreated,
    FollowDeleted,
    FollowSnapshot,
    MemberBlocked,
    MemberUnblocked,
)
from shared.events.like import LikeCreated, LikeDeleted, LikeSnapshot
from shared.events.plan import PlanDeleted, PlanSnapshot
from shared.store.port import Stored


async def on_plan_told(data: PlanState, _event: Event, deps: Dependencies) -> None:
    """Know a plan as it is now."""
    await _show(deps, data.owner_id, await projections.learn_plan(deps, data))


async def on_plan_deleted(data: PlanDeleted | PlanSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know a plan no longer."""
    await _show(deps, data.owner_id, await projections.learn_plan_deleted(deps, data.plan_id, data.version))


async def on_plan_snapshot(data: PlanSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a plan as it is, or that it is gone."""
    if data.state is None:
        await on_plan_deleted(data, event, deps)
    else:
        await on_plan_told(data.state, event, deps)


async def on_follow_changed(
    data: FollowCreated | FollowDeleted | FollowSnapshot, _event: Event, deps: Dependencies
) -> None:
    """Know how many follow a member."""
    active = data.since is not None
    await projections.learn_follower(deps, data.followee_id, data.follower_id, version=data.version, active=active)
    await ranks.spread_rank(deps, data.followee_id)
    await _forget_if_gone(deps, data.followee_id)


async def on_block_changed(
    data: MemberBlocked | MemberUnblocked | BlockSnapshot, _event: Event, deps: Dependencies
) -> None:
    """Know who is to hear nothing of whom."""
    await projections.learn_block(deps, data.blocker_id, data.blocked_id, version=data.version, active=data.blocking)
    await _forget_if_gone(deps, data.blocker_id)
    await _forget_if_gone(deps, data.blocked_id)


async def on_like_changed(data: LikeCreated | LikeDeleted | LikeSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know what a member likes."""
    await projections.learn_like(deps, data.member_id, data.plan_id, version=data.version, since=data.since)
    await _forget_if_gone(deps, data.member_id)


async def forget_member(deps: Dependencies, member_id: str, version: int) -> bool:
    """From this moment on nothing of a member is evidence, and what there is is removed: at most a thousand documents.
    Whether that was all; `ranks.forget_rest` goes on."""
    await projections.mark_gone(deps, member_id, version)
    return await ranks.forget_rest(deps, member_id)


async def _show(deps: Dependencies, owner_id: str, plan: Stored | None) -> None:
    if plan is not None:
        for place_key in plan.body["shownAt"]:
            await ranks.settle_author(deps, owner_id, place_key)
        await projections.keep_only_present_place(deps, plan)
    await _forget_if_gone(deps, owner_id)


async def _forget_if_gone(deps: Dependencies, member_id: str) -> None:
    if await projections.is_gone(deps, member_id):
        await ranks.forget_rest(deps, member_id)

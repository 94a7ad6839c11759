"""What notification makes of snapshots: facts that are known again, and nothing that is told or taken back."""

from functions.notification import handlers, projections
from functions.notification.domain import Person, PlanCopy
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.follow import BlockSnapshot, FollowSnapshot
from shared.events.like import LikeSnapshot
from shared.events.member import MemberSnapshot
from shared.events.plan import PlanSnapshot


async def on_member_snapshot(data: MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member by name; of one who left, keep nothing."""
    if data.name is None:
        await handlers.on_member_deleted(data, event, deps)
    else:
        await projections.learn_person(deps, Person(data.member_id, data.name, data.version))


async def on_follow_snapshot(data: FollowSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know whether a member follows another."""
    await projections.learn_follow(deps, data)


async def on_block_snapshot(data: BlockSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know whether a member blocks another."""
    await projections.learn_block(deps, data)


async def on_plan_snapshot(data: PlanSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know a plan as it is, since when others could see it, and what it was made from."""

    def heard(plan: PlanCopy) -> PlanCopy:
        state = data.state
        if state is None:
            return plan.heard(data.version, "deleted", "")
        if data.shared_at is not None:
            plan = plan.heard_shared(data.shared_at)
        if data.source_plan_id is not None:
            plan = plan.heard_forked(data.source_plan_id, state.created_at)
        return plan.heard(data.version, state.visibility, state.title)

    await projections.learn_plan(deps, data.plan_id, heard)


async def on_like_snapshot(data: LikeSnapshot, _event: Event, deps: Dependencies) -> None:
    """Know whether a member likes somebody's plan."""
    await projections.learn_like(deps, data)

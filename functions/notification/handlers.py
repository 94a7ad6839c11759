"""What notification does: one function per command and per event.

An event changes what is known (projections.py) first; then the notifications that hang on it are brought in line
(fanout.py), even if the event was no news: the process may have ended between the two the last time.
"""

import asyncio
import re
from collections.abc import Sequence

from functions.notification import fanout, projections, repository
from functions.notification.domain import Person, PlanCopy, PlanVisibility, Tie
from functions.notification.fanout import Job, Task
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanUnshared, PlanUpdated
from shared.ids import ULID_PATTERN

_ID = re.compile(rf"[a-z_]+(\.{ULID_PATTERN}){{1,2}}")


async def mark_read(deps: Dependencies, recipient_id: str, ids: Sequence[str]) -> int:
    """Mark these as read; how many are unread then. What is no notification of the recipient's is passed over: it may
    have been withdrawn a moment ago."""
    await repository.mark_read(deps, recipient_id, [each for each in ids if _ID.fullmatch(each)])
    return await repository.unread_count(deps, recipient_id)


async def mark_all_read(deps: Dependencies, recipient_id: str) -> int:
    """Mark all as read; how many came meanwhile."""
    await repository.mark_all_read(deps, recipient_id)
    return await repository.unread_count(deps, recipient_id)


async def on_member_named(data: MemberCreated | MemberUpdated, _event: Event, deps: Dependencies) -> None:
    """Know a member by name; what was told of them is shown from now on."""
    await projections.learn_person(deps, Person(data.member_id, data.name, data.version))


async def on_member_deleted(data: MemberDeleted, event: Event, deps: Dependencies) -> None:
    """Show nothing of the member any more, and withdraw what others have not read yet."""
    await projections.learn_person(deps, Person(data.member_id, None, data.version))
    await fanout.send(deps, Job(cause=event.id, task=Task.GONE, subject_id=data.member_id))


async def on_follow_changed(data: FollowCreated | FollowDeleted, event: Event, deps: Dependencies) -> None:
    """Tell the followee, and tell the follower what the followee shared since; or take back what is unread of it."""
    follower_id, followee_id = data.follower_id, data.followee_id
    since = data.at if isinstance(data, FollowCreated) else ""
    tie = Tie(data.version, holds=isinstance(data, FollowCreated), since=since)
    await asyncio.gather(
        projections.learn_tie(deps, followee_id, follower_id, "followed_by", tie),
        projections.learn_tie(deps, follower_id, followee_id, "follows", tie),
    )
    await fanout.review_follow(deps, event.id, follower_id, followee_id)


async def on_block_changed(data: MemberBlocked | MemberUnblocked, event: Event, deps: Dependencies) -> None:
    """Silence the two to each other, in both directions, or lift that."""
    blocker_id, blocked_id = data.blocker_id, data.blocked_id
    tie = Tie(data.version, holds=isinstance(data, MemberBlocked))
    await asyncio.gather(
        projections.learn_tie(deps, blocker_id, blocked_id, "blocks", tie),
        projections.learn_tie(deps, blocked_id, blocker_id, "blocked_by", tie),
    )
    await fanout.review_follow(deps, event.id, blocker_id, blocked_id)
    await fanout.review_follow(deps, event.id, blocked_id, blocker_id)


async def on_plan_shared(data: PlanCreated | PlanShared, event: Event, deps: Dependencies) -> None:
    """Tell the owner's followers, if they may see it and were not told."""

    def heard(plan: PlanCopy) -> PlanCopy:
        if data.visibility != "private":
            plan = plan.heard_shared(data.version, to_iso(event.at))
        return plan.heard(data.version, data.visibility, data.title)

    plan = await projections.learn_plan(deps, data.plan_id, heard)
    await _tell_followers(deps, event, plan)


async def on_plan_unshared(data: PlanUnshared | PlanDeleted, event: Event, deps: Dependencies) -> None:
    """Take back what the owner's followers have not read, if they may see it no longer."""
    visibility: PlanVisibility = data.visibility if isinstance(data, PlanUnshared) else "deleted"
    title = data.title if isinstance(data, PlanUnshared) else ""
    plan = await projections.learn_plan(deps, data.plan_id, lambda plan: plan.heard(data.version, visibility, title))
    await _tell_followers(deps, event, plan)


async def on_plan_updated(data: PlanUpdated, _event: Event, deps: Dependencies) -> None:
    """Know the plan by its present title."""

    def heard(plan: PlanCopy) -> PlanCopy:
        return plan.heard(data.version, data.visibility, data.title)

    await projections.learn_plan(deps, data.plan_id, heard)


async def _tell_followers(deps: Dependencies, event: Event, plan: PlanCopy) -> None:
    # Of a plan that was never shared nobody was told, nor will be.
    if plan.shared_at:
        await fanout.tell_followers(deps, event.id, plan.id)

"""What notification does: one function per command and per event.

An event changes what is known (projections.py) first; then the notifications that hang on it are brought in line
(fanout.py), even if the event was no news: the process may have ended between the two the last time.
"""

import re
from collections.abc import Mapping, Sequence

from functions.notification import fanout, projections, repository
from functions.notification.domain import Kind, News, Occasion, Person, PlanCopy, Tie
from functions.notification.fanout import Job, Task
from functions.notification.state import Inbox
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound, Rejection
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.like import LikeCreated, LikeDeleted
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanForked, PlanShared, PlanUnshared, PlanUpdated
from shared.events.recommendation import RecommendationCreated, RecommendationFailed
from shared.events.token import TokenIncreased
from shared.ids import ULID_PATTERN
from shared.patience import retrying, until_known

_ID = re.compile(rf"[a-z_]{{1,40}}(?=\.)(\.{ULID_PATTERN}){{0,2}}(\.[1-9][0-9]{{0,14}})?")


async def mark_read(deps: Dependencies, recipient_id: str, ids: Sequence[str]) -> int:
    """Mark these as read; how many are unread then. What is no notification of the recipient's is passed over: it may
    have been withdrawn a moment ago."""
    await repository.mark_read(deps, recipient_id, [each for each in ids if _ID.fullmatch(each)])
    return (await repository.read_inbox(deps, recipient_id)).count()


async def mark_all_read(deps: Dependencies, recipient_id: str) -> int:
    """Mark all as read; how many came meanwhile."""
    await repository.mark_all_read(deps, recipient_id)
    return (await repository.read_inbox(deps, recipient_id)).count()


async def dismiss(deps: Dependencies, recipient_id: str, notification_id: str) -> None:
    """Take a notification off the list, whether or not it is there. Raises `NotFound` for what is no id of one."""
    if not _ID.fullmatch(notification_id):
        raise NotFound("notification")
    await repository.dismiss(deps, recipient_id, notification_id)


async def set_preferences(
    deps: Dependencies, member_id: str, wanted: Mapping[Kind, bool], *, version: int | None
) -> Inbox:
    """Say which kinds a member wants to be told; the inbox after that. Raises the 412 `Rejection` if `version` is given
    and is not the preferences' present one."""
    await _require_here(deps, member_id)

    async def attempt() -> None:
        inbox = await repository.read_inbox(deps, member_id)
        if version not in (None, inbox.preferences_version):
            raise Rejection("precondition_failed", 412)
        operation = inbox.prefers(wanted, to_iso(deps.clock.now()))
        if operation is not None:
            await deps.store.execute(repository.CONTAINER, member_id, [operation])

    await retrying(attempt)
    await _require_here(deps, member_id)
    return await repository.read_inbox(deps, member_id)


async def mute(deps: Dependencies, member_id: str, other_id: str) -> None:
    """Be told nothing of a member any more, without their noticing; saying it twice is saying it once. Raises the
    `Rejection` that says why not."""
    if member_id == other_id:
        raise Rejection("cannot_mute_self", 422)
    await _require_here(deps, member_id)
    other = await until_known(lambda: projections.person(deps, other_id))
    if other is None or other.name is None:
        raise NotFound("member")
    await _set_muted(deps, member_id, other_id, muted=True)


async def unmute(deps: Dependencies, member_id: str, other_id: str) -> None:
    """Be told of a member again: of what they do from now on. Nothing happens if they are not muted."""
    await _set_muted(deps, member_id, other_id, muted=False)


async def on_member_named(data: MemberCreated | MemberUpdated, _event: Event, deps: Dependencies) -> None:
    """Know a member by name; what was told of them is shown from now on."""
    await projections.learn_person(deps, Person(data.member_id, data.name, data.version))


async def on_member_deleted(data: MemberDeleted | MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Show nothing of the member any more, remove what others were told of them, and keep nothing of theirs."""
    await projections.learn_person(deps, Person(data.member_id, None, data.version))
    await fanout.send(deps, Job(cause=event.id, task=Task.GONE, subject_id=data.member_id))


async def on_follow_changed(data: FollowCreated | FollowDeleted, event: Event, deps: Dependencies) -> None:
    """Tell the followee, and tell the follower what the followee shared since; or take back what is unread of it."""
    follower_id, followee_id = data.follower_id, data.followee_id
    await projections.learn_follow(deps, data)
    await fanout.review_follow(deps, event.id, follower_id, followee_id)


async def on_block_changed(data: MemberBlocked | MemberUnblocked, event: Event, deps: Dependencies) -> None:
    """Silence the two to each other, in both directions, or lift that."""
    blocker_id, blocked_id = data.blocker_id, data.blocked_id
    await projections.learn_block(deps, data)
    await fanout.review_member(deps, event.id, blocker_id, blocked_id)
    await fanout.review_member(deps, event.id, blocked_id, blocker_id)


async def on_plan_shared(data: PlanCreated | PlanShared, event: Event, deps: Dependencies) -> None:
    """Tell the owner's followers, if they may see it and were not told."""

    def heard(plan: PlanCopy) -> PlanCopy:
        if data.visibility != "private":
            plan = plan.heard_shared(data.updated_at)
        return plan.heard(data.version, data.visibility, data.title)

    plan = await projections.learn_plan(deps, data.plan_id, heard)
    if isinstance(data, PlanCreated) and plan.shared_at:
        await fanout.tell_followers(deps, event.id, plan.id)
    elif plan.shared_at:
        await fanout.review_readers(deps, event.id, plan.id)


async def on_plan_unshared(data: PlanUnshared, event: Event, deps: Dependencies) -> None:
    """Take back what was not read, from those who may see it no longer."""
    plan = await projections.learn_plan(
        deps, data.plan_id, lambda plan: plan.heard(data.version, data.visibility, data.title)
    )
    if plan.shared_at:  # of one that never was, nobody was told
        await fanout.review_readers(deps, event.id, plan.id)


async def on_plan_deleted(data: PlanDeleted, event: Event, deps: Dependencies) -> None:
    """Take back everything that was told of it: its sharing, its likes and forks, and that it is a fork."""
    plan = await projections.learn_plan(deps, data.plan_id, lambda plan: plan.heard(data.version, "deleted", ""))
    if plan.shared_at:
        await fanout.review_readers(deps, event.id, plan.id)
    await fanout.review_entries(deps, event.id, plan.id)
    if plan.forked_from:
        await fanout.keep(deps, [plan.fork])


async def on_plan_updated(data: PlanUpdated, _event: Event, deps: Dependencies) -> None:
    """Know the plan by its present title."""

    def heard(plan: PlanCopy) -> PlanCopy:
        return plan.heard(data.version, data.visibility, data.title)

    await projections.learn_plan(deps, data.plan_id, heard)


async def on_plan_forked(data: PlanForked, _event: Event, deps: Dependencies) -> None:
    """Tell whose plan it was, for as long as there is a fork of it."""
    source = await projections.person(deps, data.source_owner_id)
    if source is not None and source.name is None:
        return
    plan = await projections.learn_plan(
        deps, data.plan_id, lambda plan: plan.heard_forked(data.source_plan_id, data.at)
    )
    if plan.forked_from:
        await fanout.keep(deps, [plan.fork])


async def on_like_changed(data: LikeCreated | LikeDeleted, _event: Event, deps: Dependencies) -> None:
    """Tell whose plan it is, or take that back while it is unread."""
    await projections.learn_like(deps, data)
    await fanout.keep(deps, [Occasion(Kind.PLAN_LIKED, data.owner_id, data.member_id, data.plan_id)])


async def on_recommendation_ended(
    data: RecommendationCreated | RecommendationFailed, _event: Event, deps: Dependencies
) -> None:
    """Tell who asked for it that it is ready, or why it was not made."""
    if isinstance(data, RecommendationCreated):
        kind, news = Kind.RECOMMENDATION_CREATED, News(data.at, title=data.title)
    else:
        kind, news = Kind.RECOMMENDATION_FAILED, News(data.at, title=data.location, reason=data.code)
    await fanout.keep(deps, [Occasion(kind, data.member_id, "", data.recommendation_id, news)])


async def on_tokens_increased(data: TokenIncreased, _event: Event, deps: Dependencies) -> None:
    """Tell who bought tokens that they are there. What a new member begins with is no news: it was never otherwise."""
    if data.reason == "purchase":
        news = News(data.at, reason=data.reason, amount=data.amount)
        await fanout.keep(deps, [Occasion(Kind.TOKENS_INCREASED, data.member_id, "", str(data.version), news)])


async def _set_muted(deps: Dependencies, member_id: str, other_id: str, *, muted: bool) -> None:
    now = to_iso(deps.clock.now())

    def changed(tie: Tie) -> Tie:
        return tie if tie.holds == muted else Tie(tie.version + 1, holds=muted, since=now)

    await projections.change_tie(deps, member_id, other_id, "mutes", changed)
    await fanout.review_member(deps, deps.new_id(), member_id, other_id)


async def _require_here(deps: Dependencies, member_id: str) -> None:
    """Raise the 401 `Rejection` for a member who is gone, and keep nothing of theirs: the token outlives them."""
    person = await projections.person(deps, member_id)
    if person is not None and person.name is None:
        await repository.empty(deps, member_id)
        raise unauthenticated()

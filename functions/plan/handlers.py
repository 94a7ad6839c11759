"""What plan does: one function per command, query and event."""

from collections.abc import Callable

from functions.plan import leaving, projections, recommendations
from functions.plan.domain import Content, Plan
from functions.plan.followees import learn_followee
from functions.plan.projections import Owner, owner_seen_by
from functions.plan.repository import CONTAINER, add, cards, document, load, read, save
from shared.auth import Caller, unauthenticated
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
from shared.events.plan import Visibility
from shared.events.recommendation import RecommendationCreated, RecommendationSnapshot
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.ids import owner_of
from shared.inbox import receive_again
from shared.patience import retrying, until_known
from shared.store.port import Document, Page

QUEUE = "plan-inbox"


async def create_plan(
    deps: Dependencies,
    caller: Caller,
    content: Content,
    visibility: Visibility,
    *,
    answer: Callable[[Document, str], Reply],
    request: IdempotentRequest | None = None,
) -> Reply:
    """Write a plan. `answer` makes the reply of the plan's document and its owner's name: with an idempotent `request`
    it is stored in the plan's batch, and given again instead of a second plan."""
    name = await name_of(deps, caller)

    async def attempt() -> Reply:
        earlier = await request.earlier_answer(deps.store, CONTAINER) if request else None
        if earlier is not None:
            return earlier
        plan = Plan.write(
            plan_id=f"{caller.member_id}.{deps.new_id()}",
            owner_id=caller.member_id,
            visibility=visibility,
            content=content,
            now=to_iso(deps.clock.now()),
        )
        reply = answer(document(plan), name)
        await add(deps, plan, [request.remember(reply)] if request else [])
        return reply

    return await retrying(attempt)


async def read_plan(deps: Dependencies, plan_id: str, caller: Caller | None) -> tuple[Document, str]:
    """A plan's document and its owner's name. Raises `NotFound` for what the caller may not see."""
    found = await read(deps, plan_id)
    if found is None:
        raise NotFound("plan")
    owner_id = owner_of(plan_id)
    if caller is not None and caller.member_id == owner_id:
        return found.body, await name_of(deps, caller)
    if found.body["visibility"] == "private":
        raise NotFound("plan")
    owner = await until_known(lambda: owner_seen_by(deps, owner_id, None if caller is None else caller.member_id))
    if owner is None or owner.name is None or found.body["visibility"] not in owner.shows:
        raise NotFound("plan")
    return found.body, owner.name


async def replace_plan(
    deps: Dependencies, caller: Caller, plan_id: str, content: Content, *, version: int | None
) -> tuple[Document, str]:
    """Replace a plan's content; the document and the owner's name. Raises the 412 `Rejection` if the plan is no longer
    at `version` (None: whatever it is at)."""

    def replace(plan: Plan) -> None:
        plan.replace(content, now=to_iso(deps.clock.now()))

    return await _change(deps, caller, plan_id, replace, version=version)


async def set_visibility(
    deps: Dependencies, caller: Caller, plan_id: str, visibility: Visibility, *, version: int | None
) -> tuple[Document, str]:
    """Let more or fewer people see a plan; answers and raises as `replace_plan` does."""

    def show(plan: Plan) -> None:
        plan.show_to(visibility, now=to_iso(deps.clock.now()))

    return await _change(deps, caller, plan_id, show, version=version)


async def delete_plan(deps: Dependencies, caller: Caller, plan_id: str, *, version: int | None) -> None:
    """Delete a plan for good. Raises as `replace_plan` does."""
    await _change(deps, caller, plan_id, Plan.delete, version=version)


async def list_own_plans(deps: Dependencies, caller: Caller, *, limit: int, cursor: str | None) -> tuple[Page, str]:
    """A page of the caller's cards, newest first, and their name."""
    name = await name_of(deps, caller)
    return await cards(deps, caller.member_id, None, limit=limit, cursor=cursor), name


async def list_plans_of(
    deps: Dependencies, owner_id: str, caller: Caller | None, *, limit: int, cursor: str | None
) -> tuple[Page, str]:
    """A page of a member's cards as far as the caller may see them, newest first, and the member's name. Raises
    `NotFound` for a member who is not there for the caller."""
    if caller is not None and caller.member_id == owner_id:
        return await list_own_plans(deps, caller, limit=limit, cursor=cursor)
    owner: Owner | None = await until_known(
        lambda: owner_seen_by(deps, owner_id, None if caller is None else caller.member_id)
    )
    if owner is None or owner.name is None or not owner.shows:
        raise NotFound("member")
    return await cards(deps, owner_id, owner.shows, limit=limit, cursor=cursor), owner.name


async def on_member_named(data: MemberCreated | MemberUpdated, _event: Event, deps: Dependencies) -> None:
    """Remember what a member is called."""
    await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def on_member_deleted(data: MemberDeleted | MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Remember that a member left: from now on nobody sees their plans. What there is of theirs is removed, in parts if
    it is much."""
    await projections.learn_member(deps, data.member_id, name=None, version=data.version)
    if not await leaving.forget_some(deps, data.member_id):
        await receive_again(deps, QUEUE, event)


async def on_member_snapshot(data: MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """Know a member as they are, or that they left."""
    if data.name is None:
        await on_member_deleted(data, event, deps)
    else:
        await projections.learn_member(deps, data.member_id, name=data.name, version=data.version)


async def on_recommendation_created(data: RecommendationCreated, _event: Event, deps: Dependencies) -> None:
    """Keep what was recommended, for its member to accept; not for one who left."""
    await recommendations.learn(deps, data)
    # Looked at afterwards: the member who left meanwhile had nothing to be forgotten yet.
    if await projections.has_left(deps, data.member_id):
        await recommendations.forget_some(deps, data.member_id)


async def on_recommendation_snapshot(data: RecommendationSnapshot, event: Event, deps: Dependencies) -> None:
    """Keep what was recommended, or that it is gone."""
    if data.made is None:
        await recommendations.learn_end(deps, data)
    else:
        await on_recommendation_created(data.made, event, deps)


async def on_follow_changed(
    data: FollowCreated | FollowDeleted | FollowSnapshot, _event: Event, deps: Dependencies
) -> None:
    """Remember who may see an owner's plans for followers, and whose plans a follower wants to see."""
    active = data.since is not None
    await projections.learn_follow(deps, data.followee_id, data.follower_id, version=data.version, active=active)
    await learn_followee(deps, data)


async def on_block_changed(
    data: MemberBlocked | MemberUnblocked | BlockSnapshot, _event: Event, deps: Dependencies
) -> None:
    """Remember who may see nothing of an owner's."""
    await projections.learn_block(deps, data.blocker_id, data.blocked_id, version=data.version, active=data.blocking)


async def name_of(deps: Dependencies, caller: Caller) -> str:
    """What the caller is called. Raises the 401 `Rejection` if they left."""
    name = await projections.own_name(deps, caller.member_id, caller.name)
    if name is None:
        raise unauthenticated()  # the token outlives the member it speaks for
    return name


async def _change(
    deps: Dependencies, caller: Caller, plan_id: str, change: Callable[[Plan], None], *, version: int | None
) -> tuple[Document, str]:
    if owner_of(plan_id) != caller.member_id:
        raise NotFound("plan")
    name = await name_of(deps, caller)

    async def attempt() -> Document:
        loaded = await load(deps, plan_id)
        if loaded is None:
            raise NotFound("plan")
        if version is not None and loaded.plan.version != version:
            raise Rejection("precondition_failed", 412)
        change(loaded.plan)
        await save(deps, loaded)
        return document(loaded.plan)

    return await retrying(attempt), name

"""Accepting a recommendation: it becomes a plan, or a plan takes it in, once.

What it became is recorded in the batch that makes it so (`accepted.<recommendationId>`, in the owner's partition), so
that accepting twice, or twice at once, gives the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.plan import recommendations
from functions.plan.domain import Plan
from functions.plan.handlers import name_of
from functions.plan.merge import chosen_days, new_content, taken_in
from functions.plan.repository import ACCEPTED, CONTAINER, Loaded, add, document, load, read, save
from shared.auth import Caller
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import FieldError, NotFound, Rejection
from shared.events.plan import Visibility
from shared.events.recommendation import RecommendationCreated
from shared.ids import is_compound, owner_of
from shared.patience import retrying, until_known
from shared.store.port import Create, Document, Operation, Replace, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a member wants a recommendation accepted. None is what they did not say."""

    plan_id: str | None = None
    """The own plan that is to take it in."""
    as_new: bool = False
    item_ids: Sequence[str] | None = None
    visibility: Visibility | None = None
    title: str | None = None
    guarded: bool = False
    """Whether they said which version of the plan they mean."""
    version: int | None = None
    """Which one that is; None: whichever it is at."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The plan's document, its owner's name, and whether it was made just now."""

    document: Document
    owner_name: str
    created: bool


async def accept_recommendation(deps: Dependencies, caller: Caller, recommendation_id: str, wish: Wish) -> Accepted:
    """Make a plan of a recommendation, or have one take it in: the plan that it deepens, unless told otherwise, as long
    as that is there.

    What was accepted before is given as it is now, whatever is wished; accepting makes a new plan only if that one was
    deleted. Raises the `Rejection` that says why not: 404, 412 or 428 for another version of the plan, 422, 413.
    """
    member_id = caller.member_id
    if owner_of(recommendation_id) != member_id:
        raise NotFound("recommendation")
    name = await name_of(deps, caller)

    async def attempt() -> Accepted:
        earlier = await deps.store.read(CONTAINER, member_id, _record_id(recommendation_id))
        accepted = None if earlier is None else await read(deps, earlier.body["planId"])
        if accepted is not None:
            return Accepted(accepted.body, name, created=False)
        recommendation = await until_known(lambda: recommendations.find(deps, recommendation_id))
        if recommendation is None:
            raise NotFound("recommendation")
        loaded = await _plan_that_takes_it_in(deps, member_id, recommendation, wish)
        if loaded is None:
            plan = await _add(deps, member_id, recommendation, wish, earlier)
        else:
            plan = await _take_in(deps, loaded, recommendation, wish, earlier)
        return Accepted(document(plan), name, created=loaded is None)

    return await retrying(attempt)


async def _plan_that_takes_it_in(
    deps: Dependencies, member_id: str, recommendation: RecommendationCreated, wish: Wish
) -> Loaded | None:
    if wish.as_new and wish.plan_id is not None:
        raise Rejection("validation_failed", 422, errors=[FieldError("/planId", "invalid", {})])
    plan_id = None if wish.as_new else wish.plan_id or recommendation.plan_id
    if plan_id is None:
        return None
    if not is_compound(plan_id) or owner_of(plan_id) != member_id:
        raise NotFound("plan")
    if plan_id != recommendation.plan_id and not wish.guarded:
        raise Rejection("precondition_required", 428)
    loaded = await load(deps, plan_id)
    if loaded is None:
        if wish.plan_id is not None:
            raise NotFound("plan")
        if wish.guarded:
            raise Rejection("precondition_failed", 412)
        return None
    # Unless told otherwise, what counts is the plan that the recommendation was made for.
    version = wish.version if wish.guarded else recommendation.plan_version
    if version is not None and loaded.plan.version != version:
        raise Rejection("precondition_failed", 412)
    return loaded


async def _add(
    deps: Dependencies,
    member_id: str,
    recommendation: RecommendationCreated,
    wish: Wish,
    earlier: Stored | None,
) -> Plan:
    days = chosen_days(recommendation, wish.item_ids)
    plan = Plan.write(
        plan_id=f"{member_id}.{deps.new_id()}",
        owner_id=member_id,
        visibility=wish.visibility or "private",
        content=new_content(recommendation, days, wish.title),
        now=to_iso(deps.clock.now()),
        recommendation_id=recommendation.recommendation_id,
    )
    await add(deps, plan, [_record(plan, recommendation, earlier)])
    return plan


async def _take_in(
    deps: Dependencies, loaded: Loaded, recommendation: RecommendationCreated, wish: Wish, earlier: Stored | None
) -> Plan:
    said = {"/visibility": wish.visibility, "/title": wish.title}
    faults = [FieldError(pointer, "only_for_new_plan", {}) for pointer, value in said.items() if value is not None]
    if faults:
        raise Rejection("validation_failed", 422, errors=faults)
    plan = loaded.plan
    content = taken_in(plan.content, chosen_days(recommendation, wish.item_ids), recommendation.currency)
    plan.take_in(recommendation.recommendation_id, content, now=to_iso(deps.clock.now()))
    await save(deps, loaded, [_record(plan, recommendation, earlier)])
    return plan


def _record(plan: Plan, recommendation: RecommendationCreated, earlier: Stored | None) -> Operation:
    record = {
        "id": _record_id(recommendation.recommendation_id),
        "pk": plan.owner_id,
        "type": ACCEPTED,
        "planId": plan.id,
    }
    return Create(record) if earlier is None else Replace(record, earlier.etag)


def _record_id(recommendation_id: str) -> str:
    return f"{ACCEPTED}.{recommendation_id}"

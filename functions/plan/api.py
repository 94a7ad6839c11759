"""HTTP operations of plan."""

from typing import Any

import azure.functions as func

from functions.plan import handlers
from functions.plan.counts import counts_of
from functions.plan.schemas import (
    DestinationPage,
    DestinationSearch,
    PlanContent,
    PlanDraft,
    PlanPage,
    PlanView,
    VisibilityChange,
)
from functions.plan.social import Social, liker, social_of
from functions.plan.views import plan_reply
from functions.plan.visible import listed_plan
from shared.catalogue import Destination, search
from shared.dependencies import Dependencies, dependencies
from shared.errors import NotFound, Rejection
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound, is_ulid
from shared.store.port import Document, Page

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
_CACHED_A_WHILE = {"Cache-Control": "public, max-age=3600"}


@bp.route(route="plans", methods=["POST"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="Write a plan", body=PlanDraft, answers={201: PlanView}, headers=("Idempotency-Key",))
async def create_plan(call: Call) -> Reply:
    """Private unless said otherwise. With an Idempotency-Key, saying it again within a day gives the same answer."""
    key = call.idempotency_key()
    draft = call.body(PlanDraft)
    request = None
    if key is not None:
        request = IdempotentRequest(call.member.member_id, "create_plan", key, call.raw_body())
    return await handlers.create_plan(
        dependencies("plan"), call.member, draft.content(), draft.visibility, answer=_created, request=request
    )


@bp.route(route="plans/{planId}", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="A plan",
    signed_in=None,
    answers={200: PlanView},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_plan(call: Call) -> Reply:
    """To its owner, and to those whom its visibility lets see it."""
    deps = dependencies("plan")
    return await _plan(deps, call, *await handlers.read_plan(deps, _plan_id(call), call.caller))


@bp.route(route="plans/{planId}", methods=["PUT"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="Replace what a plan says",
    body=PlanContent,
    answers={200: PlanView},
    problems=(404, 412, 428),
    headers=("If-Match",),
)
async def replace_plan(call: Call) -> Reply:
    """If-Match is required: the ETag that was read, of which the version counts, or `*`."""
    plan_id = _plan_id(call)
    if call.header("if-match") is None:
        raise Rejection("precondition_required", 428)
    version = call.if_match_version()
    content = call.body(PlanContent).content()
    deps = dependencies("plan")
    return await _plan(deps, call, *await handlers.replace_plan(deps, call.member, plan_id, content, version=version))


@bp.route(route="plans/{planId}", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="Delete a plan", answers={204: None}, problems=(404, 412), headers=("If-Match",))
async def delete_plan(call: Call) -> Reply:
    """For good. If-Match is optional."""
    plan_id = _plan_id(call)
    await handlers.delete_plan(dependencies("plan"), call.member, plan_id, version=call.if_match_version())
    return Reply(204)


@bp.route(route="plans/{planId}/visibility", methods=["PUT"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="Choose who may see a plan",
    body=VisibilityChange,
    answers={200: PlanView},
    problems=(404, 412),
    headers=("If-Match",),
)
async def set_plan_visibility(call: Call) -> Reply:
    """If-Match is optional. Making a plan private revokes its share links; new ones may be made."""
    plan_id, version = _plan_id(call), call.if_match_version()
    visibility = call.body(VisibilityChange).visibility
    deps = dependencies("plan")
    changed = await handlers.set_visibility(deps, call.member, plan_id, visibility, version=version)
    return await _plan(deps, call, *changed)


@bp.route(route="members/me/plans", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="My plans", query=Paging, answers={200: PlanPage})
async def list_my_plans(call: Call) -> Reply:
    """Newest first."""
    page = call.query(Paging)
    deps = dependencies("plan")
    found = await handlers.list_own_plans(deps, call.member, limit=page.limit, cursor=page.cursor)
    return await _page(deps, call, call.member.member_id, *found)


@bp.route(route="members/{memberId}/plans", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan", summary="A member's plans", signed_in=None, query=Paging, answers={200: PlanPage}, problems=(404,)
)
async def list_member_plans(call: Call) -> Reply:
    """As far as the caller may see them, newest first."""
    page = call.query(Paging)
    owner_id = call.path("memberId")
    if not is_ulid(owner_id):
        raise NotFound("member")
    deps = dependencies("plan")
    found = await handlers.list_plans_of(deps, owner_id, call.caller, limit=page.limit, cursor=page.cursor)
    return await _page(deps, call, owner_id, *found)


@bp.route(route="destinations", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan", summary="Search destinations", signed_in=False, query=DestinationSearch, answers={200: DestinationPage}
)
async def search_destinations(call: Call) -> Reply:
    """By the beginning or a part of a name, in Korean or English."""
    wanted = call.query(DestinationSearch)
    items = [_destination(found) for found in search(wanted.q, wanted.limit)]
    return json_reply(200, {"items": items, "nextCursor": None}, headers=_CACHED_A_WHILE)


def _plan_id(call: Call) -> str:
    plan_id = call.path("planId")
    if not is_compound(plan_id):
        raise NotFound("plan")
    return plan_id


def _created(document: Document, owner_name: str) -> Reply:
    return plan_reply(201, document, owner_name, Social(), located=True)


async def _plan(deps: Dependencies, call: Call, document: Document, owner_name: str) -> Reply:
    return plan_reply(200, document, owner_name, await social_of(deps, document, call.caller))


async def _page(deps: Dependencies, call: Call, owner_id: str, page: Page, owner_name: str) -> Reply:
    plans = [item.body["summary"] for item in page.items]
    counts = await counts_of(deps, [plan["id"] for plan in plans], liker(call.caller, owner_id))
    items = [listed_plan(plan, owner_name, each) for plan, each in zip(plans, counts, strict=True)]
    return json_reply(200, {"items": items, "nextCursor": page.cursor})


def _destination(found: Destination) -> dict[str, Any]:
    names, region = found.names, found.region
    return {
        "key": found.key,
        "name": {"ko": names.ko, "en": names.en},
        "country": found.country,
        "region": {"key": region.key, "ko": region.names.ko, "en": region.names.en},
        "location": {"lat": found.location.lat, "lng": found.location.lng},
        "timezone": found.timezone,
        "currency": found.currency,
    }

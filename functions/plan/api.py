"""HTTP operations of plan."""

from functools import partial
from typing import Any

import azure.functions as func
import orjson

from functions.plan import handlers
from functions.plan.schemas import (
    DestinationPage,
    DestinationSearch,
    PlanContent,
    PlanDraft,
    PlanPage,
    PlanView,
    VisibilityChange,
)
from shared.catalogue import Destination, search
from shared.dependencies import dependencies
from shared.errors import NotFound, Rejection
from shared.http import Call, Paging, Reply, digest, json_reply, operation
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
    return _answer(200, *await handlers.read_plan(dependencies("plan"), _plan_id(call), call.caller))


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
    changed = await handlers.replace_plan(dependencies("plan"), call.member, plan_id, content, version=version)
    return _answer(200, *changed)


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
    """If-Match is optional."""
    plan_id, version = _plan_id(call), call.if_match_version()
    visibility = call.body(VisibilityChange).visibility
    changed = await handlers.set_visibility(dependencies("plan"), call.member, plan_id, visibility, version=version)
    return _answer(200, *changed)


@bp.route(route="members/me/plans", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="My plans", query=Paging, answers={200: PlanPage})
async def list_my_plans(call: Call) -> Reply:
    """Newest first."""
    page = call.query(Paging)
    found = await handlers.list_own_plans(dependencies("plan"), call.member, limit=page.limit, cursor=page.cursor)
    return _page(call.member.member_id, *found)


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
    found = await handlers.list_plans_of(
        dependencies("plan"), owner_id, call.caller, limit=page.limit, cursor=page.cursor
    )
    return _page(owner_id, *found)


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


def _answer(status: int, document: Document, owner_name: str, *, located: bool = False) -> Reply:
    plan_id, owner_id, version = document["id"], document["pk"], document["version"]
    view = {
        "id": plan_id,
        "ownerId": owner_id,
        "owner": {"id": owner_id, "name": owner_name},
        **document["content"],
        "placeKey": document["placeKey"],
        "visibility": document["visibility"],
        "version": version,
        "createdAt": document["createdAt"],
        "updatedAt": document["updatedAt"],
    }
    body = orjson.dumps(view)
    headers = {"Location": f"/api/plans/{plan_id}"} if located else {}
    return Reply(status, body, headers=headers, etag=f"{version}.{digest(body)}")


_created = partial(_answer, 201, located=True)


def _page(owner_id: str, page: Page, owner_name: str) -> Reply:
    owner = {"id": owner_id, "name": owner_name}
    items: list[dict[str, Any]] = [{**item.body["summary"], "owner": owner} for item in page.items]
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

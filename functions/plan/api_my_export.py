"""Plan's part of the export of everything that is held of a member."""

import azure.functions as func

from functions.plan.repository import ACCEPTED, CONTAINER, PLAN
from functions.plan.schemas_export import PlanExport
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _plan(document: Document) -> Document:
    links = [{name: link[name] for name in link if name != "secretHash"} for link in document.get("links", ())]
    kept = ("id", "version", "visibility", "placeKey", "createdAt", "updatedAt")
    return {
        **{name: document[name] for name in kept},
        **document["content"],
        "forkedFrom": document.get("forkedFrom"),
        "links": links,
    }


def _accepted(document: Document) -> Document:
    return {"recommendationId": document["id"].removeprefix(f"{ACCEPTED}."), "planId": document["planId"]}


_HELD = (Held("plan", CONTAINER, [PLAN], _plan), Held("accepted", CONTAINER, [ACCEPTED], _accepted))


@bp.route(route="members/me/export/plan", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(tag="plan", summary="My export: plan's part", query=Paging, answers={200: PlanExport})
async def export_plan(call: Call) -> Reply:
    """My plans with all they say and their links, and which recommendations they took in."""
    deps = dependencies("plan")
    return json_reply(200, await export_page(deps, call.member.member_id, _HELD, call.query(Paging)))

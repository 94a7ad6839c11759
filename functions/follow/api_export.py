"""Follow's part of the export of everything that is held of a member."""

import azure.functions as func

from functions.follow import projections, repository
from functions.follow.schemas_export import FollowExport
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _edge(document: Document) -> Document:
    return {"memberId": document["memberId"], "since": document["since"]}


def _block(document: Document) -> Document:
    return {"memberId": document["memberId"]}


_HELD = (
    Held("following", repository.CONTAINER, [repository.EDGE], _edge),
    Held("follower", projections.CONTAINER, [projections.FOLLOWER], _edge),
    Held("block", repository.CONTAINER, [repository.BLOCK], _block),
)


@bp.route(route="members/me/export/follow", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(tag="follow", summary="My export: follow's part", query=Paging, answers={200: FollowExport})
async def export_follow(call: Call) -> Reply:
    """Whom I follow, who follows me, whom I block."""
    deps = dependencies("follow")
    page = await export_page(deps, call.member.member_id, _HELD, call.query(Paging))
    names = await projections.names_of(deps, [item["memberId"] for item in page["items"]])
    return json_reply(200, page | {"items": [item | {"name": names.get(item["memberId"])} for item in page["items"]]})

"""Like's part of the export of everything that is held of a member."""

import azure.functions as func

from functions.like.projections import CONTAINER
from functions.like.repository import LIKE
from functions.like.schemas_export import LikeExport
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _like(document: Document) -> Document:
    return {"planId": document["planId"], "ownerId": document["ownerId"], "since": document["since"]}


_HELD = (Held("like", CONTAINER, [LIKE], _like),)


@bp.route(route="members/me/export/like", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(tag="like", summary="My export: like's part", query=Paging, answers={200: LikeExport})
async def export_like(call: Call) -> Reply:
    """What I like, whether or not I may see it now."""
    deps = dependencies("like")
    return json_reply(200, await export_page(deps, call.member.member_id, _HELD, call.query(Paging)))

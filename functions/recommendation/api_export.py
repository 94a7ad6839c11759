"""Recommendation's part of the export of everything that is held of a member."""

import azure.functions as func

from functions.recommendation.repository import CONTAINER, RECOMMENDATION
from functions.recommendation.schemas_export import RecommendationExport
from functions.recommendation.views import recommendation_view
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _recommendation(document: Document) -> Document:
    return {**recommendation_view(document, document["language"]), "language": document["language"]}


_HELD = (Held("recommendation", CONTAINER, [RECOMMENDATION], _recommendation),)


@bp.route(route="members/me/export/recommendation", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="recommendation",
    summary="My export: recommendation's part",
    query=Paging,
    answers={200: RecommendationExport},
)
async def export_recommendation(call: Call) -> Reply:
    """What I asked for, and what came of it. Evidence is no more than copies of what the other parts show."""
    deps = dependencies("recommendation")
    return json_reply(200, await export_page(deps, call.member.member_id, _HELD, call.query(Paging)))

"""HTTP operations of recommendation."""

import azure.functions as func
import orjson

from functions.recommendation import handlers
from functions.recommendation.brief import Language
from functions.recommendation.schemas import RecommendationDraft, RecommendationPage, RecommendationView
from functions.recommendation.views import recommendation_view, summary_view
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Paging, Reply, digest, json_reply, operation
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound
from shared.store.port import Document

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="recommendations", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="recommendation",
    summary="Ask for a recommendation",
    body=RecommendationDraft,
    answers={202: RecommendationView, 200: RecommendationView},
    problems=(404, 409),
    headers=("Idempotency-Key",),
)
async def request_recommendation(call: Call) -> Reply:
    """202 with what is to become of it; Location says where to look. 200 with what the same request gave within the
    hour, for 0 tokens, unless `fresh`. With an Idempotency-Key, saying it again within a day gives the same answer."""
    key = call.idempotency_key()
    ask = call.body(RecommendationDraft).ask()
    member, language = call.member, _language(call)
    request = None
    if key is not None:
        request = IdempotentRequest(member.member_id, "request_recommendation", key, call.raw_body())

    def answer(status: int, document: Document) -> Reply:
        return _answer(status, document, language)

    deps = dependencies("recommendation")
    return await handlers.request_recommendation(deps, member, ask, language=language, answer=answer, request=request)


@bp.route(route="recommendations", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="recommendation", summary="My recommendations", query=Paging, answers={200: RecommendationPage})
async def list_recommendations(call: Call) -> Reply:
    """Newest first, without itineraries."""
    page = call.query(Paging)
    found = await handlers.list_recommendations(
        dependencies("recommendation"), call.member, limit=page.limit, cursor=page.cursor
    )
    items = [summary_view(item.body["summary"], _language(call)) for item in found.items]
    return json_reply(200, {"items": items, "nextCursor": found.cursor})


@bp.route(route="recommendations/{recommendationId}", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="recommendation",
    summary="A recommendation",
    answers={200: RecommendationView},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_recommendation(call: Call) -> Reply:
    """The member's own: its steps with their times, its itinerary once it is made, or why it failed."""
    recommendation_id = call.path("recommendationId")
    if not is_compound(recommendation_id):
        raise NotFound("recommendation")
    document = await handlers.read_recommendation(dependencies("recommendation"), call.member, recommendation_id)
    return _answer(200, document, _language(call), located=False)


def _language(call: Call) -> Language:
    return "ko" if call.language == "ko" else "en"


def _answer(status: int, document: Document, language: Language, *, located: bool = True) -> Reply:
    body = orjson.dumps(recommendation_view(document, language))
    headers = {"Location": f"/api/recommendations/{document['id']}"} if located else {}
    return Reply(status, body, headers=headers, etag=f"{document['version']}.{digest(body)}")

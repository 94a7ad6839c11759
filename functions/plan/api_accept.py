"""The HTTP operation that makes a plan of a recommendation."""

import azure.functions as func

from functions.plan import accept
from functions.plan.accept import Wish
from functions.plan.schemas import PlanView
from functions.plan.schemas_accept import Acceptance
from functions.plan.social import Social, social_of
from functions.plan.views import plan_reply
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, operation
from shared.ids import is_compound

bp = func.Blueprint()


@bp.route(route="recommendations/{recommendationId}/accept", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="plan",
    summary="Make a plan of a recommendation",
    body=Acceptance,
    answers={200: PlanView, 201: PlanView},
    problems=(404, 412, 428),
    headers=("If-Match",),
)
async def accept_recommendation(call: Call) -> Reply:
    """A new plan (201) or, for a recommendation that deepens a plan, a change of that one (200), provided it is as the
    recommendation found it or, with If-Match, as the caller read it; for another plan If-Match is required. Saying it
    again, whatever the body, answers 200 with the same plan as it is now."""
    recommendation_id = call.path("recommendationId")
    if not is_compound(recommendation_id):
        raise NotFound("recommendation")
    version = call.if_match_version()
    said = call.body(Acceptance)
    wish = Wish(
        plan_id=said.plan_id,
        as_new=said.as_new,
        item_ids=said.items,
        visibility=said.visibility,
        title=said.title,
        guarded=call.header("if-match") is not None,
        version=version,
    )
    deps = dependencies("plan")
    accepted = await accept.accept_recommendation(deps, call.member, recommendation_id, wish)
    social = Social() if accepted.created else await social_of(deps, accepted.document, call.caller)
    return plan_reply(201 if accepted.created else 200, accepted.document, accepted.owner_name, social, located=True)

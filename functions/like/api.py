"""HTTP operations of like."""

import azure.functions as func

from functions.like import handlers, projections
from functions.like.schemas import LikedPlanPage, LikeState
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.ids import is_compound

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="plans/{planId}/like", methods=["PUT"], auth_level=ANONYMOUS)
@operation(tag="like", summary="Like a plan", answers={200: LikeState}, problems=(404, 409, 422))
async def like_plan(call: Call) -> Reply:
    """Like it; the same again changes nothing. Nobody likes their own."""
    plan_id = _plan_id(call)
    likes = await handlers.like_plan(dependencies("like"), call.member.member_id, plan_id)
    return json_reply(200, {"planId": plan_id, "liked": True, "likes": likes})


@bp.route(route="plans/{planId}/like", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="like", summary="Like a plan no longer", answers={204: None}, problems=(404,))
async def unlike_plan(call: Call) -> Reply:
    """Always allowed; nothing to do is done too."""
    await handlers.unlike_plan(dependencies("like"), call.member.member_id, _plan_id(call))
    return Reply(204)


@bp.route(route="members/me/likes", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="like", summary="The plans I like", query=Paging, answers={200: LikedPlanPage})
async def list_my_likes(call: Call) -> Reply:
    """Latest first, as far as I may see them now."""
    page = call.query(Paging)
    deps = dependencies("like")
    return json_reply(
        200, await projections.my_likes(deps, call.member.member_id, limit=page.limit, cursor=page.cursor)
    )


def _plan_id(call: Call) -> str:
    plan_id = call.path("planId")
    if not is_compound(plan_id):
        raise NotFound("plan")
    return plan_id

"""HTTP operations of follow."""

import azure.functions as func

from functions.follow import handlers, projections
from functions.follow.schemas import Asked, Blocked, BlockState, FollowState, People, Relations
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.ids import is_ulid
from shared.patience import until_known

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="members/{memberId}/follow", methods=["PUT"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Follow a member", answers={200: FollowState}, problems=(404, 409, 422))
async def follow_member(call: Call) -> Reply:
    """Follow; the same again changes nothing."""
    member_id = _member_id(call)
    await handlers.follow_member(dependencies("follow"), call.member.member_id, member_id)
    return json_reply(200, {"memberId": member_id, "following": True})


@bp.route(route="members/{memberId}/follow", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Stop following a member", answers={204: None}, problems=(404,))
async def unfollow_member(call: Call) -> Reply:
    """Unfollow; nothing to do is done too."""
    await handlers.unfollow_member(dependencies("follow"), call.member.member_id, _member_id(call))
    return Reply(204)


@bp.route(route="members/me/followers/{memberId}", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Remove one of my followers", answers={204: None}, problems=(404,))
async def remove_follower(call: Call) -> Reply:
    """The follower's edge ends; they may follow again, unless blocked."""
    await handlers.unfollow_member(dependencies("follow"), _member_id(call), call.member.member_id)
    return Reply(204)


@bp.route(route="members/{memberId}/block", methods=["PUT"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Block a member", answers={200: BlockState}, problems=(404, 422))
async def block_member(call: Call) -> Reply:
    """Both edges between the two end, and neither can follow while the block stands."""
    member_id = _member_id(call)
    await handlers.block_member(dependencies("follow"), call.member.member_id, member_id)
    return json_reply(200, {"memberId": member_id, "blocking": True})


@bp.route(route="members/{memberId}/block", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Lift a block", answers={204: None}, problems=(404,))
async def unblock_member(call: Call) -> Reply:
    """Follows that the block ended stay ended."""
    await handlers.unblock_member(dependencies("follow"), call.member.member_id, _member_id(call))
    return Reply(204)


@bp.route(route="members/me/following", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Whom I follow", query=Paging, answers={200: People})
async def list_my_following(call: Call) -> Reply:
    """Latest first."""
    page = call.query(Paging)
    deps = dependencies("follow")
    return json_reply(
        200, await projections.following(deps, call.member.member_id, limit=page.limit, cursor=page.cursor)
    )


@bp.route(route="members/me/followers", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Who follows me", query=Paging, answers={200: People})
async def list_my_followers(call: Call) -> Reply:
    """Latest first."""
    page = call.query(Paging)
    deps = dependencies("follow")
    return json_reply(
        200, await projections.followers(deps, call.member.member_id, limit=page.limit, cursor=page.cursor)
    )


@bp.route(route="members/me/blocked", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="Whom I block", query=Paging, answers={200: Blocked})
async def list_my_blocked(call: Call) -> Reply:
    """Latest first. Nobody else is told."""
    page = call.query(Paging)
    deps = dependencies("follow")
    return json_reply(200, await projections.blocked(deps, call.member.member_id, limit=page.limit, cursor=page.cursor))


@bp.route(route="members/me/relations", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="follow", summary="How I stand to some members", query=Asked, answers={200: Relations})
async def list_my_relations(call: Call) -> Reply:
    """For the buttons of a whole list at once. It does not say who there is, nor who blocks me."""
    asked = list(dict.fromkeys(call.query(Asked).ids.split(",")))
    return json_reply(200, {"items": await projections.relations(dependencies("follow"), call.member.member_id, asked)})


@bp.route(route="members/{memberId}/following", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="follow", summary="Whom a member follows", signed_in=None, query=Paging, answers={200: People}, problems=(404,)
)
async def list_following(call: Call) -> Reply:
    """Latest first."""
    page = call.query(Paging)
    member_id = await _visible_member(call)
    deps = dependencies("follow")
    return json_reply(200, await projections.following(deps, member_id, limit=page.limit, cursor=page.cursor))


@bp.route(route="members/{memberId}/followers", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="follow", summary="Who follows a member", signed_in=None, query=Paging, answers={200: People}, problems=(404,)
)
async def list_followers(call: Call) -> Reply:
    """Latest first."""
    page = call.query(Paging)
    member_id = await _visible_member(call)
    deps = dependencies("follow")
    return json_reply(200, await projections.followers(deps, member_id, limit=page.limit, cursor=page.cursor))


def _member_id(call: Call) -> str:
    member_id = call.path("memberId")
    if not is_ulid(member_id):
        raise NotFound("member")
    return member_id


async def _visible_member(call: Call) -> str:
    member_id = _member_id(call)
    deps = dependencies("follow")
    if await until_known(lambda: projections.member_name(deps, member_id)) is None:
        raise NotFound("member")
    if call.caller is not None and await handlers.is_blocked_by(deps, call.caller.member_id, member_id):
        raise NotFound("member")
    return member_id

"""HTTP operations on members."""

from typing import Any

import azure.functions as func
import orjson

from functions.member import cookies, handlers, leaving, projections
from functions.member.domain import Member
from functions.member.repository import load_member
from functions.member.schemas import MemberSearch, OwnProfile, ProfileChanges, ProfilePage, PublicProfile
from functions.member.views import own_view, public_view
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, digest, json_reply, operation
from shared.ids import is_ulid

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="members/me", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="My profile", answers={200: OwnProfile}, headers=("If-None-Match",))
async def get_my_profile(call: Call) -> Reply:
    """The signed-in member."""
    member = await handlers.own_profile(dependencies("member"), call.member.member_id)
    return _profile(member, own_view(member))


@bp.route(route="members/me", methods=["PATCH"], auth_level=ANONYMOUS)
@operation(
    tag="member",
    summary="Change my profile",
    body=ProfileChanges,
    answers={200: OwnProfile},
    problems=(412,),
    headers=("If-Match",),
)
async def update_my_profile(call: Call) -> Reply:
    """Change what the body names."""
    changes = call.body(ProfileChanges).model_dump(exclude_unset=True)
    expected = call.if_match_version()
    deps = dependencies("member")
    member = await handlers.edit_profile(deps, call.member.member_id, changes, expected_version=expected)
    return _profile(member, own_view(member))


@bp.route(route="members/me", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Delete my account", answers={204: None})
async def delete_my_account(call: Call) -> Reply:
    """For good, with everything that is kept of me, here and, within seconds, everywhere. Saying it again is saying it
    once. Who signs in the same way afterwards is somebody new."""
    await leaving.delete_account(dependencies("member"), call.member.member_id)
    return Reply(204, headers=cookies.forget(cookies.REFRESH))


@bp.route(route="members/{memberId}", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="member",
    summary="A member's profile",
    signed_in=None,
    answers={200: PublicProfile},
    problems=(404,),
    headers=("If-None-Match",),
)
async def get_member(call: Call) -> Reply:
    """What anybody may see."""
    member_id = call.path("memberId")
    loaded = await load_member(dependencies("member"), member_id) if is_ulid(member_id) else None
    if loaded is None:
        raise NotFound("member")
    return _profile(loaded.aggregate, public_view(loaded.aggregate))


@bp.route(route="members", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Find members by name", signed_in=None, query=MemberSearch, answers={200: ProfilePage})
async def search_members(call: Call) -> Reply:
    """Those who want to be found."""
    sought = call.query(MemberSearch)
    page = await projections.search(dependencies("member"), sought.q, limit=sought.limit, cursor=sought.cursor)
    return json_reply(200, page)


def _profile(member: Member, view: dict[str, Any]) -> Reply:
    body = orjson.dumps(view)
    return Reply(200, body, etag=f"{member.version}.{digest(body)}")

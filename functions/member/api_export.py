"""HTTP operations of the export of everything that is held of a member."""

import azure.functions as func

from functions.member import export, handlers
from functions.member.domain import Member
from functions.member.parts import HttpParts
from functions.member.repository import CONTAINER, MEMBER, SESSION, member_of
from functions.member.schemas_export import Export, MemberExport
from functions.member.views import own_view
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import JSON, Call, Paging, Reply, json_reply, operation
from shared.settings import settings
from shared.store.port import Document

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


def _profile(document: Document) -> Document:
    member: Member = member_of(document)
    provider, *linked = (identity.split(".")[1] for identity in member.identities)
    return {**own_view(member), "provider": provider, "linkedProviders": linked}


def _session(document: Document) -> Document:
    return {"id": document["sessionId"], "createdAt": document["createdAt"], "rotatedAt": document["rotatedAt"]}


_HELD = (
    Held("profile", CONTAINER, [MEMBER], _profile),
    Held("session", CONTAINER, [SESSION], _session),
)


@bp.route(route="members/me/export", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Everything that is kept of me", answers={200: Export}, problems=(413,))
async def export_my_data(call: Call) -> Reply:
    """One JSON file, whole or not at all: while any part cannot be had, 503."""
    deps, member_id = dependencies("member"), call.member.member_id
    await handlers.own_profile(deps, member_id)
    async with HttpParts(settings().api_url, call.authorization or "") as parts:
        body = await export.gather(deps, parts, member_id)
    name = f"ktravel-{deps.clock.now():%Y-%m-%d}.json"
    return Reply(200, body, JSON, {"Content-Disposition": f'attachment; filename="{name}"'})


@bp.route(route="members/me/export/member", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="My export: member's part", query=Paging, answers={200: MemberExport})
async def export_member(call: Call) -> Reply:
    """The profile and the sessions."""
    deps, member_id = dependencies("member"), call.member.member_id
    await handlers.own_profile(deps, member_id)
    return json_reply(200, await export_page(deps, member_id, _HELD, call.query(Paging)))

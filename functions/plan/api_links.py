"""HTTP operations on the share links of a plan, for its owner."""

import azure.functions as func

from functions.plan import links_handlers
from functions.plan.schemas_links import LinkDraft, LinkPage, NewLinkView
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, json_reply, operation
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound, is_ulid

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="plans/{planId}/links", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="Make a share link",
    body=LinkDraft,
    answers={201: NewLinkView},
    problems=(404, 409),
    headers=("Idempotency-Key",),
)
async def create_share_link(call: Call) -> Reply:
    """Whoever has it reads the chosen sections of the plan, private or not, without signing in. `token` and `url` are
    told this once; with an Idempotency-Key, saying it again within a day tells them again."""
    plan_id, key = _plan_id(call), call.idempotency_key()
    draft = call.body(LinkDraft)
    request = None
    if key is not None:
        fingerprint = plan_id.encode() + b"\n" + call.raw_body()
        request = IdempotentRequest(call.member.member_id, "create_share_link", key, fingerprint)
    return await links_handlers.create_link(
        dependencies("plan"), call.member, plan_id, draft.sections, draft.expires_at, request=request
    )


@bp.route(route="plans/{planId}/links", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="A plan's share links", answers={200: LinkPage}, problems=(404,))
async def list_share_links(call: Call) -> Reply:
    """Those that are live, without their tokens: those are kept nowhere."""
    items = await links_handlers.list_links(dependencies("plan"), call.member, _plan_id(call))
    return json_reply(200, {"items": items, "nextCursor": None})


@bp.route(route="plans/{planId}/links/{linkId}", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="plan", summary="Revoke a share link", answers={204: None}, problems=(404,))
async def delete_share_link(call: Call) -> Reply:
    """At once: the next request through it is a 404."""
    plan_id, link_id = _plan_id(call), call.path("linkId")
    if not is_ulid(link_id):
        raise NotFound("link")
    await links_handlers.delete_link(dependencies("plan"), call.member, plan_id, link_id)
    return Reply(204)


def _plan_id(call: Call) -> str:
    plan_id = call.path("planId")
    if not is_compound(plan_id):
        raise NotFound("plan")
    return plan_id

"""HTTP operations about a member's own wallet."""

import azure.functions as func
import orjson

from functions.token import handlers, projections
from functions.token.schemas import EntryPage, WalletView
from shared.dependencies import dependencies
from shared.http import Call, Paging, Reply, digest, json_reply, operation

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="wallet", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="My tokens",
    answers={200: WalletView},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_wallet(call: Call) -> Reply:
    """One small read: it may be polled. Right after sign-up it waits for the grant."""
    wallet = await handlers.read_wallet(dependencies("token"), call.member.member_id)
    view = {
        "id": wallet.member_id,
        "available": wallet.available,
        "free": wallet.free,
        "paid": wallet.paid,
        "held": wallet.held,
        "createdAt": wallet.created_at,
        "updatedAt": wallet.updated_at,
    }
    return json_reply(200, view, etag=str(wallet.version))


@bp.route(route="wallet/entries", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="What happened to my tokens",
    query=Paging,
    answers={200: EntryPage},
    problems=(404,),
    headers=("If-None-Match",),
)
async def list_wallet_entries(call: Call) -> Reply:
    """Latest first, each with a sentence in the reader's language."""
    page = call.query(Paging)
    deps, member_id = dependencies("token"), call.member.member_id
    shown = await projections.history(deps, member_id, call.language, limit=page.limit, cursor=page.cursor)
    body = orjson.dumps(shown)
    return Reply(200, body, headers={"Content-Language": call.language}, etag=digest(body))

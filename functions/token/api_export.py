"""Token's part of the export of everything that is held of a member."""

from collections.abc import Callable

import azure.functions as func

from functions.token.orders_repository import ORDER
from functions.token.repository import CONTAINER, ENTRY, HOLD, WALLET
from functions.token.schemas_export import TokenExport
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _fields(*names: str) -> Callable[[Document], Document]:
    return lambda document: {name: document[name] for name in names}


_HELD = (
    Held("wallet", CONTAINER, [WALLET], _fields("accounts", "version", "createdAt", "updatedAt")),
    Held(
        "entry",
        CONTAINER,
        [ENTRY],
        _fields(
            "id", "kind", "tokens", "postings", "amount", "balance", "recommendationId", "orderId", "location",
            "placeKey", "code", "at",
        ),
    ),
    Held("hold", CONTAINER, [HOLD], _fields("recommendationId", "state", "free", "paid")),
    Held(
        "order",
        CONTAINER,
        [ORDER],
        _fields(
            "id", "packageId", "tokens", "amount", "currency", "state", "failure", "provider", "paymentKey", "paidAt",
            "refundedTokens", "refundedAmount", "createdAt", "updatedAt",
        ),
    ),
)  # fmt: skip


@bp.route(route="members/me/export/token", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(tag="token", summary="My export: token's part", query=Paging, answers={200: TokenExport})
async def export_token(call: Call) -> Reply:
    """My wallet, what happened in it, what was held for recommendations, and my orders."""
    deps = dependencies("token")
    return json_reply(200, await export_page(deps, call.member.member_id, _HELD, call.query(Paging)))

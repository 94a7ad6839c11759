"""The checkout of Toss Payments: the page that opens its window, which leads back to the web app.

With `paymentKey`, `orderId` and `amount` when the member has agreed, or with `code`, `message` and `orderId`. Where
another provider takes payments, there is no such page.
"""

import azure.functions as func
from pydantic import Field

from functions.token.orders_repository import load_order
from functions.token.payments.chosen import payment_provider
from functions.token.payments.look import STYLE_HASH, gone_page
from functions.token.payments.returning import RETURN_TO, return_address
from functions.token.payments.settings import payment_settings
from functions.token.payments.toss_page import POLICY, Checkout, toss_checkout_page
from functions.token.payments.toss_payment import our_order
from shared.dependencies import dependencies
from shared.http import Call, Reply, Schema, operation
from shared.ids import ULID_PATTERN, is_compound
from shared.settings import settings

bp = func.Blueprint()
HTML = "text/html"
_GONE_POLICY = f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"


class TossCheckoutQuery(Schema):
    """Which order."""

    order: str = Field(
        pattern=f"^{ULID_PATTERN}_{ULID_PATTERN}$", description="The order, as Toss Payments takes its id."
    )
    return_to: str | None = RETURN_TO


@bp.route(route="payments/toss/checkout", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="token",
    summary="Toss Payments checkout",
    signed_in=False,
    query=TossCheckoutQuery,
    answers={200: HTML, 404: HTML},
)
async def show_toss_checkout(call: Call) -> Reply:
    """Opens the payment window; it tells the amount and the order's id, which nobody can guess."""
    query = call.query(TossCheckoutQuery)
    return_to = return_address(query.return_to)
    deps, order_id = dependencies("token"), our_order(query.order)
    loaded = None
    if payment_provider(deps).name == "toss" and is_compound(order_id):
        loaded = await load_order(deps, order_id)
    if loaded is None or loaded.order.state != "created" or deps.clock.now() >= loaded.order.pay_until:
        return _html(call, 404, gone_page(call.language), _GONE_POLICY)
    order = loaded.order
    checkout = Checkout(
        client_key=payment_settings().toss_client_key or "",
        order_id=query.order,
        tokens=order.tokens,
        amount=order.amount,
        currency=order.currency,
        return_to=return_to or f"{settings().web_url}/wallet/orders/{order.id}",
    )
    return _html(call, 200, toss_checkout_page(call.language, checkout), POLICY)


def _html(call: Call, status: int, body: bytes, policy: str) -> Reply:
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Content-Language": call.language,
    }
    return Reply(status, body, HTML, headers)

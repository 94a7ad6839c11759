"""HTTP operations of buying tokens, and what payment providers tell us."""

from functools import partial
from typing import Any

import azure.functions as func
import orjson

from functions.token import orders_handlers
from functions.token.orders import PACKAGES, Order
from functions.token.payments.chosen import payment_provider
from functions.token.schemas_orders import OrderDraft, OrderView, PackagePage, PaymentConfirmation
from shared.clock import to_iso
from shared.dependencies import Dependencies, dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, digest, json_reply, operation
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
_CACHED_A_WHILE = {"Cache-Control": "public, max-age=3600"}


@bp.route(route="wallet/packages", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="token", summary="Packages of tokens", signed_in=False, answers={200: PackagePage})
async def list_packages(call: Call) -> Reply:  # noqa: ARG001 - nothing of the request matters
    """What there is to buy, and for how much."""
    items = [
        {"id": package.id, "tokens": package.tokens, "amount": package.amount, "currency": package.currency}
        for package in PACKAGES.values()
    ]
    return json_reply(200, {"items": items, "nextCursor": None}, headers=_CACHED_A_WHILE)


@bp.route(route="wallet/orders", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="Order tokens",
    body=OrderDraft,
    answers={201: OrderView},
    problems=(404,),
    headers=("Idempotency-Key",),
)
async def create_order(call: Call) -> Reply:
    """To be paid at `checkoutUrl` within half an hour. With an Idempotency-Key, saying it again within a day gives the
    same answer."""
    key = call.idempotency_key()
    package = PACKAGES[call.body(OrderDraft).package_id]
    member_id, deps = call.member.member_id, dependencies("token")
    request = None if key is None else IdempotentRequest(member_id, "create_order", key, call.raw_body())
    return await orders_handlers.create_order(
        deps, payment_provider(deps), member_id, package, answer=partial(_created, deps), request=request
    )


@bp.route(route="wallet/orders/{orderId}", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="token", summary="An order", answers={200: OrderView}, problems=(404,), headers=("If-None-Match",))
async def read_order(call: Call) -> Reply:
    """One's own."""
    deps = dependencies("token")
    return _answer(deps, *await orders_handlers.read_order(deps, call.member.member_id, _order_id(call)))


@bp.route(route="wallet/orders/{orderId}/confirm", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="Pay an order",
    body=PaymentConfirmation,
    answers={200: OrderView},
    problems=(402, 404, 409),
)
async def confirm_order(call: Call) -> Reply:
    """Have the authorised payment captured; the tokens are in the wallet when it answers. Saying it again gives the
    same answer. After a 503 the order goes on by itself: read it, or say it again."""
    order_id, said, deps = _order_id(call), call.body(PaymentConfirmation), dependencies("token")
    paid = await orders_handlers.confirm_order(
        deps,
        payment_provider(deps),
        call.member.member_id,
        order_id,
        payment_key=said.payment_key,
        amount=said.amount,
    )
    return _answer(deps, *paid)


@bp.route(route="wallet/orders/{orderId}/refund", methods=["POST"], auth_level=ANONYMOUS)
@operation(tag="token", summary="Give an order back", answers={200: OrderView}, problems=(404, 409))
async def refund_order(call: Call) -> Reply:
    """As far as its tokens are unspent, within seven days. After a 503 it goes on by itself: read the order."""
    order_id, deps = _order_id(call), dependencies("token")
    refunded = await orders_handlers.refund_order(deps, payment_provider(deps), call.member.member_id, order_id)
    return _answer(deps, *refunded)


@bp.route(route="payments/{provider}/webhook", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="token",
    summary="What a payment provider tells us",
    signed_in=False,
    answers={200: None},
    problems=(400, 404, 413, 415),
)
async def receive_payment_webhook(call: Call) -> Reply:
    """Its signature is checked; what it says is not believed but asked. Saying it again changes nothing."""
    deps = dependencies("token")
    provider = payment_provider(deps)
    if call.path("provider") != provider.name:
        raise NotFound("provider")
    await orders_handlers.on_webhook(deps, provider, call.header, call.raw_body())
    return Reply(200)


def _order_id(call: Call) -> str:
    order_id = call.path("orderId")
    if not is_compound(order_id):
        raise NotFound("order")
    return order_id


def _answer(deps: Dependencies, order: Order, available_paid: int) -> Reply:
    now = deps.clock.now()
    refundable, payable = order.refundable(available_paid, now), order.state == "created" and now < order.pay_until
    view: dict[str, Any] = {
        "id": order.id,
        "packageId": order.package_id,
        "tokens": order.tokens,
        "amount": order.amount,
        "currency": order.currency,
        "state": order.state,
        "failure": order.failure,
        "checkoutUrl": order.checkout_url if payable else None,
        "version": order.version,
        "paidAt": order.paid_at and to_iso(order.paid_at),
        "refundableUntil": order.refundable_until and to_iso(order.refundable_until),
        "refundable": refundable and {"tokens": refundable.tokens, "amount": refundable.amount},
        "refunded": {"tokens": order.refunded_tokens, "amount": order.refunded_amount},
        "createdAt": to_iso(order.created_at),
        "updatedAt": to_iso(order.updated_at),
    }
    body = orjson.dumps(view)
    return Reply(200, body, etag=f"{order.version}.{digest(body)}")


def _created(deps: Dependencies, order: Order) -> Reply:
    made = _answer(deps, order, 0)
    return Reply(201, made.body, headers={"Location": f"/api/wallet/orders/{order.id}"}, etag=made.etag)

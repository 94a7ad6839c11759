"""Toss Payments as `PaymentProvider` (https://docs.tosspayments.com/reference).

The member agrees on Toss Payments' own window, which our checkout page opens (api_toss.py); nothing is charged before
we confirm, within ten minutes. Amounts are Korean won, which have no smaller unit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from functions.token.payments.port import CancelRefused, Payment
from functions.token.payments.toss_api import Refused, TossApi
from functions.token.payments.toss_payment import (
    DECLINED,
    GIVEN_BACK,
    KEPT,
    PROCESSED,
    UNKNOWN,
    is_key,
    read_payment,
    their_order,
)
from shared.errors import FieldError, Poison, Rejection, Unavailable

_REASON = "Kt-ravel: tokens given back"
"""Toss Payments asks why money goes back, and shows it in its console."""


class Toss:
    """The `PaymentProvider` that moves money. `api_url` is where our checkout page is."""

    name = "toss"

    def __init__(self, api: TossApi, api_url: str) -> None:
        self._api = api
        self._api_url = api_url

    async def open_checkout(self, order_id: str, *, amount: int, currency: str, until: datetime) -> str:  # noqa: ARG002
        """The address of our checkout page, which knows the order: Toss Payments hears of it when the member does."""
        return f"{self._api_url}/api/payments/toss/checkout?order={their_order(order_id)}"

    async def confirm(self, payment_key: str, *, order_id: str, amount: int) -> Payment | None:
        """Capture. The idempotency key is the order's, so that no second payment of it is captured either."""
        if not is_key(payment_key):
            return None
        answer = await self._api.post(
            "/v1/payments/confirm",
            {"paymentKey": payment_key, "orderId": their_order(order_id), "amount": amount},
            idempotency_key=their_order(order_id),
        )
        if isinstance(answer, Refused):
            return await self._unconfirmed(answer.code, payment_key, order_id, amount)
        return _this_one(_present(answer), payment_key, amount)

    async def lookup(self, payment_key: str) -> Payment | None:
        """A payment as it is now. One that is not captured need not be shown."""
        return await self._find(f"/v1/payments/{payment_key}") if is_key(payment_key) else None

    async def cancel(self, payment_key: str, amount: int, *, idempotency_key: str) -> Payment | CancelRefused:
        """Give back."""
        answer = await self._api.post(
            f"/v1/payments/{payment_key}/cancel",
            {"cancelReason": _REASON, "cancelAmount": amount},
            idempotency_key=idempotency_key,
        )
        if not isinstance(answer, Refused):
            return _present(answer)
        if answer.code in GIVEN_BACK:
            payment = await self.lookup(payment_key)
            if payment is None:
                raise Unavailable("Toss Payments does not show a payment that it has given back")
            return payment
        if answer.code in KEPT:
            return CancelRefused(answer.code.lower())
        raise Poison(f"Toss Payments refused to give money back: {answer.code}")

    def read_webhook(self, header: Callable[[str], str | None], body: bytes) -> str:  # noqa: ARG002
        """The key of the payment in a PAYMENT_STATUS_CHANGED. Toss Payments does not sign it: it is a hint to look
        there, whoever sent it, and nothing else in it is read."""
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Rejection("invalid_json", 400) from None
        data = event.get("data") if isinstance(event, dict) else None
        key = data.get("paymentKey") if isinstance(data, dict) else None
        if not (isinstance(key, str) and is_key(key)):
            raise Rejection("validation_failed", 400, errors=[FieldError("/data/paymentKey", "invalid", {})])
        return key

    async def forget(self, order_id: str) -> None:
        """We store nothing on its behalf."""

    async def _find(self, path: str) -> Payment | None:
        answer = await self._api.get(path)
        if isinstance(answer, Refused):
            if answer.code in UNKNOWN:
                return None
            raise Poison(f"Toss Payments does not show a payment: {answer.code}")
        return read_payment(answer)

    async def _unconfirmed(self, code: str, payment_key: str, order_id: str, amount: int) -> Payment | None:
        """What a payment is whose confirmation was refused."""
        if code in DECLINED:
            return _failed(payment_key, order_id, amount, code.lower())
        if code in PROCESSED:
            paid = await self._find(f"/v1/payments/orders/{their_order(order_id)}")
            if paid is not None:
                return _this_one(paid, payment_key, amount)
        payment = await self.lookup(payment_key)
        if payment is None and code in PROCESSED:
            raise Unavailable("Toss Payments does not show a payment that it has processed")
        if payment is None or payment.order_id != order_id:
            return None
        if payment.amount != amount:
            return payment if payment.kept > 0 else None
        if payment.status == "authorised" and code not in UNKNOWN | PROCESSED:
            raise Poison(f"Toss Payments refused to confirm a payment: {code}")
        return payment


def _present(document: dict[str, Any]) -> Payment:
    payment = read_payment(document)
    if payment is None:
        raise Poison("Toss Payments took a payment that nobody agreed to")
    return payment


def _this_one(payment: Payment, payment_key: str, amount: int) -> Payment:
    """The payment that was asked about, where the answer is about the one that paid its order."""
    return payment if payment.key == payment_key else _failed(payment_key, payment.order_id, amount, "already_paid")


def _failed(payment_key: str, order_id: str, amount: int, failure: str) -> Payment:
    return Payment(payment_key, order_id, amount, "KRW", "failed", failure=failure)

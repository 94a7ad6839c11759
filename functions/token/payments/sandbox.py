"""A stand-in for a payment provider: it moves no money, but keeps its own books and fails as they do.

All about an order is in one partition of `sandbox-payments`, named by a keyed hash of the order's id, which is also
what makes the checkout's address unguessable: the checkout that was opened, the payments, and, by a document of its own
that can be created once, which of them was captured.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import orjson

from functions.token.payments.port import CancelRefused, Payment
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.errors import AlreadyExists, Rejection, Unavailable
from shared.patience import retrying
from shared.store.port import Create, Delete, Document, Equals, Operation, Query, Replace, Stored, Upsert

CONTAINER = "sandbox-payments"
LAPSES_AFTER = timedelta(minutes=10)
"""How long an authorised payment waits to be confirmed."""
SILENT_FOR = timedelta(seconds=20)
"""How long it answers nothing about a payment that went silent."""
TOLERANCE_SECONDS = 300
"""How old a webhook's signature may be, and how far ahead of our clock."""

type Behaviour = Literal["pays", "declines", "silent"]
"""What a payment does when it is confirmed. `silent`: the money is taken, and the answer never comes."""

_CHECKOUT, _CAPTURED = "checkout", "captured"
_CHECKOUT_SECONDS = 24 * 3600
_PAYMENT_SECONDS = 30 * 24 * 3600
"""Longer than money can be asked back. Its order may be gone before, and with it whoever would have it forgotten."""
_KEY_PREFIX, _KEY_PARTS = "sbx", 3


class Sandbox:
    """The `PaymentProvider` without a provider. `key` signs; `api_url` is where the checkout page is."""

    name = "sandbox"

    def __init__(self, deps: Dependencies, key: bytes, api_url: str) -> None:
        self._deps = deps
        self._key = key
        self._api_url = api_url

    async def open_checkout(self, order_id: str, *, amount: int, currency: str, until: datetime) -> str:
        """The address of the checkout page."""
        token = self._partition(order_id)
        checkout: Document = {
            "id": _CHECKOUT,
            "pk": token,
            "type": _CHECKOUT,
            "ttl": _CHECKOUT_SECONDS,
            "orderId": order_id,
            "amount": amount,
            "currency": currency,
            "until": to_iso(until),
        }
        await self._deps.store.execute(CONTAINER, token, [Upsert(checkout)])
        return f"{self._api_url}/api/payments/sandbox/checkout?token={token}"

    async def checkout(self, token: str) -> Document | None:
        """The checkout that was opened under a token: `orderId`, `amount`, `currency`, `until`."""
        found = await self._deps.store.read(CONTAINER, token, _CHECKOUT)
        return None if found is None else found.body

    async def authorise(self, checkout: Document, behaviour: Behaviour) -> str:
        """The member agrees to pay: the key of a new payment, which will behave so when it is confirmed."""
        token = checkout["pk"]
        payment_key = f"{_KEY_PREFIX}_{token}_{self._deps.new_id()}"
        payment: Document = {
            "id": payment_key,
            "pk": token,
            "type": "payment",
            "ttl": _PAYMENT_SECONDS,
            "orderId": checkout["orderId"],
            "amount": checkout["amount"],
            "currency": checkout["currency"],
            "behaviour": behaviour,
            "status": "authorised",
            "failure": None,
            "cancelled": 0,
            "cancels": {},
            "silentUntil": None,
            "createdAt": to_iso(self._deps.clock.now()),
        }
        await self._deps.store.execute(CONTAINER, token, [Create(payment)])
        return payment_key

    async def payments(self, token: str) -> list[Payment]:
        """What was paid, or tried to be, under a checkout's token: the latest hundred. One that is silent looks as if
        it had yet to be confirmed."""
        query = Query([Equals("type", "payment")], descending=True, limit=100)
        documents = [item.body for item in (await self._deps.store.query(CONTAINER, token, query)).items]
        payments = [(self._payment(document), self._is_silent(document)) for document in documents]
        return [replace(payment, status="authorised") if silent else payment for payment, silent in payments]

    async def confirm(self, payment_key: str, *, order_id: str, amount: int) -> Payment | None:
        """Capture, or fail, as the payment was told to behave."""

        async def attempt() -> Document | None:
            found = await self._read(payment_key)
            if found is None or (found.body["orderId"], found.body["amount"]) != (order_id, amount):
                return None
            payment = found.body
            self._answer_or_not(payment)
            if self._payment(payment).status != "authorised":
                return payment
            if payment["behaviour"] == "declines":
                return await self._write(found, {"status": "failed", "failure": "card_declined"})
            if payment["behaviour"] == "silent":
                silent = to_iso(self._deps.clock.now() + SILENT_FOR)
                await self._capture(found, {"silentUntil": silent})
                raise Unavailable("the provider did not answer")
            return await self._capture(found, {})

        payment = await retrying(attempt)
        return None if payment is None else self._payment(payment)

    async def lookup(self, payment_key: str) -> Payment | None:
        """A payment of these books."""
        found = await self._read(payment_key)
        if found is None:
            return None
        self._answer_or_not(found.body)
        return self._payment(found.body)

    async def cancel(self, payment_key: str, amount: int, *, idempotency_key: str) -> Payment | CancelRefused:
        """Give back, once for each key."""

        async def attempt() -> Document | str:
            found = await self._read(payment_key)
            if found is None:
                return "unknown_payment"
            payment = found.body
            self._answer_or_not(payment)
            if idempotency_key in payment["cancels"]:
                return payment
            if payment["status"] != "captured":
                return "not_captured"
            cancelled = payment["cancelled"] + amount
            if cancelled > payment["amount"]:
                return "exceeds_balance"
            cancels = {**payment["cancels"], idempotency_key: amount}
            return await self._write(found, {"cancelled": cancelled, "cancels": cancels})

        outcome = await retrying(attempt)
        return CancelRefused(outcome) if isinstance(outcome, str) else self._payment(outcome)

    def webhook(self, payment_key: str) -> tuple[Mapping[str, str], bytes]:
        """The headers and the body of a webhook about a payment, as it would be sent now. Its form is that of
        https://www.standardwebhooks.com."""
        now = self._deps.clock.now()
        body = orjson.dumps({"type": "payment.updated", "timestamp": to_iso(now), "data": {"paymentKey": payment_key}})
        event_id, timestamp = f"evt_{self._deps.new_id()}", str(int(now.timestamp()))
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": self._signature(event_id, timestamp, body),
        }
        return headers, body

    def read_webhook(self, header: Callable[[str], str | None], body: bytes) -> str:
        """The payment's key, from what only the holder of the secret could have signed a moment ago."""
        event_id, timestamp = header("webhook-id") or "", header("webhook-timestamp") or ""
        expected = self._signature(event_id, timestamp, body).encode()
        given = (header("webhook-signature") or "").encode().split(b" ")  # several while a secret is being changed
        if not any(hmac.compare_digest(expected, each) for each in given):
            raise Rejection("invalid_signature", 400)
        # Signed by us, so these are what we wrote.
        if abs(self._deps.clock.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
            raise Rejection("stale_webhook", 400)
        return str(orjson.loads(body)["data"]["paymentKey"])

    async def forget(self, order_id: str) -> None:
        """Remove an order's checkout and payments."""
        token = self._partition(order_id)
        while items := (await self._deps.store.query(CONTAINER, token, Query(limit=100))).items:
            await self._deps.store.execute(CONTAINER, token, [Delete(item.body["id"]) for item in items])

    async def _read(self, payment_key: str) -> Stored | None:
        parts = payment_key.split("_")
        if len(parts) != _KEY_PARTS or not all(part.isascii() and part.isalnum() for part in parts):
            return None
        return await self._deps.store.read(CONTAINER, parts[1], payment_key)

    async def _capture(self, found: Stored, changes: Mapping[str, Any]) -> Document:
        payment = found.body
        captured: Document = {
            "id": _CAPTURED,
            "pk": payment["pk"],
            "type": _CAPTURED,
            "ttl": _PAYMENT_SECONDS,
            "paymentKey": payment["id"],
        }
        try:
            return await self._write(found, {"status": "captured", **changes}, also=Create(captured))
        except AlreadyExists:
            return await self._write(found, {"status": "failed", "failure": "already_paid"})

    async def _write(self, found: Stored, changes: Mapping[str, Any], also: Operation | None = None) -> Document:
        payment: Document = {**found.body, **changes}
        operations: list[Operation] = [Replace(payment, found.etag), *([also] if also else [])]
        await self._deps.store.execute(CONTAINER, payment["pk"], operations)
        return payment

    def _answer_or_not(self, payment: Mapping[str, Any]) -> None:
        if self._is_silent(payment):
            raise Unavailable("the provider did not answer")

    def _is_silent(self, payment: Mapping[str, Any]) -> bool:
        until = payment["silentUntil"]
        return until is not None and self._deps.clock.now() < from_iso(until)

    def _payment(self, payment: Mapping[str, Any]) -> Payment:
        status, failure = payment["status"], payment["failure"]
        if status == "authorised" and self._deps.clock.now() >= from_iso(payment["createdAt"]) + LAPSES_AFTER:
            status, failure = "failed", "payment_expired"
        return Payment(
            key=payment["id"],
            order_id=payment["orderId"],
            amount=payment["amount"],
            currency=payment["currency"],
            status=status,
            cancelled=payment["cancelled"],
            failure=failure,
        )

    def _partition(self, order_id: str) -> str:
        return hmac.new(self._key, f"order {order_id}".encode(), hashlib.sha256).hexdigest()[:32]

    def _signature(self, event_id: str, timestamp: str, body: bytes) -> str:
        signed = hmac.new(self._key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
        return f"v1,{base64.b64encode(signed.digest()).decode()}"

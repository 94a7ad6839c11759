"""Buying tokens over HTTP: what goes over the wire."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.token.orders import PACKAGES
from functions.token.schemas_orders import OrderView, PackagePage
from tests.unit.token.ledger import EMMA, JIWOO, accounts, created, required, tell
from tests.unit.token.payments.client import Answer, ask
from tests.unit.token.payments.shop import API_URL, Shop

pytestmark = pytest.mark.usefixtures("wired")
UNKNOWN = f"{JIWOO.member_id}.{EMMA.member_id}"


async def order(package_id: str = "tokens-1000", **headers: str) -> Answer:
    return await ask("create_order", as_="jiwoo", body={"packageId": package_id}, headers=headers)


async def confirm(order_id: str, payment_key: str, amount: Any = 1_900, as_: str = "jiwoo") -> Answer:
    body = {"paymentKey": payment_key, "amount": amount}
    return await ask("confirm_order", as_=as_, body=body, orderId=order_id)


async def test_packages_are_shown_to_everybody() -> None:
    answer = await ask("list_packages")
    PackagePage.model_validate_json(answer.raw)
    assert [(each["tokens"], each["amount"], each["currency"]) for each in answer.json["items"]] == [
        (1_000, 1_900, "KRW"),
        (5_000, 8_900, "KRW"),
        (20_000, 29_900, "KRW"),
    ]
    assert [each["id"] for each in answer.json["items"]] == [*PACKAGES]
    assert (await ask("list_packages", as_="not a token")).raw == answer.raw


async def test_an_order_is_made_and_read(wired: Shop) -> None:
    made = await order("tokens-5000")
    OrderView.model_validate_json(made.raw)
    assert made.status == 201
    view = made.json
    assert made.headers["Location"] == f"/api/wallet/orders/{view['id']}"
    assert view | {"id": "", "checkoutUrl": ""} == {
        "id": "",
        "packageId": "tokens-5000",
        "tokens": 5_000,
        "amount": 8_900,
        "currency": "KRW",
        "state": "created",
        "failure": None,
        "checkoutUrl": "",
        "version": 1,
        "paidAt": None,
        "refundableUntil": None,
        "refundable": None,
        "refunded": {"tokens": 0, "amount": 0},
        "createdAt": "2026-03-01T09:00:00.000Z",
        "updatedAt": "2026-03-01T09:00:00.000Z",
    }
    assert view["checkoutUrl"].startswith(f"{API_URL}/api/payments/sandbox/checkout?token=")
    assert JIWOO.member_id not in view["checkoutUrl"]
    read = await ask("read_order", as_="jiwoo", orderId=view["id"])
    assert (read.status, read.raw, read.headers["ETag"]) == (200, made.raw, made.headers["ETag"])
    seen = await ask("read_order", as_="jiwoo", orderId=view["id"], headers={"if-none-match": made.headers["ETag"]})
    assert (seen.status, seen.raw) == (304, b"")
    wired.fakes.clock.advance(1800)
    late = await ask("read_order", as_="jiwoo", orderId=view["id"], headers={"if-none-match": made.headers["ETag"]})
    assert (late.status, late.json["checkoutUrl"]) == (200, None)


async def test_an_order_said_twice_with_a_key_is_one_order(wired: Shop) -> None:
    key = {"idempotency-key": "k1"}
    first = await order(**key)
    again = await asyncio.gather(*(order(**key) for _ in range(3)))
    assert {each.raw for each in again} == {first.raw}
    assert {each.headers["Location"] for each in again} == {first.headers["Location"]}
    assert len(wired.fakes.store.all("wallets", "order")) == 1
    other = await order("tokens-5000", **key)
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert len(wired.fakes.store.all("wallets", "order")) == 1
    assert (await order()).json["id"] != (await order()).json["id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "validation_failed"),
        ({"packageId": "tokens-1"}, 422, "validation_failed"),
        ({"packageId": "tokens-1000", "amount": 1}, 422, "validation_failed"),
        ({"packageId": "tokens-1000", "tokens": 9_999}, 422, "validation_failed"),
        ({"packageId": ["tokens-1000"]}, 422, "validation_failed"),
        (b"packageId=tokens-1000", 400, "invalid_json"),
    ],
)
async def test_what_is_no_order_is_refused_and_nothing_is_stored(
    wired: Shop, body: Any, status: int, code: str
) -> None:
    stored = wired.everything()
    answer = await ask("create_order", as_="jiwoo", body=body)
    assert (answer.status, answer.code) == (status, code)
    assert wired.everything() == stored


async def test_paying_answers_with_the_tokens_in_the_wallet(wired: Shop) -> None:
    order_id = (await order()).json["id"]
    payment_key = await wired.authorise(order_id)
    paid = await confirm(order_id, payment_key)
    OrderView.model_validate_json(paid.raw)
    assert (paid.status, paid.json["state"], paid.json["checkoutUrl"]) == (200, "paid", None)
    assert paid.json["refundableUntil"] == "2026-03-08T09:00:00.000Z"
    assert paid.json["refundable"] == {"tokens": 1_000, "amount": 1_900}
    assert accounts(wired.fakes)["available-paid"] == 1_000
    assert (await confirm(order_id, payment_key)).raw == paid.raw
    assert (await ask("read_order", as_="jiwoo", orderId=order_id)).raw == paid.raw
    await tell(wired.deps, required(1, tokens=5_400), created(1, tokens=5_400))
    read = await ask("read_order", as_="jiwoo", orderId=order_id, headers={"if-none-match": paid.headers["ETag"]})
    assert (read.status, read.json["refundable"]) == (200, {"tokens": 600, "amount": 1_140})
    back = await ask("refund_order", as_="jiwoo", orderId=order_id)
    OrderView.model_validate_json(back.raw)
    assert (back.status, back.json["state"]) == (200, "paid")
    assert (back.json["refunded"], back.json["refundable"]) == ({"tokens": 600, "amount": 1_140}, None)
    wired.check()


async def test_another_amount_is_a_conflict_that_names_both(wired: Shop) -> None:
    order_id = (await order()).json["id"]
    payment_key = await wired.authorise(order_id)
    stored = wired.everything()
    answer = await confirm(order_id, payment_key, 19)
    assert (answer.status, answer.code, answer.json["params"]) == (
        409,
        "amount_mismatch",
        {"expected": 1_900, "amount": 19},
    )
    for amount in ("1900", 1900.5, -1, None, 10**13):
        assert (await confirm(order_id, payment_key, amount)).status == 422
    assert (await confirm(order_id, "")).status == 422
    assert (await confirm(order_id, "k" * 201)).status == 422
    assert wired.everything() == stored


async def test_a_declined_card_is_402_with_its_reason(wired: Shop) -> None:
    order_id = (await order()).json["id"]
    declined = await wired.authorise(order_id, "declines")
    answer = await confirm(order_id, declined)
    assert (answer.status, answer.code, answer.json["params"]) == (402, "payment_failed", {"reason": "card_declined"})
    read = await ask("read_order", as_="jiwoo", orderId=order_id)
    assert (read.json["state"], read.json["failure"]) == ("failed", "card_declined")
    refused = await ask("refund_order", as_="jiwoo", orderId=order_id)
    assert (refused.status, refused.code) == (409, "order_not_paid")


async def test_a_provider_that_does_not_answer_is_503_with_retry_after(wired: Shop) -> None:
    order_id = (await order()).json["id"]
    answer = await confirm(order_id, await wired.authorise(order_id, "silent"))
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "unavailable", "1")
    assert (await ask("read_order", as_="jiwoo", orderId=order_id)).json["state"] == "confirming"
    await wired.reconcile()
    assert (await ask("read_order", as_="jiwoo", orderId=order_id)).json["state"] == "paid"


@pytest.mark.parametrize("operation", ["read_order", "refund_order", "confirm_order"])
async def test_foreign_unknown_and_garbled_orders_are_404(wired: Shop, operation: str) -> None:
    order_id = (await order()).json["id"]
    body = {"paymentKey": await wired.authorise(order_id), "amount": 1_900} if operation == "confirm_order" else None
    stored = wired.everything()
    named = [("emma", order_id), ("jiwoo", UNKNOWN), ("jiwoo", order_id.upper()), ("jiwoo", "wallet"), ("jiwoo", "x")]
    for caller, each in [*named, ("jiwoo", f"{order_id}.x"), ("jiwoo", f"wallet.{JIWOO.member_id}")]:
        answer = await ask(operation, as_=caller, body=body, orderId=each)
        assert (answer.status, answer.code) == (404, "not_found")
    assert wired.everything() == stored


@pytest.mark.parametrize("operation", ["create_order", "read_order", "refund_order", "confirm_order"])
async def test_nobody_orders_without_signing_in(operation: str) -> None:
    answer = await ask(operation, orderId=UNKNOWN, body={})
    assert (answer.status, answer.code) == (401, "unauthenticated")


async def test_an_unknown_member_has_no_wallet_to_order_for(monkeypatch: pytest.MonkeyPatch, wired: Shop) -> None:
    monkeypatch.setitem(wired.fakes.store._containers, "wallets", {})
    assert (await order()).status == 404


async def test_webhooks_come_over_http(wired: Shop) -> None:
    order_id = (await order()).json["id"]
    headers, body = wired.sandbox.webhook(await wired.authorise(order_id))

    async def deliver(provider: str = "sandbox", **changes: str) -> Answer:
        sent = {**headers, **{name.replace("_", "-"): value for name, value in changes.items()}}
        return await ask("receive_payment_webhook", body=body, headers=sent, provider=provider)

    stored = wired.everything()
    for wrong, status, code in (
        ({"webhook_signature": "v1,AAAA"}, 400, "invalid_signature"),
        ({"provider": "toss"}, 404, "not_found"),
        ({"content_type": "text/plain"}, 415, "unsupported_media_type"),
    ):
        answer = await deliver(**wrong)
        assert (answer.status, answer.code) == (status, code)
    assert wired.everything() == stored
    for _ in range(2):
        taken = await deliver()
        assert (taken.status, taken.raw) == (200, b"")
    assert accounts(wired.fakes)["available-paid"] == 1_000
    assert wired.stored(order_id)["version"] == 3
    wired.fakes.clock.advance(301)
    assert (await deliver()).code == "stale_webhook"


async def test_the_address_to_pay_at_is_one_that_nobody_guesses() -> None:
    tokens = {parse_qs(urlsplit((await order()).json["checkoutUrl"]).query)["token"][0] for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 32 and set(token) <= set("0123456789abcdef") for token in tokens)

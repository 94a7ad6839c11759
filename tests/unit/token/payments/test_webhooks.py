"""What a provider tells us: believed only when it is signed, fresh, and confirmed by asking."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from functions.token import orders_handlers
from functions.token.payments.sandbox import Sandbox
from shared.errors import Rejection, Unavailable
from tests.unit.token.ledger import accounts, created, required, tell
from tests.unit.token.payments.shop import API_URL, SECRET, Shop


@pytest.fixture
async def shop() -> Shop:
    return await Shop.opened()


async def deliver(shop: Shop, headers: Mapping[str, str], body: bytes) -> None:
    await orders_handlers.on_webhook(shop.deps, shop.sandbox, headers.get, body)


def signed(event_id: str, timestamp: str, body: bytes, secret: bytes = SECRET) -> dict[str, str]:
    """As https://www.standardwebhooks.com says it, written a second time."""
    mac = hmac.new(secret, event_id.encode() + b"." + timestamp.encode() + b"." + body, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }


def body_about(payment_key: str) -> bytes:
    return orjson.dumps({"type": "payment.updated", "data": {"paymentKey": payment_key}})


async def test_a_webhook_alone_pays_an_order(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    await shop.webhook(payment_key)
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)["available-paid"]) == ("paid", 1_000)
    shop.check()


async def test_a_webhook_is_signed_by_the_standard(shop: Shop) -> None:
    headers, body = shop.sandbox.webhook("sbx_a_b")
    assert headers == signed(headers["webhook-id"], headers["webhook-timestamp"], body)


async def test_a_replayed_webhook_changes_nothing(shop: Shop) -> None:
    order_id = await shop.order()
    told = shop.sandbox.webhook(await shop.authorise(order_id))
    await deliver(shop, *told)
    stored = shop.everything()
    for _ in range(3):
        await deliver(shop, *told)
    await asyncio.gather(*(deliver(shop, *told) for _ in range(5)))
    assert shop.everything() == stored


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-signature": "한글"},
        {"webhook-id": "evt_other"},
        {"webhook-timestamp": "1772355601"},
        {"webhook-timestamp": "soon"},
    ],
)
async def test_what_the_provider_did_not_sign_is_refused_and_nothing_is_stored(
    shop: Shop, change: dict[str, str]
) -> None:
    order_id = await shop.order()
    headers, body = shop.sandbox.webhook(await shop.authorise(order_id))
    stored = shop.everything()
    for faulty in ({**headers, **change}, {name: headers[name] for name in headers if name not in change}, {}):
        with pytest.raises(Rejection, match="invalid_signature") as refused:
            await deliver(shop, faulty, body)
        assert refused.value.status == 400
    with pytest.raises(Rejection, match="invalid_signature"):
        await deliver(shop, headers, body + b" ")
    with pytest.raises(Rejection, match="invalid_signature"):
        await deliver(shop, signed("evt_1", headers["webhook-timestamp"], body, b"another secret"), body)
    assert shop.everything() == stored


@pytest.mark.parametrize("seconds", [301, -301])
async def test_a_webhook_of_another_time_is_refused(shop: Shop, seconds: int) -> None:
    payment_key = await shop.authorise(await shop.order())
    headers, body = shop.sandbox.webhook(payment_key)
    stored = shop.everything()
    shop.fakes.clock.advance(seconds)
    with pytest.raises(Rejection, match="stale_webhook") as refused:
        await deliver(shop, headers, body)
    assert refused.value.status == 400
    assert shop.everything() == stored


async def test_several_signatures_are_taken_while_the_secret_changes(shop: Shop) -> None:
    order_id = await shop.order()
    headers, body = shop.sandbox.webhook(await shop.authorise(order_id))
    both = {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    await deliver(shop, both, body)
    assert shop.stored(order_id)["state"] == "paid"


async def test_what_it_says_is_not_believed_but_asked(shop: Shop) -> None:
    """A signed webhook that lies about everything but the payment's key."""
    order_id = await shop.order()
    declined = await shop.authorise(order_id, "declines")
    timestamp = str(int(shop.fakes.clock.now().timestamp()))
    body = orjson.dumps({"data": {"paymentKey": declined, "status": "DONE", "amount": 1, "orderId": "another"}})
    await deliver(shop, signed("evt_1", timestamp, body), body)
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["failure"]) == ("failed", "card_declined")
    assert "available-paid" not in accounts(shop.fakes)
    shop.check()


async def test_payments_that_concern_no_order_are_passed_over(shop: Shop) -> None:
    order_id = await shop.order()
    timestamp = str(int(shop.fakes.clock.now().timestamp()))
    stored = shop.everything()
    for key in ("", "x", "sbx_0_0", "sbx_" + "0" * 32 + "_0"):
        await deliver(shop, signed("evt_1", timestamp, body_about(key)), body_about(key))
    assert shop.everything() == stored
    await shop.sandbox.open_checkout("not one of ours", amount=1, currency="KRW", until=shop.fakes.clock.now())
    checkout = await shop.sandbox.checkout(shop.sandbox._partition("not one of ours"))
    assert checkout is not None
    await shop.webhook(await shop.sandbox.authorise(checkout, "pays"))
    assert shop.stored(order_id)["state"] == "created"


async def test_a_provider_that_is_silent_is_to_tell_again(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    for _ in range(2):
        with pytest.raises(Unavailable):
            await shop.webhook(payment_key)
    shop.fakes.clock.advance(20)
    await shop.webhook(payment_key)
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_a_second_payment_of_a_paid_order_is_not_captured(shop: Shop) -> None:
    order_id = await shop.order()
    first, second = await shop.authorise(order_id), await shop.authorise(order_id)
    await shop.webhook(first)
    await shop.webhook(second)
    assert (await shop.payment(second)).status == "authorised"
    shop.check()


async def test_money_that_was_taken_for_no_order_is_given_back(shop: Shop) -> None:
    """The provider captured what we never asked it to: for an order that is too old, and for one that failed."""
    expired, failed = await shop.order(), await shop.order()
    with pytest.raises(Rejection, match="payment_failed"):
        await shop.confirm(failed, "no payment")
    shop.fakes.clock.advance(1801)
    for order_id in (expired, failed):
        payment_key = await shop.authorise(order_id)
        await shop.sandbox.confirm(payment_key, order_id=order_id, amount=1_900)
        for _ in range(2):
            await shop.webhook(payment_key)
        assert (await shop.payment(payment_key)).kept == 0
    await shop.reconcile()
    shop.check()
    assert "purchased" not in accounts(shop.fakes)


async def test_money_that_was_taken_in_another_amount_is_given_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider that captures another amount than it was asked for: nothing is granted for it."""
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    await shop.sandbox.confirm(payment_key, order_id=order_id, amount=1_900)
    await shop.sandbox.cancel(payment_key, 900, idempotency_key="by hand")
    with pytest.raises(Rejection) as refused:
        await shop.confirm(order_id, payment_key)
    assert (refused.value.code, refused.value.params) == ("payment_failed", {"reason": "payment_mismatch"})
    assert (await shop.payment(payment_key)).kept == 0
    order = shop.stored(order_id)
    assert (order["state"], order["refundedAmount"], order["paidAt"]) == ("refunded", 1_000, None)
    assert "purchased" not in accounts(shop.fakes)

    async def lies(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(Sandbox, "cancel", lies)
    await shop.webhook(payment_key)  # nothing is left to give back, so nothing is asked
    assert shop.stored(order_id) == order


async def test_another_secret_means_another_sandbox(shop: Shop) -> None:
    order_id = await shop.order()
    other = Sandbox(shop.deps, b"another secret", API_URL)
    opened = await other.open_checkout(order_id, amount=1, currency="KRW", until=shop.fakes.clock.now())
    assert opened != shop.stored(order_id)["checkoutUrl"]
    headers, body = other.webhook("sbx_a_b")
    with pytest.raises(Rejection, match="invalid_signature"):
        await deliver(shop, headers, body)


async def test_a_payment_that_lapsed_leaves_the_order_to_be_paid_by_another(shop: Shop) -> None:
    order_id = await shop.order()
    lapsed = await shop.authorise(order_id)
    shop.fakes.clock.advance(600)
    stored = shop.everything()
    await shop.webhook(lapsed)
    assert shop.everything() == stored
    await shop.webhook(await shop.authorise(order_id))
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_money_that_the_providers_own_people_gave_back_takes_the_tokens_that_are_unspent(shop: Shop) -> None:
    order_id = await shop.buy()
    payment_key = shop.stored(order_id)["paymentKey"]
    await shop.sandbox.cancel(payment_key, 1_000, idempotency_key="by hand")
    for _ in range(2):
        await shop.webhook(payment_key)
    assert accounts(shop.fakes)["available-paid"] == 474
    order = shop.stored(order_id)
    assert (order["state"], order["refundedTokens"], order["refundedAmount"]) == ("paid", 526, 1_000)
    await tell(shop.deps, required(1, tokens=5_400), created(1, tokens=5_400))
    await shop.sandbox.cancel(payment_key, 900, idempotency_key="by hand, once more")
    await shop.webhook(payment_key)
    assert "available-paid" not in accounts(shop.fakes)
    order = shop.stored(order_id)
    assert (order["state"], order["refundedTokens"], order["refundedAmount"]) == ("refunded", 600, 1_900)
    shop.check()


async def test_where_all_is_spent_the_money_is_noted_and_no_token_taken(shop: Shop) -> None:
    order_id = await shop.buy()
    await tell(shop.deps, required(1, tokens=6_000), created(1, tokens=6_000))
    before, entries = accounts(shop.fakes), len(shop.fakes.store.all("wallets", "entry"))
    payment_key = shop.stored(order_id)["paymentKey"]
    await shop.sandbox.cancel(payment_key, 1_900, idempotency_key="by hand")
    await shop.webhook(payment_key)
    assert (accounts(shop.fakes), len(shop.fakes.store.all("wallets", "entry"))) == (before, entries)
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["refundedAmount"]) == ("refunded", 1_900)
    shop.check()

"""Orders paid by Toss Payments: the real handlers over the wire, and what breaks in between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import nullcontext
from typing import Any

import orjson
import pytest

from functions.token import orders_handlers
from shared.errors import Poison, Rejection, Unavailable
from tests.unit.token.ledger import JIWOO, accounts, created, left, required, tell
from tests.wire.toss_server import Fault, changed, fails, hangs, impatient, resets, says
from tests.wire.toss_shop import TossShop, toss_shop

GRANTED = {"granted": -5_000, "available-free": 5_000}
BOUGHT = GRANTED | {"purchased": -1_000, "available-paid": 1_000}
HANGS = [hangs(after=True), hangs(after=False)]
LOST = [resets(after=True), HANGS[0], says(b"{"), fails(502)]
BEFORE = [resets(after=False), HANGS[1], fails(500), fails(409, "IDEMPOTENT_REQUEST_PROCESSING")]


@pytest.fixture(params=[True, False], ids=["shows-all", "shows-confirmed"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[TossShop]:
    async with toss_shop() as made:
        made.server.shows_unconfirmed = request.param
        yield made


async def refusal(doing: Awaitable[Any]) -> str:
    with pytest.raises(Rejection) as refused:
        await doing
    return str(refused.value.params.get("reason") or refused.value.code)


async def test_what_is_paid_is_granted_and_given_back(shop: TossShop) -> None:
    order_id = await shop.order()
    assert shop.stored(order_id)["provider"] == "toss"
    assert shop.server.asked == []  # it hears of an order when the member does something there
    key = shop.authorise(order_id)
    order = await shop.confirm(order_id, key)
    assert (order.state, accounts(shop.fakes)) == ("paid", BOUGHT)
    assert (await shop.refund(order_id)).state == "refunded"
    assert shop.server.payments[key].balance == 0
    shop.check()


async def test_confirming_twice_and_at_once_charges_and_grants_once(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    doings = (shop.confirm(order_id, key) for _ in range(4))
    orders = await asyncio.gather(*doings, shop.webhook(key))
    assert {order.state for order in orders if order is not None} == {"paid"}
    assert accounts(shop.fakes) == BOUGHT
    shop.check()


async def test_paying_twice_charges_once(shop: TossShop) -> None:
    order_id = await shop.order()
    first, second = shop.authorise(order_id), shop.authorise(order_id)
    await shop.confirm(order_id, first)
    await shop.webhook(second)
    assert (await shop.confirm(order_id, second)).payment_key == first
    assert [shop.server.payments[key].status for key in (first, second)] == ["DONE", "IN_PROGRESS"]
    shop.check()


async def test_a_declined_card_is_an_outcome(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id, declines="REJECT_CARD_PAYMENT")
    for _ in range(2):
        assert await refusal(shop.confirm(order_id, key)) == "reject_card_payment"
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("failed", GRANTED)
    shop.check()


async def test_an_amount_that_was_changed_on_the_way_is_not_even_asked_about(shop: TossShop) -> None:
    order_id = await shop.order("tokens-20000")
    key = shop.server.authorise(order_id.replace(".", "_"), 100)
    assert await refusal(shop.confirm(order_id, key, 100)) == "amount_mismatch"
    assert shop.server.asked == []
    assert await refusal(shop.confirm(order_id, key)) == "unknown_payment"
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("failed", GRANTED)
    shop.check()


async def test_the_payment_of_a_cheaper_order_pays_no_other(shop: TossShop) -> None:
    cheap, dear = await shop.order(), await shop.order("tokens-20000")
    key = shop.authorise(cheap)
    assert await refusal(shop.confirm(dear, key)) == "unknown_payment"
    await shop.confirm(cheap, key)
    again = await shop.order()
    assert await refusal(shop.confirm(again, key)) == "unknown_payment"
    assert shop.server.payments[key].balance == 1_900  # it is another order's, and stays so
    shop.check()


@pytest.mark.parametrize("fault", [*LOST, *BEFORE])
async def test_an_answer_that_was_lost_is_asked_for_and_the_tokens_come(shop: TossShop, fault: Fault) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/confirm", fault)
    with pytest.raises(Unavailable), impatient(shop.api) if fault in HANGS else nullcontext():
        await shop.confirm(order_id, key)
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("confirming", GRANTED)
    assert await shop.reconcile() == 1
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("paid", BOUGHT)
    shop.check()


@pytest.mark.parametrize("fault", [*LOST, *BEFORE])
async def test_money_goes_back_once_though_the_answer_was_lost(shop: TossShop, fault: Fault) -> None:
    order_id, key = await shop.buy()
    shop.server.fail("/cancel", fault)
    with pytest.raises(Unavailable), impatient(shop.api) if fault in HANGS else nullcontext():
        await shop.refund(order_id)
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)["refunding"]) == ("refunding", 1_000)
    await shop.reconcile()
    assert (shop.stored(order_id)["state"], len(shop.server.payments[key].cancels)) == ("refunded", 1)
    shop.check()


async def test_an_outage_is_waited_out(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/v1/payments", *[fails(503)] * 4)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await shop.confirm(order_id, key)
    for _ in range(8):
        await shop.reconcile(60)
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_a_payment_that_nobody_confirmed_in_time_fails_its_order(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/confirm", fails(503))
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, key)
    await shop.reconcile(601)
    reason = "payment_expired" if shop.server.shows_unconfirmed else "unknown_payment"
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["failure"]) == ("failed", reason)
    assert accounts(shop.fakes) == GRANTED
    shop.check()


async def test_a_wrong_key_fails_no_order_and_is_not_forgotten(
    shop: TossShop, caplog: pytest.LogCaptureFixture
) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/v1/payments", *[fails(401, "UNAUTHORIZED_KEY")] * 2)
    with pytest.raises(Poison):
        await shop.confirm(order_id, key)
    await shop.reconcile()
    assert shop.stored(order_id)["state"] == "confirming"
    assert any("UNAUTHORIZED_KEY" in str(vars(line)) for line in caplog.records)
    await shop.reconcile(120)
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_money_that_was_taken_in_another_amount_goes_back(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.server.authorise(order_id.replace(".", "_"), 9_900)
    shop.server.payments[key].status = "DONE"
    assert await refusal(shop.confirm(order_id, key)) == "payment_mismatch"
    assert shop.server.payments[key].balance == 0
    assert accounts(shop.fakes) == GRANTED
    shop.check()


async def test_a_refund_that_is_refused_leaves_the_tokens(shop: TossShop) -> None:
    order_id, _ = await shop.buy()
    shop.server.fail("/cancel", fails(403, "EXCEED_MAX_REFUND_DUE"))
    assert await refusal(shop.refund(order_id)) == "exceed_max_refund_due"
    assert accounts(shop.fakes) == BOUGHT
    assert (await shop.refund(order_id)).state == "refunded"
    shop.check()


async def test_who_leaves_in_the_middle_gets_the_money_back(shop: TossShop) -> None:
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/confirm", resets(after=True))
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, key)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(orders_handlers, "payment_provider", lambda _deps: shop.toss)
        await tell(shop.deps, left())
    assert shop.server.payments[key].balance == 0
    assert JIWOO.member_id not in str(shop.fakes.store.all("wallets", "order-record"))
    shop.check()


# Webhooks: a hint to look, whoever sent it.


async def test_a_webhook_alone_completes_what_the_member_agreed_to() -> None:
    async with toss_shop() as shop:
        order_id = await shop.order()
        await shop.webhook(shop.authorise(order_id))
        assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("paid", BOUGHT)
        shop.check()


async def test_a_replayed_webhook_changes_nothing(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    body, stored = shop.server.webhook(key), shop.fakes.store.all("wallets")
    for _ in range(3):
        await shop.hear(body)
    await asyncio.gather(*(shop.hear(body) for _ in range(5)))
    assert shop.fakes.store.all("wallets") == stored
    await shop.refund(order_id)
    stored = shop.fakes.store.all("wallets")
    await shop.hear(body)  # of before the refund
    assert shop.fakes.store.all("wallets") == stored


async def test_a_forged_webhook_lies_about_everything_in_vain(shop: TossShop) -> None:
    order_id = await shop.order()
    declined = shop.authorise(order_id, declines="REJECT_CARD_COMPANY")
    lie: dict[str, Any] = orjson.loads(shop.server.webhook(declined))
    lie["data"] |= {"status": "DONE", "totalAmount": 1_900, "balanceAmount": 1_900, "orderId": order_id}
    await shop.hear(orjson.dumps(lie))
    assert accounts(shop.fakes) == GRANTED
    bought, key = await shop.buy()
    lie["data"] |= {"paymentKey": key, "status": "CANCELED", "balanceAmount": 0}
    await shop.hear(orjson.dumps(lie))
    assert (shop.stored(bought)["state"], accounts(shop.fakes)) == ("paid", BOUGHT)


async def test_webhooks_that_concern_no_order_are_passed_over(shop: TossShop) -> None:
    await shop.order()
    stored = shop.fakes.store.all("wallets")
    foreign = shop.server.authorise("another-shops-order", 1_900)
    shop.server.payments[foreign].status = "DONE"
    for key in (foreign, "unheard_of"):
        await shop.hear(orjson.dumps({"eventType": "PAYMENT_STATUS_CHANGED", "data": {"paymentKey": key}}))
    for body in (b"{}", b"no JSON", orjson.dumps({"data": {"paymentKey": "../../v1/settlements"}})):
        with pytest.raises(Rejection) as refused:
            await shop.hear(body)
        assert refused.value.status == 400
    assert shop.fakes.store.all("wallets") == stored
    assert shop.server.payments[foreign].balance == 1_900


async def test_a_provider_that_is_silent_is_to_tell_again(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    shop.server.cancel_by_hand(key, 1_900)
    shop.server.fail("/v1/payments", fails(500))
    with pytest.raises(Unavailable):
        await shop.webhook(key)
    await shop.webhook(key)
    assert shop.stored(order_id)["state"] == "refunded"


# Money given back in Toss Payments' own console.


async def test_what_was_given_back_in_the_console_takes_the_tokens(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    shop.server.cancel_by_hand(key, 1_900)
    for _ in range(2):
        await shop.webhook(key)
    assert accounts(shop.fakes) == GRANTED | {"purchased": -1_000, "refunded": 1_000}
    order = shop.stored(order_id)
    assert (order["state"], order["refundedTokens"], order["refundedAmount"]) == ("refunded", 1_000, 1_900)
    assert await refusal(shop.refund(order_id)) == "nothing_to_refund"
    shop.check()


async def test_parts_take_their_share_and_the_rest_can_still_be_asked_back(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    shop.server.cancel_by_hand(key, 1_000)
    await shop.webhook(key)
    assert accounts(shop.fakes)["available-paid"] == 474
    shop.server.cancel_by_hand(key, 400)
    await shop.webhook(key)
    assert accounts(shop.fakes)["available-paid"] == 264  # 1,000 less 1,400 of 1,900
    order = await shop.refund(order_id)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("refunded", 1_000, 1_900)
    shop.check()


async def test_only_what_is_unspent_is_taken(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    await tell(shop.deps, required(1, tokens=5_399), created(1, tokens=5_399))
    shop.server.cancel_by_hand(key, 1_900)
    await shop.webhook(key)
    assert accounts(shop.fakes).get("available-paid", 0) == 0
    order = shop.stored(order_id)
    assert (order["state"], order["refundedTokens"], order["refundedAmount"]) == ("refunded", 601, 1_900)
    shop.check()


async def test_the_console_and_the_member_at_once_take_tokens_for_money_once(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    shop.server.cancel_by_hand(key, 1_900)
    await asyncio.gather(shop.refund(order_id), shop.webhook(key), shop.webhook(key), return_exceptions=True)
    await shop.webhook(key)
    await shop.reconcile()
    assert accounts(shop.fakes) == GRANTED | {"purchased": -1_000, "refunded": 1_000}
    shop.check()


async def test_our_own_refund_is_not_taken_for_the_consoles(shop: TossShop) -> None:
    order_id, key = await shop.buy()
    await tell(shop.deps, required(1, tokens=5_500))
    await shop.refund(order_id)
    await shop.webhook(key)
    order = shop.stored(order_id)
    assert (order["state"], order["refundedTokens"], order["refundedAmount"]) == ("paid", 500, 950)
    shop.check()


async def test_an_answer_of_another_payment_is_not_taken_for_this_ones(shop: TossShop) -> None:
    """What an idempotency key of another payment of the order would be answered with."""
    order_id = await shop.order()
    key = shop.authorise(order_id)
    shop.server.fail("/confirm", changed(paymentKey="tviva-other"))
    assert await refusal(shop.confirm(order_id, key)) == "already_paid"

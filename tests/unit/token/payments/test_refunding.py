"""Giving an order back: what is unspent, once, and the money and the tokens agree whatever breaks."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

import pytest

from functions.token.payments.port import CancelRefused, Payment
from functions.token.payments.sandbox import Sandbox
from shared.errors import Rejection, Unavailable
from tests.unit.token.ledger import accounts, created, failed, required, tell
from tests.unit.token.payments.shop import JostlingStore, Killed, Shop, breakdowns

LEFT = {"granted": -5_000, "available-free": 5_000, "purchased": -1_000}


@pytest.fixture
async def shop() -> Shop:
    return await Shop.opened()


async def spend(shop: Shop, tokens: int) -> None:
    """Paid tokens, after all free ones."""
    await tell(shop.deps, required(1, tokens=5_000 + tokens), created(1, tokens=5_000 + tokens))


async def refused(doing: Awaitable[Any]) -> tuple[str, Any]:
    with pytest.raises(Rejection) as refusal:
        await doing
    return refusal.value.code, refusal.value.params


async def test_an_unspent_order_is_given_back_in_full(shop: Shop) -> None:
    order_id = await shop.buy()
    order = await shop.refund(order_id)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("refunded", 1_000, 1_900)
    assert accounts(shop.fakes) == LEFT | {"refunded": 1_000}
    assert (await shop.payment(shop.stored(order_id)["paymentKey"])).cancelled == 1_900
    shop.check()
    stored = shop.everything()
    assert await refused(shop.refund(order_id)) == ("nothing_to_refund", {})
    assert shop.everything() == stored


async def test_what_is_spent_is_not_given_back(shop: Shop) -> None:
    order_id = await shop.buy()
    await spend(shop, 399)
    order = await shop.refund(order_id)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("paid", 601, 1_141)
    shop.check()
    assert (await refused(shop.refund(order_id)))[0] == "nothing_to_refund"


async def test_tokens_that_come_back_later_are_given_back_later(shop: Shop) -> None:
    order_id = await shop.buy()
    await tell(shop.deps, required(1, tokens=5_999))
    assert (await shop.refund(order_id)).refunded_tokens == 1
    await tell(shop.deps, failed(1))
    order = await shop.refund(order_id)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("refunded", 1_000, 1_900)
    shop.check()


async def test_of_several_orders_no_more_goes_back_than_is_there(shop: Shop) -> None:
    orders = [await shop.buy() for _ in range(3)]
    await spend(shop, 1_500)
    assert [(await shop.refund(each)).refunded_tokens for each in orders[:2]] == [1_000, 500]
    assert (await refused(shop.refund(orders[2])))[0] == "nothing_to_refund"
    shop.check()


async def test_everything_spent_nothing_paid_and_too_late_are_refused_and_nothing_is_stored(shop: Shop) -> None:
    unpaid, spent, late = await shop.order(), await shop.buy(), await shop.buy()
    await spend(shop, 2_000)
    assert (await refused(shop.refund(spent)))[0] == "nothing_to_refund"
    await shop.buy()
    shop.fakes.clock.advance(7 * 24 * 3600)
    stored = shop.everything()
    assert await refused(shop.refund(unpaid)) == ("order_not_paid", {"state": "created"})
    assert await refused(shop.refund(late)) == ("refund_window_over", {"days": 7})
    assert shop.everything() == stored


async def test_while_the_money_is_on_its_way_the_tokens_cannot_be_spent(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.buy()

    async def silent(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider did not answer")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", silent)
        with pytest.raises(Unavailable):
            await shop.refund(order_id)
        assert (shop.stored(order_id)["state"], accounts(shop.fakes)["refunding"]) == ("refunding", 1_000)
        assert await shop.reconcile() == 1
        assert (shop.stored(order_id)["state"], shop.stored(order_id)["looks"]) == ("refunding", 1)
        assert await shop.reconcile() == 0  # it is looked at again, but not so soon
    await tell(shop.deps, required(1, tokens=5_001))
    assert accounts(shop.fakes).get("held-paid") is None
    assert (await shop.refund(order_id)).state == "refunded"
    shop.check()


async def test_a_provider_that_refuses_leaves_the_tokens_where_they_were(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.buy()
    before = accounts(shop.fakes)

    async def refuses(*_: Any, **__: Any) -> CancelRefused:
        return CancelRefused("bank_closed")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", refuses)
        assert await refused(shop.refund(order_id)) == ("refund_refused", {"reason": "bank_closed"})
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["failure"]) == ("paid", "bank_closed")
    assert accounts(shop.fakes) == before
    assert (await shop.refund(order_id)).failure is None
    shop.check()


async def test_the_sandbox_gives_back_once_for_each_key_and_no_more_than_it_took(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    assert await shop.sandbox.cancel(payment_key, 1, idempotency_key="a") == CancelRefused("not_captured")
    await shop.confirm(order_id, payment_key)
    for key, amount, kept in (("a", 900, 1_000), ("a", 900, 1_000), ("b", 1_000, 0), ("b", 1_000, 0)):
        payment = await shop.sandbox.cancel(payment_key, amount, idempotency_key=key)
        assert isinstance(payment, Payment)
        assert payment.kept == kept
    assert await shop.sandbox.cancel(payment_key, 1, idempotency_key="c") == CancelRefused("exceeds_balance")
    assert await shop.sandbox.cancel("sbx_0_0", 1, idempotency_key="c") == CancelRefused("unknown_payment")


async def test_refunds_and_spending_at_once_never_take_more_than_there_is() -> None:
    ends = set()
    for seed in range(150):
        shop = await Shop.opened(JostlingStore)
        order_id, other_id = await shop.buy(), await shop.buy()
        faults = await shop.at_once(
            seed,
            shop.refund(order_id),
            shop.refund(order_id),
            shop.refund(other_id),
            tell(shop.deps, required(1, tokens=5_300)),
            tell(shop.deps, required(2, tokens=1_500)),
            shop.reconcile(31),
        )
        assert all(isinstance(fault, Rejection) and fault.code == "nothing_to_refund" for fault in faults), faults
        shop.check()
        ends.add(accounts(shop.fakes)["refunded"])
    assert len(ends) > 1  # or nothing was a race


@pytest.mark.parametrize("fault", [Killed(), Unavailable("the store is away")])
async def test_whatever_breaks_between_any_two_writes_the_money_and_the_tokens_agree(fault: BaseException) -> None:
    async def prepare(shop: Shop) -> str:
        order_id = await shop.buy()
        await spend(shop, 100)
        return order_id

    broken = await breakdowns(prepare, lambda shop, order_id: shop.refund(order_id), fault)
    assert len(broken) == 6  # before and after the reservation, the provider's write, and the settlement
    ends = []
    for shop, order_id in broken:
        for _ in range(3):
            await shop.reconcile(61)
        shop.check()
        ends.append(shop.stored(order_id)["refundedTokens"])
        with contextlib.suppress(Rejection):
            await shop.refund(order_id)
        assert shop.stored(order_id)["refundedTokens"] == 900
        shop.check()
    assert ends == [0, 900, 900, 900, 900, 900]


async def test_a_second_refund_is_not_taken_for_the_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is a smaller one, and was never sent: what went back before says nothing about it."""
    order_id = await shop.buy()
    await tell(shop.deps, required(1, tokens=5_400))
    assert (await shop.refund(order_id)).refunded_amount == 1_140
    await tell(shop.deps, failed(1))

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", away)
        with pytest.raises(Unavailable):
            await shop.refund(order_id)
    await shop.reconcile()
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["refundedAmount"]) == ("refunded", 1_900)
    shop.check()


async def test_late_news_of_the_first_refund_does_not_settle_the_second(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.buy()
    await tell(shop.deps, required(1, tokens=5_400))
    cancel, answered, go_on = Sandbox.cancel, asyncio.Event(), asyncio.Event()

    async def slow(self: Sandbox, payment_key: str, amount: int, *, idempotency_key: str) -> Payment | CancelRefused:
        done = await cancel(self, payment_key, amount, idempotency_key=idempotency_key)
        answered.set()
        await go_on.wait()
        return done

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    monkeypatch.setattr(Sandbox, "cancel", slow)
    first = asyncio.create_task(shop.refund(order_id))
    await answered.wait()
    await shop.reconcile()
    assert shop.stored(order_id)["refundedTokens"] == 600
    await tell(shop.deps, failed(1))
    monkeypatch.setattr(Sandbox, "cancel", away)
    with pytest.raises(Unavailable):
        await shop.refund(order_id)
    go_on.set()
    await first
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["refundedTokens"]) == ("refunding", 600)
    monkeypatch.setattr(Sandbox, "cancel", cancel)
    await shop.reconcile()
    assert shop.stored(order_id)["state"] == "refunded"
    shop.check()


async def test_what_was_never_granted_is_not_refunded_by_the_member(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    await shop.sandbox.confirm(payment_key, order_id=order_id, amount=1_900)
    await shop.sandbox.cancel(payment_key, 900, idempotency_key="by hand")

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", away)
        with pytest.raises(Unavailable):
            await shop.confirm(order_id, payment_key)
    assert await refused(shop.refund(order_id)) == ("order_not_paid", {"state": "refunding"})
    await shop.reconcile()
    assert (await shop.payment(payment_key)).kept == 0
    shop.check()

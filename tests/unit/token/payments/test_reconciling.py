"""The reconciler: ends what nobody else ended, and lets no order hold up another."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from functions.token import reconciler
from functions.token.orders import Order
from functions.token.orders_repository import load_order
from functions.token.payments.port import Payment
from functions.token.payments.sandbox import Sandbox
from shared.errors import Poison, Unavailable
from tests.unit.token.ledger import accounts
from tests.unit.token.payments.shop import Shop


@pytest.fixture
async def shop() -> Shop:
    return await Shop.opened()


async def begun(shop: Shop) -> str:
    """An order that a request began to confirm, and then was gone."""
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    return order_id


async def test_what_is_not_due_is_left_alone(shop: Shop) -> None:
    await shop.order()
    await shop.buy()
    order_id = await begun(shop)
    stored = shop.everything()
    assert await shop.reconcile(30) == 0
    assert shop.everything() == stored
    assert await shop.reconcile(1) == 1
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)["available-paid"]) == ("paid", 2_000)
    shop.check()


async def test_orders_that_nobody_paid_expire_and_vanish(shop: Shop) -> None:
    order_id = await shop.order()
    assert await shop.reconcile(1801) == 1
    assert shop.stored(order_id)["state"] == "expired"
    assert await shop.reconcile(timedelta(days=29).total_seconds()) == 0
    assert shop.stored(order_id)["state"] == "expired"
    shop.fakes.clock.advance(timedelta(days=2).total_seconds())
    assert shop.fakes.store.all("wallets", "order") == []


async def test_paid_orders_stay(shop: Shop) -> None:
    order_id = await shop.buy()
    shop.fakes.clock.advance(timedelta(days=3_000).total_seconds())
    assert shop.stored(order_id)["state"] == "paid"


async def test_a_payment_that_was_never_sent_to_be_confirmed_is_confirmed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "confirm", away)
        with pytest.raises(Unavailable):
            await shop.confirm(order_id, payment_key)
    assert (await shop.payment(payment_key)).status == "authorised"
    await shop.reconcile()
    assert (shop.stored(order_id)["state"], (await shop.payment(payment_key)).kept) == ("paid", 1_900)
    shop.check()


async def test_an_outage_of_hours_is_asked_about_less_and_less_and_then_ends(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await begun(shop)
    asked = 0

    async def away(*_: Any) -> Payment:
        nonlocal asked
        asked += 1
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "lookup", away)
        for _ in range(180):
            await shop.reconcile(60)
        assert 10 < asked < 25
        assert shop.stored(order_id)["state"] == "confirming"
    for _ in range(16):
        await shop.reconcile(60)
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_an_order_that_cannot_be_finished_holds_up_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = [await begun(shop) for _ in range(4)]
    lookup = Sandbox.lookup
    faults: dict[str, Exception] = {
        shop.stored(orders[0])["paymentKey"]: Poison("an answer that cannot be read"),
        shop.stored(orders[1])["paymentKey"]: ValueError("a defect"),
        shop.stored(orders[2])["paymentKey"]: Unavailable("away"),
    }

    async def faulty(self: Sandbox, payment_key: str) -> Payment | None:
        if payment_key in faults:
            raise faults[payment_key]
        return await lookup(self, payment_key)

    monkeypatch.setattr(Sandbox, "lookup", faulty)
    with pytest.raises(ExceptionGroup) as raised:
        await shop.reconcile()
    assert [type(each) for each in raised.value.exceptions] == [ValueError]
    assert [shop.stored(each)["state"] for each in orders] == ["confirming", "confirming", "confirming", "paid"]
    assert [shop.stored(each)["looks"] for each in orders[:3]] == [1, 0, 1]
    faults.clear()
    assert await shop.reconcile(600) == 3
    assert {shop.stored(each)["state"] for each in orders} == {"paid"}
    shop.check()


async def test_a_run_looks_at_many_but_not_at_all_there_may_be(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = [await shop.order() for _ in range(120)]
    monkeypatch.setattr(reconciler, "MAX_PAGES", 2)
    assert await shop.reconcile(1801) == 100
    assert await shop.reconcile(0) == 20
    assert {shop.stored(each)["state"] for each in orders} == {"expired"}


async def test_the_timer_asks_the_provider_of_the_settings(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = await begun(shop)
    shop.fakes.clock.advance(31)
    monkeypatch.setattr(reconciler, "dependencies", lambda _context: shop.deps)
    monkeypatch.setattr(reconciler, "payment_provider", lambda _deps: shop.sandbox)
    trigger: Any = reconciler.token_reconciler
    await trigger.build().get_user_function()(None)
    assert shop.stored(order_id)["state"] == "paid"


async def test_the_payment_of_another_order_is_neither_taken_nor_given_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid, order_id = await shop.buy(), await shop.order()
    payment_key = shop.stored(paid)["paymentKey"]

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "confirm", away)
        with pytest.raises(Unavailable):
            await shop.confirm(order_id, payment_key)
    await shop.reconcile()
    assert (shop.stored(order_id)["state"], shop.stored(order_id)["failure"]) == ("failed", "unknown_payment")
    assert (await shop.payment(payment_key)).kept == 1_900
    shop.check()


async def test_what_somebody_else_ended_meanwhile_is_left_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ordered, waiting = await shop.order(), await begun(shop)
    shop.fakes.clock.advance(20)
    seen = [loaded.order for each in (ordered, waiting) if (loaded := await load_order(shop.deps, each))]
    for each in (ordered, waiting):
        await shop.confirm(each, await shop.authorise(each))

    async def page(*_: Any) -> tuple[list[Order], None]:
        return seen, None

    async def away(*_: Any) -> Payment:
        raise Unavailable("the provider is away")

    monkeypatch.setattr(reconciler, "due_orders", page)
    monkeypatch.setattr(Sandbox, "lookup", away)
    stored = shop.everything()
    assert await shop.reconcile() == 2
    assert shop.everything() == stored
    assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []

"""A member who leaves: what waits is settled, records of money stay without whose they were, all else goes."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import orjson
import pytest

from functions.token import leaving, orders_handlers
from functions.token.payments.port import CancelRefused, Payment
from functions.token.payments.sandbox import Sandbox
from shared.errors import Poison, Rejection, Unavailable
from shared.idempotency import IdempotentRequest
from tests.unit.token.ledger import EMMA, JIWOO, left, tell
from tests.unit.token.payments.shop import BreakingStore, JostlingStore, Killed, Shop


@pytest.fixture
async def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    return await opened(monkeypatch)


async def opened(monkeypatch: pytest.MonkeyPatch, store: Any = None) -> Shop:
    """A shop whose sandbox is the one that leaving asks."""
    shop = await (Shop.opened(store) if store else Shop.opened())
    monkeypatch.setattr(orders_handlers, "payment_provider", lambda _deps: shop.sandbox)
    return shop


def remember(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox keep its books, to compare with."""

    async def keep(*_: Any) -> None:
        return None

    monkeypatch.setattr(Sandbox, "forget", keep)


def records(shop: Shop) -> list[dict[str, Any]]:
    return shop.fakes.store.all("wallets", "order-record")


async def unrefused(doing: Awaitable[None]) -> None:
    """For what nobody hears a rejection of."""
    try:
        await doing
    except Rejection as rejection:
        raise AssertionError("rejected") from rejection


def left_of(shop: Shop, member_id: str) -> list[str]:
    """What still names the member, but for the wallet's tombstone and events on their way."""
    found = [each for each in shop.everything() if member_id in orjson.dumps(each).decode()]
    return [each["type"] for each in found if each["type"] not in ("closed-wallet", "outbox")]


async def test_nothing_is_left_but_records_of_money_for_five_years(shop: Shop) -> None:
    paid, refunded = await shop.buy("tokens-5000"), await shop.buy()
    await shop.refund(refunded)
    unpaid, expired, failed = await shop.order(), await shop.order(), await shop.order()
    with pytest.raises(Rejection):
        await shop.confirm(failed, await shop.authorise(failed, "declines"))
    await shop.authorise(unpaid)
    await tell(shop.deps, left())
    assert left_of(shop, JIWOO.member_id) == []
    assert shop.fakes.store.all("sandbox-payments") == []
    by_id = {each["id"]: each for each in records(shop)}
    assert by_id.keys() == {paid.partition(".")[2], refunded.partition(".")[2]}
    kept = by_id[paid.partition(".")[2]]
    assert (kept["tokens"], kept["amount"], kept["refundedAmount"]) == (5_000, 8_900, 0)
    assert kept["paymentKey"].startswith("sbx_")
    assert by_id[refunded.partition(".")[2]]["refundedAmount"] == 1_900
    assert JIWOO.member_id not in orjson.dumps(records(shop)).decode()
    assert expired not in orjson.dumps(shop.everything()).decode()
    shop.fakes.clock.advance(timedelta(days=5 * 365 + 1).total_seconds())
    assert len(records(shop)) == 2
    shop.fakes.clock.advance(timedelta(days=5).total_seconds())
    assert records(shop) == []


async def test_others_keep_their_orders(shop: Shop) -> None:
    order_id = await shop.buy()
    await tell(shop.deps, left(EMMA))
    assert shop.stored(order_id)["state"] == "paid"
    shop.check()


async def test_stored_answers_go_too(shop: Shop) -> None:
    request = IdempotentRequest(JIWOO.member_id, "create_order", "k", b"{}")
    order_id = await shop.order(request=request)
    assert order_id in orjson.dumps(shop.fakes.store.all("wallets", "idempotency")).decode()
    await tell(shop.deps, left())
    assert left_of(shop, JIWOO.member_id) == []


async def test_a_payment_under_way_is_undone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Captured, but its answer never came; meanwhile the member left: the money goes back."""
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    remember(monkeypatch)
    with pytest.raises(Unavailable):
        await tell(shop.deps, left())  # to be tried again
    assert shop.stored(order_id)["state"] == "confirming"
    shop.fakes.clock.advance(20)
    await tell(shop.deps, left())
    assert (await shop.payment(payment_key)).kept == 0
    (record,) = records(shop)
    assert (record["paidAt"], record["refundedAmount"]) == (None, 1_900)
    shop.check()


async def test_the_reconciler_parts_with_it_if_it_comes_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    remember(monkeypatch)
    with pytest.raises(Unavailable):
        await tell(shop.deps, left())
    await shop.reconcile()
    assert (shop.fakes.store.all("wallets", "order"), len(records(shop))) == ([], 1)
    assert (await shop.payment(payment_key)).kept == 0
    await tell(shop.deps, left())
    shop.check()


async def test_what_others_parted_with_leaves_nothing_in_the_sandbox(shop: Shop) -> None:
    """The reconciler came before the leaving's own look at the orders; another order had lapsed long before."""
    declined = await shop.order()
    with pytest.raises(Rejection):
        await shop.confirm(declined, await shop.authorise(declined, "declines"))
    shop.fakes.clock.advance(timedelta(days=31).total_seconds())
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    with pytest.raises(Unavailable):
        await tell(shop.deps, left())
    await shop.reconcile()
    await tell(shop.deps, left())
    assert shop.fakes.store.all("sandbox-payments") == []
    assert left_of(shop, JIWOO.member_id) == []


async def test_a_refund_under_way_is_finished(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = await shop.buy()

    async def away(*_: Any, **__: Any) -> Payment:
        raise Unavailable("the provider is away")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", away)
        with pytest.raises(Unavailable):
            await shop.refund(order_id)
        with pytest.raises(Unavailable):
            await tell(shop.deps, left())
    remember(monkeypatch)
    await tell(shop.deps, left())
    (record,) = records(shop)
    assert record["refundedAmount"] == 1_900
    shop.check()


async def test_money_that_has_to_go_back_and_is_refused_is_not_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    shop.fakes.clock.advance(31)
    remember(monkeypatch)

    async def refuses(*_: Any, **__: Any) -> CancelRefused:
        return CancelRefused("bank_closed")

    with monkeypatch.context() as patched:
        patched.setattr(Sandbox, "cancel", refuses)
        with pytest.raises(Poison, match="bank_closed"):
            await tell(shop.deps, left())
        await shop.reconcile(60)
        assert shop.stored(order_id)["state"] == "refunding"
    await shop.reconcile(900)
    await tell(shop.deps, left())
    assert (await shop.payment(payment_key)).kept == 0
    shop.check()


async def test_who_has_left_orders_and_pays_nothing(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    told = shop.sandbox.webhook(payment_key)
    await tell(shop.deps, left())
    stored = shop.everything()
    for doing in (shop.order(), shop.confirm(order_id, payment_key, 1_900)):
        with pytest.raises(Rejection, match="unauthenticated"):
            await doing
    await orders_handlers.on_webhook(shop.deps, shop.sandbox, told[0].get, told[1])
    assert shop.everything() == stored


async def test_many_orders_are_parted_with_in_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(45):
        await shop.order()
    monkeypatch.setattr(leaving, "PAGES_AT_ONCE", 2)
    await tell(shop.deps, left())
    assert len(shop.fakes.store.all("wallets", "order")) == 5
    assert [message.subject for _, message in shop.fakes.bus.sent] == ["ktravel.member.MemberDeleted.v1"]
    await tell(shop.deps, left())
    assert left_of(shop, JIWOO.member_id) == []


async def test_leaving_while_paying_ends_with_money_and_tokens_that_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(monkeypatch)
    ends = set()
    for seed in range(150):
        shop = await opened(monkeypatch, JostlingStore)
        bought, order_id = await shop.buy(), await shop.order()
        payment_key = await shop.authorise(order_id)
        told = shop.sandbox.webhook(payment_key)
        faults = await shop.at_once(
            seed,
            unrefused(tell(shop.deps, left())),
            unrefused(tell(shop.deps, left())),
            unrefused(orders_handlers.on_webhook(shop.deps, shop.sandbox, told[0].get, told[1])),
            shop.confirm(order_id, payment_key),
            shop.refund(bought),
        )
        codes = {fault.code if isinstance(fault, Rejection) else repr(fault) for fault in faults}
        assert codes <= {"not_found", "unauthenticated", "payment_failed", "nothing_to_refund"}
        await shop.reconcile()
        await tell(shop.deps, left())
        shop.check()
        assert "order" not in left_of(shop, JIWOO.member_id)
        ends.add((len(records(shop)), (await shop.payment(payment_key)).status))
    assert len(ends) > 1  # or nothing was a race


async def test_a_process_that_dies_while_a_member_leaves_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(monkeypatch)
    for fatal in range(100):
        for after in (False, True):
            shop = await opened(monkeypatch, BreakingStore)
            await shop.buy()
            order_id = await shop.order()
            payment_key = await shop.authorise(order_id, "silent")
            with pytest.raises(Unavailable):
                await shop.confirm(order_id, payment_key)
            shop.fakes.clock.advance(20)
            store = shop.fakes.store
            assert isinstance(store, BreakingStore)
            store.fatal, store.after, store.writes = fatal, after, 0
            done = False
            try:
                await tell(shop.deps, left())
                done = True
            except Killed:
                await asyncio.sleep(0)
            store.fatal = None
            await tell(shop.deps, left())
            shop.check()
            assert (len(records(shop)), (await shop.payment(payment_key)).kept) == (2, 0)
            if done:
                assert fatal > 5
                return

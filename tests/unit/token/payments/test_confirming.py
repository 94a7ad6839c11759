"""Paying an order: granted once, however often and by whomever it is said; or not at all."""

import contextlib
from collections.abc import Awaitable
from typing import Any

import pytest

from functions.token import orders_handlers
from shared.errors import NotFound, Rejection, Unavailable
from tests.unit.token.ledger import EMMA, accounts, told
from tests.unit.token.payments.shop import JostlingStore, Killed, Shop, breakdowns

GRANTED = {"granted": -5_000, "available-free": 5_000}
BOUGHT = GRANTED | {"purchased": -1_000, "available-paid": 1_000}


@pytest.fixture
async def shop() -> Shop:
    return await Shop.opened()


async def refusal(doing: Awaitable[Any]) -> str:
    with pytest.raises(Rejection) as refused:
        await doing
    return str(refused.value.params.get("reason") or refused.value.code)


async def test_what_is_paid_is_granted(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    assert accounts(shop.fakes) == GRANTED
    order = await shop.confirm(order_id, payment_key)
    assert (order.state, order.payment_key, order.paid_at) == ("paid", payment_key, shop.fakes.clock.now())
    assert accounts(shop.fakes) == BOUGHT
    assert told(shop.fakes)[-1] == "TokenIncreased"
    assert shop.fakes.store.events("wallets")[-1]["data"]["orderId"] == order_id
    assert (await shop.payment(payment_key)).kept == 1_900
    shop.check()


async def test_confirming_twice_grants_once_and_answers_the_same(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    first = await shop.confirm(order_id, payment_key)
    stored = shop.everything()
    assert await shop.confirm(order_id, payment_key) == first
    assert await shop.confirm(order_id, "another key") == first
    assert shop.everything() == stored


async def test_an_amount_that_was_changed_is_refused_and_nothing_is_stored(shop: Shop) -> None:
    order_id = await shop.order("tokens-20000")
    payment_key = await shop.authorise(order_id)
    stored = shop.everything()
    for amount in (0, 1_900, 29_899, 29_901):
        assert await refusal(shop.confirm(order_id, payment_key, amount)) == "amount_mismatch"
    assert shop.everything() == stored
    await shop.confirm(order_id, payment_key)
    assert await refusal(shop.confirm(order_id, payment_key, 1)) == "amount_mismatch"
    shop.check()


async def test_the_payment_of_a_cheaper_order_pays_no_other(shop: Shop) -> None:
    cheap, dear = await shop.order("tokens-1000"), await shop.order("tokens-20000")
    payment_key = await shop.authorise(cheap)
    assert await refusal(shop.confirm(dear, payment_key)) == "unknown_payment"
    assert shop.stored(dear)["state"] == "failed"
    assert accounts(shop.fakes) == GRANTED
    await shop.confirm(cheap, payment_key)
    assert accounts(shop.fakes) == BOUGHT
    again = await shop.order("tokens-1000")
    assert await refusal(shop.confirm(again, payment_key)) == "unknown_payment"
    shop.check()


@pytest.mark.parametrize("key", ["x", "sbx", "sbx__", "sbx_a_b_c", "sbx_0_0", "sbx_../_x", "한글_a_b", "\x00", " "])
async def test_a_payment_that_is_none_fails_the_order(shop: Shop, key: str) -> None:
    order_id = await shop.order()
    assert await refusal(shop.confirm(order_id, key)) == "unknown_payment"
    assert accounts(shop.fakes) == GRANTED
    shop.check()


async def test_foreign_and_unknown_orders_are_not_there(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    stored = shop.everything()
    for member_id, named in (
        (EMMA.member_id, order_id),
        (EMMA.member_id, order_id[:-1] + ("1" if order_id.endswith("0") else "0")),
    ):
        for doing in (
            orders_handlers.read_order(shop.deps, member_id, named),
            orders_handlers.refund_order(shop.deps, shop.sandbox, member_id, named),
            orders_handlers.confirm_order(
                shop.deps, shop.sandbox, member_id, named, payment_key=payment_key, amount=1_900
            ),
        ):
            with pytest.raises(NotFound):
                await doing
    assert shop.everything() == stored


async def test_a_declined_card_is_an_outcome_and_stays_one(shop: Shop) -> None:
    order_id = await shop.order()
    declined = await shop.authorise(order_id, "declines")
    for _ in range(2):
        assert await refusal(shop.confirm(order_id, declined)) == "card_declined"
    assert await refusal(shop.confirm(order_id, await shop.authorise(order_id))) == "card_declined"
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("failed", GRANTED)
    shop.check()


async def test_an_authorisation_that_lapsed_is_not_captured(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id)
    shop.fakes.clock.advance(600)
    assert await refusal(shop.confirm(order_id, payment_key)) == "payment_expired"
    shop.check()


async def test_paying_twice_charges_once(shop: Shop) -> None:
    order_id = await shop.order()
    first, second = await shop.authorise(order_id), await shop.authorise(order_id)
    await shop.confirm(order_id, first)
    await shop.confirm(order_id, second)
    assert ((await shop.payment(first)).kept, (await shop.payment(second)).kept) == (1_900, 0)
    assert accounts(shop.fakes) == BOUGHT
    shop.check()


async def test_the_provider_itself_captures_one_payment_of_an_order(shop: Shop) -> None:
    order_id = await shop.order()
    keys = [await shop.authorise(order_id) for _ in range(2)]
    assert await shop.sandbox.confirm(keys[0], order_id=order_id, amount=1_899) is None
    answers = [await shop.sandbox.confirm(key, order_id=order_id, amount=1_900) for key in (*keys, *keys)]
    assert [(answer and answer.status, answer and answer.failure) for answer in answers] == [
        ("captured", None),
        ("failed", "already_paid"),
    ] * 2


async def test_a_provider_that_does_not_answer_is_asked_again_and_the_tokens_come(shop: Shop) -> None:
    order_id = await shop.order()
    payment_key = await shop.authorise(order_id, "silent")
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("confirming", GRANTED)
    with pytest.raises(Unavailable):
        await shop.confirm(order_id, payment_key)
    shop.fakes.clock.advance(20)
    assert (await shop.confirm(order_id, "whatever is said now")).payment_key == payment_key
    assert accounts(shop.fakes) == BOUGHT
    shop.check()


async def test_an_expired_order_is_not_paid(shop: Shop) -> None:
    order_id = await shop.order()
    shop.fakes.clock.advance(1800)
    payment_key = await shop.authorise(order_id)
    assert await refusal(shop.confirm(order_id, payment_key)) == "order_expired"
    assert await shop.reconcile(1) == 1
    assert await refusal(shop.confirm(order_id, payment_key)) == "order_expired"
    assert (shop.stored(order_id)["state"], accounts(shop.fakes)) == ("expired", GRANTED)
    shop.check()


@pytest.mark.parametrize("behaviour", ["pays", "declines"])
async def test_confirm_webhook_and_reconciler_at_once_grant_once_or_never(behaviour: Any) -> None:
    """Two payments are authorised; everybody tells of one of them at the same time."""
    outcomes = set()
    for seed in range(150):
        shop = await Shop.opened(JostlingStore)
        order_id = await shop.order()
        keys = [await shop.authorise(order_id, behaviour) for _ in range(2)]
        faults = await shop.at_once(
            seed,
            shop.confirm(order_id, keys[0]),
            shop.confirm(order_id, keys[0]),
            shop.confirm(order_id, keys[1]),
            shop.webhook(keys[0]),
            shop.webhook(keys[1]),
            shop.reconcile(31),
            shop.reconcile(0),
        )
        assert all(isinstance(fault, Rejection) and behaviour == "declines" for fault in faults), faults
        state = shop.stored(order_id)["state"]
        outcomes.add((state, shop.stored(order_id)["paymentKey"] == keys[0]))
        assert accounts(shop.fakes) == (BOUGHT if behaviour == "pays" else GRANTED)
        shop.check()
    end = "paid" if behaviour == "pays" else "failed"
    assert outcomes == {(end, True), (end, False)}  # or nothing was a race


@pytest.mark.parametrize("fault", [Killed(), Unavailable("the store is away")])
@pytest.mark.parametrize("behaviour", ["pays", "declines", "silent"])
@pytest.mark.parametrize("by", ["confirm", "webhook"])
async def test_whatever_breaks_between_any_two_writes_the_order_ends_and_the_books_agree(
    by: str, behaviour: Any, fault: BaseException
) -> None:
    async def prepare(shop: Shop) -> tuple[str, str]:
        order_id = await shop.order()
        return order_id, await shop.authorise(order_id, behaviour)

    async def act(shop: Shop, ready: tuple[str, str]) -> None:
        with contextlib.suppress(Rejection, Unavailable):  # declined, or silent
            await (shop.confirm(*ready) if by == "confirm" else shop.webhook(ready[1]))

    broken = await breakdowns(prepare, act, fault)
    # Before and after each write, of ours and of the provider; silent, it is not ours any more to write the last one.
    assert len(broken) == (4 if behaviour == "silent" else 6)
    for shop, ready in broken:
        for _ in range(3):
            await shop.reconcile(61)
        if shop.stored(ready[0])["state"] == "created":  # nothing was begun: it is said again
            await act(shop, ready)
            await shop.reconcile(61)
        assert shop.stored(ready[0])["state"] == ("failed" if behaviour == "declines" else "paid")
        assert accounts(shop.fakes) == (GRANTED if behaviour == "declines" else BOUGHT)
        shop.check()

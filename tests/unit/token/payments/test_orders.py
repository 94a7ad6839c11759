"""What may become of an order: prices, states, deadlines, and how much is given back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.token.orders import LOOK_AFTER, LOOK_AFTER_AT_MOST, PACKAGES, PAY_WITHIN, REFUND_WITHIN, Order
from shared.errors import Poison, Rejection
from tests.unit.token.ledger import JIWOO

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def placed(package: str = "tokens-1000") -> Order:
    order_id = f"{JIWOO.member_id}.01jd{1:022d}"
    return Order.place(order_id, PACKAGES[package], provider="sandbox", checkout_url="http://x", now=NOW)


def paid(package: str = "tokens-1000") -> Order:
    order = placed(package)
    order.begin("key", NOW)
    order.pay(NOW)
    return order


def test_a_token_of_a_larger_package_is_cheaper() -> None:
    prices = [package.amount / package.tokens for package in PACKAGES.values()]
    assert prices == sorted(prices, reverse=True)
    assert [package.tokens for package in PACKAGES.values()] == [1_000, 5_000, 20_000]


def test_an_order_has_the_price_of_the_day_and_half_an_hour() -> None:
    order = placed("tokens-5000")
    assert (order.state, order.tokens, order.amount, order.currency) == ("created", 5_000, 8_900, "KRW")
    assert order.due_at == order.pay_until == NOW + PAY_WITHIN
    assert order.member_id == JIWOO.member_id
    assert (order.refundable_until, order.refundable(9_999, NOW)) == (None, None)


@pytest.mark.parametrize("amount", [0, 1_899, 1_901, 19_000])
def test_another_amount_than_the_orders_is_refused(amount: int) -> None:
    with pytest.raises(Rejection) as refused:
        placed().require_amount(amount)
    assert (refused.value.code, refused.value.params) == ("amount_mismatch", {"expected": 1_900, "amount": amount})
    placed().require_amount(1_900)


def test_an_order_is_not_paid_when_its_time_is_over() -> None:
    order = placed()
    with pytest.raises(Rejection, match="order_expired"):
        order.begin("key", NOW + PAY_WITHIN)
    assert (order.state, order.payment_key) == ("created", None)
    order.begin("key", NOW + PAY_WITHIN - timedelta(milliseconds=1))
    assert (order.state, order.payment_key) == ("confirming", "key")


def test_what_waits_for_the_provider_is_looked_at_again_later_each_time() -> None:
    order = placed()
    order.begin("key", NOW)
    assert order.due_at == NOW + LOOK_AFTER
    waits = []
    for _ in range(20):
        order.postpone(NOW)
        assert order.due_at is not None
        waits.append(order.due_at - NOW)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (2 * LOOK_AFTER, LOOK_AFTER_AT_MOST)


def test_what_has_ended_is_not_looked_at() -> None:
    order = paid()
    assert (order.state, order.due_at, order.looks) == ("paid", None, 0)


def test_every_change_is_a_version() -> None:
    order = placed()
    versions = [order.version]
    order.begin("key", NOW)
    versions.append(order.version)
    order.postpone(NOW)
    versions.append(order.version)
    order.fail("card_declined", NOW)
    versions.append(order.version)
    assert versions == [1, 2, 3, 4]
    assert (order.state, order.failure, order.moved_money) == ("failed", "card_declined", False)


def test_nothing_happens_to_an_order_in_a_state_it_cannot_happen_in() -> None:
    order = paid()
    changes: list[Callable[[], None]] = [
        lambda: order.begin("other", NOW),
        lambda: order.pay(NOW),
        lambda: order.fail("x", NOW),
        lambda: order.expire(NOW),
        lambda: order.undo(1, "x", NOW),
        lambda: order.settle_refund(NOW),
        lambda: order.cancel_refund("x", NOW),
    ]
    for change in changes:
        with pytest.raises(Poison):
            change()
    assert (order.state, order.payment_key, order.version) == ("paid", "key", 3)


@pytest.mark.parametrize(
    ("available", "tokens", "amount"),
    [(0, None, None), (1, 1, 1), (400, 400, 760), (999, 999, 1_898), (1_000, 1_000, 1_900), (30_000, 1_000, 1_900)],
)
def test_what_is_unspent_is_given_back_at_its_share_of_the_price(
    available: int, tokens: int | None, amount: int | None
) -> None:
    refund = paid().refundable(available, NOW)
    assert (refund and refund.tokens, refund and refund.amount) == (tokens, amount)


def test_nothing_unspent_and_too_late_are_told_apart() -> None:
    order = paid()
    with pytest.raises(Rejection, match="nothing_to_refund"):
        order.begin_refund(0, NOW)
    with pytest.raises(Rejection, match="refund_window_over"):
        order.begin_refund(1_000, NOW + REFUND_WITHIN)
    with pytest.raises(Rejection, match="order_not_paid"):
        placed().begin_refund(1_000, NOW)
    assert order == paid()
    assert order.refundable(1_000, NOW + REFUND_WITHIN) is None
    assert order.begin_refund(1_000, NOW + REFUND_WITHIN - timedelta(milliseconds=1)).tokens == 1_000


def test_an_order_given_back_in_part_is_paid_and_in_full_is_refunded() -> None:
    order = paid()
    order.begin_refund(400, NOW)
    assert order.refundable(600, NOW) is None  # one after another
    order.settle_refund(NOW)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("paid", 400, 760)
    order.begin_refund(2_000, NOW)
    order.settle_refund(NOW)
    assert (order.state, order.refunded_tokens, order.refunded_amount) == ("refunded", 1_000, 1_900)
    with pytest.raises(Rejection, match="nothing_to_refund"):
        order.begin_refund(2_000, NOW)


def test_a_refund_that_is_refused_may_be_tried_again_under_another_number() -> None:
    order = paid()
    assert order.begin_refund(1_000, NOW).number == 1
    order.cancel_refund("bank_closed", NOW)
    assert (order.state, order.failure, order.refunded_tokens) == ("paid", "bank_closed", 0)
    assert order.begin_refund(1_000, NOW).number == 2
    assert order.failure is None


def test_what_was_never_granted_must_be_given_back() -> None:
    order = placed()
    order.begin("key", NOW)
    order.undo(1_900, "member_gone", NOW)
    assert (order.state, order.granted, order.moved_money) == ("refunding", False, True)
    with pytest.raises(Poison):
        order.cancel_refund("refused", NOW)
    order.settle_refund(NOW)
    assert (order.state, order.refunded_amount, order.failure) == ("refunded", 1_900, "member_gone")


@given(st.sampled_from(sorted(PACKAGES)), st.lists(st.integers(1, 20_000), max_size=30))
def test_refunds_in_parts_are_never_more_than_the_whole(package: str, parts: list[int]) -> None:
    order = paid(package)
    for available in parts:
        refund = order.refundable(available, NOW)
        if refund is None:
            continue
        assert 0 < refund.tokens <= min(available, order.tokens - order.refunded_tokens)
        order.begin_refund(available, NOW)
        order.settle_refund(NOW)
        share = order.amount * order.refunded_tokens / order.tokens
        assert share - 1 < order.refunded_amount <= share
    assert (order.refunded_amount == order.amount) == (order.refunded_tokens == order.tokens)

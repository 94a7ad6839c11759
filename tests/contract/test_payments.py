"""What every payment provider does: captures once, gives back once for each key, and answers the same when asked."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from functions.token.payments.port import CancelRefused, Payment
from shared.errors import Rejection
from tests.contract.payment_adapters import ADAPTERS, API_URL, Till
from tests.fakes import ManualClock

MEMBER = "01jb2k3m4n5p6q7r8s9t0v1w2x"
ORDER = f"{MEMBER}.01jd0000000000000000000001"
OTHER = f"{MEMBER}.01jd0000000000000000000002"


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__)
async def till(request: pytest.FixtureRequest) -> AsyncIterator[Till]:
    async with request.param() as made:
        yield made


async def confirmed(till: Till, key: str, *, order_id: str = ORDER, amount: int = 1_900) -> Payment:
    payment = await till.provider.confirm(key, order_id=order_id, amount=amount)
    assert payment is not None
    return payment


async def test_the_checkout_is_a_page_of_ours_that_nobody_can_guess(till: Till) -> None:
    addresses = [
        await till.provider.open_checkout(each, amount=1_900, currency="KRW", until=ManualClock().now())
        for each in (ORDER, OTHER, ORDER)
    ]
    assert addresses[0] == addresses[2] != addresses[1]
    assert all(each.startswith(f"{API_URL}/api/payments/{till.provider.name}/checkout?") for each in addresses)
    assert all(len(urlsplit(each).query) >= 32 for each in addresses)


async def test_a_payment_is_captured_and_then_shown_so(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    payment = await confirmed(till, key)
    assert payment == Payment(key, ORDER, 1_900, "KRW", "captured")
    assert await till.provider.lookup(key) == payment
    assert payment.kept == 1_900


async def test_what_is_not_captured_is_authorised_or_not_shown(till: Till) -> None:
    payment = await till.provider.lookup(await till.counter.authorise(ORDER, 1_900))
    assert payment is None or (payment.status, payment.kept) == ("authorised", 0)


async def test_confirming_again_answers_the_same(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    assert [await confirmed(till, key) for _ in range(3)] == [await till.provider.lookup(key)] * 3


async def test_a_declined_payment_stays_declined_and_says_why(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900, declines=True)
    for _ in range(2):
        payment = await confirmed(till, key)
        assert (payment.key, payment.status, payment.failure, payment.kept) == (key, "failed", till.declined, 0)
    shown = await till.provider.lookup(key)
    assert shown is not None
    assert (shown.status, shown.failure) == ("failed", till.declined)


async def test_one_payment_of_an_order_is_captured_at_most(till: Till) -> None:
    keys = [await till.counter.authorise(ORDER, 1_900) for _ in range(2)]
    answers = [await confirmed(till, key) for key in (*keys, *keys)]
    assert [(each.key, each.status, each.failure) for each in answers] == [
        (keys[0], "captured", None),
        (keys[1], "failed", "already_paid"),
    ] * 2


@pytest.mark.parametrize("amount", [0, 1, 1_899, 1_901, 29_900])
async def test_another_amount_is_not_captured(till: Till, amount: int) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    assert await till.provider.confirm(key, order_id=ORDER, amount=amount) is None
    shown = await till.provider.lookup(key)
    assert shown is None or shown.status == "authorised"


async def test_the_payment_of_another_order_is_not_captured_nor_taken_for_one_of_this(till: Till) -> None:
    key = await till.counter.authorise(OTHER, 1_900)
    assert await till.provider.confirm(key, order_id=ORDER, amount=1_900) is None
    assert (await confirmed(till, key, order_id=OTHER)).status == "captured"
    assert await till.provider.confirm(key, order_id=f"{ORDER[:-1]}7", amount=1_900) is None


@pytest.mark.parametrize(
    "key", ["x", "unheard_of", "sbx_0_0", "sbx_../_x", "..", "a/b", "a?b", "a%2Fb", "한글", "\x00", " ", "k" * 201]
)
async def test_a_payment_that_is_none_is_not_there(till: Till, key: str) -> None:
    assert await till.provider.lookup(key) is None
    assert await till.provider.confirm(key, order_id=ORDER, amount=1_900) is None


async def test_who_agreed_and_was_not_confirmed_in_time_pays_nothing(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    till.pass_time(601)
    payment = await till.provider.confirm(key, order_id=ORDER, amount=1_900)
    assert payment is None or (payment.status, payment.failure) == ("failed", "payment_expired")


async def test_money_goes_back_in_parts_once_for_each_key(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    await confirmed(till, key)
    for idempotency_key, amount, kept in (("a", 900, 1_000), ("a", 900, 1_000), ("b", 1_000, 0), ("b", 1_000, 0)):
        payment = await till.provider.cancel(key, amount, idempotency_key=idempotency_key)
        assert isinstance(payment, Payment)
        assert (payment.order_id, payment.kept) == (ORDER, kept)
    shown = await till.provider.lookup(key)
    assert shown is not None
    assert (shown.status, shown.amount, shown.cancelled) == ("captured", 1_900, 1_900)


async def test_more_than_was_taken_does_not_go_back(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    await confirmed(till, key)
    await till.provider.cancel(key, 1_000, idempotency_key="a")
    assert isinstance(await till.provider.cancel(key, 901, idempotency_key="b"), CancelRefused)
    shown = await till.provider.lookup(key)
    assert shown is not None
    assert shown.kept == 900


async def test_what_was_not_captured_does_not_go_back(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    assert isinstance(await till.provider.cancel(key, 1, idempotency_key="a"), CancelRefused)
    assert isinstance(await till.provider.cancel("unheard_of", 1, idempotency_key="a"), CancelRefused)


async def test_what_its_own_people_gave_back_is_shown(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    await confirmed(till, key)
    await till.counter.cancel_by_hand(key, 700)
    shown = await till.provider.lookup(key)
    assert shown is not None
    assert (shown.status, shown.cancelled, shown.kept) == ("captured", 700, 1_200)


async def test_a_webhook_names_its_payment(till: Till) -> None:
    key = await till.counter.authorise(ORDER, 1_900)
    assert till.provider.read_webhook(*till.counter.webhook(key)) == key


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"data": 1}', b"\xff\xfe"])
async def test_a_webhook_that_is_none_is_refused(till: Till, body: bytes) -> None:
    with pytest.raises(Rejection) as refused:
        till.provider.read_webhook(lambda _name: None, body)
    assert refused.value.status == 400


async def test_what_an_order_leaves_behind_here_is_removed(till: Till) -> None:
    await till.counter.authorise(ORDER, 1_900)
    for _ in range(2):
        await till.provider.forget(ORDER)

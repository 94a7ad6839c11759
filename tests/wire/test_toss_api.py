"""Toss Payments over the wire: what is sent, and what each answer means, or none."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import nullcontext

import orjson
import pytest

from functions.token.payments.port import CancelRefused, Payment
from functions.token.payments.toss import Toss
from functions.token.payments.toss_api import TossApi
from functions.token.payments.toss_payment import DECLINED, KEPT, our_order, their_order
from shared.errors import Poison, Unavailable
from tests.wire.toss_server import KEY, Fault, TossServer, changed, fails, hangs, impatient, resets, says

MEMBER = "01jb2k3m4n5p6q7r8s9t0v1w2x"
ORDER = f"{MEMBER}.01jd0000000000000000000001"

type Doing = Callable[[Toss, str], Awaitable[object]]


@pytest.fixture
async def server() -> AsyncIterator[TossServer]:
    async with TossServer() as made:
        yield made


@pytest.fixture
async def toss(server: TossServer) -> AsyncIterator[Toss]:
    api = TossApi(server.url, KEY)
    yield Toss(api, "http://127.0.0.1:7071")
    await api.close()


async def confirm(toss: Toss, key: str) -> Payment | None:
    return await toss.confirm(key, order_id=ORDER, amount=1_900)


async def lookup(toss: Toss, key: str) -> Payment | None:
    return await toss.lookup(key)


async def cancel(toss: Toss, key: str) -> Payment | CancelRefused:
    return await toss.cancel(key, 900, idempotency_key=f"{ORDER}.1")


RESETS = (resets(after=False), resets(after=True))
HANGS = [hangs(after=False), hangs(after=True)]
EVERYTHING = pytest.mark.parametrize("doing", [confirm, lookup, cancel])


async def prepared(server: TossServer, toss: Toss, doing: Doing) -> str:
    """A payment's key that `doing` can be done with."""
    key = server.authorise(their_order(ORDER), 1_900)
    if doing is cancel:
        await confirm(toss, key)
    return key


async def test_what_is_sent_is_what_the_reference_says(server: TossServer, toss: Toss) -> None:
    key = server.authorise(their_order(ORDER), 1_900)
    await confirm(toss, key)
    await lookup(toss, key)
    await cancel(toss, key)
    assert server.asked == [
        ("POST", "/v1/payments/confirm"),
        ("GET", f"/v1/payments/{key}"),
        ("POST", f"/v1/payments/{key}/cancel"),
    ]
    basic = base64.b64encode(f"{KEY}:".encode()).decode()
    assert {each["Authorization"] for each in server.headers} == {f"Basic {basic}"}
    keys = [each.get("Idempotency-Key") for each in server.headers]
    assert keys == [their_order(ORDER), None, f"{ORDER}.1"]


def test_order_ids_are_written_in_their_letters_and_read_back() -> None:
    assert their_order(ORDER) == f"{MEMBER}_01jd0000000000000000000001"
    assert len(their_order(ORDER)) == 53
    assert our_order(their_order(ORDER)) == ORDER
    for foreign in ("shop_1", "a-b", "x" * 64, f"{MEMBER}_1", f"{MEMBER}__{MEMBER}"):
        assert our_order(foreign) == foreign


@EVERYTHING
@pytest.mark.parametrize(
    "fault",
    [
        fails(500),
        fails(500, "UNKNOWN_PAYMENT_ERROR"),
        fails(502),
        says(b"<html>bad gateway</html>", 503),
        fails(429, "TOO_MANY_REQUESTS"),
        fails(408, "TIMEOUT"),
        fails(409, "IDEMPOTENT_REQUEST_PROCESSING"),
        fails(403, "FORBIDDEN_CONSECUTIVE_REQUEST"),
        fails(400, "PROVIDER_ERROR"),
        *RESETS,
        *HANGS,
        says(b""),
        says(b"{"),
        says(b"[]"),
        says(b"null"),
        says(b"<html>a captive portal</html>"),
        says(b"not JSON", 400),
    ],
)
async def test_no_answer_or_none_for_now_is_transient_and_asking_again_tells(
    server: TossServer, toss: Toss, doing: Doing, fault: Fault
) -> None:
    key = await prepared(server, toss, doing)
    # The HTTP client asks once more by itself where that can do no harm.
    server.fail("/v1/payments", *[fault] * (2 if doing is lookup and fault in RESETS else 1))
    with pytest.raises(Unavailable) as raised, impatient(toss._api) if fault in HANGS else nullcontext():
        await doing(toss, key)
    assert key not in str(raised.value)
    assert KEY not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert isinstance(await doing(toss, key), Payment)
    assert (server.payments[key].status, server.payments[key].balance) == (
        {confirm: "DONE", lookup: "IN_PROGRESS", cancel: "PARTIAL_CANCELED"}[doing],  # type: ignore[index]
        1_000 if doing is cancel else 1_900,
    )


async def test_how_long_to_wait_is_heard(server: TossServer, toss: Toss) -> None:
    for header, expected in (("7", 7.0), ("soon", None)):
        server.fail("/v1/payments", says(b"{}", 429, **{"Retry-After": header}))
        with pytest.raises(Unavailable) as raised:
            await lookup(toss, "k")
        assert raised.value.retry_after == expected


@EVERYTHING
@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "UNAUTHORIZED_KEY"), (400, "INVALID_API_KEY"), (403, "INCORRECT_BASIC_AUTH_FORMAT"), (401, "WHATEVER")],
)
async def test_a_key_that_is_not_taken_is_poison_and_never_a_decline(
    server: TossServer, toss: Toss, doing: Doing, status: int, code: str
) -> None:
    key = await prepared(server, toss, doing)
    server.fail("/v1/payments", fails(status, code))
    with pytest.raises(Poison, match=code) as raised:
        await doing(toss, key)
    assert KEY not in raised.value.reason


@EVERYTHING
async def test_the_wrong_key_is_found_out(server: TossServer, doing: Doing) -> None:
    api = TossApi(server.url, "test_sk_another")
    with pytest.raises(Poison, match="UNAUTHORIZED_KEY"):
        await doing(Toss(api, ""), "k")
    await api.close()


@EVERYTHING
@pytest.mark.parametrize(
    "fault",
    [
        changed(paymentKey=...),
        changed(orderId=7),
        changed(totalAmount="a lot"),
        changed(totalAmount=1_900.5),
        changed(balanceAmount=None),
        changed(status="TELEPORTED"),
        changed(status=...),
        says(b"{}"),
        says(b"{}", 400),
        says(orjson.dumps({"code": "no code; <script>"}), 400),
        says(b"{}", 302, Location="http://127.0.0.1:9/"),
    ],
)
async def test_an_answer_of_another_form_is_poison(server: TossServer, toss: Toss, doing: Doing, fault: Fault) -> None:
    key = await prepared(server, toss, doing)
    server.fail("/v1/payments", fault)
    with pytest.raises(Poison):
        await doing(toss, key)


@pytest.mark.parametrize("code", sorted(DECLINED))
async def test_every_decline_is_an_outcome(server: TossServer, toss: Toss, code: str) -> None:
    key = server.authorise(their_order(ORDER), 1_900, declines=code)
    for _ in range(2):
        assert await confirm(toss, key) == Payment(key, ORDER, 1_900, "KRW", "failed", failure=code.lower())


@pytest.mark.parametrize("code", ["NOT_REGISTERED_BUSINESS", "NOT_FOUND_TERMINAL_ID", "NEW_SINCE_LAST_YEAR"])
async def test_a_refusal_that_is_no_decline_is_poison_as_long_as_the_payment_waits(
    server: TossServer, toss: Toss, code: str
) -> None:
    key = server.authorise(their_order(ORDER), 1_900)
    server.fail("/confirm", fails(400, code))
    with pytest.raises(Poison, match=code):
        await confirm(toss, key)
    server.payments[key].status = "ABORTED"
    server.fail("/confirm", fails(400, code))
    assert await confirm(toss, key) == Payment(key, ORDER, 1_900, "KRW", "failed", failure="declined")


async def test_what_was_processed_before_is_looked_up_by_its_order(server: TossServer, toss: Toss) -> None:
    key = server.authorise(their_order(ORDER), 1_900)
    server.payments[key].status = "DONE"  # confirmed with a key that is older than 15 days, or none
    payment = await confirm(toss, key)
    assert payment is not None
    assert (payment.status, payment.kept) == ("captured", 1_900)
    assert server.asked[-1] == ("GET", f"/v1/payments/orders/{their_order(ORDER)}")
    server.fail("/orders/", fails(404, "NOT_FOUND_PAYMENT"))
    server.fail(f"/{key}", fails(404, "NOT_FOUND_PAYMENT"))
    server.fail("/confirm", fails(400, "ALREADY_PROCESSED_PAYMENT"))
    with pytest.raises(Unavailable):
        await confirm(toss, key)


async def test_an_amount_that_was_charged_and_is_another_is_told_so_that_it_goes_back(
    server: TossServer, toss: Toss
) -> None:
    key = server.authorise(their_order(ORDER), 2_900)
    server.payments[key].status = "DONE"
    payment = await confirm(toss, key)
    assert payment is not None
    assert (payment.amount, payment.kept) == (2_900, 2_900)


@pytest.mark.parametrize(
    "refusal", [(400, "INVALID_REQUEST"), (404, "NOT_FOUND_PAYMENT"), (400, "UNAPPROVED_ORDER_ID")]
)
async def test_however_a_mismatch_is_refused_it_is_no_payment_of_the_order(
    server: TossServer, toss: Toss, refusal: tuple[int, str]
) -> None:
    server.mismatch = refusal
    assert await confirm(toss, server.authorise(their_order(ORDER), 2_900)) is None
    server.shows_unconfirmed = False
    api_key = server.authorise(their_order(ORDER), 2_900)
    assert await confirm(toss, api_key) is None


@pytest.mark.parametrize("code", sorted(KEPT))
async def test_every_refusal_to_give_back_is_an_outcome(server: TossServer, toss: Toss, code: str) -> None:
    key = await prepared(server, toss, cancel)
    server.fail("/cancel", fails(403, code))
    assert await cancel(toss, key) == CancelRefused(code.lower())


async def test_a_refusal_to_give_back_for_no_reason_known_is_poison(server: TossServer, toss: Toss) -> None:
    key = await prepared(server, toss, cancel)
    server.fail("/cancel", fails(400, "INVALID_REQUEST"))
    with pytest.raises(Poison, match="INVALID_REQUEST"):
        await cancel(toss, key)


async def test_what_was_given_back_already_is_looked_up(server: TossServer, toss: Toss) -> None:
    key = await prepared(server, toss, cancel)
    server.cancel_by_hand(key, 1_900)
    payment = await cancel(toss, key)
    assert isinstance(payment, Payment)
    assert payment.kept == 0
    server.fail(key, fails(400, "ALREADY_CANCELED_PAYMENT"), fails(404, "NOT_FOUND_PAYMENT"))
    with pytest.raises(Unavailable):
        await cancel(toss, key)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("READY", None),
        ("IN_PROGRESS", "authorised"),
        ("WAITING_FOR_DEPOSIT", "authorised"),
        ("DONE", "captured"),
        ("EXPIRED", "failed"),
        ("ABORTED", "failed"),
    ],
)
async def test_every_state_has_its_meaning(server: TossServer, toss: Toss, status: str, expected: str | None) -> None:
    key = server.authorise(their_order(ORDER), 1_900)
    server.fail(key, changed(status=status))
    payment = await lookup(toss, key)
    assert (payment and payment.status) == expected


async def test_a_client_that_was_closed_is_made_anew(server: TossServer) -> None:
    api = TossApi(server.url, KEY)
    for _ in range(2):
        assert await Toss(api, "").lookup("k") is None
        await api.close()
    await api.close()


async def test_nobody_listening_is_transient() -> None:
    async with TossServer() as gone:
        url = gone.url
    api = TossApi(url, KEY)
    with pytest.raises(Unavailable):
        await Toss(api, "").lookup("k")
    await api.close()

"""The sandbox's pages: what people see, where they are sent, and what is let through."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from functions.token.payments import pages
from tests.unit.token.ledger import JIWOO, accounts
from tests.unit.token.payments.client import Answer, ask
from tests.unit.token.payments.shop import Shop

FORM = {"content-type": "application/x-www-form-urlencoded"}
WEB = "http://127.0.0.1:7071"
_VOID = {"meta", "input", "br", "link"}


class Page(HTMLParser):
    """Reads a page, and that its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


async def show(token: str, language: str = "ko", **query: str) -> Answer:
    return await ask("show_sandbox_checkout", query={"token": token, **query}, headers={"accept-language": language})


async def choose(token: str, choice: str, **fields: str) -> Answer:
    body = urlencode({"token": token, "choice": choice, **fields}).encode()
    return await ask("pay_at_sandbox", body=body, headers=FORM)


async def result(token: str, language: str = "ko") -> str:
    answer = await ask("show_sandbox_result", query={"token": token}, headers={"accept-language": language})
    assert (answer.status, answer.type) == (200, "text/html")
    Page(answer.text)
    return answer.text


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_page_offers_every_ending_in_the_readers_language(wired: Shop, language: str) -> None:
    order_id = await wired.order("tokens-5000")
    answer = await show(wired.token(order_id), language)
    assert (answer.status, answer.type, answer.headers["Content-Language"]) == (200, "text/html", language)
    page = Page(answer.text)
    assert page.all("html") == [{"lang": language}]
    assert [button["value"] for button in page.all("button")] == ["pay", "twice", "decline", "silent", "abandon"]
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert {"name": "viewport", "content": "width=device-width,initial-scale=1"} in page.all("meta")
    assert "₩8,900" in answer.text
    assert ("결제하기" in answer.text, "Pay twice" in answer.text) == (language == "ko", language == "en")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_it_tells_a_stranger_the_amount_and_nothing_else(wired: Shop) -> None:
    order_id = await wired.order()
    token = wired.token(order_id)
    await wired.confirm(order_id, await wired.authorise(order_id))
    for text in ((await show(token)).text, await result(token)):
        assert JIWOO.member_id not in text
        assert order_id.partition(".")[2] not in text
        assert "sbx_" not in text


async def test_scripts_and_foreign_frames_and_forms_are_forbidden(wired: Shop) -> None:
    answer = await show(wired.token(await wired.order()))
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    # Chromium holds a form's redirects to form-action as well: without the web app's origin nobody would come back.
    assert policy["form-action"] == "'self' http://127.0.0.1:7071 http://localhost:7071"
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("choice", "state", "heading"),
    [
        ("pay", "paid", "결제됐어요"),
        ("twice", "paid", "결제됐어요"),
        ("decline", "failed", "결제되지 않았어요"),
        ("silent", "confirming", "결제를 확인하고 있어요"),
        ("abandon", "created", "결제하지 않았어요"),
    ],
)
async def test_without_a_web_app_every_ending_is_reached_by_the_webhook(
    wired: Shop, choice: str, state: str, heading: str
) -> None:
    order_id = await wired.order()
    token = wired.token(order_id)
    answer = await choose(token, choice)
    assert (answer.status, answer.headers["Location"]) == (303, f"/api/payments/sandbox/result?token={token}")
    assert wired.stored(order_id)["state"] == state
    assert f"<h1>{heading}</h1>" in await result(token)
    if choice == "silent":
        await wired.reconcile(61)
        assert "<h1>결제됐어요</h1>" in await result(token)
    assert accounts(wired.fakes).get("available-paid", 0) == (1_000 if choice in ("pay", "twice", "silent") else 0)
    wired.check()


async def test_what_was_given_back_is_said(wired: Shop) -> None:
    order_id = await wired.buy()
    await wired.refund(order_id)
    assert "<h1>Given back</h1>" in await result(wired.token(order_id), "en")


@pytest.mark.parametrize("choice", ["pay", "twice", "decline", "silent"])
async def test_with_a_web_app_the_browser_comes_back_as_from_toss(wired: Shop, choice: str) -> None:
    order_id = await wired.order()
    answer = await choose(wired.token(order_id), choice, returnTo="/wallet/done?tab=1#top")
    assert answer.status == 303
    address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}#{address.fragment}" == f"{WEB}/wallet/done#top"
    said = parse_qs(address.query)
    assert said.keys() == {"tab", "paymentKey", "orderId", "amount"}
    assert (said["orderId"], said["amount"], said["tab"]) == ([order_id], ["1900"], ["1"])
    if choice == "twice":  # the provider has told of the first payment meanwhile
        assert wired.stored(order_id)["paymentKey"] != said["paymentKey"][0]
    if choice in ("pay", "twice"):
        assert (await wired.confirm(order_id, said["paymentKey"][0])).state == "paid"
        assert accounts(wired.fakes)["available-paid"] == 1_000
        wired.check()


async def test_who_leaves_without_paying_comes_back_with_a_code(wired: Shop) -> None:
    order_id = await wired.order()
    answer = await choose(wired.token(order_id), "abandon", returnTo=f"{WEB}/wallet")
    said = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert said == {"code": ["PAY_PROCESS_CANCELED"], "orderId": [order_id]}
    assert wired.fakes.store.all("sandbox-payments", "payment") == []


@pytest.mark.parametrize("address", ["/", "/wallet?x=1", f"{WEB}/wallet", "http://localhost:7071/wallet", WEB])
async def test_the_web_app_may_be_gone_back_to(wired: Shop, address: str) -> None:
    token = wired.token(await wired.order())
    shown = await show(token, returnTo=address)
    assert {"type": "hidden", "name": "returnTo", "value": address} in Page(shown.text).all("input")
    assert (await choose(token, "pay", returnTo=address)).status == 303


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http://127.0.0.1:7071@evil.example/",
        "http://127.0.0.1:7071.evil.example/",
        "http://127.0.0.1:70711/",
        "https://127.0.0.1:7071/",
        "javascript:alert(1)",
        "wallet",
        "/wallet\r\nSet-Cookie: a=b",
        "/ wallet",
        "/지갑",
        "/" + "x" * 2000,
    ],
)
async def test_nobody_is_sent_anywhere_else(wired: Shop, address: str) -> None:
    token = wired.token(await wired.order())
    stored = wired.everything()
    for answer, status in (
        (await show(token, returnTo=address), 400),
        (await choose(token, "pay", returnTo=address), 422 if len(address) > 2000 else 400),
    ):
        assert answer.status == status
        assert answer.json["errors"][0]["pointer"].strip("?/") == "returnTo"
    assert wired.everything() == stored


async def test_a_return_address_cannot_break_out_of_the_page(wired: Shop) -> None:
    address = '/"><script>alert(1)</script>'
    shown = await show(wired.token(await wired.order()), returnTo=address)
    assert "<script" not in shown.text
    assert {"type": "hidden", "name": "returnTo", "value": address} in Page(shown.text).all("input")


async def test_an_order_that_cannot_be_paid_any_more_is_said_on_a_page(wired: Shop) -> None:
    token = wired.token(await wired.order())
    wired.fakes.clock.advance(1800)
    for each in (token, "0" * 32):
        for answer in (await show(each, "en"), await choose(each, "pay")):
            assert (answer.status, answer.type) == (404, "text/html")
            assert "Content-Security-Policy" in answer.headers
        assert "This cannot be paid" in (await show(each, "en")).text
    gone = await ask("show_sandbox_result", query={"token": "0" * 32})
    assert (gone.status, gone.type) == (404, "text/html")
    assert wired.fakes.store.all("sandbox-payments", "payment") == []


@pytest.mark.parametrize(("language", "untrue"), [("ko", "돈이 나가지 않았어요"), ("en", "Nothing was charged")])
async def test_who_paid_is_not_told_that_nothing_was_charged(wired: Shop, language: str, untrue: str) -> None:
    order_id = await wired.order()
    token = wired.token(order_id)
    await choose(token, "pay")
    wired.fakes.clock.advance(1800)
    shown = await show(token, language)
    assert (shown.status, untrue in shown.text) == (404, False)
    wired.fakes.clock.advance(86_400)
    later = await ask("show_sandbox_result", query={"token": token}, headers={"accept-language": language})
    assert (later.status, untrue in later.text) == (404, False)


@pytest.mark.parametrize(("language", "untrue"), [("ko", "거절"), ("en", "declined")])
async def test_a_payment_that_lapsed_is_not_called_declined(wired: Shop, language: str, untrue: str) -> None:
    order_id = await wired.order()
    await wired.authorise(order_id)
    wired.fakes.clock.advance(601)
    assert untrue not in await result(wired.token(order_id), language)


@pytest.mark.parametrize("token", ["", "x", "0" * 31, "0" * 33, "G" * 32, quote("../" * 10)])
async def test_a_token_that_is_none_is_refused(token: str, wired: Shop) -> None:
    assert (await show(token)).status == 400
    assert (await ask("show_sandbox_result", query={"token": token})).status == 400
    stored = wired.everything()
    assert (await choose(token, "pay")).status == 422
    assert wired.everything() == stored


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 422),
        (b"token=00000000000000000000000000000000", FORM, 422),
        (b"token=00000000000000000000000000000000&choice=steal", FORM, 422),
        (b"token=00000000000000000000000000000000&choice=pay&x=1", FORM, 422),
        (b"\xff\xfe&%zz=%ff", FORM, 422),
        (b'{"choice": "pay"}', {}, 415),
        (b"choice=" + b"x" * 300_000, FORM, 413),
    ],
)
@pytest.mark.usefixtures("wired")
async def test_a_form_that_is_none_is_refused(body: bytes, headers: dict[str, str], status: int) -> None:
    answer = await ask("pay_at_sandbox", body=body, headers=headers)
    assert (answer.status, answer.type) == (status, "application/problem+json")


@pytest.mark.usefixtures("wired")
async def test_other_currencies_have_their_code() -> None:
    page = pages.checkout_page("en", token="t", amount=1_234, currency="USD", return_to=None)
    assert "USD 1,234" in page.decode()

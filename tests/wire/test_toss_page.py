"""The checkout page of Toss Payments: what it hands to the payment window, and whom it shows nothing."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest

from functions.token import api_toss
from functions.token.payments.sandbox import Sandbox
from functions.token.payments.settings import PaymentSettings
from functions.token.payments.toss_payment import their_order
from tests.unit.token.payments.client import Answer, ask
from tests.wire.toss_shop import API_URL, TossShop, toss_shop

CLIENT_KEY = "test_ck_everybodyMaySee"
SECRET_KEY = "test_sk_nobodyMaySee"
WEB = "http://127.0.0.1:7071"


@pytest.fixture
async def shop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TossShop]:
    """A shop that the page works in."""
    environ = {
        "KTRAVEL_ENVIRONMENT": "local",
        "KTRAVEL_PAYMENTS": "toss",
        "KTRAVEL_TOSS_SECRET_KEY": SECRET_KEY,
        "KTRAVEL_TOSS_CLIENT_KEY": CLIENT_KEY,
    }
    async with toss_shop() as made:
        monkeypatch.setattr(api_toss, "dependencies", lambda _context: made.deps)
        monkeypatch.setattr(api_toss, "payment_provider", lambda _deps: made.toss)
        monkeypatch.setattr(api_toss, "payment_settings", lambda: PaymentSettings.read(environ))
        yield made


async def show(order: str, language: str = "ko", **query: str) -> Answer:
    query, headers = {"order": order, **query}, {"accept-language": language}
    return await ask("show_toss_checkout", query=query, headers=headers)


def data_of(page: str) -> dict[str, str]:
    """What the page hands to the window."""
    (attributes,) = re.findall(r'<div id="order"([^>]*)>', page)
    return {name: unescape(value) for name, value in re.findall(r'data-([a-z-]+)="([^"]*)"', attributes)}


async def test_the_window_is_told_the_order_its_price_and_where_to_go_afterwards(shop: TossShop) -> None:
    order_id = await shop.order("tokens-5000")
    address = shop.stored(order_id)["checkoutUrl"]
    assert address == f"{API_URL}/api/payments/toss/checkout?order={their_order(order_id)}"
    answer = await show(their_order(order_id), "en", returnTo=f"/wallet/orders/{order_id}")
    assert (answer.status, answer.type, answer.headers["Cache-Control"]) == (200, "text/html", "no-store")
    assert data_of(answer.text) == {
        "client-key": CLIENT_KEY,
        "amount": "8900",
        "currency": "KRW",
        "order": their_order(order_id),
        "name": "5,000 Kt-ravel tokens",
        "success": f"{WEB}/wallet/orders/{order_id}",
        "fail": f"{WEB}/wallet/orders/{order_id}",
    }
    assert "₩8,900" in answer.text
    assert SECRET_KEY not in answer.text
    assert "<h1>Kt-ravel 토큰 결제</h1>" in (await show(their_order(order_id))).text


async def test_without_a_return_address_it_leads_to_the_order(shop: TossShop) -> None:
    order_id = await shop.order()
    assert data_of((await show(their_order(order_id))).text)["success"] == f"{WEB}/wallet/orders/{order_id}"


async def test_scripts_are_ours_and_toss_payments_alone(shop: TossShop) -> None:
    answer = await show(their_order(await shop.order()))
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    source, script = re.findall(r'<script(?: src="([^"]*)")?>(.*?)</script>', answer.text, re.DOTALL)
    assert source == ("https://js.tosspayments.com/v2/standard", "")
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert policy["script-src"] == f"'sha256-{digest}' https://*.tosspayments.com"
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "wallet"])
async def test_nobody_is_sent_anywhere_else(shop: TossShop, address: str) -> None:
    assert (await show(their_order(await shop.order()), returnTo=address)).status == 400


async def test_a_return_address_cannot_break_out_of_the_page(shop: TossShop) -> None:
    address = '/"><script>alert(1)</script>'
    answer = await show(their_order(await shop.order()), returnTo=address)
    assert data_of(answer.text)["success"] == f"{WEB}{address}"
    assert "<script>alert" not in answer.text


async def test_what_cannot_be_paid_is_said_and_nothing_told(shop: TossShop, monkeypatch: pytest.MonkeyPatch) -> None:
    paid, _ = await shop.buy()
    late = await shop.order()
    nobodys = f"{paid[:-1]}7"
    shop.fakes.clock.advance(1_800)
    open_order = await shop.order()
    sandbox = Sandbox(shop.deps, b"s", API_URL)
    for order_id, provider in ((paid, shop.toss), (late, shop.toss), (nobodys, shop.toss), (open_order, sandbox)):
        monkeypatch.setattr(api_toss, "payment_provider", lambda _deps, provider=provider: provider)
        answer = await show(their_order(order_id), "en")
        assert (answer.status, answer.type) == (404, "text/html")
        assert "This cannot be paid" in answer.text
        assert "<script" not in answer.text
        assert CLIENT_KEY not in answer.text


@pytest.mark.parametrize("order", ["", "x", "a_b", "01jb2k3m4n5p6q7r8s9t0v1w2x", "../" * 10])
@pytest.mark.usefixtures("shop")
async def test_an_order_that_is_none_is_refused(order: str) -> None:
    answer: Any = await show(order)
    assert answer.status == 400

"""One member tops up by Toss Payments, by HTTP, on the running platform: to its window, back, and money back."""

from pathlib import Path

import pytest

from tests.e2e.platform import Platform, browser
from tests.wire.test_toss_page import data_of
from tests.wire.toss_server import KEY, TossServer, resets

pytestmark = pytest.mark.slow


async def test_a_member_pays_comes_back_and_is_given_the_money_back(tmp_path: Path) -> None:
    async with TossServer() as toss:
        settings = {
            "KTRAVEL_PAYMENTS": "toss",
            "KTRAVEL_TOSS_SECRET_KEY": KEY,
            "KTRAVEL_TOSS_CLIENT_KEY": "test_ck_everybodyMaySee",
            "KTRAVEL_TOSS_URL": toss.url,
        }
        platform = Platform(tmp_path, settings=settings)
        try:
            platform.start()
            await _journey(platform, toss)
            output = platform.output.read_text(encoding="utf-8")
        finally:
            platform.remove()
    assert KEY not in output
    assert not any(key in output for key in toss.payments)


async def _journey(platform: Platform, toss: TossServer) -> None:
    async with browser(platform) as sign_in:
        member, stranger = await sign_in("jane"), await sign_in("")
        order = (await member.post("wallet/orders", json={"packageId": "tokens-1000"})).json
        path = order["checkoutUrl"].partition("/api/")[2]
        page = await stranger.get(f"{path}&returnTo=/wallet/orders/{order['id']}")
        assert page.status == 200
        told = data_of(page.body.decode())
        assert told["success"].endswith(f"/wallet/orders/{order['id']}")

        # On the window she agrees; her browser comes back to the order's page, which has the payment confirmed.
        payment_key = toss.authorise(told["order"], int(told["amount"]))
        toss.fail("/confirm", resets(after=True))
        said = {"paymentKey": payment_key, "amount": 1_900}
        lost = await member.post(f"wallet/orders/{order['id']}/confirm", json=said)
        assert (lost.status, "Retry-After" in lost.headers) == (503, True)
        paid = await member.post(f"wallet/orders/{order['id']}/confirm", json=said)
        assert (paid.status, paid.json["state"], paid.json["checkoutUrl"]) == (200, "paid", None)
        assert (await member.get("wallet")).json["paid"] == 1_000
        assert (await stranger.get(path)).status == 404

        # Somebody gives a part back in the console; Toss Payments tells of it, unsigned, and more than once.
        toss.cancel_by_hand(payment_key, 950)
        for _ in range(2):
            heard = await stranger.post(
                "payments/toss/webhook", data=toss.webhook(payment_key), headers={"Content-Type": "application/json"}
            )
            assert heard.status == 200
        assert (await member.get("wallet")).json["paid"] == 500
        assert (await stranger.post("payments/sandbox/webhook", json={})).status == 404
        assert (await stranger.get(f"payments/sandbox/checkout?token={'0' * 32}")).status == 404

        refunded = await member.post(f"wallet/orders/{order['id']}/refund")
        assert (refunded.status, refunded.json["state"]) == (200, "refunded")
        assert refunded.json["refunded"] == {"tokens": 1_000, "amount": 1_900}
        assert (await member.get("wallet")).json["paid"] == 0
        assert toss.payments[payment_key].balance == 0

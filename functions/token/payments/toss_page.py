"""The page that opens Toss Payments' window: its JavaScript SDK does (https://docs.tosspayments.com/sdk/v2/js).

The SDK is the documented way to begin a payment, and Toss Payments' own address the only one it may be taken from. The
window takes over at once; the button is for when it does not.
"""

from dataclasses import dataclass
from html import escape

from functions.token.payments.look import STYLE_HASH, Words, amount_line, hash_of, page, say

_SDK = "https://js.tosspayments.com/v2/standard"
_SCRIPT = """
(() => {
  const { clientKey, amount, currency, order, name, success, fail } = document.getElementById("order").dataset;
  const button = document.querySelector("button");
  const problem = document.getElementById("problem");
  const pay = async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      await TossPayments(clientKey).payment({ customerKey: TossPayments.ANONYMOUS }).requestPayment({
        method: "CARD",
        amount: { currency, value: Number(amount) },
        orderId: order,
        orderName: name,
        successUrl: success,
        failUrl: fail,
      });
    } catch {
      button.disabled = false;
      problem.hidden = false;
    }
  };
  button.addEventListener("click", pay);
  pay();
})();
"""
POLICY = (
    f"default-src 'none'; script-src '{hash_of(_SCRIPT)}' https://*.tosspayments.com; "
    f"style-src '{STYLE_HASH}'; connect-src https:; frame-src https:; img-src https: data:; form-action https:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy. Scripts are ours and Toss Payments' alone; where the window leads, to the card's issuer
or a bank, is not known beforehand."""

_WORDS: Words = {
    "title": ("Kt-ravel 토큰 결제", "Pay for Kt-ravel tokens"),
    "name": ("Kt-ravel 토큰 {tokens}개", "{tokens} Kt-ravel tokens"),
    "explain": ("토스페이먼츠 결제창이 열려요.", "The window of Toss Payments opens."),
    "pay": ("결제하기", "Pay"),
    "problem": (
        "결제창을 열지 못했어요. 돈은 나가지 않았어요. 다시 눌러 보세요.",
        "The window did not open, and nothing was charged. Press again.",
    ),
    "noscript": ("결제하려면 자바스크립트를 켜 주세요.", "Turn JavaScript on to pay."),
    "back": ("지갑으로 돌아가기", "Back to the wallet"),
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is paid, and where to go afterwards. `order_id` is as Toss Payments takes it."""

    client_key: str
    order_id: str
    tokens: int
    amount: int
    currency: str
    return_to: str


def toss_checkout_page(language: str, checkout: Checkout) -> bytes:
    """Where one pays, or does not."""
    data = {
        "client-key": checkout.client_key,
        "amount": str(checkout.amount),
        "currency": checkout.currency,
        "order": checkout.order_id,
        "name": say(_WORDS, language, "name").format(tokens=f"{checkout.tokens:,}"),
        "success": checkout.return_to,
        "fail": checkout.return_to,
    }
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    body = (
        f'<div id="order"{attributes}></div>{amount_line(checkout.amount, checkout.currency)}'
        f'<p class="soft">{say(_WORDS, language, "explain")}</p>'
        f'<p id="problem" role="alert" hidden>{say(_WORDS, language, "problem")}</p>'
        f"<noscript><p>{say(_WORDS, language, 'noscript')}</p></noscript>"
        f'<p><button class="main" type="button">{say(_WORDS, language, "pay")}</button></p>'
        f'<p><a class="button" href="{escape(checkout.return_to)}">{say(_WORDS, language, "back")}</a></p>'
    )
    script = f'<script src="{_SDK}"></script><script>{_SCRIPT}</script>'
    return page(language, say(_WORDS, language, "title"), body, script=script)

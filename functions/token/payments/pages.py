"""The sandbox's web pages: plain HTML and forms, in Korean and English, without a script."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Literal

from functions.token.payments.port import Payment

type Choice = Literal["pay", "twice", "decline", "silent", "abandon"]
type Language = Literal["ko", "en"]

_STYLE = """
:root{color-scheme:light dark;--paper:#f4f6f8;--card:#fff;--ink:#16202a;--soft:#55636f;--line:#d5dce2;--main:#0b6b5d;
--on:#fff;--warn:#8a5200}
@media(prefers-color-scheme:dark){:root{--paper:#10161b;--card:#1a232b;--ink:#eef3f6;--soft:#a9b7c2;--line:#33414c;
--main:#4fd1bc;--on:#06201c;--warn:#f2b45c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,"Apple SD Gothic Neo","Noto Sans KR",sans-serif;word-break:keep-all}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.5rem}
.kind{margin:0 0 .75rem;color:var(--warn);font-size:.875rem;font-weight:600}
h1{margin:0;font-size:1.25rem}
.amount{margin:.25rem 0 1rem;font-size:2rem;font-weight:700;font-variant-numeric:tabular-nums}
p{margin:.5rem 0}
.soft{color:var(--soft);font-size:.9375rem}
form{display:grid;gap:.625rem;margin-top:1.25rem}
button,a.button{display:block;width:100%;min-height:3rem;padding:.75rem 1rem;border:1px solid var(--line);
border-radius:.75rem;background:transparent;color:inherit;font:inherit;font-weight:600;text-align:center;
text-decoration:none;cursor:pointer}
button.main,a.button.main{background:var(--main);border-color:var(--main);color:var(--on)}
button:hover,a.button:hover{filter:brightness(.94)}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
h2{margin:1rem 0 0;font-size:.9375rem;color:var(--soft)}
"""
STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"
"""For the content security policy."""

_WORDS: dict[str, tuple[str, str]] = {
    "kind": ("연습용 결제창 · 실제 돈은 오가지 않습니다", "Sandbox checkout: no real money moves"),
    "title": ("Kt-ravel 토큰 결제", "Pay for Kt-ravel tokens"),
    "explain": (
        "아래에서 결제가 어떻게 될지 고르세요.",
        "Choose below how the payment turns out.",
    ),
    "pay": ("결제하기", "Pay"),
    "other": ("다른 결과로 끝내 보기", "Payments that end otherwise"),
    "twice": ("두 번 결제하기", "Pay twice"),
    "decline": ("카드 승인 거절", "Have the card declined"),
    "silent": ("결제사가 응답하지 않음", "Have the provider not answer"),
    "abandon": ("결제하지 않고 나가기", "Leave without paying"),
    "captured": ("결제되었습니다", "Paid"),
    "captured_explain": (
        "토큰이 지갑에 들어갑니다. 늦어도 2분이면 됩니다. 이 창은 닫아도 됩니다.",
        "The tokens come into your wallet, within two minutes at the latest. You can close this page.",
    ),
    "waiting": ("결제를 확인하고 있습니다", "The payment is being checked"),
    "waiting_explain": (
        "결제사가 아직 답하지 않았습니다. 2분 안에 저절로 끝나며, 두 번 결제되지 않습니다.",
        "The provider has not answered yet. It ends by itself within two minutes, and you are never charged twice.",
    ),
    "again": ("다시 확인", "Look again"),
    "failed": ("결제되지 않았습니다", "The payment failed"),
    "failed_explain": (
        "승인되지 않은 결제라 돈이 나가지 않았습니다. 다시 시도하려면 새로 주문하세요.",
        "The payment did not go through and nothing was charged. To try again, make a new order.",
    ),
    "none": ("결제하지 않았습니다", "Nothing was paid"),
    "none_explain": (
        "돈이 나가지 않았습니다. 주문은 시간이 지나면 저절로 취소됩니다.",
        "Nothing was charged. The order lapses by itself.",
    ),
    "pay_after_all": ("결제하러 돌아가기", "Go back and pay"),
    "returned": ("환불되었습니다", "Given back"),
    "returned_explain": ("결제한 돈을 돌려드렸습니다.", "What you paid was given back."),
    "gone": ("결제할 수 없는 주문입니다", "This cannot be paid"),
    "gone_explain": (
        "주소가 잘못되었거나 결제 시간이 지났습니다. 이미 결제했다면 지갑 내역에서 확인할 수 있습니다.",
        "The address is wrong, or the time to pay is over. If you have paid, the history of your wallet shows it.",
    ),
}
_SYMBOLS = {"KRW": "₩"}
_OTHERS: tuple[Choice, ...] = ("twice", "decline", "silent", "abandon")


def checkout_page(language: str, *, token: str, amount: int, currency: str, return_to: str | None) -> bytes:
    """Where one pays, or does not."""
    hidden = [("token", token)] + ([("returnTo", return_to)] if return_to else [])
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden)
    others = "".join(_button(language, choice) for choice in _OTHERS)
    return _page(
        language,
        "title",
        f"{_amount(amount, currency)}"
        f'<p class="soft">{_say(language, "explain")}</p>'
        f'<form method="post" action="/api/payments/sandbox/checkout">{fields}{_button(language, "pay", main=True)}'
        f"<h2>{_say(language, 'other')}</h2>{others}</form>",
    )


def result_page(language: str, *, token: str, amount: int, currency: str, payments: Sequence[Payment]) -> bytes:
    """What became of it, by the sandbox's own books."""
    outcome = _outcome(payments)
    body = _amount(amount, currency) + f'<p role="status">{_say(language, f"{outcome}_explain")}</p>'
    if outcome == "waiting":
        body += _link(language, "again", f"/api/payments/sandbox/result?token={token}")
    if outcome == "none":
        body += _link(language, "pay_after_all", f"/api/payments/sandbox/checkout?token={token}")
    return _page(language, outcome, body)


def gone_page(language: str) -> bytes:
    """For an address that is not, or no longer, one to pay at."""
    return _page(language, "gone", f"<p>{_say(language, 'gone_explain')}</p>")


def _outcome(payments: Sequence[Payment]) -> str:
    statuses = {payment.status for payment in payments}
    if "captured" in statuses:
        return "captured" if any(payment.kept for payment in payments) else "returned"
    if "authorised" in statuses:
        return "waiting"
    return "failed" if statuses else "none"


def _page(language: str, title: str, body: str) -> bytes:
    heading = _say(language, title)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f'<body><main><p class="kind">{_say(language, "kind")}</p><h1>{heading}</h1>{body}</main></body></html>'
    ).encode()


def _button(language: str, choice: Choice, *, main: bool = False) -> str:
    style = ' class="main"' if main else ""
    return f'<button name="choice" value="{choice}"{style}>{_say(language, choice)}</button>'


def _link(language: str, word: str, address: str) -> str:
    return f'<p><a class="button main" href="{escape(address)}">{_say(language, word)}</a></p>'


def _amount(amount: int, currency: str) -> str:
    return f'<p class="amount">{_SYMBOLS.get(currency, currency + " ")}{amount:,}</p>'


def _say(language: str, word: str) -> str:
    return _WORDS[word][0 if language == "ko" else 1]

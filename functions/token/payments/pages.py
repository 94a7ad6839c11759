"""The sandbox's web pages: plain HTML and forms, in Korean and English, without a script."""

from collections.abc import Sequence
from html import escape
from typing import Literal

from functions.token.payments.look import Words, amount_line, gone_page, page, say
from functions.token.payments.port import Payment

type Choice = Literal["pay", "twice", "decline", "silent", "abandon"]
type Language = Literal["ko", "en"]

_WORDS: Words = {
    "kind": ("연습용 결제창 · 실제 돈은 오가지 않아요", "Sandbox checkout: no real money moves"),
    "title": ("Kt-ravel 토큰 결제", "Pay for Kt-ravel tokens"),
    "explain": (
        "아래에서 결제가 어떻게 될지 골라 주세요.",
        "Choose below how the payment turns out.",
    ),
    "pay": ("결제하기", "Pay"),
    "other": ("다른 결과로 끝내 보기", "Payments that end otherwise"),
    "twice": ("두 번 결제하기", "Pay twice"),
    "decline": ("카드 승인 거절", "Have the card declined"),
    "silent": ("결제사가 응답하지 않음", "Have the provider not answer"),
    "abandon": ("결제하지 않고 나가기", "Leave without paying"),
    "captured": ("결제됐어요", "Paid"),
    "captured_explain": (
        "토큰이 지갑에 들어가요. 늦어도 2분이면 돼요. 이 창은 닫아도 돼요.",
        "The tokens come into your wallet, within two minutes at the latest. You can close this page.",
    ),
    "waiting": ("결제를 확인하고 있어요", "The payment is being checked"),
    "waiting_explain": (
        "결제사가 아직 답하지 않았어요. 2분 안에 저절로 끝나고, 두 번 결제되지 않아요.",
        "The provider has not answered yet. It ends by itself within two minutes, and you are never charged twice.",
    ),
    "again": ("다시 확인", "Look again"),
    "failed": ("결제되지 않았어요", "The payment failed"),
    "failed_explain": (
        "승인되지 않은 결제라 돈이 나가지 않았어요. 다시 시도하려면 새로 주문해 주세요.",
        "The payment did not go through and nothing was charged. To try again, make a new order.",
    ),
    "none": ("결제하지 않았어요", "Nothing was paid"),
    "none_explain": (
        "돈이 나가지 않았어요. 주문은 시간이 지나면 저절로 취소돼요.",
        "Nothing was charged. The order lapses by itself.",
    ),
    "pay_after_all": ("결제하러 돌아가기", "Go back and pay"),
    "returned": ("환불됐어요", "Given back"),
    "returned_explain": ("결제한 돈을 돌려드렸어요.", "What you paid was given back."),
}
_OTHERS: tuple[Choice, ...] = ("twice", "decline", "silent", "abandon")


def checkout_page(language: str, *, token: str, amount: int, currency: str, return_to: str | None) -> bytes:
    """Where one pays, or does not."""
    hidden = [("token", token)] + ([("returnTo", return_to)] if return_to else [])
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden)
    others = "".join(_button(language, choice) for choice in _OTHERS)
    return _page(
        language,
        "title",
        f"{amount_line(amount, currency)}"
        f'<p class="soft">{_say(language, "explain")}</p>'
        f'<form method="post" action="/api/payments/sandbox/checkout">{fields}{_button(language, "pay", main=True)}'
        f"<h2>{_say(language, 'other')}</h2>{others}</form>",
    )


def result_page(language: str, *, token: str, amount: int, currency: str, payments: Sequence[Payment]) -> bytes:
    """What became of it, by the sandbox's own books."""
    outcome = _outcome(payments)
    body = amount_line(amount, currency) + f'<p role="status">{_say(language, f"{outcome}_explain")}</p>'
    if outcome == "waiting":
        body += _link(language, "again", f"/api/payments/sandbox/result?token={token}")
    if outcome == "none":
        body += _link(language, "pay_after_all", f"/api/payments/sandbox/checkout?token={token}")
    return _page(language, outcome, body)


def sandbox_gone_page(language: str) -> bytes:
    """For an address that is not, or no longer, one to pay at."""
    return gone_page(language, kind=_say(language, "kind"))


def _outcome(payments: Sequence[Payment]) -> str:
    statuses = {payment.status for payment in payments}
    if "captured" in statuses:
        return "captured" if any(payment.kept for payment in payments) else "returned"
    if "authorised" in statuses:
        return "waiting"
    return "failed" if statuses else "none"


def _page(language: str, title: str, body: str) -> bytes:
    return page(language, _say(language, title), body, kind=_say(language, "kind"))


def _button(language: str, choice: Choice, *, main: bool = False) -> str:
    style = ' class="main"' if main else ""
    return f'<button name="choice" value="{choice}"{style}>{_say(language, choice)}</button>'


def _link(language: str, word: str, address: str) -> str:
    return f'<p><a class="button main" href="{escape(address)}">{_say(language, word)}</a></p>'


def _say(language: str, word: str) -> str:
    return say(_WORDS, language, word)

"""The look that the payment pages share: plain HTML in the reader's language, for a phone first."""

import base64
import hashlib
from html import escape


def hash_of(text: str) -> str:
    """How a content security policy names an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


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
STYLE_HASH = hash_of(_STYLE)
"""For the content security policy."""

type Words = dict[str, tuple[str, str]]
"""What is said, in Korean and in English."""

_GONE: Words = {
    "title": ("결제할 수 없는 주문이에요", "This cannot be paid"),
    "explain": (
        "주소가 잘못되었거나 결제 시간이 지났어요. 이미 결제했다면 지갑 내역에서 확인할 수 있어요.",
        "The address is wrong, or the time to pay is over. If you have paid, the history of your wallet shows it.",
    ),
}
_SYMBOLS = {"KRW": "₩"}


def page(language: str, heading: str, body: str, *, kind: str = "", script: str = "") -> bytes:
    """A page with this heading. `kind` is what sort of page it is, said above; `script` goes last."""
    note = f'<p class="kind">{kind}</p>' if kind else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><main>{note}<h1>{heading}</h1>{body}</main>{script}</body></html>"
    ).encode()


def gone_page(language: str, *, kind: str = "") -> bytes:
    """For an address that is not, or no longer, one to pay at."""
    return page(language, say(_GONE, language, "title"), f"<p>{say(_GONE, language, 'explain')}</p>", kind=kind)


def amount_line(amount: int, currency: str) -> str:
    """What is to be paid."""
    return f'<p class="amount">{_SYMBOLS.get(currency, escape(currency) + " ")}{amount:,}</p>'


def say(words: Words, language: str, word: str) -> str:
    """A word in the reader's language, "ko" or "en"."""
    return words[word][0 if language == "ko" else 1]

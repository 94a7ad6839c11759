"""What every page of a plan has around it: the head, one style sheet, and headers that let nothing else in."""

import base64
import hashlib
from collections.abc import Mapping

from functions.plan.markup import Markup, joined, tag
from shared.http import Reply, digest

HTML = "text/html"

_STYLE = """
:root{color-scheme:light dark;--paper:#f4f6f8;--card:#fff;--ink:#16202a;--soft:#55636f;--line:#d5dce2;--main:#0b6b5d;
--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#10161b;--card:#1a232b;--ink:#eef3f6;--soft:#a9b7c2;--line:#33414c;
--main:#4fd1bc;--on:#06201c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,"Apple SD Gothic Neo","Noto Sans KR",
sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:44rem;margin:0 auto;padding:0 0 2rem}
.hero{display:block;width:100%;height:auto}
header,section,.foot{padding:1rem 1.25rem 0}
h1{margin:.25rem 0 .5rem;font-size:1.625rem;line-height:1.3}
h2{margin:1rem 0 .5rem;font-size:1.125rem}
h3{margin:1.25rem 0 .5rem;font-size:1rem}
p{margin:.25rem 0}
.soft{color:var(--soft);font-size:.9375rem}
.text{white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}
dt{color:var(--soft)}
dd{margin:0}
ol{list-style:none;margin:0;padding:0}
.item{display:grid;grid-template-columns:3.5rem 1fr;gap:0 .75rem;padding:.75rem 1rem;margin:0 0 .5rem;
background:var(--card);border:1px solid var(--line);border-radius:.75rem}
.time{color:var(--main);font-weight:700;font-variant-numeric:tabular-nums}
.what{font-weight:600}
.button{display:inline-block;margin-top:1rem;padding:.75rem 1.25rem;border-radius:.75rem;background:var(--main);
color:var(--on);font-weight:600;text-decoration:none}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.375rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.time{width:4rem}
td.sum{width:1%;text-align:right;white-space:nowrap}
@page{size:A4;margin:16mm 14mm}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#999;--main:#000}
body{font-size:10.5pt}main{max-width:none}.hero,.button{display:none}header,section,.foot{padding-left:0;padding-right:0}
h2,h3{break-after:avoid}.item,tr,dl{break-inside:avoid}.day{break-inside:auto}thead{display:table-header-group}
.item{border:0;border-bottom:1px solid var(--line);border-radius:0;padding:.375rem 0;margin:0}.text{orphans:3;widows:3}}
"""
_STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": f"default-src 'none'; style-src '{_STYLE_HASH}'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Accept-Language, Authorization",
}


def page_reply(language: str, title: str, body: Markup, *, head: Markup | None = None, status: int = 200) -> Reply:
    """A page. Nobody is to find it by searching, or to learn its address from a link on it."""
    style = tag("style", Markup(_STYLE))
    document = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("title", title),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="robots", content="noindex, nofollow"),
            tag("meta", name="referrer", content="no-referrer"),
            *([head] if head else []),
            style,
        ),
        tag("body", tag("main", body)),
        lang=language,
    )
    raw = joined(Markup("<!doctype html>"), document).encode()
    headers = {**_HEADERS, "Content-Language": language}
    # What is not there has no version: it may be there the next time.
    return Reply(status, raw, HTML, headers, etag=digest(raw) if status == 200 else None)  # noqa: PLR2004

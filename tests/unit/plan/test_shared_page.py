"""The page of a share link: a card for messengers, a page for people, and nothing that its author did not mean."""

import asyncio
import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.plan.page_print import print_page
from functions.plan.page_shared import shared_page
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import BODY, ITEM, JIWOO, write
from tests.unit.plan.sharing import everybody, token_for

ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "h1", "h2", "h3", "p", "dl"),
    *("dt", "dd", "div", "ol", "li", "img", "a", "table", "tbody", "tr", "td", "th"),
}
VOID = {"meta", "img"}


class Parsed(HTMLParser):
    """A page as a browser reads it: elements, attributes and text. Refuses what is not well-formed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def meta(self, key: str) -> dict[str, str]:
        return {
            str(attributes[key]): str(attributes["content"])
            for tag, attributes in self.elements
            if tag == "meta" and key in attributes
        }


@pytest.fixture
async def token(fakes: Fakes, web: Web) -> str:
    await everybody(fakes)
    return await token_for(web, await write(fakes.deps, JIWOO))


async def page(web: Web, token: str, language: str = "ko") -> Answer:
    return await web.ask("read_shared_page", headers={"accept-language": language}, token=token)


@pytest.mark.parametrize(
    ("language", "description", "locale"),
    [
        ("ko", "제주 서귀포 · 2026년 4월 1일 (수) – 2026년 4월 3일 (금) · 지우님의 여행 계획", "ko_KR"),
        ("en", "제주 서귀포 · Wed, 1 Apr 2026 – Fri, 3 Apr 2026 · A travel plan by 지우", "en_US"),
    ],
)
async def test_messengers_are_told_what_to_show(
    web: Web, token: str, language: str, description: str, locale: str
) -> None:
    answer = await page(web, token, language)
    parsed = Parsed(answer.text)
    base = f"http://127.0.0.1:7071/api/shared/{token}"
    assert parsed.meta("property") == {
        "og:type": "website",
        "og:site_name": "Kt-ravel",
        "og:locale": locale,
        "og:title": "봄 제주",
        "og:description": description,
        "og:url": f"{base}/page",
        "og:image": f"{base}/image.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "제주 서귀포",
    }
    named = parsed.meta("name")
    assert (named["twitter:card"], named["twitter:title"], named["robots"]) == (
        "summary_large_image",
        "봄 제주",
        "noindex, nofollow",
    )
    assert named["viewport"] == "width=device-width, initial-scale=1"
    assert parsed.elements[0] == ("html", {"lang": language})
    assert answer.headers["Content-Language"] == language


async def test_people_read_the_whole_plan(web: Web, token: str) -> None:
    answer = await page(web, token)
    text = " ".join(Parsed(answer.text).texts)
    for said in (
        *("봄 제주", "지우님의 여행 계획", "제주 서귀포", "4명", "₩1,200,000 (전체 인원 기준)", "아이와 함께"),
        *(
            "1일차 · 2026년 4월 1일 (수)",
            "09:30",
            "성산일출봉 오르기",
            "성산일출봉 · 볼거리",
            "물 챙기기\n일찍 출발",
            "₩20,000",
        ),
    ):
        assert said in text
    assert "2일차" not in text, "a day without items says nothing"
    assert answer.type == "text/html"
    english = " ".join(Parsed((await page(web, token, "en")).text).texts)
    for said in ("A travel plan by 지우", "Day 1 · Wed, 1 Apr 2026", "성산일출봉 · Sight", "for the whole group"):
        assert said in english


async def test_nothing_else_is_let_in_and_nothing_told_outside(web: Web, token: str) -> None:
    answer = await page(web, token)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["style-src"])
    assert set(policy) == {"default-src", "style-src", "img-src", "base-uri", "form-action", "frame-ancestors"}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Language" in answer.headers["Vary"]
    parsed = Parsed(answer.text)
    assert [attributes["href"] for tag, attributes in parsed.elements if tag == "a"] == ["http://127.0.0.1:7071/"]
    assert [attributes["src"] for tag, attributes in parsed.elements if tag == "img"] == ["image.png"]
    assert not [tag for tag, attributes in parsed.elements if tag == "script" or "style" in attributes]


async def test_the_style_is_the_one_that_the_policy_names(web: Web, token: str) -> None:
    answer = await page(web, token)
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("language", "said"), [("ko", "열 수 없는 링크예요"), ("en", "This link cannot be opened")])
async def test_a_link_that_shows_nothing_says_so(web: Web, token: str, language: str, said: str) -> None:
    answer = await page(web, f"{token[:-4]}aaaa", language)
    assert (answer.status, answer.type) == (404, "text/html")
    assert said in answer.text
    assert "봄 제주" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    parsed = Parsed(answer.text)
    assert parsed.meta("property") == {}
    assert "noindex, nofollow" in parsed.meta("name").values()


async def test_an_empty_plan_reads_well(fakes: Fakes, web: Web) -> None:
    await everybody(fakes)
    bare = {"details": None, "budget": None, "itinerary": {"days": []}, "endDate": BODY["travelDate"]}
    token = await token_for(web, await write(fakes.deps, JIWOO, **bare))
    text = " ".join(Parsed((await page(web, token)).text).texts)
    assert "아직 정한 일정이 없어요." in text
    assert "예산" not in text
    assert "메모" not in text


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        "</title></style><svg onload=1>",
        "<!-- ",
        "]]>",
        "&lt;b&gt;&amp;",
        "{name}",
        "javascript:alert(1)",
    ]
)


@given(TEXT, st.sampled_from(["ko", "en"]))
def test_whatever_people_write_is_text(text: str, language: str) -> None:
    """In every field, on both pages: no element and no attribute is theirs, and what they wrote reads as written."""
    item = ITEM | {"title": text, "note": text, "place": {"name": text, "coordinates": None}}
    plan: dict[str, Any] = BODY | {
        "title": text,
        "location": text,
        "details": text,
        "owner": {"id": "1", "name": text},
        "itinerary": {"days": [{"date": "2026-04-01", "items": [item]}]},
        "updatedAt": "2026-03-01T09:00:00.000Z",
    }
    shared = shared_page(language, plan, address="http://x/a", picture="http://x/b", web_url="http://x")
    for reply in (shared, print_page(language, plan)):
        parsed = Parsed(reply.body.decode())
        assert {tag for tag, _ in parsed.elements} <= ELEMENTS
        assert {name for _, attributes in parsed.elements for name in attributes} <= {
            *(
                "lang",
                "charset",
                "name",
                "content",
                "property",
                "class",
                "href",
                "src",
                "alt",
                "width",
                "height",
                "scope",
            )
        }
        assert [attributes["href"] for tag, attributes in parsed.elements if tag == "a"] in ([], ["http://x/"])
        shown = "".join(parsed.texts)
        assert shown.count(text) >= 6
    assert Parsed(shared.body.decode()).meta("property")["og:title"] == text


async def test_the_picture_is_the_destinations(fakes: Fakes, web: Web, token: str) -> None:
    jeju, again = await asyncio.gather(*(web.ask("read_shared_image", token=token) for _ in range(2)))
    assert (jeju.status, jeju.type, jeju.raw) == (200, "image/png", again.raw)
    other = await token_for(web, await write(fakes.deps, JIWOO, location="파리"))
    assert (await web.ask("read_shared_image", token=other)).raw != jeju.raw
    assert jeju.headers["Referrer-Policy"] == "no-referrer"

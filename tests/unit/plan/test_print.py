"""The printable page."""

import re
from typing import Any

import pytest

from functions.plan.page_words import money, say
from shared.events.member import MemberCreated
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import BODY, ITEM, JIWOO, tell, write
from tests.unit.plan.test_shared_page import Parsed

AT = "2026-03-01T09:00:00.000Z"
COSTS = {
    "days": [
        {"date": "2026-04-01", "items": [ITEM, ITEM | {"title": "점심", "cost": 45000, "time": None}]},
        {"date": "2026-04-02", "items": [ITEM | {"title": "산책", "cost": None}]},
        {"date": "2026-04-03", "items": [ITEM | {"title": "공항", "cost": 15000}]},
    ]
}


@pytest.fixture(autouse=True)
async def owner(fakes: Fakes) -> None:
    await tell(fakes.deps, MemberCreated(member_id=JIWOO.member_id, name="지우", created_at=AT, version=1))


async def printed(web: Web, fakes: Fakes, language: str = "ko", **changes: Any) -> Answer:
    plan_id = await write(fakes.deps, JIWOO, **changes)
    answer = await web.ask("read_plan_print", as_="jiwoo", headers={"accept-language": language}, planId=plan_id)
    assert answer.status == 200
    return answer


def rows(answer: Answer) -> list[str]:
    """The lines of the table of costs."""
    table = answer.text.rpartition("<table>")[2]
    return [" ".join(Parsed(row).texts) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]


async def test_it_has_what_each_day_and_the_trip_cost(fakes: Fakes, web: Web) -> None:
    answer = await printed(web, fakes, itinerary=COSTS)
    assert "하루 합계 ₩65,000" in answer.text
    assert rows(answer) == [
        "2026년 4월 1일 (수) ₩65,000",
        "2026년 4월 3일 (금) ₩15,000",
        "합계 ₩80,000",
        "예산 ₩1,200,000",
        "남는 예산 ₩1,120,000",
    ]
    for said in (
        "물 챙기기\n일찍 출발",
        "09:30",
        "성산일출봉 · 볼거리",
        "3일차",
        "2026년 3월 1일 (일)에 마지막으로 바뀜",
    ):
        assert said in answer.text


async def test_it_says_so_in_english(fakes: Fakes, web: Web) -> None:
    answer = await printed(web, fakes, "en", itinerary=COSTS, budget=50000)
    assert rows(answer)[2:] == ["Total ₩80,000", "Budget ₩50,000", "Over the budget ₩30,000"]
    assert "Last changed Sun, 1 Mar 2026" in answer.text
    assert Parsed(answer.text).elements[0] == ("html", {"lang": "en"})


async def test_without_costs_there_is_no_table_of_them(fakes: Fakes, web: Web) -> None:
    free = {"days": [{"date": "2026-04-01", "items": [ITEM | {"cost": None}]}]}
    answer = await printed(web, fakes, itinerary=free, budget=None)
    assert say("ko", "costs") not in answer.text
    assert "하루 합계" not in answer.text
    assert "아직 정한 일정이 없어요." in (await printed(web, fakes, itinerary=None)).text


async def test_it_is_made_for_paper(fakes: Fakes, web: Web) -> None:
    answer = await printed(web, fakes)
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    for rule in ("@page{size:A4", "break-after:avoid", "break-inside:avoid"):
        assert rule in style
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


async def test_what_was_printed_is_not_sent_again(fakes: Fakes, web: Web) -> None:
    plan_id = await write(fakes.deps, JIWOO)
    first = await web.ask("read_plan_print", as_="jiwoo", planId=plan_id)
    seen = {"if-none-match": first.headers["ETag"]}
    assert (await web.ask("read_plan_print", as_="jiwoo", headers=seen, planId=plan_id)).status == 304
    await web.ask("replace_plan", as_="jiwoo", body=BODY | {"title": "x"}, headers={"if-match": "*"}, planId=plan_id)
    assert (await web.ask("read_plan_print", as_="jiwoo", headers=seen, planId=plan_id)).status == 200


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (1200000, "KRW", "₩1,200,000"),
        (0, "KRW", "₩0"),
        (1205, "USD", "$12.05"),
        (100000, "CHF", "CHF 1,000.00"),
        (1234567, "KWD", "KWD 1,234.567"),
        (5, "EUR", "€0.05"),
    ],
)
def test_sums_are_written_as_their_currency_is(amount: int, currency: str, said: str) -> None:
    assert money(amount, currency) == said

"""The feed over HTTP."""

from typing import Any

import pytest

from functions.plan.schemas_feed import FeedPage
from tests.fakes import Fakes
from tests.unit.plan.calling import Web
from tests.unit.plan.feeding import everybody, follows
from tests.unit.plan.samples import BODY, JIWOO, MINJUN, tell


@pytest.fixture
async def plan_id(web: Web, fakes: Fakes) -> str:
    """A public plan."""
    await everybody(fakes.deps)
    written = await web.ask("create_plan", as_="jiwoo", body=BODY | {"visibility": "public"})
    await web.feed()
    found: str = written.json["id"]
    return found


@pytest.mark.parametrize("reader", [None, "minjun", "jiwoo"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "recent", "scope": "all", "location": "", "q": "", "limit": "100"},
        {"location": " 제주도 "},
        {"q": "서귀포"},
        {"location": "Jeju", "q": "봄"},
    ],
)
async def test_the_feed_shows_what_is_shared(web: Web, plan_id: str, reader: str | None, query: dict[str, str]) -> None:
    answer = await web.ask("read_feed", as_=reader, query=query)
    FeedPage.model_validate_json(answer.raw)
    assert (answer.status, [item["id"] for item in answer.json["items"]]) == (200, [plan_id])
    assert answer.json["nextCursor"] is None


async def test_the_relay_lists_and_sends(web: Web, fakes: Fakes, plan_id: str) -> None:
    assert [message.subject for _, message in fakes.bus.sent] == ["ktravel.plan.PlanCreated.v1"]
    await web.ask("set_plan_visibility", as_="jiwoo", body={"visibility": "private"}, planId=plan_id)
    await web.feed()
    assert fakes.store.all("plan-feed", "card") == fakes.store.all("plan-words", "word") == []


async def test_following_needs_somebody_who_follows(web: Web, fakes: Fakes, plan_id: str) -> None:
    for sort in ("recent", "trending"):
        query = {"scope": "following", "sort": sort}
        answer = await web.ask("read_feed", query=query)
        assert (answer.status, answer.json["code"]) == (401, "unauthenticated")
        assert (await web.ask("read_feed", as_="minjun", query=query)).json == {"items": [], "nextCursor": None}
    await tell(fakes.deps, follows(MINJUN, JIWOO))
    answer = await web.ask("read_feed", as_="minjun", query={"scope": "following"})
    assert [item["id"] for item in answer.json["items"]] == [plan_id]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"sort": "oldest"}, ["?sort"]),
        ({"sort": ""}, ["?sort"]),
        ({"scope": "mine"}, ["?scope"]),
        ({"limit": "0"}, ["?limit"]),
        ({"limit": "101"}, ["?limit"]),
        ({"limit": "many"}, ["?limit"]),
        ({"location": "가" * 121}, ["?location"]),
        ({"q": "가" * 121}, ["?q"]),
        ({"cursor": "x" * 2049}, ["?cursor"]),
        ({"place": "제주"}, ["?place"]),
        ({"place_key": "jeju", "reader_id": "x"}, ["?place_key", "?reader_id"]),
    ],
)
async def test_a_parameter_at_fault_is_named_and_nothing_stored(
    web: Web, fakes: Fakes, plan_id: str, query: dict[str, Any], pointers: list[str]
) -> None:
    before = {name: fakes.store.all(name) for name in ("plans", "plan-feed", "plan-words", "plan-trending")}
    answer = await web.ask("read_feed", as_="minjun", query=query)
    assert (answer.status, answer.json["code"], answer.pointers) == (400, "invalid_parameter", pointers)
    assert {name: fakes.store.all(name) for name in before} == before
    assert plan_id


@pytest.mark.parametrize("cursor", ["x", "가", "e30", "AAAAAAAAAAAAWyJ4Il0"])
@pytest.mark.parametrize("sort", ["recent", "trending"])
async def test_a_cursor_of_nobodys_is_refused(web: Web, plan_id: str, sort: str, cursor: str) -> None:
    answer = await web.ask("read_feed", query={"cursor": cursor, "sort": sort})
    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")
    assert plan_id


async def test_a_forged_token_reads_nothing(web: Web, plan_id: str) -> None:
    assert (await web.ask("read_feed", as_="forged")).status == 401
    assert plan_id

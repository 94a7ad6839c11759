"""The HTTP operations: what goes over the wire."""

import json
from typing import Any

import azure.functions as func
import orjson
import pytest
from pydantic.alias_generators import to_camel

from functions.recommendation import api, failures, schemas
from functions.recommendation.repository import CONTAINER
from shared import http
from shared.auth import Caller, unauthenticated
from shared.http import Schema
from tests.unit.recommendation.saga.samples import JIWOO, MADE_BY, MINJUN, PLAN, Saga

CALLERS = {"jiwoo": JIWOO, "minjun": MINJUN}
BODY: dict[str, Any] = {
    "type": "B",
    "location": "제주",
    "travelDate": "2026-04-01",
    "endDate": "2026-04-02",
    "groupSize": 2,
    "budget": 300000,
    "details": "바다",
}


class Verifier:
    """Knows two members by their names."""

    async def verify(self, token: str) -> Caller:
        if token not in CALLERS:
            raise unauthenticated()
        return CALLERS[token]


class TraceContext:
    trace_parent = None


class Context:
    trace_context = TraceContext()


class Answer:
    """A response, read."""

    def __init__(self, response: func.HttpResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.raw = response.get_body()

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


class Client:
    """Calls operations as the host does."""

    async def ask(
        self,
        operation: str,
        *,
        as_: str | None = "jiwoo",
        body: Any = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        **route: str,
    ) -> Answer:
        endpoint: Any = getattr(api, operation).build().get_user_function()
        sent = dict(headers or {})
        if as_ is not None:
            sent["authorization"] = f"Bearer {as_}"
        if body is not None:
            sent.setdefault("content-type", "application/json")
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        method = "POST" if operation.startswith("request") else "GET"
        request = func.HttpRequest(
            method=method, url="http://x/api", headers=sent, params=query or {}, route_params=route, body=raw
        )
        return Answer(await endpoint(request, Context()))

    async def post(self, as_: str | None = "jiwoo", headers: dict[str, str] | None = None, **changes: Any) -> Answer:
        return await self.ask("request_recommendation", as_=as_, headers=headers, body=BODY | changes)

    async def get(self, recommendation_id: str, as_: str = "jiwoo", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.ask("read_recommendation", as_=as_, headers=sent, recommendationId=recommendation_id)


@pytest.fixture
def client(saga: Saga, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(http, "verifier", Verifier)
    monkeypatch.setattr(api, "dependencies", lambda _context: saga.deps)
    return Client()


def fits(schema: type[Schema], answer: Answer) -> None:
    """The answer is what the OpenAPI document says, with every field."""
    schema.model_validate_json(answer.raw)
    assert answer.json.keys() == {to_camel(name) for name in schema.model_fields}


async def test_it_is_accepted_and_says_where_to_look(client: Client) -> None:
    accepted = await client.post()
    view = accepted.json
    assert accepted.status == 202
    fits(schemas.RecommendationView, accepted)
    assert accepted.headers["Location"] == f"/api/recommendations/{view['id']}"
    assert {name: view[name] for name in BODY} == BODY
    assert (view["status"], view["tokens"], view["currency"], view["placeKey"]) == ("requested", 100, "KRW", "jeju")
    assert [step["name"] for step in view["steps"]] == ["requested"]
    empty = ("madeBy", "title", "itinerary", "evidence", "failure", "planId")
    assert [view[name] for name in empty] == [None] * len(empty)
    assert view["acceptedAs"] == []
    read = await client.get(view["id"])
    assert (read.status, read.raw, read.headers["ETag"]) == (200, accepted.raw, accepted.headers["ETag"])
    assert "Location" not in read.headers


async def test_what_was_made_is_shown_with_where_it_comes_from(client: Client, saga: Saga) -> None:
    made = await client.get(await saga.created())
    fits(schemas.RecommendationView, made)
    view = made.json
    assert (view["status"], view["madeBy"], view["title"]) == ("created", MADE_BY, "제주 이틀")
    assert [step["name"] for step in view["steps"]] == ["requested", "tokens_held", "generating", "created"]
    assert view["evidence"] == {"scope": "place", "plans": 3, "travellers": 2}
    assert [day["date"] for day in view["itinerary"]["days"]] == ["2026-04-01", "2026-04-02"]
    (item,) = view["itinerary"]["days"][0]["items"]
    assert item == {
        "id": "1-1",
        "time": None,
        "title": "오름 1",
        "place": {"name": "오름 1", "coordinates": None},
        "category": "sight",
        "cost": 2000,
        "note": None,
        "sources": [{"kind": "plans", "plans": 1, "travellers": 2, "scope": "place"}],
    }


async def test_the_same_again_is_answered_with_what_is_stored(client: Client, saga: Saga) -> None:
    accepted = (await client.post()).json["id"]
    await saga.hold(accepted)
    await saga.generate(accepted)
    again = await client.post()
    assert (again.status, again.json["id"], again.json["tokens"]) == (200, accepted, 0)
    fits(schemas.RecommendationView, again)
    assert again.headers["Location"] == f"/api/recommendations/{accepted}"
    assert (await client.get(accepted)).json["tokens"] == 100
    assert (await client.post(fresh=True)).status == 202
    assert (await client.post(headers={"accept-language": "en"})).status == 202


async def test_what_has_not_changed_is_not_sent_again(client: Client, saga: Saga) -> None:
    accepted = await client.post()
    recommendation_id, etag = accepted.json["id"], accepted.headers["ETag"]
    unchanged = await client.get(recommendation_id, if_none_match=etag)
    assert (unchanged.status, unchanged.raw) == (304, b"")
    await saga.hold(recommendation_id)
    changed = await client.get(recommendation_id, if_none_match=etag)
    assert (changed.status, changed.json["status"]) == (200, "generating")


async def test_a_claim_is_nothing_that_a_reader_sees(client: Client, saga: Saga) -> None:
    accepted = await client.post()
    await saga.hold(accepted.json["id"])
    before = await client.get(accepted.json["id"])
    saga.ai.script = [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        await saga.generate(accepted.json["id"])
    assert (await client.get(accepted.json["id"])).headers["ETag"] == before.headers["ETag"]


async def test_what_is_short_and_what_to_do_is_said_in_the_readers_language(client: Client, saga: Saga) -> None:
    recommendation_id = (await client.post()).json["id"]
    await saga.refuse(recommendation_id)
    korean = await client.get(recommendation_id, accept_language="ko-KR")
    fits(schemas.RecommendationView, korean)
    assert korean.json["failure"] == {
        "code": "insufficient_tokens",
        "params": {"missing": 60, "available": 40},
        "message": "토큰이 60개 모자라요. 지금 쓸 수 있는 토큰은 40개예요. 지갑에서 충전한 뒤 다시 요청해 주세요.",
    }
    english = await client.get(recommendation_id, accept_language="en")
    assert english.json["failure"]["message"] == (
        "You are 60 tokens short: you have 40. Top up in your wallet, then ask again."
    )
    assert english.headers["ETag"] != korean.headers["ETag"]
    assert english.json["tokens"] == 0


@pytest.mark.parametrize("code", failures.SENTENCES)
def test_every_failure_has_a_sentence_in_both_languages(code: str) -> None:
    params = {"missing": 60, "available": 40} if code == "insufficient_tokens" else {}
    said = {language: failures.failure_view({"code": code, "params": params}, language) for language in ("ko", "en")}
    assert all(view is not None and "{" not in view["message"] for view in said.values())
    assert said["ko"] != said["en"]


async def test_nobody_sees_what_is_anothers(client: Client, saga: Saga) -> None:
    recommendation_id = (await client.post()).json["id"]
    assert (await client.get(recommendation_id, "minjun")).status == 404
    assert (await client.ask("list_recommendations", as_="minjun")).json["items"] == []
    for wrong in (f"{JIWOO.member_id}.{saga.deps.new_id()}", "x", f"card.{recommendation_id}", JIWOO.member_id, "gone"):
        assert (await client.get(wrong)).status == 404


async def test_nobody_asks_without_signing_in(client: Client, saga: Saga) -> None:
    assert (await client.post(as_=None)).status == 401
    assert (await client.post(as_="nobody")).status == 401
    assert (await client.ask("list_recommendations", as_=None)).status == 401
    assert saga.store.all(CONTAINER) == []


async def test_the_list_is_newest_first_and_in_pages(client: Client, saga: Saga) -> None:
    ids = []
    for size in range(1, 6):
        ids.append((await client.post(groupSize=size)).json["id"])
        saga.clock.advance(1)
    await saga.hold(ids[0])
    await saga.generate(ids[0])
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await client.ask("list_recommendations", query={"limit": "2", **cursor})
        fits(schemas.RecommendationPage, page)
        found += [item["id"] for item in page.json["items"]]
        if page.json["nextCursor"] is None:
            break
        cursor = {"cursor": page.json["nextCursor"]}
    assert found == ids[::-1]
    last = (await client.ask("list_recommendations", query={"limit": "5"})).json["items"][-1]
    assert (last["status"], last["title"], last["tokens"]) == ("created", "제주 이틀", 100)
    assert not {"itinerary", "details", "steps"} & last.keys()


async def test_a_key_makes_it_one(client: Client, saga: Saga) -> None:
    first = await client.post(headers={"idempotency-key": "k1"})
    again = await client.post(headers={"idempotency-key": "k1"})
    assert (again.status, again.raw, again.headers["Location"]) == (202, first.raw, first.headers["Location"])
    assert saga.events() == ["RecommendationRequired"]
    other = await client.post(headers={"idempotency-key": "k1"}, groupSize=3)
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert (await client.post(headers={"idempotency-key": "키"})).status == 400


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"type": "D"}, ("/type", "not_allowed")),
        ({"location": None}, ("/location", "required")),
        ({"location": "  "}, ("/location", "required")),
        ({"travelDate": "2026-02-28", "endDate": None}, ("/travelDate", "past_date")),
        ({"endDate": "2026-04-11"}, ("/endDate", "too_many_days")),
        ({"endDate": "2026-03-31"}, ("/endDate", "before_start")),
        ({"currency": "DOGE"}, ("/currency", "unknown_currency")),
        ({"planId": PLAN}, ("/planId", "only_for_kind")),
        ({"type": "A", "budget": None}, ("/budget", "required")),
        ({"groupSize": True}, ("/groupSize", "wrong_type")),
        ({"price": 0}, ("/price", "unknown_field")),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_bad_input_is_named_and_nothing_is_stored(
    client: Client, saga: Saga, changes: dict[str, Any], fault: tuple[str, str], language: str
) -> None:
    answer = await client.post(headers={"accept-language": language}, **changes)
    assert answer.status == 422
    (told,) = answer.json["errors"]
    assert (told["pointer"], told["code"]) == fault
    assert told["detail"]
    assert saga.store.all(CONTAINER) == []


async def test_foreign_plans_and_missing_likes_are_said_as_problems(client: Client, saga: Saga) -> None:
    foreign = await client.post(type="A", planId=f"{MINJUN.member_id}.{saga.deps.new_id()}")
    assert (foreign.status, foreign.json["code"]) == (404, "not_found")
    saga.evidence.likes.clear()
    unliked = await client.post(type="C", headers={"accept-language": "en"})
    assert (unliked.status, unliked.json["code"]) == (409, "no_likes_yet")
    assert "Like a few plans" in unliked.json["title"]
    assert saga.store.all(CONTAINER) == []


async def test_an_unknown_destination_is_answered_as_failed(client: Client) -> None:
    answer = await client.post(location="아틀란티스", headers={"accept-language": "en"})
    assert (answer.status, answer.json["status"], answer.json["tokens"]) == (202, "failed", 0)
    assert answer.json["failure"]["code"] == "unknown_destination"
    assert "do not know this destination" in answer.json["failure"]["message"]


async def test_a_plan_lends_what_is_left_out(client: Client) -> None:
    answer = await client.ask("request_recommendation", body={"type": "A", "planId": PLAN})
    assert answer.status == 202
    view = answer.json
    assert (view["location"], view["travelDate"], view["budget"]) == ("제주 서귀포", "2026-04-01", 1200000)
    assert (view["planId"], view["details"]) == (PLAN, "아이와 함께")

"""Accepting over HTTP."""

from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.plan import api_accept, schemas
from shared import http
from shared.auth import Caller, unauthenticated
from tests.fakes import Fakes
from tests.unit.plan.recommended import RECOMMENDATION, recommended
from tests.unit.plan.samples import JIWOO, MINJUN, tell, write

CALLERS = {"jiwoo": JIWOO, "minjun": MINJUN}


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


@pytest.fixture(autouse=True)
def wired(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "verifier", Verifier)
    monkeypatch.setattr(api_accept, "dependencies", lambda _context: fakes.deps)


async def ask(
    body: Any, *, as_: str | None = "jiwoo", recommendation: str = RECOMMENDATION, headers: dict[str, str] | None = None
) -> func.HttpResponse:
    endpoint: Any = api_accept.accept_recommendation
    sent = {"content-type": "application/json"} | (headers or {})
    if as_ is not None:
        sent["authorization"] = f"Bearer {as_}"
    request = func.HttpRequest(
        method="POST",
        url="http://x/api",
        headers=sent,
        params={},
        route_params={"recommendationId": recommendation},
        body=body if isinstance(body, bytes) else orjson.dumps(body),
    )
    answer: func.HttpResponse = await endpoint.build().get_user_function()(request, Context())
    return answer


async def test_a_new_plan_is_201_and_the_same_again_200(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    first = await ask({"visibility": "public", "title": "봄"})
    plan = orjson.loads(first.get_body())
    assert first.status_code == 201
    assert first.headers["Location"] == f"/api/plans/{plan['id']}"
    assert first.headers["ETag"].startswith('"1.')
    assert (plan["title"], plan["visibility"]) == ("봄", "public")
    schemas.PlanView.model_validate_json(first.get_body())
    again = await ask({})
    assert (again.status_code, again.get_body(), again.headers["ETag"]) == (
        200,
        first.get_body(),
        first.headers["ETag"],
    )


async def test_a_plan_takes_it_in_at_the_version_of_if_match(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    await tell(fakes.deps, recommended())
    said = {"planId": plan_id, "items": ["1-1"]}
    assert (await ask(said)).status_code == 428
    assert (await ask(said, headers={"if-match": '"2.x"'})).status_code == 412
    assert (await ask(said, headers={"if-match": "1"})).status_code == 400
    answer = await ask(said, headers={"if-match": '"1.x"'})
    assert answer.status_code == 200
    assert answer.headers["ETag"].startswith('"2.')
    plan = orjson.loads(answer.get_body())
    assert [item["title"] for item in plan["itinerary"]["days"][0]["items"]] == ["성산일출봉 오르기", "만장굴"]
    schemas.PlanView.model_validate_json(answer.get_body())


async def test_a_star_means_any_version(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    await tell(fakes.deps, recommended())
    assert (await ask({"planId": plan_id}, headers={"if-match": "*"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"items": []}, 422, ["/items"]),
        ({"items": ["9-9"]}, 422, ["/items/0"]),
        ({"items": ["1-1", "1-1"]}, 422, ["/items/1"]),
        ({"items": [1]}, 422, ["/items/0"]),
        ({"items": "1-1"}, 422, ["/items"]),
        ({"items": ["1-1"] * 401}, 422, ["/items"]),
        ({"items": ["1" * 65]}, 422, ["/items/0"]),
        ({"visibility": "everyone"}, 422, ["/visibility"]),
        ({"title": "x" * 121}, 422, ["/title"]),
        ({"title": "a\nb"}, 422, ["/title"]),
        ({"asNew": "yes"}, 422, ["/asNew"]),
        ({"as_new": True}, 422, ["/as_new"]),
        ({"planId": 7}, 422, ["/planId"]),
        ({"planId": "garbage"}, 404, []),
        ({"planId": RECOMMENDATION, "asNew": True}, 422, ["/planId"]),
        ({"surprise": 1}, 422, ["/surprise"]),
        ([], 422, [""]),
        (b"{", 400, []),
        (b"", 400, []),
    ],
)
async def test_bad_input_is_named_and_stores_nothing(fakes: Fakes, body: Any, status: int, pointers: list[str]) -> None:
    await tell(fakes.deps, recommended())
    answer = await ask(body)
    problem = orjson.loads(answer.get_body())
    assert (answer.status_code, [each["pointer"] for each in problem.get("errors", [])]) == (status, pointers)
    assert fakes.store.all("plans") == []


@pytest.mark.parametrize(
    ("as_", "recommendation", "status"),
    [(None, RECOMMENDATION, 401), ("minjun", RECOMMENDATION, 404), ("jiwoo", "garbage", 404), ("jiwoo", "a.b", 404)],
)
async def test_who_may_not_hears_nothing(fakes: Fakes, as_: str | None, recommendation: str, status: int) -> None:
    await tell(fakes.deps, recommended())
    assert (await ask({}, as_=as_, recommendation=recommendation)).status_code == status
    assert (await ask({}, headers={"content-type": "text/plain"})).status_code == 415
    assert fakes.store.all("plans") == []

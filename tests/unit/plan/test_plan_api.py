"""The HTTP operations: what goes over the wire."""

import json
from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.plan import api, schemas
from shared import http
from shared.auth import Caller, unauthenticated
from shared.events.member import MemberCreated
from shared.http import Schema
from tests.fakes import Fakes
from tests.unit.plan.samples import BODY, EMMA, JIWOO, MINJUN, tell

CALLERS = {"jiwoo": JIWOO, "minjun": MINJUN, "emma": EMMA}


class Verifier:
    """Knows three members by their names."""

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
        as_: str | None = None,
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
        method = "GET" if operation.startswith(("read", "list", "search")) else "POST"
        request = func.HttpRequest(
            method=method, url="http://x/api", headers=sent, params=query or {}, route_params=route, body=raw
        )
        return Answer(await endpoint(request, Context()))

    async def write(self, as_: str = "jiwoo", **changes: Any) -> Answer:
        answer = await self.ask("create_plan", as_=as_, body=BODY | changes)
        assert answer.status == 201
        return answer


@pytest.fixture
def client(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(http, "verifier", Verifier)
    monkeypatch.setattr(api, "dependencies", lambda _context: fakes.deps)
    return Client()


def fits(schema: type[Schema], answer: Answer) -> None:
    """The answer is what the OpenAPI document says."""
    schema.model_validate_json(answer.raw)


async def test_a_plan_is_written_and_read(client: Client) -> None:
    written = await client.write(visibility="followers")
    plan = written.json
    fits(schemas.PlanView, written)
    assert written.headers["Location"] == f"/api/plans/{plan['id']}"
    assert written.headers["ETag"].startswith('"1.')
    assert {name: plan[name] for name in BODY} == BODY
    assert plan["owner"] == {"id": JIWOO.member_id, "name": "지우"}
    assert (plan["ownerId"], plan["visibility"], plan["placeKey"]) == (JIWOO.member_id, "followers", "jeju")
    read = await client.ask("read_plan", as_="jiwoo", planId=plan["id"])
    assert (read.status, read.raw, read.headers["ETag"]) == (200, written.raw, written.headers["ETag"])


async def test_what_is_known_is_not_sent_again(client: Client) -> None:
    written = await client.write()
    seen = {"if-none-match": written.headers["ETag"]}
    again = await client.ask("read_plan", as_="jiwoo", headers=seen, planId=written.json["id"])
    assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", written.headers["ETag"])
    await client.ask("set_plan_visibility", as_="jiwoo", body={"visibility": "public"}, planId=written.json["id"])
    assert (await client.ask("read_plan", as_="jiwoo", headers=seen, planId=written.json["id"])).status == 200


async def test_a_plan_is_replaced_at_the_version_that_was_read(client: Client, fakes: Fakes) -> None:
    written = await client.write()
    plan_id, etag = written.json["id"], written.headers["ETag"]
    changed = await client.ask(
        "replace_plan", as_="jiwoo", body=BODY | {"title": "새 제목"}, headers={"if-match": etag}, planId=plan_id
    )
    fits(schemas.PlanView, changed)
    assert (changed.status, changed.json["title"], changed.json["version"]) == (200, "새 제목", 2)
    assert changed.headers["ETag"].startswith('"2.')
    before = fakes.store.all("plans")
    stale = await client.ask("replace_plan", as_="jiwoo", body=BODY, headers={"if-match": etag}, planId=plan_id)
    assert (stale.status, stale.json["code"]) == (412, "precondition_failed")
    assert fakes.store.all("plans") == before
    anyway = await client.ask("replace_plan", as_="jiwoo", body=BODY, headers={"if-match": "*"}, planId=plan_id)
    assert (anyway.status, anyway.json["version"]) == (200, 3)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "precondition_required"),
        ({"if-match": "1"}, 400, "invalid_header"),
        ({"if-match": '"x.1"'}, 400, "invalid_header"),
        ({"if-match": '"²"'}, 400, "invalid_header"),
        ({"if-match": '"1", "2"'}, 400, "invalid_header"),
    ],
)
async def test_replacing_needs_an_etag(
    client: Client, fakes: Fakes, headers: dict[str, str], status: int, code: str
) -> None:
    plan_id = (await client.write()).json["id"]
    before = fakes.store.all("plans")
    answer = await client.ask("replace_plan", as_="jiwoo", body=BODY, headers=headers, planId=plan_id)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert fakes.store.all("plans") == before


async def test_a_plan_is_deleted_if_it_is_what_was_read(client: Client) -> None:
    written = await client.write()
    plan_id = written.json["id"]
    stale = await client.ask("delete_plan", as_="jiwoo", headers={"if-match": '"7.x"'}, planId=plan_id)
    assert stale.status == 412
    gone = await client.ask("delete_plan", as_="jiwoo", headers={"if-match": written.headers["ETag"]}, planId=plan_id)
    assert (gone.status, gone.raw) == (204, b"")
    assert (await client.ask("read_plan", as_="jiwoo", planId=plan_id)).status == 404
    assert (await client.ask("delete_plan", as_="jiwoo", planId=plan_id)).status == 404
    assert (await client.ask("list_my_plans", as_="jiwoo")).json["items"] == []


async def test_visibility_is_changed_for_the_version_that_was_read(client: Client) -> None:
    written = await client.write()
    plan_id, body = written.json["id"], {"visibility": "public"}
    stale = await client.ask(
        "set_plan_visibility", as_="jiwoo", body=body, headers={"if-match": '"2.a"'}, planId=plan_id
    )
    assert stale.status == 412
    shared = await client.ask("set_plan_visibility", as_="jiwoo", body=body, planId=plan_id)
    fits(schemas.PlanView, shared)
    assert (shared.status, shared.json["visibility"], shared.json["version"]) == (200, "public", 2)
    again = await client.ask("set_plan_visibility", as_="jiwoo", body=body, planId=plan_id)
    assert (again.raw, again.headers["ETag"]) == (shared.raw, shared.headers["ETag"])


@pytest.mark.parametrize(
    ("operation", "extra"),
    [
        ("read_plan", {}),
        ("replace_plan", {"body": BODY, "headers": {"if-match": "*"}}),
        ("delete_plan", {}),
        ("set_plan_visibility", {"body": {"visibility": "public"}}),
    ],
)
async def test_a_private_plan_is_not_there_for_anybody_else(
    client: Client, fakes: Fakes, operation: str, extra: dict[str, Any]
) -> None:
    await tell(fakes.deps, MemberCreated(member_id=JIWOO.member_id, name="지우", created_at="", version=1))
    plan_id = (await client.write()).json["id"]
    before = fakes.store.all("plans")
    ids = [plan_id, f"{JIWOO.member_id}.{EMMA.member_id}", plan_id.upper(), "x", f"{plan_id}.x", f"card.{plan_id}"]
    for each in ids:
        answer = await client.ask(operation, as_="minjun", planId=each, **extra)
        assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize(
    "operation", ["create_plan", "replace_plan", "delete_plan", "set_plan_visibility", "list_my_plans"]
)
async def test_what_is_a_members_own_needs_a_member(client: Client, operation: str) -> None:
    plan_id = (await client.write()).json["id"]
    for token in (None, "forged"):
        answer = await client.ask(operation, as_=token, body=BODY, planId=plan_id)
        assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


async def test_a_forged_token_reads_nothing_either(client: Client) -> None:
    plan_id = (await client.write(visibility="public")).json["id"]
    assert (await client.ask("read_plan", as_="forged", planId=plan_id)).status == 401


async def test_a_public_plan_is_read_without_signing_in(client: Client, fakes: Fakes) -> None:
    await tell(fakes.deps, MemberCreated(member_id=JIWOO.member_id, name="김지우", created_at="", version=1))
    written = await client.write(visibility="public")
    read = await client.ask("read_plan", planId=written.json["id"])
    assert (read.status, read.json["owner"]["name"]) == (200, "김지우")
    listed = await client.ask("list_member_plans", memberId=JIWOO.member_id)
    fits(schemas.PlanPage, listed)
    assert [item["id"] for item in listed.json["items"]] == [written.json["id"]]


async def test_a_list_has_summaries_in_pages(client: Client, fakes: Fakes) -> None:
    for title in ("하나", "둘", "셋"):
        await client.write(title=title)
        fakes.clock.advance(1)
    first = await client.ask("list_my_plans", as_="jiwoo", query={"limit": "2"})
    fits(schemas.PlanPage, first)
    assert [item["title"] for item in first.json["items"]] == ["셋", "둘"]
    assert first.json["items"][0]["days"] == 3
    assert first.json["items"][0]["owner"] == {"id": JIWOO.member_id, "name": "지우"}
    rest = {"limit": "2", "cursor": first.json["nextCursor"]}
    second = await client.ask("list_member_plans", as_="jiwoo", query=rest, memberId=JIWOO.member_id)
    assert ([item["title"] for item in second.json["items"]], second.json["nextCursor"]) == (["하나"], None)


@pytest.mark.parametrize("member_id", ["x", "me.", JIWOO.member_id.upper(), EMMA.member_id])
async def test_a_member_who_is_not_there_has_no_list(client: Client, member_id: str) -> None:
    assert (await client.ask("list_member_plans", as_="jiwoo", memberId=member_id)).status == 404


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "?limit"),
        ({"limit": "10000"}, "?limit"),
        ({"limit": "x"}, "?limit"),
        ({"offset": "3"}, "?offset"),
    ],
)
@pytest.mark.parametrize("operation", ["list_my_plans", "list_member_plans", "search_destinations"])
async def test_a_parameter_at_fault_is_named(
    client: Client, operation: str, query: dict[str, str], pointer: str
) -> None:
    answer = await client.ask(operation, as_="jiwoo", query=query, memberId=JIWOO.member_id)
    assert (answer.status, [each["pointer"] for each in answer.json["errors"]]) == (400, [pointer])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_json"),
        (b"", 400, "invalid_json"),
        ({"location": "제주"}, 422, "validation_failed"),
        (BODY | {"endDate": "2026-03-01"}, 422, "validation_failed"),
        (BODY | {"endDate": "2027-03-01"}, 422, "validation_failed"),
        (BODY | {"details": "x" * 300_000}, 413, "body_too_large"),
    ],
)
async def test_a_bad_body_is_refused_and_nothing_stored(
    client: Client, fakes: Fakes, body: Any, status: int, code: str
) -> None:
    answer = await client.ask("create_plan", as_="jiwoo", body=body, headers={"idempotency-key": "k"})
    assert (answer.status, answer.json["code"]) == (status, code)
    assert fakes.store.all("plans") == []


async def test_a_large_plan_is_refused_and_nothing_stored(client: Client, fakes: Fakes) -> None:
    items = [{"title": "t", "note": "가" * 1000}] * 30
    days = {"days": [{"date": "2026-04-01", "items": items}, {"date": "2026-04-02", "items": items}]}
    answer = await client.ask("create_plan", as_="jiwoo", body=BODY | {"itinerary": days})
    assert (answer.status, answer.json["code"]) == (413, "plan_too_large")
    assert fakes.store.all("plans") == []


async def test_an_idempotency_key_makes_one_plan(client: Client, fakes: Fakes) -> None:
    keyed = {"idempotency-key": "k-1"}
    first = await client.ask("create_plan", as_="jiwoo", body=BODY, headers=keyed)
    again = await client.ask("create_plan", as_="jiwoo", body=BODY, headers=keyed)
    assert (again.status, again.raw) == (201, first.raw)
    assert [again.headers[name] for name in ("ETag", "Location")] == [
        first.headers[name] for name in ("ETag", "Location")
    ]
    other = await client.ask("create_plan", as_="jiwoo", body=BODY | {"title": "다른"}, headers=keyed)
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    theirs = await client.ask("create_plan", as_="minjun", body=BODY, headers=keyed)
    assert theirs.json["ownerId"] == MINJUN.member_id
    malformed = await client.ask("create_plan", as_="jiwoo", body=BODY, headers={"idempotency-key": "k 1"})
    assert (malformed.status, malformed.json["code"]) == (400, "invalid_header")
    assert len(fakes.store.all("plans", "plan")) == 2


@pytest.mark.parametrize(("q", "found"), [("제주", "jeju"), ("jej", "jeju"), ("서울", "seoul"), ("뉴욕", "new-york")])
async def test_destinations_are_found_in_both_languages(client: Client, q: str, found: str) -> None:
    answer = await client.ask("search_destinations", query={"q": q})
    fits(schemas.DestinationPage, answer)
    assert (answer.status, answer.json["items"][0]["key"]) == (200, found)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


async def test_destinations_without_a_question_are_a_first_page(client: Client) -> None:
    answer = await client.ask("search_destinations", query={"limit": "5"})
    assert (len(answer.json["items"]), answer.json["nextCursor"]) == (5, None)
    assert {item["country"] for item in answer.json["items"]} == {"KR"}

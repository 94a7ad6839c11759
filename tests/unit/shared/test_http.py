"""What every operation does around its handler: callers, errors as problem+json, ETags, traces, languages."""

import json
import logging
from typing import Any

import azure.functions as func
import pytest
from pydantic import Field

from shared import http
from shared.auth import Caller, unauthenticated
from shared.errors import FieldError, NotFound, Poison, Rejection, Unavailable
from shared.http import MAX_FIELD_ERRORS, Call, Paging, Reply, Schema, json_reply, operation, preferred_language

TRACEPARENT = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
MEMBER = Caller("01jb2k3m4n5p6q7r8s9t0v1w2x", "지우", "s1")


class Verifier:
    """Knows one token."""

    async def verify(self, token: str) -> Caller:
        if token != "good":
            raise unauthenticated()
        return MEMBER


@pytest.fixture(autouse=True)
def verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "verifier", Verifier)


class TraceContext:
    trace_parent = TRACEPARENT


class Context:
    trace_context = TraceContext()


async def ask(
    endpoint: Any, *, method: str = "POST", body: bytes = b"", headers: dict[str, str] | None = None, **params: str
) -> func.HttpResponse:
    request = func.HttpRequest(
        method=method, url="http://x/api/things", headers=headers or {}, params=params, route_params={}, body=body
    )
    response: func.HttpResponse = await endpoint(request, Context())
    return response


def problem(response: func.HttpResponse) -> dict[str, Any]:
    assert response.mimetype == "application/problem+json"
    parsed: dict[str, Any] = json.loads(response.get_body())
    assert parsed["status"] == response.status_code
    assert parsed["traceId"] == "a" * 32
    return parsed


class Thing(Schema):
    name: str = Field(min_length=1, max_length=5)
    size: int = Field(default=1, ge=1, le=9)


@operation(tag="plan", summary="Make a thing", body=Thing, answers={201: Thing})
async def make_thing(call: Call) -> Reply:
    thing = call.body(Thing)
    return json_reply(201, {"name": thing.name, "by": call.member.member_id})


GOOD = {"authorization": "Bearer good", "content-type": "application/json"}


async def test_a_good_request_is_answered() -> None:
    response = await ask(make_thing, body=b'{"name": "a"}', headers=GOOD)
    assert (response.status_code, json.loads(response.get_body())["by"]) == (201, MEMBER.member_id)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Bearer bad", "Basic good", "good"])
async def test_no_valid_token_is_401(value: str | None) -> None:
    headers = {"content-type": "application/json"} | ({} if value is None else {"authorization": value})
    response = await ask(make_thing, body=b'{"name": "a"}', headers=headers)
    assert (response.status_code, problem(response)["code"]) == (401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_behind_the_gateway_the_caller_is_who_it_says() -> None:
    """`Authorization` is the gateway's own there."""
    sent = {"content-type": "application/json", "authorization": "Bearer the gateway's"}
    signed_in = await ask(make_thing, body=b'{"name": "a"}', headers={**sent, "x-member-authorization": "Bearer good"})
    stranger = await ask(make_thing, body=b'{"name": "a"}', headers={**sent, "x-member-authorization": "none"})
    assert (signed_in.status_code, stranger.status_code) == (201, 401)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_json"),
        (b"", "application/json", 400, "invalid_json"),
        (b"\xff\xfe", "application/json", 400, "invalid_json"),
        (b'{"name": "a"}', "text/plain", 415, "unsupported_media_type"),
        (b'{"name": "a"}', "", 415, "unsupported_media_type"),
        (b'{"name": "' + b"a" * http.MAX_BODY_BYTES + b'"}', "application/json", 413, "body_too_large"),
        (b"[]", "application/json", 422, "validation_failed"),
        (b"null", "application/json", 422, "validation_failed"),
    ],
)
async def test_a_bad_body_is_refused(body: bytes, content_type: str, status: int, code: str) -> None:
    response = await ask(make_thing, body=body, headers={**GOOD, "content-type": content_type})
    assert (response.status_code, problem(response)["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "pointer", "code", "params"),
    [
        ({}, "/name", "required", {}),
        ({"name": ""}, "/name", "too_short", {"min": 1}),
        ({"name": "abcdef"}, "/name", "too_long", {"max": 5}),
        ({"name": 1}, "/name", "wrong_type", {"expected": "string"}),
        ({"name": "a", "size": 0}, "/size", "too_small", {"min": 1}),
        ({"name": "a", "size": 10}, "/size", "too_large", {"max": 9}),
        ({"name": "a", "size": "big"}, "/size", "wrong_type", {"expected": "integer"}),
        ({"name": "a", "a/b~c": 1}, "/a~1b~0c", "unknown_field", {}),
    ],
)
async def test_a_bad_field_is_named(body: Any, pointer: str, code: str, params: Any) -> None:
    response = await ask(make_thing, body=json.dumps(body).encode(), headers={**GOOD, "accept-language": "en"})
    (error,) = problem(response)["errors"]
    assert (error["pointer"], error["code"], error["params"]) == (pointer, code, params)
    assert error["detail"].isascii()


@operation(tag="plan", summary="List things", query=Paging, answers={200: None}, signed_in=None)
async def list_things(call: Call) -> Reply:
    return json_reply(200, call.query(Paging).limit)


@pytest.mark.parametrize("value", ["0", "101", "ten", "", "1.5", "-1"])
async def test_a_bad_parameter_is_named(value: str) -> None:
    response = await ask(list_things, method="GET", limit=value)
    found = problem(response)
    assert (response.status_code, found["code"], found["errors"][0]["pointer"]) == (400, "invalid_parameter", "?limit")


async def test_a_body_with_nothing_right_about_it_is_answered_shortly() -> None:
    body = json.dumps({f"field{number}": 0 for number in range(10_000)}).encode()
    response = await ask(make_thing, body=body, headers=GOOD)
    assert response.status_code == 422
    assert len(problem(response)["errors"]) == MAX_FIELD_ERRORS


async def test_an_unknown_parameter_is_refused() -> None:
    found = problem(await ask(list_things, method="GET", limt="5"))
    assert (found["errors"][0]["pointer"], found["errors"][0]["code"]) == ("?limt", "unknown_field")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Rejection("blocked", 409), 409, "blocked"),
        (NotFound("plan"), 404, "not_found"),
        (Unavailable("Cosmos DB said 503", retry_after=7), 503, "unavailable"),
        (Poison("a secret inside"), 500, "internal"),
    ],
)
async def test_each_kind_of_failure_has_its_answer_and_tells_nothing_inside(
    error: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    @operation(tag="plan", summary="Fail", answers={200: None}, signed_in=False)
    async def fail(_call: Call) -> Reply:
        raise error

    with caplog.at_level(logging.CRITICAL, "ktravel"):
        response = await ask(fail, method="GET")
    assert (response.status_code, problem(response)["code"]) == (status, code)
    assert b"secret" not in response.get_body()
    assert b"Cosmos" not in response.get_body()
    if status == 503:
        assert response.headers["Retry-After"] == "7"


async def test_a_defect_is_not_hidden_from_the_host() -> None:
    @operation(tag="plan", summary="Break", answers={200: None}, signed_in=False)
    async def breaks(_call: Call) -> Reply:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask(breaks, method="GET")


@operation(tag="plan", summary="Read a thing", answers={200: None}, signed_in=None, headers=("If-None-Match",))
async def read_thing(_call: Call) -> Reply:
    return json_reply(200, {"name": "a"}, etag="3.abc")


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        (None, 200),
        ('"3.abc"', 304),
        ('W/"3.abc"', 304),
        ('"1.x", "3.abc"', 304),
        ("*", 304),
        ('"3.abd"', 200),
        ("3.abc", 200),
    ],
)
async def test_what_the_client_has_is_not_sent_again(if_none_match: str | None, status: int) -> None:
    headers = {} if if_none_match is None else {"if-none-match": if_none_match}
    response = await ask(read_thing, method="GET", headers=headers)
    assert (response.status_code, bool(response.get_body())) == (status, status == 200)
    assert response.headers["ETag"] == '"3.abc"'


@operation(tag="plan", summary="Replace a thing", answers={200: None}, headers=("If-Match", "Idempotency-Key"))
async def replace_thing(call: Call) -> Reply:
    return json_reply(200, [call.if_match_version(), call.idempotency_key()])


@pytest.mark.parametrize(
    ("value", "version"), [('"3.abc"', 3), ('W/"12"', 12), ("*", None), (None, None), (' "4.x" ', 4)]
)
async def test_if_match_is_compared_by_version(value: str | None, version: int | None) -> None:
    headers = GOOD | ({} if value is None else {"if-match": value})
    response = await ask(replace_thing, method="PUT", headers=headers)
    assert json.loads(response.get_body())[0] == version


@pytest.mark.parametrize("value", ["3", '"x"', '""', '"3', '"³.x"', '"9999999999999999.x"', "garbage", ""])
async def test_a_malformed_if_match_is_400(value: str) -> None:
    found = problem(await ask(replace_thing, method="PUT", headers={**GOOD, "if-match": value}))
    assert (found["status"], found["errors"][0]["pointer"]) == (400, "#If-Match")


@pytest.mark.parametrize("value", ["", "a b", "한", "x" * 256, "tab\t"])
async def test_a_malformed_idempotency_key_is_400(value: str) -> None:
    found = problem(await ask(replace_thing, method="PUT", headers={**GOOD, "idempotency-key": value}))
    assert (found["status"], found["errors"][0]["pointer"]) == (400, "#Idempotency-Key")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ko"), ("", "ko"), ("en", "en"), ("en-US,en;q=0.9,ko;q=0.8", "en"), ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("fr", "ko"), ("fr, en;q=0.2", "en"), ("en;q=x", "ko"), ("*", "ko"), ("en;q=0.5, ko;q=0.5", "ko"),
    ],
)  # fmt: skip
def test_readers_are_korean_first_unless_they_prefer_english(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


async def test_problems_speak_the_readers_language() -> None:
    korean = problem(await ask(make_thing, headers={"accept-language": "ko"}))["title"]
    english = problem(await ask(make_thing, headers={"accept-language": "en"}))["title"]
    assert (korean, english) == ("로그인이 필요해요.", "Sign in first.")


async def test_one_line_tells_of_each_request(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "ktravel"):
        await ask(make_thing, body=b'{"name": "a"}', headers=GOOD)
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert (line["kind"], line["operation"], line["status"], line["member"]) == (
        "request", "make_thing", 201, MEMBER.member_id,
    )  # fmt: skip
    assert (line["trace"], line["parent"]) == ("a" * 32, "b" * 16)
    assert MEMBER.name not in caplog.text


def test_every_sentence_can_be_said_with_its_parameters() -> None:
    from shared.problem import FIELD_SENTENCES, SENTENCES, problem_body  # noqa: PLC0415

    params: dict[str, str | int | None] = {
        "max": 1,
        "min": 1,
        "kind": "plan",
        "header": "X",
        "seconds": 1,
        "allowed": "a",
        "expected": "b",
        "amount": 1,
        "days": 7,
        "reason": "card_declined",
    }
    for code in SENTENCES:
        for language in ("ko", "en"):
            assert json.loads(problem_body(code, 400, language=language, trace_id="a" * 32, params=params))["title"]
    errors = [FieldError("/x", code, params) for code in FIELD_SENTENCES]
    body = problem_body("validation_failed", 422, language="ko", trace_id="a" * 32, errors=errors)
    assert len(json.loads(body)["errors"]) == len(FIELD_SENTENCES)
    assert list(SENTENCES) == sorted(SENTENCES)
    assert list(FIELD_SENTENCES) == sorted(FIELD_SENTENCES)

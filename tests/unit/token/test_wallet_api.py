"""The wallet's HTTP operations: what goes over the wire, and what it says in the reader's language."""

import asyncio
import json
from typing import Any

import azure.functions as func
import pytest

from functions.token import api, schemas
from shared import http, patience
from shared.auth import Caller, unauthenticated
from tests.fakes import Fakes
from tests.unit.token.ledger import (
    AT,
    EMMA,
    JIWOO,
    created,
    failed,
    joined,
    left,
    recommendation,
    required,
    tell,
    top_up,
)

CALLERS = {"jiwoo": JIWOO, "emma": EMMA}


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
    monkeypatch.setattr(api, "dependencies", lambda _context: fakes.deps)


async def ask(
    trigger: Any,
    as_: str | None = "jiwoo",
    *,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> func.HttpResponse:
    sent = dict(headers or {})
    if as_ is not None:
        sent["authorization"] = f"Bearer {as_}"
    request = func.HttpRequest(method="GET", url="http://x/api", headers=sent, params=query or {}, body=b"")
    response: func.HttpResponse = await trigger.build().get_user_function()(request, Context())
    return response


async def wallet(**asked: Any) -> func.HttpResponse:
    return await ask(api.read_wallet, **asked)


async def entries(**asked: Any) -> func.HttpResponse:
    return await ask(api.list_wallet_entries, **asked)


async def test_a_wallet_is_answered(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required())
    answer = await wallet()
    assert answer.status_code == 200
    schemas.WalletView.model_validate_json(answer.get_body())
    assert json.loads(answer.get_body()) == {
        "id": JIWOO.member_id,
        "available": 4900,
        "free": 4900,
        "paid": 0,
        "held": 100,
        "createdAt": AT,
        "updatedAt": AT,
    }


async def test_right_after_sign_up_it_waits_for_the_grant(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 1)

    async def join() -> None:
        await asyncio.sleep(0.001)
        await tell(fakes.deps, joined())

    joining = asyncio.create_task(join())
    balance, history = await asyncio.gather(wallet(), entries())
    await joining
    assert json.loads(balance.get_body())["available"] == 5000
    assert [each["kind"] for each in json.loads(history.get_body())["items"]] == ["grant"]


async def test_a_wallet_that_does_not_come_is_not_found() -> None:
    for answer in (await wallet(), await entries()):
        assert answer.status_code == 404
        assert json.loads(answer.get_body())["code"] == "not_found"


async def test_what_is_known_is_not_sent_again(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    for operation in (wallet, entries):
        seen = {"if-none-match": (await operation()).headers["ETag"]}
        assert (await operation(headers=seen)).status_code == 304
    seen = {name: (await read()).headers["ETag"] for name, read in (("wallet", wallet), ("entries", entries))}
    await tell(fakes.deps, required())
    assert (await wallet(headers={"if-none-match": seen["wallet"]})).status_code == 200
    assert (await entries(headers={"if-none-match": seen["entries"]})).status_code == 200


async def test_nobody_sees_a_wallet_without_signing_in_or_after_leaving(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), left())
    for operation in (wallet, entries):
        assert (await operation(as_=None)).status_code == 401
        assert (await operation(as_="nobody")).status_code == 401
        assert (await operation()).status_code == 401


async def test_everybody_sees_their_own(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), joined(EMMA), required())
    assert json.loads((await wallet(as_="emma")).get_body())["available"] == 5000
    items = json.loads((await entries(as_="emma")).get_body())["items"]
    assert [each["kind"] for each in items] == ["grant"]


async def test_the_history_is_read_in_pages_latest_first_whatever_the_clock_said(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(1))
    fakes.clock.advance(-3600)
    await tell(fakes.deps, created(1), required(2))
    fakes.clock.advance(7200)
    await tell(fakes.deps, failed(2))
    cursor, seen = None, []
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = await entries(query=query)
        schemas.EntryPage.model_validate_json(answer.get_body())
        page = json.loads(answer.get_body())
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert [(each["kind"], each["amount"], each["balance"]) for each in seen] == [
        ("release", 100, 4900),
        ("hold", -100, 4800),
        ("capture", 0, 4900),
        ("hold", -100, 4900),
        ("grant", 5000, 5000),
    ]
    assert seen[0]["recommendationId"] == recommendation(2)
    assert len({each["id"] for each in seen}) == 5
    assert all(each["at"] == each["createdAt"] == each["updatedAt"] for each in seen)


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "x"}, {"order": "up"}], ids=str
)
async def test_what_is_no_page_is_refused(fakes: Fakes, query: dict[str, str]) -> None:
    await tell(fakes.deps, joined())
    assert (await entries(query=query)).status_code == 400


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "1,000 tokens bought",
                "100 tokens returned: the AI could not keep to the budget",
                "Held for an Osaka recommendation",
                "Spent on a Jeju recommendation",
                "Held for a Jeju recommendation",
                "5,000 tokens as a welcome gift",
            ],
        ),
        (
            "ko",
            [
                "1,000토큰을 충전했어요",
                "100토큰을 돌려드렸어요: AI가 예산을 지키지 못했어요",
                "오사카 추천에 쓸 100토큰을 맡아 두었어요",
                "제주 추천에 100토큰을 썼어요",
                "제주 추천에 쓸 100토큰을 맡아 두었어요",
                "가입 선물로 5,000토큰을 드렸어요",
            ],
        ),
    ],
)
async def test_the_history_is_said_in_the_readers_language(fakes: Fakes, language: str, sentences: list[str]) -> None:
    await tell(fakes.deps, joined(), required(1), created(1))
    osaka = {"location": "오사카 먹방", "place_key": "osaka"}
    await tell(fakes.deps, required(2, **osaka), failed(2, "over_budget", **osaka))
    await top_up(fakes, 1000)
    answer = await entries(headers={"accept-language": language})
    assert answer.headers["Content-Language"] == language
    assert [each["text"] for each in json.loads(answer.get_body())["items"]] == sentences


async def test_a_place_nobody_knows_is_called_as_the_member_did(fakes: Fakes) -> None:
    odd = {"location": "할머니 댁 {tokens}", "place_key": "x-할머니-댁"}
    await tell(fakes.deps, joined(), required(1, **odd), failed(1, "a_code_of_tomorrow", **odd))
    released, held, _ = json.loads((await entries(headers={"accept-language": "en"})).get_body())["items"]
    assert held["text"] == "Held for a 할머니 댁 {tokens} recommendation"
    assert released["text"] == "100 tokens returned: the recommendation could not be made"

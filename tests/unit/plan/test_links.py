"""Making, listing and revoking share links."""

import asyncio
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from functions.plan.links import MAX_LINKS, SECTIONS, new_secret
from functions.plan.repository import load
from functions.plan.schemas_links import LinkPage, NewLinkView
from shared.clock import to_iso
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import BODY, JIWOO, write
from tests.unit.plan.sharing import ALL, everybody, make_link, token_for

MISSING = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w2a"


@pytest.fixture(autouse=True)
async def people(fakes: Fakes) -> None:
    await everybody(fakes)


@pytest.fixture
async def plan_id(fakes: Fakes) -> str:
    return await write(fakes.deps, JIWOO)


async def listed(web: Web, plan_id: str) -> list[Any]:
    answer = await web.ask("list_share_links", as_="jiwoo", planId=plan_id)
    LinkPage.model_validate_json(answer.raw)
    items: list[Any] = answer.json["items"]
    return items


async def revoke(web: Web, plan_id: str, link_id: str, *, as_: str | None = "jiwoo") -> Answer:
    return await web.ask("delete_share_link", as_=as_, planId=plan_id, linkId=link_id)


async def opens(web: Web, token: str) -> int:
    status: int = (await web.ask("read_shared_plan", token=token)).status
    return status


async def test_a_link_is_made_and_told_once(fakes: Fakes, web: Web, plan_id: str) -> None:
    expires = to_iso(fakes.clock.now() + timedelta(days=7))
    answer = await make_link(web, plan_id, ["details", "itinerary"], expiresAt=expires)
    link = answer.json
    NewLinkView.model_validate_json(answer.raw)
    assert answer.status == 201
    assert re.fullmatch(rf"{re.escape(plan_id)}\.[a-z2-7]{{32}}", link["token"])
    assert link["url"] == f"http://127.0.0.1:7071/api/shared/{link['token']}/page"
    kept = {name: link[name] for name in ("id", "sections", "expiresAt", "createdAt", "updatedAt")}
    assert kept == {
        "id": link["id"],
        "sections": ["itinerary", "details"],
        "expiresAt": expires,
        "createdAt": to_iso(fakes.clock.now()),
        "updatedAt": to_iso(fakes.clock.now()),
    }
    assert await listed(web, plan_id) == [kept]


async def test_only_the_hash_of_the_secret_is_stored(fakes: Fakes, web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id, headers={"idempotency-key": "a-key-that-we-do-not-keep"})
    secret = token.rpartition(".")[2]
    stored = str(fakes.store.all("plans"))
    assert secret not in stored
    assert hashlib.sha256(secret.encode()).hexdigest() in stored
    assert "a-key-that-we-do-not-keep" not in stored


async def test_a_link_is_no_change_of_the_plan_and_no_news(fakes: Fakes, web: Web, plan_id: str) -> None:
    before = await web.ask("read_plan", as_="jiwoo", planId=plan_id)
    events = fakes.store.events("plans")
    await token_for(web, plan_id)
    after = await web.ask("read_plan", as_="jiwoo", planId=plan_id)
    assert (after.raw, after.headers["ETag"]) == (before.raw, before.headers["ETag"])
    assert fakes.store.events("plans") == events
    replaced = await web.ask(
        "replace_plan",
        as_="jiwoo",
        body=BODY | {"title": "x"},
        headers={"if-match": before.headers["ETag"]},
        planId=plan_id,
    )
    assert replaced.status == 200


async def test_links_outlive_other_changes_of_their_plan(web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    await web.ask("replace_plan", as_="jiwoo", body=BODY | {"title": "새"}, headers={"if-match": "*"}, planId=plan_id)
    await web.ask("set_plan_visibility", as_="jiwoo", body={"visibility": "public"}, planId=plan_id)
    assert (await web.ask("read_shared_plan", token=token)).json["title"] == "새"


async def test_making_a_plan_private_revokes_its_links_and_new_ones_may_be_made(fakes: Fakes, web: Web) -> None:
    plan_id = await write(fakes.deps, JIWOO, "public")
    token = await token_for(web, plan_id)

    async def show_to(visibility: str) -> None:
        await web.ask("set_plan_visibility", as_="jiwoo", body={"visibility": visibility}, planId=plan_id)

    await show_to("followers")
    assert await opens(web, token) == 200
    await show_to("private")
    assert (await opens(web, token), await listed(web, plan_id)) == (404, [])
    token = await token_for(web, plan_id)
    await show_to("private")
    assert await opens(web, token) == 200, "nothing changed"


async def test_links_are_not_copied_with_the_plan(fakes: Fakes, web: Web, plan_id: str) -> None:
    await token_for(web, plan_id)
    copy = (await web.ask("fork_plan", as_="jiwoo", planId=plan_id)).json["id"]
    loaded = await load(fakes.deps, copy)
    assert loaded is not None
    assert loaded.plan.links == ()


async def test_a_revoked_link_opens_nothing_at_once(web: Web, plan_id: str) -> None:
    link, other = (await make_link(web, plan_id)).json, await token_for(web, plan_id)
    assert await opens(web, link["token"]) == 200
    assert (await revoke(web, plan_id, link["id"])).status == 204
    assert (await opens(web, link["token"]), await opens(web, other)) == (404, 200)
    assert len(await listed(web, plan_id)) == 1
    assert (await revoke(web, plan_id, link["id"])).status == 404


async def test_an_expired_link_is_neither_open_nor_listed_nor_counted(fakes: Fakes, web: Web, plan_id: str) -> None:
    soon = to_iso(fakes.clock.now() + timedelta(seconds=60))
    tokens = [await token_for(web, plan_id, expiresAt=soon) for _ in range(MAX_LINKS)]
    fakes.clock.advance(59)
    assert await opens(web, tokens[0]) == 200
    fakes.clock.advance(1)
    assert [await opens(web, token) for token in tokens] == [404] * MAX_LINKS
    assert await listed(web, plan_id) == []
    await token_for(web, plan_id)
    loaded = await load(fakes.deps, plan_id)
    assert loaded is not None
    assert len(loaded.plan.links) == 1, "making one forgets those that expired"


async def test_a_plan_has_twenty_links_at_most_however_many_are_made_at_once(
    fakes: Fakes, web: Web, plan_id: str
) -> None:
    answers = await asyncio.gather(*(make_link(web, plan_id) for _ in range(MAX_LINKS + 5)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [201] * MAX_LINKS + [409] * 5
    assert {answer.json["code"] for answer in answers if answer.status == 409} == {"too_many_links"}
    assert len(await listed(web, plan_id)) == MAX_LINKS
    before = fakes.store.all("plans")
    assert (await make_link(web, plan_id)).status == 409
    assert fakes.store.all("plans") == before
    await revoke(web, plan_id, (await listed(web, plan_id))[0]["id"])
    assert (await make_link(web, plan_id)).status == 201


async def test_the_same_key_gives_the_same_link_with_its_token(fakes: Fakes, web: Web, plan_id: str) -> None:
    key = {"idempotency-key": "k"}
    first = await make_link(web, plan_id, headers=key)
    stored = fakes.store.all("plans")
    again = await make_link(web, plan_id, headers=key)
    assert (again.status, again.raw) == (201, first.raw)
    assert await opens(web, again.json["token"]) == 200
    other = await write(fakes.deps, JIWOO)
    for refused in (await make_link(web, plan_id, ["budget"], headers=key), await make_link(web, other, headers=key)):
        assert (refused.status, refused.json["code"]) == (422, "idempotency_key_reused")
    assert [each for each in fakes.store.all("plans") if other not in str(each)] == stored


async def test_two_at_once_with_one_key_make_one_link(web: Web, plan_id: str) -> None:
    answers = await asyncio.gather(*(make_link(web, plan_id, headers={"idempotency-key": "k"}) for _ in range(4)))
    assert len({answer.raw for answer in answers}) == 1
    assert len(await listed(web, plan_id)) == 1


@pytest.mark.parametrize("as_", ["minjun", "emma"])
async def test_links_are_the_owners_alone(fakes: Fakes, web: Web, as_: str) -> None:
    plan_id = await write(fakes.deps, JIWOO, "public")
    link = (await make_link(web, plan_id)).json
    before = fakes.store.all("plans")
    assert (await make_link(web, plan_id, as_=as_)).status == 404
    assert (await web.ask("list_share_links", as_=as_, planId=plan_id)).status == 404
    assert (await revoke(web, plan_id, link["id"], as_=as_)).status == 404
    assert (await revoke(web, plan_id, link["id"], as_=None)).status == 401
    assert (await web.ask("list_share_links", planId=plan_id)).status == 401
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize("plan_id", [MISSING, "garbage", "a.b"])
async def test_a_plan_that_is_not_there_has_no_links(fakes: Fakes, web: Web, plan_id: str) -> None:
    before = fakes.store.all("plans")
    assert (await make_link(web, plan_id)).status == 404
    assert (await web.ask("list_share_links", as_="jiwoo", planId=plan_id)).status == 404
    assert (await revoke(web, plan_id, "01jb2k3m4n5p6q7r8s9t0v1w2a")).status == 404
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize("link_id", ["garbage", "01jb2k3m4n5p6q7r8s9t0v1w2a"])
async def test_a_link_that_is_not_there_is_404(web: Web, plan_id: str, link_id: str) -> None:
    token = await token_for(web, plan_id)
    assert (await revoke(web, plan_id, link_id)).status == 404
    assert await opens(web, token) == 200


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({}, 422, ["/sections"]),
        ({"sections": []}, 422, ["/sections"]),
        ({"sections": ["budget", "all"]}, 422, ["/sections/1"]),
        ({"sections": ["budget", "budget"]}, 422, ["/sections/1"]),
        ({"sections": [*ALL, "budget"]}, 422, ["/sections"]),
        ({"sections": "budget"}, 422, ["/sections"]),
        ({"sections": ALL, "expiresAt": "2026-03-01T09:00:00Z"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "2025-01-01T00:00:00Z"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "2027-03-01T09:00:01Z"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "9999-12-31T23:59:59-12:00"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "0001-01-01T00:00:00+12:00"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "2026-04-01"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "2026-04-01T00:00:00"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": "1793000000"}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expiresAt": 1793000000}, 422, ["/expiresAt"]),
        ({"sections": ALL, "expires_at": None}, 422, ["/expires_at"]),
        ({"sections": ALL, "token": "x"}, 422, ["/token"]),
        ([], 422, [""]),
        (b"{", 400, []),
        (b"", 400, []),
    ],
)
async def test_bad_input_is_named_and_stores_nothing(
    fakes: Fakes, web: Web, body: Any, status: int, pointers: list[str]
) -> None:
    plan_id = await write(fakes.deps, JIWOO)
    before = fakes.store.all("plans")
    answer = await web.ask("create_share_link", as_="jiwoo", body=body, planId=plan_id)
    assert (answer.status, answer.pointers) == (status, pointers)
    assert fakes.store.all("plans") == before


async def test_a_year_is_the_longest(web: Web, plan_id: str) -> None:
    assert (await make_link(web, plan_id, expiresAt="2027-03-01T18:00:00+09:00")).json["expiresAt"] == (
        "2027-03-01T09:00:00.000Z"
    )


async def test_a_deleted_plan_takes_its_links_with_it(fakes: Fakes, web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    await web.ask("delete_plan", as_="jiwoo", planId=plan_id)
    assert await opens(web, token) == 404
    assert (await make_link(web, plan_id)).status == 404
    assert "secretHash" not in str(fakes.store.all("plans"))


async def test_every_secret_of_a_plan_is_compared(web: Web, plan_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However early the right one is: how long it takes tells nothing."""
    first = await token_for(web, plan_id)
    for _ in range(4):
        await token_for(web, plan_id)
    compared = []

    def noting(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("functions.plan.links.compare_digest", noting)
    for token in (first, first[:-8] + "aaaaaaaa"):
        compared.clear()
        await opens(web, token)
        assert len(compared) == 5


def test_sections_are_what_the_design_names() -> None:
    assert list(SECTIONS) == ALL
    assert len(new_secret()) * 8 >= 128

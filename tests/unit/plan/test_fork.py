"""Forking: a copy of all that a plan says, and where it is from."""

from dataclasses import fields
from typing import Any

import pytest

from functions.plan.domain import Content
from functions.plan.repository import load
from functions.plan.schemas import PlanView
from shared.auth import Caller
from shared.errors import Unavailable
from shared.events.follow import FollowCreated, MemberBlocked
from shared.events.member import MemberCreated, MemberDeleted
from shared.events.plan import Visibility
from shared.store.port import Delete
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import BODY, JIWOO, MINJUN, tell, write

AT = "2026-03-01T09:00:00.000Z"
MISSING = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w2a"


def known(caller: Caller) -> MemberCreated:
    return MemberCreated(member_id=caller.member_id, name=caller.name, created_at=AT, version=1)


@pytest.fixture(autouse=True)
async def people(fakes: Fakes) -> None:
    await tell(fakes.deps, known(JIWOO), known(MINJUN))


async def fork(web: Web, plan_id: str, *, as_: str | None = "minjun", **more: Any) -> Answer:
    return await web.ask("fork_plan", as_=as_, planId=plan_id, **more)


async def content_of(fakes: Fakes, plan_id: str) -> Content:
    loaded = await load(fakes.deps, plan_id)
    assert loaded is not None
    return loaded.plan.content


async def test_every_field_of_the_content_is_copied(fakes: Fakes, web: Web) -> None:
    """Of the model, not of a list kept here: a field added later is compared too, and must be in the sample."""
    source_id = await write(fakes.deps, JIWOO, "public")
    answer = await fork(web, source_id)
    source, copy = await content_of(fakes, source_id), await content_of(fakes, answer.json["id"])
    for field in fields(Content):
        value = getattr(source, field.name)
        assert value, f"samples.BODY says nothing for {field.name}"
        assert getattr(copy, field.name) == value, field.name
    assert copy.json == source.json
    assert {name: answer.json[name] for name in BODY} == BODY


async def test_the_copy_is_mine_private_and_says_where_it_is_from(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    answer = await fork(web, source_id, body={})
    PlanView.model_validate_json(answer.raw)
    plan = answer.json
    assert (answer.status, answer.headers["Location"]) == (201, f"/api/plans/{plan['id']}")
    assert (plan["ownerId"], plan["visibility"], plan["version"]) == (MINJUN.member_id, "private", 1)
    assert plan["forkedFrom"] == {
        "planId": source_id,
        "owner": {"id": JIWOO.member_id, "name": "지우"},
        "title": "봄 제주",
        "visible": True,
    }
    read = await web.ask("read_plan", as_="minjun", planId=plan["id"])
    assert (read.raw, read.headers["ETag"]) == (answer.raw, answer.headers["ETag"])


async def test_it_is_told_with_the_plan_in_one_batch(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    told = len(fakes.store.events("plans"))
    plan_id = (await fork(web, source_id)).json["id"]
    created, forked = fakes.store.events("plans")[told:]
    assert (created["type"], created["data"]["planId"]) == ("ktravel.plan.PlanCreated.v1", plan_id)
    assert (forked["type"], forked["data"]) == (
        "ktravel.plan.PlanForked.v1",
        {
            "planId": plan_id,
            "ownerId": MINJUN.member_id,
            "version": 1,
            "sourcePlanId": source_id,
            "sourceOwnerId": JIWOO.member_id,
            "at": created["data"]["createdAt"],
        },
    )


async def test_a_store_out_of_reach_stores_neither(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    before = fakes.store.all("plans")
    fakes.store.failures.append(Unavailable("down"))
    assert (await fork(web, source_id)).status == 503
    assert fakes.store.all("plans") == before


async def test_visibility_and_title_may_be_chosen(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    plan = (await fork(web, source_id, body={"visibility": "public", "title": " 우리도 제주 "})).json
    assert (plan["visibility"], plan["title"], plan["location"]) == ("public", "우리도 제주", BODY["location"])
    assert (await fork(web, source_id, body={"title": "  "})).json["title"] == BODY["title"]


async def test_ones_own_private_plan_may_be_copied(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO)
    plan = (await fork(web, source_id, as_="jiwoo")).json
    assert plan["forkedFrom"]["planId"] == source_id


@pytest.mark.parametrize("visibility", ["private", "followers"])
async def test_what_one_may_not_see_is_not_there(fakes: Fakes, web: Web, visibility: Visibility) -> None:
    source_id = await write(fakes.deps, JIWOO, visibility)
    before = fakes.store.all("plans")
    for plan_id in (source_id, MISSING, "garbage", "a.b"):
        answer = await fork(web, plan_id)
        assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert (await fork(web, source_id, as_=None)).status == 401
    assert fakes.store.all("plans") == before


async def test_followers_may_copy_what_is_for_followers_and_the_blocked_nothing(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "followers")
    follow = FollowCreated(follower_id=MINJUN.member_id, followee_id=JIWOO.member_id, at=AT, version=1)
    await tell(fakes.deps, follow)
    assert (await fork(web, source_id)).status == 201
    await tell(fakes.deps, MemberBlocked(blocker_id=JIWOO.member_id, blocked_id=MINJUN.member_id, version=1))
    before = fakes.store.all("plans")
    assert (await fork(web, source_id)).status == 404
    assert fakes.store.all("plans") == before


async def test_who_left_copies_nothing_and_is_copied_by_nobody(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    for caller, status in ((JIWOO, 404), (MINJUN, 401)):
        await tell(fakes.deps, MemberDeleted(member_id=caller.member_id, version=2))
        before = fakes.store.all("plans")
        assert (await fork(web, source_id)).status == status
        assert fakes.store.all("plans") == before


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"visibility": "everyone"}, 422, ["/visibility"]),
        ({"title": "x" * 121}, 422, ["/title"]),
        ({"title": "a\nb"}, 422, ["/title"]),
        ({"title": 7}, 422, ["/title"]),
        ({"location": "서울"}, 422, ["/location"]),
        ([], 422, [""]),
        (b"{", 400, []),
        (b" ", 400, []),
    ],
)
async def test_bad_input_is_named_and_stores_nothing(
    fakes: Fakes, web: Web, body: Any, status: int, pointers: list[str]
) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    before = fakes.store.all("plans")
    answer = await fork(web, source_id, body=body)
    assert (answer.status, answer.pointers) == (status, pointers)
    assert (await fork(web, source_id, body=b"{}", headers={"content-type": "text/plain"})).status == 415
    assert (await fork(web, source_id, headers={"idempotency-key": "a b"})).status == 400
    assert fakes.store.all("plans") == before


async def test_the_same_key_gives_the_same_plan(fakes: Fakes, web: Web) -> None:
    source_id, other_id = await write(fakes.deps, JIWOO, "public"), await write(fakes.deps, JIWOO, "public")
    key = {"idempotency-key": "k1"}
    first = await fork(web, source_id, headers=key)
    stored = fakes.store.all("plans")
    again = await fork(web, source_id, headers=key)
    assert (again.status, again.raw, again.headers["ETag"]) == (201, first.raw, first.headers["ETag"])
    for plan_id, body in ((source_id, {"title": "다른"}), (other_id, None)):
        reused = await fork(web, plan_id, body=body, headers=key)
        assert (reused.status, reused.json["code"]) == (422, "idempotency_key_reused")
    assert fakes.store.all("plans") == stored
    assert (await fork(web, source_id, headers={"idempotency-key": "k2"})).json["id"] != first.json["id"]


async def lineage(web: Web, plan_id: str, as_: str = "minjun") -> Any:
    return (await web.ask("read_plan", as_=as_, planId=plan_id)).json["forkedFrom"]


async def test_a_source_that_may_be_seen_no_longer_is_not_told(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public", title="비밀")
    plan_id = (await fork(web, source_id, body={"visibility": "public"})).json["id"]
    private = {"as_": "jiwoo", "body": {"visibility": "private"}, "planId": source_id}
    await web.ask("set_plan_visibility", **private)  # type: ignore[arg-type]
    assert await lineage(web, plan_id) == {"visible": False}
    answer = await web.ask("read_plan", as_="emma", planId=plan_id)
    assert source_id not in answer.text
    assert JIWOO.member_id not in answer.text
    assert (await lineage(web, plan_id, as_="jiwoo"))["title"] == "비밀", "its owner may see it"
    await web.ask("delete_plan", as_="jiwoo", planId=source_id)
    assert await lineage(web, plan_id, as_="jiwoo") == {"visible": False}


async def test_the_source_of_one_who_blocked_me_or_left_is_not_told(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    plan_id = (await fork(web, source_id)).json["id"]
    await tell(fakes.deps, MemberBlocked(blocker_id=JIWOO.member_id, blocked_id=MINJUN.member_id, version=1))
    assert await lineage(web, plan_id) == {"visible": False}


async def test_a_source_whose_owner_was_not_heard_of_is_not_told(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    plan_id = (await fork(web, source_id)).json["id"]
    await fakes.store.execute("plan-people", JIWOO.member_id, [Delete("member")])
    assert await lineage(web, plan_id) == {"visible": False}


async def test_a_change_keeps_the_lineage(fakes: Fakes, web: Web) -> None:
    source_id = await write(fakes.deps, JIWOO, "public")
    forked = await fork(web, source_id)
    plan_id = forked.json["id"]
    replaced = await web.ask(
        "replace_plan", as_="minjun", body=BODY | {"title": "x"}, headers={"if-match": "*"}, planId=plan_id
    )
    shown = await web.ask("set_plan_visibility", as_="minjun", body={"visibility": "public"}, planId=plan_id)
    for answer in (replaced, shown):
        assert (answer.status, answer.json["forkedFrom"]) == (200, forked.json["forkedFrom"])

"""Commands and queries: what is stored, what is told, who may see it, and what happens when two come at once."""

import asyncio
from typing import Any

import orjson
import pytest

from functions.plan import handlers
from shared.auth import Caller
from shared.errors import NotFound, Rejection, Stale, Unavailable
from shared.events.follow import FollowCreated, MemberBlocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import Visibility
from shared.idempotency import KEPT_SECONDS, IdempotentRequest
from shared.read_model import TOMBSTONE_SECONDS
from tests.fakes import Fakes
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, answer, content, tell, write

AT = "2026-03-01T09:00:00.000Z"


def created(caller: Caller, version: int = 1) -> MemberCreated:
    return MemberCreated(member_id=caller.member_id, name=caller.name, created_at=AT, version=version)


def follows(follower: Caller, followee: Caller) -> FollowCreated:
    return FollowCreated(follower_id=follower.member_id, followee_id=followee.member_id, version=1, at=AT)


def blocks(blocker: Caller, blocked: Caller) -> MemberBlocked:
    return MemberBlocked(blocker_id=blocker.member_id, blocked_id=blocked.member_id, version=1)


def kinds(fakes: Fakes) -> list[tuple[str, int]]:
    return [(event["type"].split(".")[2], event["data"]["version"]) for event in fakes.store.events("plans")]


def request(key: str = "k", body: bytes = b"{}") -> IdempotentRequest:
    return IdempotentRequest(JIWOO.member_id, "create_plan", key, body)


async def titles(fakes: Fakes, owner: Caller, caller: Caller | None) -> list[str]:
    page, _ = await handlers.list_plans_of(fakes.deps, owner.member_id, caller, limit=20, cursor=None)
    return [item.body["summary"]["title"] for item in page.items]


async def test_a_plan_its_card_and_its_event_are_stored_together(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    (plan,), (card,) = fakes.store.all("plans", "plan"), fakes.store.all("plans", "card")
    assert len(fakes.store.all("plans")) == 3
    assert plan == {
        "id": plan_id,
        "pk": JIWOO.member_id,
        "type": "plan",
        "version": 1,
        "visibility": "public",
        "placeKey": "jeju",
        "content": content().json,
        "createdAt": AT,
        "updatedAt": AT,
        "shownAt": AT,
        "publicAt": AT,
        "feedKey": f"{AT}.{plan_id}",
    }
    assert card["summary"]["days"] == 3
    assert "itinerary" not in card["summary"]
    assert "details" not in card["summary"]
    assert kinds(fakes) == [("PlanCreated", 1)]
    assert fakes.store.events("plans")[0]["subject"] == plan_id


async def test_who_signed_up_a_moment_ago_writes_at_once_under_the_name_of_the_token(fakes: Fakes) -> None:
    reply = await handlers.create_plan(fakes.deps, JIWOO, content(), "private", answer=answer)
    plan_id = orjson.loads(reply.body)["id"]
    assert orjson.loads(reply.body)["name"] == "지우"
    assert (await handlers.read_plan(fakes.deps, plan_id, JIWOO))[1] == "지우"
    await tell(fakes.deps, MemberUpdated(member_id=JIWOO.member_id, name="김지우", version=2))
    assert (await handlers.read_plan(fakes.deps, plan_id, JIWOO))[1] == "김지우"


async def test_a_refused_plan_leaves_nothing(fakes: Fakes) -> None:
    with pytest.raises(Rejection, match="validation_failed"):
        await write(fakes.deps, currency="ABC", request=request())
    assert fakes.store.all("plans") == []


async def test_a_store_out_of_reach_leaves_nothing_and_says_so(fakes: Fakes) -> None:
    fakes.store.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):
        await write(fakes.deps, request=request())
    assert fakes.store.all("plans") == []


async def test_the_same_request_twice_is_one_plan(fakes: Fakes) -> None:
    first = await write(fakes.deps, request=request())
    assert await write(fakes.deps, request=request()) == first
    assert await write(fakes.deps, request=request("another")) != first
    assert kinds(fakes) == [("PlanCreated", 1)] * 2
    fakes.clock.advance(KEPT_SECONDS + 1)
    assert await write(fakes.deps, request=request()) != first


async def test_the_same_request_twice_at_once_is_one_plan(fakes: Fakes) -> None:
    ids = await asyncio.gather(*(write(fakes.deps, request=request()) for _ in range(5)))
    assert len(set(ids)) == 1
    assert kinds(fakes) == [("PlanCreated", 1)]


async def test_a_key_used_with_another_body_is_refused(fakes: Fakes) -> None:
    await write(fakes.deps, request=request())
    with pytest.raises(Rejection, match="idempotency_key_reused"):
        await write(fakes.deps, request=request(body=b"[]"))
    assert kinds(fakes) == [("PlanCreated", 1)]


async def test_replacing_says_everything_anew(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    fakes.clock.advance(60)
    changed, name = await handlers.replace_plan(
        fakes.deps, JIWOO, plan_id, content(title="부산", location="부산", details=None, itinerary=None), version=1
    )
    assert name == "지우"
    assert changed == fakes.store.all("plans", "plan")[0]
    assert (changed["version"], changed["visibility"], changed["placeKey"]) == (2, "public", "busan")
    assert changed["content"]["itinerary"] == {"days": []}
    assert (changed["createdAt"], changed["updatedAt"]) == (AT, "2026-03-01T09:01:00.000Z")
    (card,) = fakes.store.all("plans", "card")
    assert (card["summary"]["title"], card["summary"]["version"]) == ("부산", 2)
    assert kinds(fakes) == [("PlanCreated", 1), ("PlanUpdated", 2)]


async def test_replacing_with_the_same_changes_nothing(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    before = fakes.store.all("plans")
    changed, _ = await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(), version=1)
    assert changed["version"] == 1
    assert fakes.store.all("plans") == before


async def test_visibility_changes_are_told_by_their_direction(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    steps: list[Visibility] = ["followers", "followers", "public", "private"]
    for visibility in steps:
        changed, _ = await handlers.set_visibility(fakes.deps, JIWOO, plan_id, visibility, version=None)
        assert changed["visibility"] == visibility
        assert fakes.store.all("plans", "card")[0]["visibility"] == visibility
    assert kinds(fakes) == [("PlanCreated", 1), ("PlanShared", 2), ("PlanShared", 3), ("PlanUnshared", 4)]


async def test_deleting_leaves_an_id_and_a_version_only(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    await handlers.delete_plan(fakes.deps, JIWOO, plan_id, version=1)
    assert [document for document in fakes.store.all("plans") if document["type"] != "outbox"] == [
        {"id": plan_id, "pk": JIWOO.member_id, "type": "deleted-plan", "version": 2, "ttl": TOMBSTONE_SECONDS}
    ]
    assert kinds(fakes) == [("PlanCreated", 1), ("PlanDeleted", 2)]
    assert fakes.store.events("plans")[1]["data"] == {"planId": plan_id, "ownerId": JIWOO.member_id, "version": 2}
    with pytest.raises(NotFound):
        await handlers.read_plan(fakes.deps, plan_id, JIWOO)
    with pytest.raises(NotFound):
        await handlers.delete_plan(fakes.deps, JIWOO, plan_id, version=None)


async def change(fakes: Fakes, what: str, caller: Caller, plan_id: str, version: int | None = None) -> Any:
    if what == "replace":
        return await handlers.replace_plan(fakes.deps, caller, plan_id, content(title="다른"), version=version)
    if what == "visibility":
        return await handlers.set_visibility(fakes.deps, caller, plan_id, "followers", version=version)
    return await handlers.delete_plan(fakes.deps, caller, plan_id, version=version)


CHANGES = ["replace", "visibility", "delete"]


@pytest.mark.parametrize("what", CHANGES)
async def test_only_the_owner_changes_a_plan(fakes: Fakes, what: str) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    before = fakes.store.all("plans")
    with pytest.raises(NotFound):
        await change(fakes, what, MINJUN, plan_id)
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize("what", CHANGES)
async def test_a_plan_that_never_was_cannot_be_changed(fakes: Fakes, what: str) -> None:
    with pytest.raises(NotFound):
        await change(fakes, what, JIWOO, f"{JIWOO.member_id}.{EMMA.member_id}")
    assert fakes.store.all("plans") == []


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("version", [0, 2, 10**14])
async def test_a_change_of_another_version_is_refused(fakes: Fakes, what: str, version: int) -> None:
    plan_id = await write(fakes.deps)
    before = fakes.store.all("plans")
    with pytest.raises(Rejection) as caught:
        await change(fakes, what, JIWOO, plan_id, version)
    assert (caught.value.code, caught.value.status) == ("precondition_failed", 412)
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize("what", CHANGES)
async def test_a_conflict_of_our_own_is_tried_again(fakes: Fakes, what: str) -> None:
    plan_id = await write(fakes.deps)
    fakes.store.failures += [Stale("busy", 0), Stale("busy", 0)]
    await change(fakes, what, JIWOO, plan_id, 1)
    assert len(kinds(fakes)) == 2


async def test_of_two_who_replace_the_same_version_one_is_refused(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    outcomes = await asyncio.gather(
        *(
            handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(title=title), version=1)
            for title in ("하나", "둘", "셋")
        ),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    assert [rejection.status for rejection in refused] == [412, 412]
    assert kinds(fakes) == [("PlanCreated", 1), ("PlanUpdated", 2)]


async def test_who_meets_another_write_after_reading_reads_again_and_is_refused(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    execute, raced = fakes.store.execute, False

    async def execute_second(container: str, partition: str, operations: Any) -> Any:
        nonlocal raced
        if not raced:
            raced = True
            await handlers.set_visibility(fakes.deps, JIWOO, plan_id, "public", version=None)
        return await execute(container, partition, operations)

    fakes.store.execute = execute_second  # type: ignore[method-assign]
    with pytest.raises(Rejection, match="precondition_failed"):
        await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(title="늦은"), version=1)
    assert kinds(fakes) == [("PlanCreated", 1), ("PlanShared", 2)]


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        pytest.param(None, {"public"}, id="nobody"),
        pytest.param(EMMA, {"public"}, id="a stranger"),
        pytest.param(MINJUN, {"public", "followers"}, id="a follower"),
        pytest.param(JIWOO, {"public", "followers", "private"}, id="the owner"),
    ],
)
async def test_who_sees_what(fakes: Fakes, reader: Caller | None, sees: set[Visibility]) -> None:
    await tell(fakes.deps, created(JIWOO), follows(MINJUN, JIWOO), follows(JIWOO, EMMA))
    order: list[Visibility] = ["private", "followers", "public"]
    for visibility in order:
        fakes.clock.advance(1)
        plan_id = await write(fakes.deps, visibility=visibility, title=visibility)
        if visibility in sees:
            document, name = await handlers.read_plan(fakes.deps, plan_id, reader)
            assert (document["id"], name) == (plan_id, "지우")
        else:
            with pytest.raises(NotFound):
                await handlers.read_plan(fakes.deps, plan_id, reader)
    assert await titles(fakes, JIWOO, reader) == [each for each in reversed(order) if each in sees]


async def test_the_blocked_see_nothing_even_if_they_follow(fakes: Fakes) -> None:
    await tell(fakes.deps, created(JIWOO), follows(MINJUN, JIWOO), blocks(JIWOO, MINJUN))
    plan_id = await write(fakes.deps, visibility="public")
    with pytest.raises(NotFound):
        await handlers.read_plan(fakes.deps, plan_id, MINJUN)
    with pytest.raises(NotFound):
        await titles(fakes, JIWOO, MINJUN)
    assert await titles(fakes, JIWOO, EMMA) == ["봄 제주"]


async def test_a_block_hides_nothing_of_the_blocked(fakes: Fakes) -> None:
    await tell(fakes.deps, created(JIWOO), blocks(MINJUN, JIWOO))
    plan_id = await write(fakes.deps, visibility="public")
    assert (await handlers.read_plan(fakes.deps, plan_id, MINJUN))[0]["id"] == plan_id


@pytest.mark.parametrize("reader", [None, MINJUN, JIWOO])
async def test_the_plans_of_who_left_are_gone_at_once(fakes: Fakes, reader: Caller | None) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    await tell(fakes.deps, created(JIWOO), MemberDeleted(member_id=JIWOO.member_id, version=2))
    with pytest.raises(NotFound):
        await handlers.read_plan(fakes.deps, plan_id, reader)
    with pytest.raises(Rejection) as caught:
        await titles(fakes, JIWOO, reader)
    assert caught.value.status == (401 if reader is JIWOO else 404)


async def test_a_token_that_outlives_its_member_writes_nothing(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    await tell(fakes.deps, MemberDeleted(member_id=JIWOO.member_id, version=2))
    before = fakes.store.all("plans")
    with pytest.raises(Rejection, match="unauthenticated"):
        await write(fakes.deps)
    for what in CHANGES:
        with pytest.raises(Rejection, match="unauthenticated"):
            await change(fakes, what, JIWOO, plan_id)
    assert fakes.store.all("plans") == before


async def test_an_owner_never_heard_of_shows_nothing(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, visibility="public")
    with pytest.raises(NotFound):
        await handlers.read_plan(fakes.deps, plan_id, MINJUN)
    with pytest.raises(NotFound):
        await titles(fakes, JIWOO, None)


async def test_an_owner_heard_of_in_a_moment_is_waited_for(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.patience.KNOWN_WITHIN_SECONDS", 1.0)
    plan_id = await write(fakes.deps, visibility="public")

    async def news() -> None:
        await asyncio.sleep(0.003)
        await tell(fakes.deps, created(JIWOO))

    (document, name), *_ = await asyncio.gather(handlers.read_plan(fakes.deps, plan_id, MINJUN), news())
    assert (document["id"], name) == (plan_id, "지우")


async def test_a_private_plan_is_not_waited_for(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.patience.KNOWN_WITHIN_SECONDS", 3600.0)
    plan_id = await write(fakes.deps)
    with pytest.raises(NotFound):
        await asyncio.wait_for(handlers.read_plan(fakes.deps, plan_id, MINJUN), 1)


async def test_lists_are_newest_first_in_pages_that_meet(fakes: Fakes) -> None:
    await tell(fakes.deps, created(JIWOO))
    for number in range(7):
        await write(fakes.deps, visibility="private" if number % 2 else "public", title=f"{number}")
        fakes.clock.advance(1)
    seen: list[str] = []
    cursor = None
    for limit in (3, 3, 3):
        page, name = await handlers.list_own_plans(fakes.deps, JIWOO, limit=limit, cursor=cursor)
        assert name == "지우"
        seen += [item.body["summary"]["title"] for item in page.items]
        cursor = page.cursor
    assert cursor is None
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    assert await titles(fakes, JIWOO, EMMA) == ["6", "4", "2", "0"]


async def test_a_cursor_of_nobodys_is_refused(fakes: Fakes) -> None:
    await write(fakes.deps)
    with pytest.raises(Rejection, match="invalid_cursor"):
        await handlers.list_own_plans(fakes.deps, JIWOO, limit=3, cursor="garbage")

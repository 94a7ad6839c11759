"""The last row of the table: member deleted meanwhile. The hold is settled; nothing of the member's text is kept."""

from typing import Any

import orjson
import pytest

from functions.recommendation import handlers, repository
from functions.recommendation.ai.port import Arranged
from functions.recommendation.brief import Evidence, Request
from functions.recommendation.repository import CONTAINER
from shared.auth import Caller
from shared.errors import NotFound, Rejection, Stale
from shared.events.member import MemberDeleted
from shared.inbox import receive_event
from shared.store.port import Document
from tests.fakes import Delivered
from tests.unit.recommendation.saga.samples import JIWOO, MINJUN, Saga, short, well

SECRET = "우리만의 비밀"


async def leave(saga: Saga, member: Caller = JIWOO) -> None:
    """The member is deleted, and what that sends to the inbox is handled."""
    data = MemberDeleted(member_id=member.member_id, version=9)
    await handlers.on_member_deleted(*saga.told(data))
    while saga.fakes.bus.sent:
        queue, message = saga.fakes.bus.sent.pop(0)
        if queue == handlers.INBOX:
            delivery = Delivered(message.body, message.id, message.subject)
            await receive_event(saga.deps, queue, delivery, {MemberDeleted: handlers.on_member_deleted})


def left(saga: Saga) -> list[Document]:
    """What is kept, but for what waits to be sent."""
    return [each for each in saga.store.all(CONTAINER) if each["type"] != "outbox"]


async def test_what_is_open_ends_so_that_its_tokens_are_given_back(saga: Saga) -> None:
    requested = await saga.request(details=SECRET)
    generating = await saga.request(details=SECRET)
    await saga.hold(generating)
    made = await saga.created(details=SECRET)
    await leave(saga)
    assert saga.events(requested) == ["RecommendationRequired", "RecommendationFailed"]
    assert saga.events(generating) == ["RecommendationRequired", "RecommendationFailed"]
    assert saga.events(made) == ["RecommendationRequired", "RecommendationCreated"]
    failed = [each["data"] for each in saga.store.events(CONTAINER) if each["type"].endswith("Failed.v1")]
    assert [each["code"] for each in failed] == ["member_gone", "member_gone"]


async def test_nothing_that_the_member_wrote_is_kept(saga: Saga) -> None:
    await saga.created(details=SECRET, key="k1")
    failed = await saga.request(location=f"{SECRET} 제주", key="k2")
    await saga.refuse(failed)
    await saga.request(details=SECRET, key="k3")
    await leave(saga)
    for each in left(saga):
        assert each.keys() <= {"id", "pk", "type", "version", "ttl"}
    assert {each["type"] for each in left(saga)} == {"deleted-recommendation", "gone"}
    assert SECRET not in orjson.dumps(left(saga)).decode()


async def test_others_keep_what_is_theirs(saga: Saga) -> None:
    await saga.request()
    theirs = await saga.request(MINJUN)
    await leave(saga)
    assert saga.read(theirs)["status"] == "requested"
    assert saga.events(theirs) == ["RecommendationRequired"]


async def test_it_goes_in_parts_and_ends(saga: Saga) -> None:
    ids = [await saga.request(key=f"k{number}") for number in range(70)]
    data = MemberDeleted(member_id=JIWOO.member_id, version=9)
    await handlers.on_member_deleted(*saga.told(data))
    assert len([each for each in left(saga) if each["type"] == "recommendation"]) == 20
    assert [queue for queue, _ in saga.fakes.bus.sent] == [handlers.INBOX]
    await leave(saga)
    assert {each["type"] for each in left(saga)} == {"deleted-recommendation", "gone"}
    assert all(saga.events(each) == ["RecommendationRequired", "RecommendationFailed"] for each in ids)


async def test_hearing_it_twice_changes_nothing(saga: Saga) -> None:
    await saga.request()
    await leave(saga)
    before = saga.store.all(CONTAINER)
    await leave(saga)
    assert saga.store.all(CONTAINER) == before


async def test_late_events_find_that_it_is_gone(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await leave(saga)
    before = saga.store.all(CONTAINER)
    await saga.hold(recommendation_id)
    await saga.refuse(recommendation_id)
    await saga.refund(recommendation_id)
    await saga.generate(recommendation_id)
    saga.clock.advance(901)
    assert await handlers.sweep_overdue(saga.deps) == 0
    assert saga.store.all(CONTAINER) == before
    assert saga.fakes.bus.sent == []


async def test_what_the_ai_was_at_when_the_member_left_is_not_kept(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)

    async def meanwhile(request: Request, evidence: Evidence) -> Arranged:
        await leave(saga)
        return well(request, evidence)

    saga.ai.script = [meanwhile]
    await saga.generate(recommendation_id)
    assert saga.events(recommendation_id) == ["RecommendationRequired", "RecommendationFailed"]
    assert {each["type"] for each in left(saga)} == {"deleted-recommendation", "gone"}


async def test_who_left_asks_for_nothing_more(saga: Saga) -> None:
    await leave(saga)
    before = saga.store.all(CONTAINER)
    with pytest.raises(Rejection) as caught:
        await saga.request()
    assert (caught.value.status, caught.value.code) == (401, "unauthenticated")
    assert saga.store.all(CONTAINER) == before


@pytest.mark.parametrize("what", ["hold", "refuse", "sweep"])
async def test_what_was_asked_for_while_the_member_left_ends_with_the_next_that_is_heard_of_it(
    saga: Saga, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        async def not_gone(*_: object) -> tuple[bool, None]:
            return False, None  # looked before the member had left, and stores it after

        patch.setattr(repository, "read_before_asking", not_gone)
        await leave(saga)
        recommendation_id = await saga.request(details=SECRET)
    if what == "hold":
        await saga.hold(recommendation_id)
    elif what == "refuse":
        await saga.refuse(recommendation_id)
    else:
        saga.clock.advance(901)
        await handlers.sweep_overdue(saga.deps)
    assert saga.events(recommendation_id) == ["RecommendationRequired", "RecommendationFailed"]
    assert {each["type"] for each in left(saga)} == {"deleted-recommendation", "gone"}
    assert saga.work() == []


@pytest.mark.parametrize("what", ["unknown destination", "stored answer"])
async def test_what_ends_at_once_while_the_member_leaves_is_not_kept(
    saga: Saga, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing will be heard of it any more that could remove it."""
    said: dict[str, Any] = {"details": SECRET}
    last_read: tuple[Any, str] = (repository, "read_before_asking")
    if what == "unknown destination":
        said["location"] = "아무도 모르는 곳"
    else:
        await saga.created(**said)
        last_read = (handlers, "gather")
    read = getattr(*last_read)

    async def and_leaves(*arguments: Any) -> Any:
        found = await read(*arguments)
        await leave(saga)
        return found

    monkeypatch.setattr(*last_read, and_leaves)
    await saga.reply(key="k", **said)
    assert {each["type"] for each in left(saga)} == {"deleted-recommendation", "gone"}
    assert SECRET not in orjson.dumps(left(saga)).decode()


async def test_whoever_wrote_meanwhile_is_waited_for(saga: Saga) -> None:
    recommendation_id = await saga.request()
    # The first write is the mark, the second the part that is removed.
    execute, calls = saga.store.execute, []

    async def busy(*arguments: object) -> list[str | None]:
        calls.append(arguments)
        if len(calls) == 2:
            raise Stale("changed", 0)
        return await execute(*arguments)  # type: ignore[arg-type]

    saga.store.execute = busy  # type: ignore[method-assign, assignment]
    await leave(saga)
    assert saga.events(recommendation_id) == ["RecommendationRequired", "RecommendationFailed"]


async def test_a_hold_for_what_nobody_knows_is_given_back(saga: Saga) -> None:
    unknown = f"{JIWOO.member_id}.{saga.deps.new_id()}"
    for _ in range(2):
        await saga.hold(unknown)
    assert saga.events() == ["RecommendationFailed"]
    (event,) = saga.store.events(CONTAINER)
    assert (event["data"]["recommendationId"], event["data"]["code"]) == (unknown, "lost")
    assert saga.work() == []
    with pytest.raises(NotFound):
        await handlers.read_recommendation(saga.deps, JIWOO, unknown)


async def test_a_refusal_of_what_nobody_knows_is_nothing(saga: Saga) -> None:
    unknown = f"{JIWOO.member_id}.{saga.deps.new_id()}"
    await saga.refuse(unknown)
    await saga.refund(unknown)
    assert saga.store.all(CONTAINER) == []


async def test_a_price_that_cannot_be_held_because_the_member_is_gone_says_so(saga: Saga) -> None:
    recommendation_id = await saga.request()
    gone = short(recommendation_id).model_copy(update={"reason": "member_gone"})
    await handlers.on_token_decreasing_failed(*saga.told(gone))
    assert saga.read(recommendation_id)["failure"] == {"code": "member_gone", "params": {}}

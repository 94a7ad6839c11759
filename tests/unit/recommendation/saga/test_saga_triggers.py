"""The triggers beside HTTP: the outbox reaches the topic, the queues reach their handlers, the clock its sweeper."""

from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.recommendation import inbox, relay
from functions.recommendation.repository import CONTAINER
from functions.recommendation.work import QUEUE
from shared.events import BY_TYPE
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.events.plan import PlanCreated, PlanDeleted, PlanUpdated
from shared.inbox import POISON
from shared.topology import topology
from tests.fakes import Delivered
from tests.unit.recommendation.saga.samples import AT, JIWOO, MINJUN, Saga, decreased, refunded, short

PLAN_OF = {member: f"{member}.01jb2k3m4n5p6q7r8s9t0v1w40" for member in (JIWOO.member_id, MINJUN.member_id)}


@pytest.fixture(autouse=True)
def wired(saga: Saga, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inbox, relay):
        monkeypatch.setattr(module, "dependencies", lambda _context: saga.deps)
    monkeypatch.setattr(inbox, "recommender", lambda: saga.ai)


def function(trigger: Any) -> Any:
    return trigger.build().get_user_function()


async def tell(saga: Saga, data: EventData) -> None:
    body = orjson.dumps(seal(data, event_id=saga.deps.new_id(), at=saga.clock.now()))
    await function(inbox.recommendation_inbox)(Delivered(body, subject=data.type()))


def written(member_id: str, recommendation_id: str | None, kind: type[PlanCreated | PlanUpdated]) -> EventData:
    return kind(
        plan_id=PLAN_OF[member_id],
        owner_id=member_id,
        version=1,
        visibility="private",
        title="봄 제주",
        location="제주",
        place_key="jeju",
        travel_date="2026-04-01",
        end_date="2026-04-02",
        group_size=2,
        created_at=AT,
        updated_at=AT,
        recommendation_id=recommendation_id,
    )


def test_every_event_that_is_subscribed_to_has_a_handler() -> None:
    context = topology().contexts["recommendation"]
    subjects = {subject for each in context.subscriptions for subject in each.subjects}
    assert {BY_TYPE[subject] for subject in subjects} == set(inbox.HANDLERS)
    assert {queue.name for queue in context.queues} == {inbox.QUEUE, QUEUE}
    assert context.topic == relay.TOPIC


async def test_a_whole_saga_through_the_triggers(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await tell(saga, decreased(recommendation_id))
    ((queue, message),) = saga.fakes.bus.sent
    assert (queue, message.subject) == (QUEUE, "ktravel.recommendation.generate")
    await function(inbox.recommendation_work)(Delivered(message.body, message.id, message.subject))
    assert saga.read(recommendation_id)["status"] == "created"
    documents = func.DocumentList([func.Document.from_dict(each) for each in saga.store.all(CONTAINER)])
    saga.fakes.bus.sent.clear()
    await function(relay.recommendation_relay)(documents)
    assert {(topic, message.subject) for topic, message in saga.fakes.bus.sent} == {
        ("recommendation-events", "ktravel.recommendation.RecommendationRequired.v1"),
        ("recommendation-events", "ktravel.recommendation.RecommendationCreated.v1"),
    }
    assert saga.events() == []


async def test_the_sweeper_sends_what_was_left_behind(saga: Saga) -> None:
    await saga.request()
    saga.clock.advance(61)
    await function(relay.recommendation_sweeper)(None)
    assert [topic for topic, _ in saga.fakes.bus.sent] == ["recommendation-events"]
    assert saga.events() == []


async def test_the_timer_ends_what_is_overdue(saga: Saga) -> None:
    recommendation_id = await saga.request()
    saga.clock.advance(901)
    await function(relay.recommendation_deadlines)(None)
    assert saga.read(recommendation_id)["failure"]["code"] == "timed_out"


async def test_a_shortage_and_a_refund_are_heard(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await tell(saga, short(recommendation_id))
    await tell(saga, refunded(recommendation_id))
    assert saga.steps(recommendation_id) == ["requested", "failed", "tokens_returned"]


@pytest.mark.parametrize("kind", [PlanCreated, PlanUpdated])
async def test_what_it_was_accepted_as_is_shown_once(saga: Saga, kind: type[PlanCreated | PlanUpdated]) -> None:
    recommendation_id = await saga.created()
    version = saga.read(recommendation_id)["version"]
    for _ in range(2):
        await tell(saga, written(JIWOO.member_id, recommendation_id, kind))
    stored = saga.read(recommendation_id)
    assert (stored["acceptedAs"], stored["version"]) == ([PLAN_OF[JIWOO.member_id]], version + 1)
    assert saga.card(recommendation_id)["acceptedAs"] == [PLAN_OF[JIWOO.member_id]]
    # The same event is evidence too.
    (plan,) = (each for each in saga.store.all("recommendation-evidence") if PLAN_OF[JIWOO.member_id] in each["id"])
    assert plan["version"] == 1


async def test_nobody_accepts_what_is_anothers_and_nothing_else_is_accepted(saga: Saga) -> None:
    recommendation_id = await saga.created()
    before = saga.read(recommendation_id)
    await tell(saga, written(MINJUN.member_id, recommendation_id, PlanCreated))
    await tell(saga, written(JIWOO.member_id, None, PlanCreated))
    await tell(saga, written(JIWOO.member_id, f"{JIWOO.member_id}.{saga.deps.new_id()}", PlanUpdated))
    await tell(saga, PlanDeleted(plan_id=PLAN_OF[JIWOO.member_id], owner_id=JIWOO.member_id, version=9))
    assert saga.read(recommendation_id) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"recommendationId": 1}', b'{"recommendationId": "x"}'])
async def test_work_that_is_none_is_poison(saga: Saga, body: bytes) -> None:
    await function(inbox.recommendation_work)(Delivered(body, subject="ktravel.recommendation.generate"))
    ((queue, message),) = saga.fakes.bus.sent
    assert queue == QUEUE
    assert message.properties[POISON] == "the body is no job of recommendation-work"


async def test_work_for_what_is_not_there_is_done(saga: Saga) -> None:
    body = orjson.dumps({"recommendationId": f"{JIWOO.member_id}.{saga.deps.new_id()}"})
    await function(inbox.recommendation_work)(Delivered(body, subject="ktravel.recommendation.generate"))
    assert saga.fakes.bus.sent == []
    assert saga.ai.asked == []

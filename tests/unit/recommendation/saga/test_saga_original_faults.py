"""What was broken in the original, each as a test that it is not here: its saga charged for failures, mixed requests up
and told nobody that tokens were short."""

import asyncio

import pytest

from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Evidence, Request
from functions.recommendation.repository import CONTAINER
from shared.errors import AlreadyExists, Poison, Stale, Unavailable
from tests.unit.recommendation.saga.samples import JIWOO, MADE_BY, MINJUN, RUBBISH, Saga, itinerary


async def test_two_requests_at_once_do_not_cross(saga: Saga) -> None:
    one = await saga.request(location="제주", group_size=2)
    other = await saga.request(MINJUN, location="부산", group_size=5)

    both = asyncio.Event()
    waiting: list[str] = []

    async def named(request: Request, evidence: Evidence) -> Arranged:
        waiting.append(request.place_key)
        if len(waiting) == 2:
            both.set()
        await both.wait()
        return Arranged(itinerary(request, evidence, note=f"{request.place_key} {request.group_size}"), MADE_BY)

    saga.ai.script = [named, named]
    await saga.hold(other)
    await saga.hold(one)
    await asyncio.gather(saga.generate(one), saga.generate(other))
    told = {
        event["subject"]: (event["data"]["memberId"], event["data"]["placeKey"], event["data"]["days"][0]["items"][0])
        for event in saga.store.events(CONTAINER)
        if event["type"].endswith("Created.v1")
    }
    assert told[one][:2] == (JIWOO.member_id, "jeju")
    assert told[one][2]["note"] == "jeju 2"
    assert told[other][:2] == (MINJUN.member_id, "busan")
    assert told[other][2]["note"] == "busan 5"


async def test_two_requests_of_one_member_do_not_cross(saga: Saga) -> None:
    one, other = await saga.request(), await saga.request(group_size=5)
    await saga.hold(other)
    assert [saga.read(each)["status"] for each in (one, other)] == ["requested", "generating"]
    await saga.refuse(one)
    await saga.generate(other)
    assert [saga.read(each)["status"] for each in (one, other)] == ["failed", "created"]
    assert saga.read(other)["request"]["groupSize"] == 5


@pytest.mark.parametrize(
    "answers",
    [
        [Declined("ai_refused", MADE_BY)],
        [Declined("ai_unusable", MADE_BY)],
        [RUBBISH, RUBBISH],
        [Poison("no such model")],
    ],
    ids=["refused", "unusable", "rubbish", "poison"],
)
async def test_an_ai_failure_is_never_stored_as_created_nor_charged(
    saga: Saga, answers: list[Arranged | Declined | BaseException]
) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    saga.ai.script = list(answers)
    await saga.generate(recommendation_id)
    stored = saga.read(recommendation_id)
    assert (stored["status"], stored["result"], stored["tokens"]) == ("failed", None, 0)
    assert stored["failure"]["code"]
    assert saga.events(recommendation_id) == ["RecommendationRequired", "RecommendationFailed"]


async def test_an_ai_error_is_neither_a_result_nor_an_end(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    saga.ai.script = [Unavailable("500 Internal Server Error")]
    with pytest.raises(Unavailable):
        await saga.generate(recommendation_id)
    assert saga.read(recommendation_id)["status"] == "generating"
    assert saga.events(recommendation_id) == ["RecommendationRequired"]


async def test_the_shortage_is_heard(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.refuse(recommendation_id)
    stored = saga.read(recommendation_id)
    assert stored["status"] == "failed"
    assert stored["failure"] == {"code": "insufficient_tokens", "params": {"missing": 60, "available": 40}}
    assert saga.events(recommendation_id)[-1] == "RecommendationFailed"
    assert saga.card(recommendation_id)["failure"]["code"] == "insufficient_tokens"


async def test_nothing_is_published_when_the_write_is_rolled_back(saga: Saga) -> None:
    saga.store.failures = [Unavailable("down")]
    with pytest.raises(Unavailable):
        await saga.request()
    assert saga.events() == []
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    for failing in (saga.refuse, saga.generate):
        saga.store.failures = [Unavailable("down")]
        with pytest.raises(Unavailable):
            await failing(recommendation_id)
        saga.store.failures = []
        assert saga.events() == ["RecommendationRequired"]


async def test_a_conflict_publishes_what_was_written_and_nothing_else(saga: Saga) -> None:
    saga.store.failures = [AlreadyExists("taken", 0)]
    recommendation_id = await saga.request()
    saga.store.failures = [Stale("changed", 0), Stale("changed", 0)]
    await saga.refuse(recommendation_id)
    assert saga.events() == ["RecommendationRequired", "RecommendationFailed"]

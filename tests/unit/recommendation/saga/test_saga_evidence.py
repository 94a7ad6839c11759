"""The saga on the real read models: what others tell becomes evidence, and stops being it while the AI is at work."""

from typing import Any

import pytest

from functions.recommendation.ai.port import Arranged
from functions.recommendation.brief import Evidence, Proposal, ProposedDay, ProposedItem, Request
from functions.recommendation.inbox import HANDLERS
from shared.errors import NotFound, Rejection
from shared.events.base import EventData
from shared.events.like import LikeCreated
from shared.events.plan import PlanCreated, PlanUnshared
from shared.ids import owner_of
from tests.fakes import Fakes
from tests.unit.recommendation.saga.samples import AT, JIWOO, MADE_BY, MINJUN, KnownEvidence, Saga

MINE = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w50"
THEIRS = f"{MINJUN.member_id}.01jb2k3m4n5p6q7r8s9t0v1w51"
SOMEBODYS = "01jb2k3m4n5p6q7r8s9t0v1w60.01jb2k3m4n5p6q7r8s9t0v1w61"
BENCH = "민준이 아는 벤치"


@pytest.fixture
def real() -> Saga:
    """Nothing of it is replaced; who would say what is known says nothing."""
    return Saga(Fakes(), KnownEvidence())


async def tell(saga: Saga, *events: EventData) -> None:
    for data in events:
        await HANDLERS[type(data)](*saga.told(data))


def plan(plan_id: str, **changes: Any) -> dict[str, Any]:
    place = {"name": BENCH, "coordinates": {"lat": 33.3, "lng": 126.6}}
    item = {"title": BENCH, "category": "sight", "place": place}
    return {
        "plan_id": plan_id,
        "owner_id": plan_id.partition(".")[0],
        "version": 1,
        "visibility": "public",
        "title": "제주",
        "location": "제주",
        "place_key": "jeju",
        "travel_date": "2026-05-01",
        "end_date": "2026-05-01",
        "group_size": 3,
        "budget": 500000,
        "details": "걷기",
        "itinerary": [{"date": "2026-05-01", "items": [item]}],
        "created_at": AT,
        "updated_at": AT,
    } | changes


async def the_first(request: Request, evidence: Evidence) -> Arranged:
    """One day with what evidence speaks for most: a plan's before the catalogue's."""
    best = max(evidence.candidates, key=lambda each: (each.title == BENCH, each.score))
    days = tuple(ProposedDay(day, (ProposedItem(best.title, best.category, ref=best.ref),)) for day in request.dates)
    return Arranged(Proposal("하루", days), MADE_BY)


async def make(saga: Saga, **changes: Any) -> dict[str, Any]:
    recommendation_id = await saga.request(**changes)
    await saga.hold(recommendation_id)
    saga.ai.script = saga.ai.script or [the_first]
    await saga.generate(recommendation_id)
    return saga.read(recommendation_id)


async def test_a_deepens_the_own_plan_whatever_its_visibility(real: Saga) -> None:
    with pytest.raises(NotFound):
        await real.request(kind="A", plan_id=MINE)
    await tell(real, PlanCreated(**plan(MINE, visibility="private", version=4)))
    left_out = {"location": None, "travel_date": None, "end_date": None, "group_size": None}
    stored = await make(real, kind="A", plan_id=MINE, budget=None, details=None, **left_out)
    assert (stored["status"], stored["result"]["plan_version"]) == ("created", 4)
    request = stored["request"]
    assert (request["location"], request["travelDate"], request["groupSize"]) == ("제주", "2026-05-01", 3)
    assert (request["budget"], request["details"]) == (500000, "걷기")
    # What the plan has already is not recommended to it.
    assert BENCH not in str(stored["result"]["days"])


async def test_c_goes_by_what_is_liked(real: Saga) -> None:
    with pytest.raises(Rejection) as caught:
        await real.request(kind="C")
    assert caught.value.code == "no_likes_yet"
    for liked in (THEIRS, SOMEBODYS):
        like = LikeCreated(member_id=JIWOO.member_id, plan_id=liked, owner_id=owner_of(liked), at=AT, version=1)
        await tell(real, PlanCreated(**plan(liked)), like)
    stored = await make(real, kind="C", end_date=None)
    (item,) = stored["result"]["days"][0]["items"]
    assert (item["title"], item["sources"][0]["kind"]) == (BENCH, "liked_plans")
    assert (stored["result"]["plans"], stored["result"]["travellers"]) == (2, 2)


async def test_what_is_unshared_while_the_ai_is_at_it_is_shown_to_nobody(real: Saga) -> None:
    await tell(real, PlanCreated(**plan(THEIRS)), PlanCreated(**plan(SOMEBODYS)))

    async def meanwhile(request: Request, evidence: Evidence) -> Arranged:
        answer = await the_first(request, evidence)
        assert BENCH in str(answer)
        await tell(real, PlanUnshared(**plan(THEIRS, visibility="private", version=2)))
        return answer

    real.ai.script = [meanwhile, the_first]
    stored = await make(real, kind="B", end_date=None)
    assert stored["status"] == "created"
    assert BENCH not in str(stored["result"])
    assert len(real.ai.asked) == 2


@pytest.mark.parametrize("where", ["item", "note", "title"])
async def test_what_is_unshared_is_not_shown_as_an_idea_of_the_ais_either(real: Saga, where: str) -> None:
    """A model may write down what it read without saying where it read it."""
    await tell(real, PlanCreated(**plan(THEIRS)), PlanCreated(**plan(SOMEBODYS)))

    async def meanwhile(request: Request, evidence: Evidence) -> Arranged:
        assert BENCH in str(evidence)
        await tell(real, PlanUnshared(**plan(THEIRS, visibility="private", version=2)))
        said = {"item": "산책", "note": "산책", "title": "하루"} | {where: f"{BENCH}에서 쉬기"}
        items = (ProposedItem(said["item"], "sight", note=said["note"]),)
        return Arranged(Proposal(said["title"], tuple(ProposedDay(day, items) for day in request.dates)), MADE_BY)

    real.ai.script = [meanwhile, the_first]
    stored = await make(real, kind="B", end_date=None)
    assert stored["status"] == "created"
    assert BENCH not in str(stored["result"])
    assert len(real.ai.asked) == 2


async def test_a_stored_result_holds_until_its_evidence_changes(real: Saga) -> None:
    await tell(real, PlanCreated(**plan(THEIRS)))
    await make(real, kind="B", end_date=None)
    assert (await real.reply(kind="B", end_date=None)).status == 200
    await tell(real, PlanUnshared(**plan(THEIRS, visibility="private", version=2)))
    assert (await real.reply(kind="B", end_date=None)).status == 202

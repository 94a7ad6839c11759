"""What recommendation tells again is what it told when one was made, however often that was accepted since."""

import orjson

from functions.recommendation import handlers
from functions.recommendation.repository import CONTAINER
from functions.recommendation.snapshots import snapshot_of
from shared.events.plan import PlanUpdated
from shared.events.recommendation import RecommendationCreated, RecommendationSnapshot
from tests.unit.recommendation.saga.samples import JIWOO, PLAN, Saga


def told(saga: Saga) -> list[RecommendationSnapshot]:
    return [each for each in map(snapshot_of, saga.fakes.store.all(CONTAINER)) if each is not None]


async def test_a_made_one_says_again_what_it_said(saga: Saga) -> None:
    recommendation_id = await saga.created()
    events = [each for each in saga.fakes.store.events(CONTAINER) if each["type"] == RecommendationCreated.type()]
    [made] = [RecommendationCreated.model_validate(each["data"]) for each in events]
    for number in range(3):
        plan = {"planId": f"{PLAN[:-1]}{number}", "ownerId": JIWOO.member_id, "version": 1, "visibility": "private"}
        texts = dict.fromkeys(("title", "location", "placeKey", "travelDate", "endDate", "createdAt", "updatedAt"), "")
        accepted = plan | texts | {"groupSize": 1, "recommendationId": recommendation_id}
        await handlers.on_plan_accepted(*saga.told(PlanUpdated.model_validate_json(orjson.dumps(accepted))))
    [snapshot] = told(saga)
    assert snapshot.made == made
    assert snapshot.version == made.version + 3


async def test_what_was_not_made_is_nobodys_copy(saga: Saga) -> None:
    await saga.request()
    await saga.refuse(await saga.request(fresh=True))
    assert told(saga) == []

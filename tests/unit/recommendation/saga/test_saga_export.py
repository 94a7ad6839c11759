"""Recommendation's part of the export of everything: what was asked for and what came of it, whole."""

import orjson

from functions.recommendation.api_export import _HELD
from functions.recommendation.schemas_export import RecommendationExport
from shared.export import export_page
from shared.http import Paging
from tests.unit.recommendation.saga.samples import JIWOO, MINJUN, Saga

WISH = "낙타털 담요"


async def test_it_has_every_recommendation_with_its_request_and_result(saga: Saga) -> None:
    made = await saga.created(details=WISH, key="k1")
    failed = await saga.request(details=WISH, key="k2", language="en")
    await saga.refuse(failed)
    await saga.request(MINJUN)
    page = await export_page(saga.deps, JIWOO.member_id, _HELD, Paging())
    RecommendationExport.model_validate_json(orjson.dumps(page))
    found = {each["id"]: each for each in page["items"]}
    assert found.keys() == {made, failed}
    assert {each["details"] for each in found.values()} == {WISH}
    assert (found[made]["language"], found[made]["status"]) == ("ko", "created")
    assert found[made]["itinerary"]["days"] == saga.read(made)["result"]["days"]
    assert (found[failed]["language"], found[failed]["failure"]["code"]) == ("en", "insufficient_tokens")

"""Recommendations as plan heard of them, in `plan-recommendations` (no outbox): what their members may accept.

Partitioned by member. When the member leaves, what they say goes, and ids stay as long as anything late may come.
"""

from shared.dependencies import Dependencies
from shared.events.recommendation import RecommendationCreated, RecommendationSnapshot
from shared.ids import owner_of
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Document, Equals, Operation, Query, Replace

CONTAINER = "plan-recommendations"
_RECOMMENDATION, _FORGOTTEN = "recommendation", "forgotten-recommendation"
PAGE = 100
"""Recommendations forgotten in one batch."""


async def learn(deps: Dependencies, data: RecommendationCreated) -> None:
    """Keep what was recommended."""
    document: Document = {
        "id": data.recommendation_id,
        "pk": data.member_id,
        "type": _RECOMMENDATION,
        "version": data.version,
        "sortKey": data.recommendation_id,
        "data": data.data(),
    }
    await put_newer(deps.store, CONTAINER, document)


async def learn_end(deps: Dependencies, data: RecommendationSnapshot) -> None:
    """Keep that a recommendation is gone."""
    await put_newer(deps.store, CONTAINER, _tombstone(data.recommendation_id, data.member_id, data.version))


async def find(deps: Dependencies, recommendation_id: str) -> RecommendationCreated | None:
    """What was recommended; None if we have not heard of it, or its member left."""
    found = await deps.store.read(CONTAINER, owner_of(recommendation_id), recommendation_id)
    if found is None or found.body["type"] != _RECOMMENDATION:
        return None
    return RecommendationCreated.model_validate(found.body["data"])


async def forget_some(deps: Dependencies, member_id: str) -> bool:
    """Forget what was recommended to a member, a hundred at most; whether that was all."""

    async def attempt() -> bool:
        query = Query([Equals("type", _RECOMMENDATION)], order="sortKey", limit=PAGE)
        page = await deps.store.query(CONTAINER, member_id, query)
        forgotten: list[Operation] = [
            Replace(_tombstone(item.body["id"], item.body["pk"], item.body["version"]), item.etag)
            for item in page.items
        ]
        if forgotten:
            await deps.store.execute(CONTAINER, member_id, forgotten)
        return len(forgotten) < PAGE

    return await retrying(attempt)


def _tombstone(recommendation_id: str, member_id: str, version: int) -> Document:
    return {
        "id": recommendation_id,
        "pk": member_id,
        "type": _FORGOTTEN,
        "version": version,
        "ttl": TOMBSTONE_SECONDS,
    }

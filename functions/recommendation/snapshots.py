"""What recommendation tells again of its present state."""

from functions.recommendation.repository import RECOMMENDATION, TOMBSTONE, recommendation_of
from shared.events.recommendation import RecommendationSnapshot
from shared.store.port import Document


def snapshot_of(document: Document) -> RecommendationSnapshot | None:
    """A recommendation that was made, or that one is gone. Of others nobody has a copy."""
    if document["type"] == TOMBSTONE:
        return RecommendationSnapshot(
            recommendation_id=document["id"], member_id=document["pk"], version=document["version"], made=None
        )
    if document["type"] != RECOMMENDATION:
        return None
    recommendation = recommendation_of(document)
    made = recommendation.made
    if made is None:
        return None
    return RecommendationSnapshot(
        recommendation_id=recommendation.id,
        member_id=recommendation.member_id,
        version=recommendation.version,
        made=made,
    )

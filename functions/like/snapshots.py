"""What like tells again of its present state."""

from functions.like.repository import ENDED_LIKE, LIKE, like_of
from shared.events.like import LikeSnapshot
from shared.store.port import Document


def snapshot_of(document: Document) -> LikeSnapshot | None:
    """A like, as it is or ended."""
    if document["type"] not in (LIKE, ENDED_LIKE):
        return None
    like = like_of(document)
    return LikeSnapshot(
        member_id=like.member_id,
        plan_id=like.plan_id,
        owner_id=like.owner_id,
        version=like.version,
        since=like.since if like.liked else None,
    )

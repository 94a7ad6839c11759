"""What follow tells again of its present state."""

from functions.follow.repository import BLOCK, EDGE, ENDED_EDGE, LIFTED_BLOCK, block_of, edge_of
from shared.events.follow import BlockSnapshot, FollowSnapshot
from shared.store.port import Document


def snapshot_of(document: Document) -> FollowSnapshot | BlockSnapshot | None:
    """An edge or a block, as it is or ended."""
    if document["type"] in (EDGE, ENDED_EDGE):
        edge = edge_of(document)
        return FollowSnapshot(
            follower_id=edge.follower_id,
            followee_id=edge.followee_id,
            version=edge.version,
            since=edge.since if edge.following else None,
        )
    if document["type"] in (BLOCK, LIFTED_BLOCK):
        block = block_of(document)
        return BlockSnapshot(
            blocker_id=block.blocker_id, blocked_id=block.blocked_id, version=block.version, blocking=block.blocking
        )
    return None

"""Whom a member follows, in `plan-people` beside who follows them: for the plans of those one follows."""

from shared.dependencies import Dependencies
from shared.events.follow import FollowCreated, FollowDeleted, FollowSnapshot
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Document, Equals, Query

CONTAINER = "plan-people"
LOOKED_AT = 1000
"""Of who follows more members, those followed last count."""
_FOLLOWEE = "followee"


async def learn_followee(deps: Dependencies, data: FollowCreated | FollowDeleted | FollowSnapshot) -> None:
    """Whether a member follows another."""
    document: Document = {
        "id": f"{_FOLLOWEE}.{data.followee_id}",
        "pk": data.follower_id,
        "type": _FOLLOWEE,
        "version": data.version,
    }
    if data.since is not None:
        document |= {"memberId": data.followee_id, "sortKey": f"{data.since}.{data.followee_id}"}
    else:
        document["ttl"] = TOMBSTONE_SECONDS  # and without a sort key no list meets it
    await put_newer(deps.store, CONTAINER, document)


async def followees_of(deps: Dependencies, member_id: str) -> list[str]:
    """Ids of the members that somebody follows, the thousand followed last."""
    query = Query([Equals("type", _FOLLOWEE)], order="sortKey", descending=True, limit=LOOKED_AT)
    page = await deps.store.query(CONTAINER, member_id, query)
    return [item.body["memberId"] for item in page.items]

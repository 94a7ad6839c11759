"""Read models of follow, in `followers` (no outbox): who follows a member, and what members are called.

Partitioned by the member they are about, so that each list is one query in one partition.
"""

from collections.abc import Sequence
from typing import Any

from functions.follow import repository
from functions.follow.domain import Edge
from shared.dependencies import Dependencies
from shared.read_model import put_newer
from shared.store.port import Equals, Page, Query

CONTAINER = "followers"
FOLLOWER, ENDED_FOLLOWER = "follower", "ended-follower"
_MEMBER = "member"


async def mirror(deps: Dependencies, edge: Edge) -> None:
    """The edge, seen from the one who is followed."""
    await put_newer(
        deps.store,
        CONTAINER,
        {
            "id": f"follower.{edge.follower_id}",
            "pk": edge.followee_id,
            "type": FOLLOWER if edge.following else ENDED_FOLLOWER,
            "memberId": edge.follower_id,
            "version": edge.version,
            "since": edge.since,
            "sortKey": f"{edge.since}.{edge.follower_id}",
        },
    )


async def learn_member(deps: Dependencies, member_id: str, *, name: str | None, version: int) -> None:
    """What a member is called; None once they are gone."""
    await put_newer(
        deps.store, CONTAINER, {"id": _MEMBER, "pk": member_id, "type": _MEMBER, "name": name, "version": version}
    )


async def member_name(deps: Dependencies, member_id: str) -> str | None:
    """What a member is called; None if there is none (that we have heard of)."""
    found = await deps.store.read(CONTAINER, member_id, _MEMBER)
    return None if found is None else found.body["name"]


async def following(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those whom a member follows, latest first."""
    query = _latest_first(repository.EDGE, limit, cursor)
    return await _people(deps, await deps.store.query(repository.CONTAINER, member_id, query))


async def followers(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those who follow a member, latest first."""
    query = _latest_first(FOLLOWER, limit, cursor)
    return await _people(deps, await deps.store.query(CONTAINER, member_id, query))


def _latest_first(kind: str, limit: int, cursor: str | None) -> Query:
    return Query([Equals("type", kind)], order="sortKey", descending=True, limit=limit, cursor=cursor)


async def _people(deps: Dependencies, page: Page) -> dict[str, Any]:
    ids: Sequence[str] = [item.body["memberId"] for item in page.items]
    members = await deps.store.read_many(CONTAINER, [(member_id, _MEMBER) for member_id in ids])
    items = [
        {"id": item.body["memberId"], "name": member.body["name"], "since": item.body["since"]}
        for item, member in zip(page.items, members, strict=True)
        if member is not None and member.body["name"] is not None
    ]
    return {"items": items, "nextCursor": page.cursor}

"""Whom a member is told nothing of, by their own wish. Nobody else sees it."""

from typing import Any

from functions.notification import projections
from shared.dependencies import Dependencies
from shared.store.port import Query


async def is_muted(deps: Dependencies, member_id: str, other_id: str) -> bool:
    """Whether a member mutes another."""
    return (await projections.relation(deps, member_id, other_id)).mutes.holds


async def muted(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those whom a member mutes, latest first: only who is muted has the key of that order."""
    query = Query(order="muteKey", descending=True, limit=limit, cursor=cursor)
    page = await deps.store.query(projections.CONTAINER, member_id, query)
    found = [item.body for item in page.items]
    known = await projections.read(deps, [projections.member_key(each["memberId"]) for each in found])
    people = [(each, projections.person_at(known, each["memberId"])) for each in found]
    items = [
        {"id": person.id, "name": person.name, "since": each["mutes"]["since"]}
        for each, person in people
        if person is not None and person.name is not None
    ]
    return {"items": items, "nextCursor": page.cursor}

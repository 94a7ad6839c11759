"""Read models of follow, in `followers` (no outbox): who follows a member, who blocks them, what members are called.

Partitioned by the member they are about, so that each list is one query in one partition. Who blocks a member is shown
to nobody: it is there to be found when the member leaves.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from functions.follow import repository
from functions.follow.counts import COUNT, counted, number_in, read_count
from functions.follow.domain import Block, Edge
from shared.dependencies import Dependencies
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Create, Document, Equals, Operation, Page, Query, Replace

CONTAINER = "followers"
FOLLOWER, ENDED_FOLLOWER, BLOCKER, ENDED_BLOCKER = "follower", "ended-follower", "blocker", "ended-blocker"
_MEMBER = "member"


def mirror_id(member_id: str) -> str:
    """Where a member's edge is, seen from the one who is followed."""
    return f"follower.{member_id}"


async def mirror(deps: Dependencies, edge: Edge) -> None:
    """The edge, seen from the one who is followed, and what it makes of the count of those who follow."""
    document: Document = {
        "id": mirror_id(edge.follower_id),
        "pk": edge.followee_id,
        "type": FOLLOWER if edge.following else ENDED_FOLLOWER,
        "memberId": edge.follower_id,
        "version": edge.version,
        "since": edge.since,
        "sortKey": f"{edge.since}.{edge.follower_id}",
        **({} if edge.following else {"ttl": TOMBSTONE_SECONDS}),
    }

    async def attempt() -> None:
        keys = [(edge.followee_id, document["id"]), (edge.followee_id, COUNT)]
        present, count = await deps.store.read_many(CONTAINER, keys)
        if present is not None and present.body["version"] >= edge.version:
            return
        operations: list[Operation] = [Create(document) if present is None else Replace(document, present.etag)]
        step = edge.following - (present is not None and present.body["type"] == FOLLOWER)
        if step:
            operations.append(counted(edge.followee_id, count, step))
        await deps.store.execute(CONTAINER, edge.followee_id, operations)

    await retrying(attempt)


async def mirror_block(deps: Dependencies, block: Block) -> None:
    """The block, seen from the one who is shut out."""
    document: Document = {
        "id": f"blocker.{block.blocker_id}",
        "pk": block.blocked_id,
        "type": BLOCKER if block.blocking else ENDED_BLOCKER,
        "memberId": block.blocker_id,
        "version": block.version,
    }
    await put_newer(deps.store, CONTAINER, document if block.blocking else document | {"ttl": TOMBSTONE_SECONDS})


async def relations(deps: Dependencies, member_id: str, other_ids: Sequence[str]) -> list[dict[str, Any]]:
    """How a member and each of some others stand to each other, as far as the member may know: all in partitions of
    the member's own."""
    mirrors = [(member_id, mirror_id(other_id)) for other_id in other_ids]
    own, followers = await asyncio.gather(
        repository.standing(deps, member_id, other_ids), deps.store.read_many(CONTAINER, mirrors)
    )
    return [
        {
            "memberId": other_id,
            "following": following,
            "followedBy": follower is not None and follower.body["type"] == FOLLOWER,
            "blocking": blocking,
        }
        for other_id, (following, blocking), follower in zip(other_ids, own, followers, strict=True)
    ]


async def others_of(deps: Dependencies, member_id: str, kind: str, *, limit: int) -> list[str]:
    """Ids of those who follow a member (`FOLLOWER`), or block them (`BLOCKER`)."""
    page = await deps.store.query(CONTAINER, member_id, Query([Equals("type", kind)], limit=limit))
    return [item.body["memberId"] for item in page.items]


async def learn_member(deps: Dependencies, member_id: str, *, name: str | None, version: int) -> None:
    """What a member is called; None once they are gone."""
    document: Document = {"id": _MEMBER, "pk": member_id, "type": _MEMBER, "name": name, "version": version}
    await put_newer(deps.store, CONTAINER, document if name is not None else document | {"ttl": TOMBSTONE_SECONDS})


async def gone_of(deps: Dependencies, member_ids: Iterable[str]) -> frozenset[str]:
    """Those of some members who left, as far as was heard."""
    return frozenset(each for each, name in (await names_of(deps, member_ids)).items() if name is None)


async def names_of(deps: Dependencies, member_ids: Iterable[str]) -> dict[str, str | None]:
    """What some members are called, None for who left; without those that were not heard of."""
    ids = list(dict.fromkeys(member_ids))
    found = await deps.store.read_many(CONTAINER, [(member_id, _MEMBER) for member_id in ids]) if ids else []
    return {each: member.body["name"] for each, member in zip(ids, found, strict=True) if member is not None}


async def member_name(deps: Dependencies, member_id: str) -> str | None:
    """What a member is called; None if there is none (that we have heard of)."""
    found = await deps.store.read(CONTAINER, member_id, _MEMBER)
    return None if found is None else found.body["name"]


async def following(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those whom a member follows, latest first."""
    query = _latest_first(repository.EDGE, limit, cursor)
    return await _people(deps, repository.CONTAINER, member_id, query)


async def followers(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those who follow a member, latest first."""
    query = _latest_first(FOLLOWER, limit, cursor)
    return await _people(deps, CONTAINER, member_id, query)


async def blocked(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those whom a member blocks, latest first."""
    query = _latest_first(repository.BLOCK, limit, cursor)
    return await _named(deps, await deps.store.query(repository.CONTAINER, member_id, query))


def _latest_first(kind: str, limit: int, cursor: str | None) -> Query:
    return Query([Equals("type", kind)], order="sortKey", descending=True, limit=limit, cursor=cursor)


async def _people(deps: Dependencies, container: str, member_id: str, query: Query) -> dict[str, Any]:
    page = await deps.store.query(container, member_id, query)
    total = number_in(await read_count(deps, container, member_id))
    return await _named(deps, page) | {"total": total}


async def _named(deps: Dependencies, page: Page) -> dict[str, Any]:
    found = [item.body for item in page.items]
    names = await names_of(deps, [each["memberId"] for each in found])
    items = [
        {"id": each["memberId"], "name": name, "since": each["since"]}
        for each in found
        if (name := names.get(each["memberId"])) is not None
    ]
    return {"items": items, "nextCursor": page.cursor}

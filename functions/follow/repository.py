"""Edges and blocks as documents of `follows`, each in the partition of the member whose doing it is.

An edge lives with its follower, a block with its blocker: each command writes one partition. The other direction is a
read model (projections.py), fed by the change feed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from functions.follow.counts import counted, read_count
from functions.follow.domain import Block, Edge
from shared.dependencies import Dependencies
from shared.outbox import stored
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Equals, Operation, Query, Replace, Stored

CONTAINER = "follows"
EDGE, ENDED_EDGE, BLOCK, LIFTED_BLOCK = "edge", "ended-edge", "block", "lifted-block"
BATCH = 49
"""What one batch can end: two operations for each, and one for the count."""
_ENDED_SECONDS = TOMBSTONE_SECONDS + 30 * 24 * 3600
"""Longer than others keep that it ended: they must not know a higher version than one that begins anew has."""


@dataclass(slots=True)
class Loaded[Aggregate: (Edge, Block)]:
    """An aggregate and the ETag it was read with; None if it was never stored."""

    aggregate: Aggregate
    etag: str | None


def edge_id(followee_id: str) -> str:
    """Where a follower's edge to somebody is."""
    return f"edge.{followee_id}"


def block_id(blocked_id: str) -> str:
    """Where a member's block of somebody is."""
    return f"block.{blocked_id}"


async def load_edge(deps: Dependencies, follower_id: str, followee_id: str) -> Loaded[Edge]:
    """The edge of a pair; one that does not follow if there never was one."""
    found = await deps.store.read(CONTAINER, follower_id, edge_id(followee_id))
    return Loaded(edge_of(found.body), found.etag) if found else Loaded(Edge(follower_id, followee_id), None)


async def load_block(deps: Dependencies, blocker_id: str, blocked_id: str) -> Loaded[Block]:
    """The block of a pair; one that blocks nobody if there never was one."""
    found = await deps.store.read(CONTAINER, blocker_id, block_id(blocked_id))
    return Loaded(block_of(found.body), found.etag) if found else Loaded(Block(blocker_id, blocked_id), None)


async def blocks_between(deps: Dependencies, member_id: str, other_id: str) -> tuple[bool, bool]:
    """Whether `member_id` has blocked `other_id`, and the other way round."""
    keys = [(member_id, block_id(other_id)), (other_id, block_id(member_id))]
    mine, theirs = await deps.store.read_many(CONTAINER, keys)
    return _is(BLOCK, mine), _is(BLOCK, theirs)


async def standing(deps: Dependencies, member_id: str, other_ids: Sequence[str]) -> list[tuple[bool, bool]]:
    """Whether a member follows, and blocks, each of some others."""
    keys = [(member_id, key(other_id)) for other_id in other_ids for key in (edge_id, block_id)]
    found = await deps.store.read_many(CONTAINER, keys)
    return [(_is(EDGE, edge), _is(BLOCK, block)) for edge, block in batched(found, 2, strict=True)]


async def save(deps: Dependencies, partition: str, *changed: Loaded[Edge] | Loaded[Block]) -> None:
    """Store what changed, what that makes of the count of edges, and the events it raised: one batch. Raises
    `WriteConflict` if somebody wrote first."""
    operations: list[Operation] = []
    step = 0
    for loaded in changed:
        aggregate = loaded.aggregate
        if not aggregate.events:
            continue
        if isinstance(aggregate, Edge):
            step += 1 if aggregate.following else -1
        document = _edge_document(aggregate) if isinstance(aggregate, Edge) else _block_document(aggregate)
        operations.append(Create(document) if loaded.etag is None else Replace(document, loaded.etag))
        operations += [stored(partition, event, deps) for event in aggregate.events]
    if step:
        operations.append(counted(partition, await read_count(deps, CONTAINER, partition), step))
    if operations:
        await deps.store.execute(CONTAINER, partition, operations)


async def end_own(deps: Dependencies, member_id: str) -> int:
    """End what is a member's own doing, edges first, as much as fits a batch; how much that was. Raises
    `WriteConflict` if somebody wrote first."""
    edges = await deps.store.query(CONTAINER, member_id, Query([Equals("type", EDGE)], limit=BATCH))
    ended: list[Loaded[Edge] | Loaded[Block]] = [Loaded(edge_of(item.body), item.etag) for item in edges.items]
    if not ended:
        blocks = await deps.store.query(CONTAINER, member_id, Query([Equals("type", BLOCK)], limit=BATCH))
        ended = [Loaded(block_of(item.body), item.etag) for item in blocks.items]
    for loaded in ended:
        if isinstance(loaded.aggregate, Edge):
            loaded.aggregate.end()
        else:
            loaded.aggregate.lift()
    await save(deps, member_id, *ended)
    return len(ended)


def edge_of(document: Mapping[str, Any]) -> Edge:
    """The edge in a document."""
    return Edge(
        follower_id=document["pk"],
        followee_id=document["memberId"],
        following=document["type"] == EDGE,
        version=document["version"],
        since=document["since"],
    )


def block_of(document: Mapping[str, Any]) -> Block:
    """The block in a document."""
    return Block(
        blocker_id=document["pk"],
        blocked_id=document["memberId"],
        blocking=document["type"] == BLOCK,
        version=document["version"],
        since=document.get("since", ""),  # early blocks did not say
    )


def _edge_document(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge_id(edge.followee_id),
        "pk": edge.follower_id,
        # An ended edge keeps its version, under a type of its own so that lists do not meet it.
        "type": EDGE if edge.following else ENDED_EDGE,
        "memberId": edge.followee_id,
        "version": edge.version,
        "since": edge.since,
        "sortKey": f"{edge.since}.{edge.followee_id}",
        **({} if edge.following else {"ttl": _ENDED_SECONDS}),
    }


def _block_document(block: Block) -> dict[str, Any]:
    return {
        "id": block_id(block.blocked_id),
        "pk": block.blocker_id,
        "type": BLOCK if block.blocking else LIFTED_BLOCK,
        "memberId": block.blocked_id,
        "version": block.version,
        "since": block.since,
        "sortKey": f"{block.since}.{block.blocked_id}",
        **({} if block.blocking else {"ttl": _ENDED_SECONDS}),
    }


def _is(kind: str, found: Stored | None) -> bool:
    return found is not None and found.body["type"] == kind

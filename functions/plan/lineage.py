"""Which plans were copied from which: an edge `fork.<planId>` in the source's partition of `plan-likes`, and its count.

It hangs on the change feed of `plans`, which tells at least once, in no order between plans, and may be late: whatever
it tells is compared with what is there now, after the edge was written.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from functions.plan import repository
from functions.plan.counts import CONTAINER, COUNT, FORKS, counted
from functions.plan.domain import Source
from functions.plan.heat import heat_at
from functions.plan.repository import DELETED_PLAN, PLAN
from functions.plan.warmth import warm
from shared.dependencies import Dependencies
from shared.idempotency import IDEMPOTENCY
from shared.ids import made_at, owner_of
from shared.patience import retrying
from shared.store.port import MAX_OPERATIONS, Create, Delete, Document, Equals, Query, Replace

FORK = "fork"
PAGE = 50
"""Forks of a deleted plan that are dealt with at once."""


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """Count the forks among the documents, and no longer those that are deleted. Nothing names a plan that is gone as
    the source of another."""
    await asyncio.gather(
        *(_follow(deps, document["id"], source_id) for document in documents if (source_id := _source_id(document))),
        *(_forget_source(deps, document["id"]) for document in documents if document["type"] == DELETED_PLAN),
    )


def _source_id(document: Mapping[str, Any]) -> str | None:
    """The plan of somebody else that this one was copied from. Copies of one's own count for nobody."""
    if document["type"] not in (PLAN, DELETED_PLAN):
        return None
    source: Mapping[str, str | None] = document.get("forkedFrom") or {}
    return source["planId"] if source and source["ownerId"] != document["pk"] else None


async def _follow(deps: Dependencies, fork_id: str, source_id: str) -> None:
    if await repository.read(deps, fork_id) is not None:
        await _set_edge(deps, source_id, fork_id, there=True)
    # Either may have gone meanwhile; who deletes it after this look finds the edge.
    fork, source = await asyncio.gather(repository.read(deps, fork_id), repository.read(deps, source_id))
    if fork is None:
        await _set_edge(deps, source_id, fork_id, there=False)
        # It is counted no longer; the source's owner may leave, and then their id is to be nowhere.
        await _rewrite_tombstone(deps, fork_id, _without_source)
    elif source is None:
        await _release(deps, source_id, fork_id)


async def _forget_source(deps: Dependencies, source_id: str) -> None:
    query = Query([Equals("type", FORK)], order="sortKey", limit=PAGE)
    page = await deps.store.query(CONTAINER, source_id, query)
    await asyncio.gather(*(_release(deps, source_id, edge.body["sortKey"]) for edge in page.items))
    if page.cursor is not None:
        await _rewrite_tombstone(deps, source_id, _as_it_is)  # which brings it back here, for the rest


async def _rewrite_tombstone(deps: Dependencies, plan_id: str, change: Callable[[Document], Document]) -> None:
    async def attempt() -> None:
        found = await deps.store.read(repository.CONTAINER, owner_of(plan_id), plan_id)
        if found is not None:
            await deps.store.execute(repository.CONTAINER, owner_of(plan_id), [Replace(change(found.body), found.etag)])

    await retrying(attempt)


def _as_it_is(tombstone: Document) -> Document:
    return tombstone


def _without_source(tombstone: Document) -> Document:
    return {name: value for name, value in tombstone.items() if name != "forkedFrom"}


async def _release(deps: Dependencies, source_id: str, fork_id: str) -> None:
    """The fork remains one, of a plan that is gone."""

    async def attempt() -> None:
        loaded = await repository.load(deps, fork_id)
        if loaded is not None and loaded.plan.forked_from is not None and loaded.plan.forked_from.plan_id == source_id:
            loaded.plan.forked_from = Source(None, None)
            await repository.rewrite(deps, loaded)

    await retrying(attempt)
    await _forget_answers(deps, fork_id)
    await _set_edge(deps, source_id, fork_id, there=False)


async def _forget_answers(deps: Dependencies, fork_id: str) -> None:
    """Remove what is kept for a repeated request to make the fork: it shows the source, and its owner's name."""
    owner_id, cursor = owner_of(fork_id), None
    while True:
        query = Query([Equals("type", IDEMPOTENCY)], limit=MAX_OPERATIONS, cursor=cursor)
        page = await deps.store.query(repository.CONTAINER, owner_id, query)
        for item in page.items:
            if item.body["answer"]["headers"].get("Location") == f"/api/plans/{fork_id}":
                await deps.store.execute(repository.CONTAINER, owner_id, [Delete(item.body["id"], item.etag)])
        cursor = page.cursor
        if cursor is None:
            return


async def _set_edge(deps: Dependencies, source_id: str, fork_id: str, *, there: bool) -> None:
    edge_id = f"{FORK}.{fork_id}"

    async def attempt() -> None:
        edge, count = await deps.store.read_many(CONTAINER, [(source_id, edge_id), (source_id, COUNT)])
        if (edge is not None) == there:
            return
        change = (
            Create({"id": edge_id, "pk": source_id, "type": FORK, "sortKey": fork_id}) if there else Delete(edge_id)
        )
        await deps.store.execute(
            CONTAINER, source_id, [change, counted(source_id, count, _forks(fork_id, there=there))]
        )

    await retrying(attempt)
    await warm(deps, source_id)


def _forks(fork_id: str, *, there: bool) -> dict[str, int]:
    sign = 1 if there else -1
    # A fork counts since it was made, which its id tells whenever it is asked.
    return {FORKS: sign, **heat_at(made_at(fork_id.partition(".")[2]), sign)}

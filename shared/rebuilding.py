"""What it takes to make a context's read models anew: each context names its own (`functions/<context>/rebuilding.py`),
and `make rebuild` (local/rebuild.py) carries it out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.snapshots import SnapshotOf
from shared.store.port import Delete, Document, Operation, Replace, Stored

PAGE = 100

type Project = Callable[[Dependencies, Sequence[Document]], Awaitable[None]]
"""What hangs on the change feed of the context's own container, given a page of it."""


def nothing(_document: Document) -> None:
    """Nothing remains of a document: all that it says can be made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadModel:
    """Documents that are made of others': emptied together, and made anew from what they were made of."""

    containers: tuple[str, ...]
    told: bool = False
    """Whether others' events are in it, which their snapshots tell again."""
    project: Project | None = None
    """What makes the part of it that follows from the context's own documents."""
    finish: Callable[[Dependencies], Awaitable[None]] | None = None
    """What else would be done by a timer."""
    remains: Callable[[Document], Document | None] = nothing
    """What of a document is state of its own, and is kept when the rest is removed; None for all that is a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilding:
    """What a context's read models are, and what it has to tell others."""

    models: tuple[ReadModel, ...]
    snapshot_of: SnapshotOf | None = None


async def empty(deps: Dependencies, model: ReadModel) -> int:
    """Remove what can be made anew; how many documents that were. Meant for an operator: it goes through everything."""
    return sum([await _empty(deps, container, model) for container in model.containers])


async def project_again(deps: Dependencies, container: str, models: Sequence[ReadModel]) -> int:
    """Make anew what follows from the context's own documents, of which `container` is full; how many were read."""
    seen, continuation = 0, None
    while (feed := await deps.store.read_feed(container, continuation, PAGE)).items:
        seen, continuation = seen + len(feed.items), feed.continuation
        for model in models:
            if model.project is not None:
                await model.project(deps, [item.body for item in feed.items])
    return seen


async def _empty(deps: Dependencies, container: str, model: ReadModel) -> int:
    removed, continuation = 0, None
    while (feed := await deps.store.read_feed(container, continuation, PAGE)).items:
        continuation = feed.continuation
        partitions: dict[str, list[tuple[Stored, Document | None]]] = {}
        for item in feed.items:
            remains = model.remains(item.body)
            if remains != item.body:
                partitions.setdefault(item.body["pk"], []).append((item, remains))
        removed += sum(await asyncio.gather(*(_reduce(deps, container, each) for each in partitions.values())))
    return removed


async def _reduce(deps: Dependencies, container: str, found: Sequence[tuple[Stored, Document | None]]) -> int:
    operations: list[Operation] = [
        Delete(item.body["id"], item.etag) if remains is None else Replace(remains, item.etag)
        for item, remains in found
    ]
    try:
        await deps.store.execute(container, found[0][0].body["pk"], operations)
    except WriteConflict:
        if len(found) == 1:
            return 0  # somebody wrote it at this moment, or removed it: what is there comes again further on
        return sum([await _reduce(deps, container, [each]) for each in found])
    return len(found)

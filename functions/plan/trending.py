"""What is liked and forked most of late, in `plan-trending` (no outbox).

A plan whose heat (heat.py) changed is warm: it has a document in `warm`. A timer takes the warm ones, writes what their
heat is now into the partition of the epoch, and makes one document of the hottest. Reading trending is reading that; of
one place, the epoch's partition is asked.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from functions.plan import counts, shelves
from functions.plan.heat import epoch_of, field_of, next_epoch
from functions.plan.warmth import CONTAINER, WARM
from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.store.port import Delete, Document, Equals, Operation, Query, Stored, Upsert

HOTTEST = 100
"""How many plans trend."""
_HEAT, _TOP = "heat", "top"
_BATCH = 100
_HEAT_SECONDS = 200 * 24 * 3600
"""How long a plan's heat in an epoch is kept: a quarter, and the time before it that counts in it."""
_COLD_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Hot:
    """A plan that trends."""

    plan_id: str
    heat: int
    place_key: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Hot":
        """The inverse of `json`."""
        return cls(body["planId"], body["heat"], body["placeKey"])

    @property
    def json(self) -> Document:
        """As it is stored."""
        return {"planId": self.plan_id, "heat": self.heat, "placeKey": self.place_key}


async def hottest(deps: Dependencies, place_key: str | None) -> list[Hot]:
    """The plans that trend, hottest first: everywhere, or at one place."""
    if place_key is None:
        top = await deps.store.read(CONTAINER, _TOP, _TOP)
        return [] if top is None else [Hot.of(each) for each in top.body["plans"]]
    return await _in_epoch(deps, epoch_of(deps.clock.now()), place_key)


async def refresh(deps: Dependencies) -> None:
    """Bring trending up to date. May be repeated, and broken off, at any point."""
    now = deps.clock.now()
    await _take_warm(deps, (epoch_of(now), next_epoch(now)))
    plans = [each.json for each in await _in_epoch(deps, epoch_of(now))]
    present = await deps.store.read(CONTAINER, _TOP, _TOP)
    if present is None or present.body["plans"] != plans:
        await deps.store.execute(CONTAINER, _TOP, [Upsert({"id": _TOP, "pk": _TOP, "type": _TOP, "plans": plans})])


async def _in_epoch(deps: Dependencies, epoch: str, place_key: str | None = None) -> list[Hot]:
    where = [Equals("type", _HEAT)] + ([] if place_key is None else [Equals("placeKey", place_key)])
    page = await deps.store.query(CONTAINER, epoch, Query(where, order="heat", descending=True, limit=HOTTEST))
    return [Hot.of(item.body) for item in page.items]


async def _take_warm(deps: Dependencies, epochs: Sequence[str]) -> None:
    cursor = None
    while True:
        # In the order of ids, so that this ends however many are warmed meanwhile.
        page = await deps.store.query(CONTAINER, WARM, Query([Equals("type", WARM)], limit=_BATCH, cursor=cursor))
        if page.items:
            await _write_heat(deps, [item.body["id"] for item in page.items], epochs)
            await _forget(deps, page.items)
        cursor = page.cursor
        if cursor is None:
            return


async def _write_heat(deps: Dependencies, plan_ids: Sequence[str], epochs: Sequence[str]) -> None:
    found = await deps.store.read_many(counts.CONTAINER, [(plan_id, counts.COUNT) for plan_id in plan_ids])
    placed = await deps.store.read_many(shelves.FEED, [(plan_id, shelves.PLACED) for plan_id in plan_ids])
    await asyncio.gather(*(_drop_if_empty(deps, count) for count in found if count is not None))
    for epoch in epochs:
        operations: list[Operation] = []
        for plan_id, count, noted in zip(plan_ids, found, placed, strict=True):
            heat = 0 if count is None else count.body.get(field_of(epoch))
            if heat is not None:
                operations.append(Upsert(_heat_document(epoch, plan_id, heat, shelves.shelf_in(noted))))
        if operations:
            await deps.store.execute(CONTAINER, epoch, operations)


def _heat_document(epoch: str, plan_id: str, heat: int, shelf: shelves.Shelf | None) -> Document:
    document: Document = {"id": plan_id, "pk": epoch, "type": _HEAT, "ttl": _COLD_SECONDS}
    if heat <= 0 or shelf is None or shelf.visibility != "public":
        return document  # without heat no list meets it
    return document | Hot(plan_id, heat, shelf.place_key).json | {"ttl": _HEAT_SECONDS}


async def _drop_if_empty(deps: Dependencies, count: Stored) -> None:
    if counts.says_nothing(count.body):
        with suppress(WriteConflict):  # it says something again
            await deps.store.execute(counts.CONTAINER, count.body["pk"], [Delete(counts.COUNT, count.etag)])


async def _forget(deps: Dependencies, warm_ones: Sequence[Stored]) -> None:
    """What was warmed again meanwhile stays."""
    try:
        await deps.store.execute(CONTAINER, WARM, [Delete(item.body["id"], item.etag) for item in warm_ones])
    except WriteConflict:
        if len(warm_ones) > 1:
            for item in warm_ones:
                await _forget(deps, [item])

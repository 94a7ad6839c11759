"""A member who leaves: each of their plans is deleted as they would have done it, so that everybody who shows one hears
of it; then what else there is in their partition goes.

A call does a bounded part and says whether all is done; what is left is found again by what is still there. A plan that
was decided before it was known here that its owner left, and stored after, is found by the change feed (`on_feed`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from functions.plan import projections, recommendations
from functions.plan.repository import ACCEPTED, CONTAINER, PLAN, delete_some
from shared.dependencies import Dependencies
from shared.errors import Unavailable
from shared.idempotency import IDEMPOTENCY
from shared.patience import retrying
from shared.store.port import MAX_OPERATIONS, Delete, OneOf, Query

PAGES = 10
"""Pages of plans, and of other documents, that one part goes through."""


async def forget_some(deps: Dependencies, member_id: str) -> bool:
    """Remove some of what there is of a member who left; whether that was all."""
    for _ in range(PAGES):
        if not await retrying(lambda: delete_some(deps, member_id)):
            break
    else:
        return False
    return all(await asyncio.gather(_forget_records(deps, member_id), recommendations.forget_some(deps, member_id)))


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """Remove what was stored behind the back of whoever removed all of a member's. Raises `Unavailable` if that is too
    much for once."""
    owners = dict.fromkeys(document["pk"] for document in documents if document["type"] == PLAN)
    for owner_id in await projections.left_of(deps, owners):
        if not await forget_some(deps, owner_id):
            raise Unavailable("there is more to forget of a member who left")


async def _forget_records(deps: Dependencies, member_id: str) -> bool:
    async def page() -> bool:
        query = Query([OneOf("type", (ACCEPTED, IDEMPOTENCY))], limit=MAX_OPERATIONS)
        found = await deps.store.query(CONTAINER, member_id, query)
        if found.items:
            await deps.store.execute(CONTAINER, member_id, [Delete(item.body["id"]) for item in found.items])
        return found.cursor is None

    for _ in range(PAGES):
        if await retrying(page):
            return True
    return False

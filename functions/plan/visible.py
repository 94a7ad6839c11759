"""Which of many plans somebody may see now, and what lists show of them.

The truth is the plan's card in its owner's partition of `plans`: what lists it elsewhere may be late. Whatever is not
known is not shown.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.plan import projections, repository
from functions.plan.counts import Counts, counts_of
from shared.dependencies import Dependencies
from shared.ids import owner_of


@dataclass(frozen=True, slots=True)
class Visible:
    """A plan that the reader may see."""

    summary: Mapping[str, Any]
    owner_name: str
    feed_key: str

    @property
    def plan_id(self) -> str:
        """Its id."""
        plan_id: str = self.summary["id"]
        return plan_id


async def visible_of(
    deps: Dependencies, plan_ids: Sequence[str], reader_id: str | None, *, followers: bool
) -> dict[str, Visible]:
    """Those of some plans that a reader may see now: of what everybody may, or of what `followers` may too. Not those
    of an owner whom the reader shut out, either. `reader_id` is None for somebody who is not signed in."""
    keys = [(owner_of(plan_id), repository.card_id(plan_id)) for plan_id in plan_ids]
    cards, owners = await asyncio.gather(
        deps.store.read_many(repository.CONTAINER, keys),
        projections.owners_seen_by(deps, {owner for owner, _ in keys}, reader_id, followers=followers),
    )
    seen: dict[str, Visible] = {}
    for plan_id, card in zip(plan_ids, cards, strict=True):
        owner = owners.get(owner_of(plan_id))
        if card is None or owner is None or owner.name is None or card.body["visibility"] not in owner.shows:
            continue
        seen[plan_id] = Visible(card.body["summary"], owner.name, card.body["feedKey"])
    return seen


async def listed(deps: Dependencies, plans: Sequence[Visible], reader_id: str | None) -> list[dict[str, Any]]:
    """Plans as the feed answers them."""
    counts = await counts_of(deps, [plan.plan_id for plan in plans], reader_id)
    return [
        {**listed_plan(plan.summary, plan.owner_name, each), "sharedAt": plan.feed_key.partition("Z")[0] + "Z"}
        for plan, each in zip(plans, counts, strict=True)
    ]


def listed_plan(summary: Mapping[str, Any], owner_name: str, counts: Counts) -> dict[str, Any]:
    """A plan as lists answer it."""
    return {**summary, "owner": {"id": summary["ownerId"], "name": owner_name}, **counts.view}

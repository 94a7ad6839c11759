"""Plans as evidence: how loudly each speaks, and what its items are. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from functions.recommendation.matching import Thing, gazetteer, is_something_to_do
from shared.clock import from_iso
from shared.events.plan import ItineraryItem
from shared.ids import owner_of
from shared.store.port import Document

HALF_LIFE_DAYS = 180
"""After so many days what somebody wrote, or liked, speaks half as loudly."""
_MAX_ITEMS = 60
"""Items read of one plan, from its beginning."""


@dataclass(frozen=True)
class Weighed:
    """A plan with its weight. `rank` is its author's, where that counted."""

    plan: Document
    weight: float
    rank: int = 0

    @property
    def author_id(self) -> str:
        """Who wrote it."""
        return owner_of(self.plan["planId"])

    @cached_property
    def items(self) -> Sequence[tuple[ItineraryItem, Thing | None]]:
        """What is done in it, in order, each with the sight or meal of the catalogue it is."""
        things = gazetteer(self.plan["placeKey"])
        items = [item for day in self.plan["itinerary"] for item in day["items"] if is_something_to_do(item)]
        return [(item, None if things is None else things.find(item)) for item in items[:_MAX_ITEMS]]


def decay(since: str, now: datetime) -> float:
    """What is left of a weight of 1 since a moment: a half after each half-life."""
    days = max((now - from_iso(since)).total_seconds() / 86_400, 0)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def renown(rank: int) -> float:
    """What so many followers add to: 1 for none, growing with the logarithm, so that a thousand are not a thousand
    times as right as one."""
    return 1 + math.log2(1 + rank)

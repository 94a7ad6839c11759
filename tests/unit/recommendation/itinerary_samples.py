"""Requests, the catalogue as evidence, and what an itinerary looks like by the clock and on the map."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from functions.recommendation.ai.embedded import EmbeddedRecommender
from functions.recommendation.ai.embedded_ways import kilometres
from functions.recommendation.ai.port import Arranged
from functions.recommendation.brief import Candidate, Evidence, Proposal, ProposedDay, ProposedItem, Request, Taste
from functions.recommendation.candidates import Candidates
from shared.catalogue import Meal, Sight, destinations, find, place_key
from shared.events.plan import Coordinates, ItineraryDay

MONDAY = date(2026, 10, 12)


def request(location: str = "제주", days: int = 3, **also: Any) -> Request:
    start = also.pop("start", MONDAY)
    fields: dict[str, Any] = {
        "kind": "B",
        "location": location,
        "place_key": place_key(location),
        "travel_date": start,
        "end_date": start + timedelta(days=days - 1),
        "group_size": 2,
        "budget": None,
        "currency": "KRW",
        "details": None,
        "language": "ko",
    }
    return Request(**(fields | also))


def evidence(asked: Request, *, present: Sequence[ItineraryDay] = (), taste: Taste | None = None) -> Evidence:
    """What the catalogue has, and nobody wrote of."""
    taste = taste or Taste()
    candidates = Candidates(asked, taste, source="plans", present=present).of([], None)
    return Evidence(candidates=candidates, taste=taste, present=tuple(present))


def praised(told: Evidence, ref: str, travellers: int = 3) -> Evidence:
    """The same, with people speaking for one candidate."""
    candidates = [
        replace(each, score=3.0, sources=({"kind": "plans", "plans": travellers, "travellers": travellers},))
        if each.ref == ref
        else each
        for each in told.candidates
    ]
    return replace(told, candidates=tuple(sorted(candidates, key=lambda each: -each.score)))


async def arranged(asked: Request, told: Evidence | None = None, complaints: Sequence[str] = ()) -> Proposal:
    answer = await EmbeddedRecommender().arrange(asked, told or evidence(asked), complaints)
    assert isinstance(answer, Arranged), answer
    assert answer.made_by == "embedded"
    return answer.proposal


def thing(asked: Request, item: ProposedItem) -> Sight | Meal | None:
    """What the catalogue has of it."""
    destination = find(asked.place_key)
    assert destination is not None
    things: list[Sight | Meal] = [*destination.sights, *destination.meals]
    return next((each for each in things if each.key == item.ref), None)


def sights(asked: Request, items: Sequence[ProposedItem]) -> list[Sight]:
    return [each for item in items if isinstance(each := thing(asked, item), Sight)]


def all_sights(asked: Request, proposal: Proposal) -> list[Sight]:
    return [sight for day in proposal.days for sight in sights(asked, day.items)]


def minute(item: ProposedItem) -> int:
    assert item.time is not None
    return int(item.time[:2]) * 60 + int(item.time[3:])


def meal_minutes(day: ProposedDay) -> list[int]:
    return [minute(item) for item in day.items if item.category == "meal"]


def total(proposal: Proposal) -> int:
    return sum(item.cost or 0 for day in proposal.days for item in day.items)


def candidate_of(told: Evidence, item: ProposedItem) -> Candidate | None:
    return next((each for each in told.candidates if each.ref == item.ref), None)


def points(told: Evidence, day: ProposedDay) -> list[Coordinates]:
    """Where one is, one after the other."""
    found = [candidate_of(told, item) for item in day.items]
    return [each.coordinates for each in found if each is not None and each.coordinates is not None]


def path_km(route: Sequence[Coordinates]) -> float:
    return sum(kilometres(one, other) for one, other in pairwise(route))


def tree_km(spots: Sequence[Coordinates]) -> float:
    """What it takes to join them all (a minimum spanning tree): no way through them is shorter."""
    joined, left, length = [spots[0]], list(spots[1:]), 0.0
    while left:
        km, nearest = min(
            ((kilometres(one, other), other) for one in joined for other in left), key=lambda each: each[0]
        )
        length += km
        joined.append(nearest)
        left.remove(nearest)
    return length


def samples() -> Iterator[tuple[str, int, date, int]]:
    """Every destination with four of ten lengths, so that each length meets each weekday and many groups."""
    for number, key in enumerate(destinations()):
        for step in range(4):
            days = (number + 3 * step) % 10 + 1
            yield key, days, MONDAY + timedelta(days=number + 2 * step), (1, 2, 4, 7)[(number + step) % 4]

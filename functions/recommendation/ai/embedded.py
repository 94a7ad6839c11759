"""The embedded adapter, the local default: no network, no model, and the same answer whenever it is asked the same.

It lays out a trip as somebody would who knows the place: days of what is near each other, meals at meal times near
where one is then, nothing on a day it is closed, nothing twice, within the budget.
"""

from collections.abc import Iterator, Sequence

from functions.recommendation.ai.embedded_day import Stop
from functions.recommendation.ai.embedded_draft import Draft
from functions.recommendation.ai.embedded_spots import Ground, survey
from functions.recommendation.ai.embedded_trip import plan_trip
from functions.recommendation.ai.embedded_words import meal_title, note_of, title_of
from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Evidence, MealTime, Proposal, ProposedDay, ProposedItem, Request
from functions.recommendation.quality import budget_left
from functions.recommendation.rates import from_krw

MADE_BY = "embedded"

_THRIFT = (0.5, 2.0, 6.0, 20.0, 100.0)
"""Steps of worth that what costs a day's allowance loses: tried one after the other until the trip can be paid."""
_ALLOWANCE_KRW = 120_000
"""What a day may cost one person where nobody gave a budget: an estimate."""
_FOR_BED_AND_JOURNEY = 0.25
"""What a budget for more than a day should leave, if it can."""
_TYPICAL = 3
"""A meal nobody knows a place for costs what the cheaper third here costs."""
_MOST_EMPTY = 3
"""Of so many days at most one may be without anything to see."""


class EmbeddedRecommender:
    """Arranges an itinerary of the evidence, and declines what it has nothing for."""

    async def arrange(self, request: Request, evidence: Evidence, complaints: Sequence[str]) -> Arranged | Declined:
        """An itinerary within the budget, or why not: "unknown_destination", "no_candidates", "budget_too_small"."""
        ground = survey(request, evidence)
        if not ground.sights and not ground.meals:
            code = "unknown_destination" if ground.destination is None and not evidence.present else "no_candidates"
            return Declined(code, MADE_BY)
        days = _affordable(ground, request, budget_left(request, evidence), at_least_cost="over_budget" in complaints)
        if days is None:
            return Declined("budget_too_small", MADE_BY)
        if not _is_worth_it(ground, days):
            return Declined("no_candidates", MADE_BY)
        return Arranged(_proposal(ground, days), MADE_BY)

    async def close(self) -> None:
        """There is nothing to let go of."""


def _affordable(ground: Ground, request: Request, left: int | None, *, at_least_cost: bool) -> list[Draft] | None:
    """The trip with as much thrift as it takes to leave something of the budget, or else the cheapest; None if that
    costs too much."""
    allowance = _allowance(request, left)
    if left is None:
        return plan_trip(ground.priced(_THRIFT[0], allowance))
    wanted = left * (1 - _FOR_BED_AND_JOURNEY) if len(request.dates) > 1 else left
    cheapest: list[Draft] | None = None
    least = left
    for thrift in _THRIFT:
        days = plan_trip(ground.priced(thrift, allowance))
        cost = _cost(ground, days)
        if cost <= wanted and not at_least_cost:
            return days
        if cost <= least:
            cheapest, least = days, cost
    return cheapest


def _allowance(request: Request, left: int | None) -> float:
    """What a day may cost one person, in minor units."""
    if left is not None:
        return left / request.group_size / len(request.dates)
    return from_krw(_ALLOWANCE_KRW, request.currency) or 0


def _is_worth_it(ground: Ground, days: Sequence[Draft]) -> bool:
    empty = [day for day in days if not day.spots and not ground.pins.get(day.frame.date.isoformat())]
    return len(empty) * _MOST_EMPTY <= len(days) and any(day.laid.stops for day in days)


def _cost(ground: Ground, days: Sequence[Draft]) -> int:
    return sum(_cost_of(ground, stop) or 0 for day in days for stop in day.laid.stops)


def _cost_of(ground: Ground, stop: Stop) -> int | None:
    """What it costs the group; None if nobody knows."""
    one = _typical_cost(ground, stop.meal) if stop.spot is None else stop.spot.candidate.cost
    return None if one is None else one * ground.request.group_size


def _typical_cost(ground: Ground, meal: MealTime | None) -> int | None:
    prices = () if meal is None else ground.prices[meal]
    return prices[len(prices) // _TYPICAL] if prices else None


def _proposal(ground: Ground, days: Sequence[Draft]) -> Proposal:
    return Proposal(
        title=title_of(ground, days),
        days=tuple(
            ProposedDay(day.frame.date, tuple(_items(ground, number, day))) for number, day in enumerate(days, start=1)
        ),
    )


def _items(ground: Ground, number: int, day: Draft) -> Iterator[ProposedItem]:
    for stop in sorted(day.laid.stops, key=lambda each: each.start):
        spot = stop.spot
        yield ProposedItem(
            title=meal_title(stop, ground.request.language, number) if spot is None else spot.candidate.title,
            category="meal" if spot is None else spot.candidate.category,
            time=f"{stop.start // 60:02}:{stop.start % 60:02}",
            ref=None if spot is None else spot.ref,
            cost=_cost_of(ground, stop),
            note=note_of(ground, stop),
        )

"""The quality gates: what an itinerary must be before anybody is charged for it, whoever arranged it.

Their codes go back to the adapter as complaints, and decide the recommendation's end when the second answer does not
pass either.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

from functions.recommendation.brief import Candidate, Evidence, Proposal, ProposedItem, Request, Weekday
from shared.events.plan import Place
from shared.events.recommendation import RecommendedDay, RecommendedItem, Source

MAX_ITEMS_A_DAY = 12
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""By `date.weekday()`."""

_LEAST_OF_ESTIMATE = 0.5
_MOST_OF_ESTIMATE = 3
"""Estimates are rough, but a cost for one person or for another group is farther off than this."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_REPEATABLE = frozenset({"stay", "transport"})
"""One goes back to the hotel, and takes the bus twice."""


def faults(request: Request, evidence: Evidence, proposal: Proposal) -> list[str]:
    """The codes of the gates it does not pass, each once, in the order of the gates; empty if it passes them all.

    `missing_day`, `empty_day`, `unknown_ref`, `duplicate_item`, `too_many_items`, `bad_time`, `closed_day`,
    `cost_not_for_group`, `over_budget`.
    """
    case = _Case(request, evidence, proposal)
    return [code for code, fails in _GATES.items() if fails(case)]


def settled(request: Request, evidence: Evidence, proposal: Proposal) -> list[RecommendedDay]:
    """A proposal that passed the gates, as it is stored: its items with ids ("1-2" is the second of the first day) and
    with what their refs say. Where an item comes from is looked up here, never taken from the proposal."""
    case = _Case(request, evidence, proposal)
    return [
        {
            "date": day.date.isoformat(),
            "items": [case.settled(f"{number}-{position}", item) for position, item in enumerate(day.items, start=1)],
        }
        for number, day in enumerate(proposal.days, start=1)
    ]


def normalised(title: str) -> str:
    """A title without case, accents, width, spaces and punctuation: equal for what reads the same."""
    apart = unicodedata.normalize("NFKD", title).casefold()
    return unicodedata.normalize("NFC", "".join(character for character in apart if character.isalnum()))


class _Case:
    def __init__(self, request: Request, evidence: Evidence, proposal: Proposal) -> None:
        self.request = request
        self.evidence = evidence
        self.proposal = proposal
        self._known = {each.ref: each for each in evidence.candidates}

    def items(self) -> Iterator[ProposedItem]:
        for day in self.proposal.days:
            yield from day.items

    def candidate(self, item: ProposedItem) -> Candidate | None:
        return None if item.ref is None else self._known.get(item.ref)

    def title(self, item: ProposedItem) -> str:
        candidate = self.candidate(item)
        return item.title if candidate is None else candidate.title

    def estimate(self, item: ProposedItem) -> int | None:
        """What it should cost the group; None if nobody knows."""
        candidate = self.candidate(item)
        if candidate is None or candidate.cost is None:
            return None
        return candidate.cost * self.request.group_size

    def cost(self, item: ProposedItem) -> int | None:
        return self.estimate(item) if item.cost is None else item.cost

    def settled(self, item_id: str, item: ProposedItem) -> RecommendedItem:
        candidate = self.candidate(item)
        place: Place | None = None
        sources: list[Source] = [{"kind": "unverified"}]
        if candidate is not None:
            place = {"name": candidate.title, "coordinates": candidate.coordinates}
            sources = list(candidate.sources)
        return {
            "id": item_id,
            "time": item.time,
            "title": self.title(item),
            "place": place,
            "category": item.category if candidate is None else candidate.category,
            "cost": self.cost(item),
            "note": item.note,
            "sources": sources,
        }


def _missing_day(case: _Case) -> bool:
    return tuple(day.date for day in case.proposal.days) != case.request.dates


def _empty_day(case: _Case) -> bool:
    """A day that the plan to be deepened has filled already may be left as it is; all of them may not."""
    filled = {day["date"] for day in case.evidence.present if day["items"]}
    if any(not day.items and day.date.isoformat() not in filled for day in case.proposal.days):
        return True
    return not any(case.items())


def _unknown_ref(case: _Case) -> bool:
    return any(item.ref is not None and case.candidate(item) is None for item in case.items())


def _duplicate_item(case: _Case) -> bool:
    refs = [item.ref for item in case.items() if item.ref is not None]
    titles = [
        normalised(case.title(item))
        for item in case.items()
        if item.ref is not None or item.category not in _REPEATABLE
    ]
    present = {normalised(item["title"]) for day in case.evidence.present for item in day["items"]}
    return len(set(refs)) < len(refs) or len(set(titles)) < len(titles) or not present.isdisjoint(titles)


def _too_many_items(case: _Case) -> bool:
    return any(len(day.items) > MAX_ITEMS_A_DAY for day in case.proposal.days)


def _bad_time(case: _Case) -> bool:
    for day in case.proposal.days:
        times = [item.time for item in day.items if item.time is not None]
        if not all(map(_TIME.fullmatch, times)) or any(one >= other for one, other in pairwise(times)):
            return True
    return False


def _closed_day(case: _Case) -> bool:
    return any(
        (candidate := case.candidate(item)) is not None and WEEKDAYS[day.date.weekday()] in candidate.usually_closed
        for day in case.proposal.days
        for item in day.items
    )


def _cost_not_for_group(case: _Case) -> bool:
    for item in case.items():
        if item.cost is None:
            continue
        estimate = case.estimate(item)
        if item.cost < 0:
            return True
        if estimate and not estimate * _LEAST_OF_ESTIMATE <= item.cost <= estimate * _MOST_OF_ESTIMATE:
            return True
    return False


def _over_budget(case: _Case) -> bool:
    left = budget_left(case.request, case.evidence)
    return left is not None and sum(case.cost(item) or 0 for item in case.items()) > left


def budget_left(request: Request, evidence: Evidence) -> int | None:
    """What the budget leaves after what the plan to be deepened costs already; None without a budget, never negative:
    what is free may be added even to a plan that is over its budget."""
    if request.budget is None:
        return None
    spent = sum(item.get("cost") or 0 for day in evidence.present for item in day["items"])
    return max(request.budget - spent, 0)


_GATES: dict[str, Callable[[_Case], bool]] = {
    "missing_day": _missing_day,
    "empty_day": _empty_day,
    "unknown_ref": _unknown_ref,
    "duplicate_item": _duplicate_item,
    "too_many_items": _too_many_items,
    "bad_time": _bad_time,
    "closed_day": _closed_day,
    "cost_not_for_group": _cost_not_for_group,
    "over_budget": _over_budget,
}

"""What becomes of a recommendation that is accepted: the content of a new plan, or of one that takes it in. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from functions.plan.domain import Content
from shared.errors import FieldError, Rejection
from shared.events.plan import ItineraryDay, ItineraryItem
from shared.events.recommendation import RecommendationCreated, RecommendedItem

_DAY = timedelta(days=1)


def chosen_days(recommendation: RecommendationCreated, item_ids: Sequence[str] | None) -> list[ItineraryDay]:
    """The recommended days as a plan has them, with the items of these ids only (None: all), without days that have
    none then. Raises the 422 `Rejection` that names ids which are none of the recommendation's, or there twice."""
    if item_ids is not None:
        _check_ids(recommendation, item_ids)
    days: list[ItineraryDay] = [
        {
            "date": day["date"],
            "items": [_plan_item(item) for item in day["items"] if item_ids is None or item["id"] in item_ids],
        }
        for day in recommendation.days
    ]
    return [day for day in days if day["items"]]


def new_content(recommendation: RecommendationCreated, days: list[ItineraryDay], title: str | None) -> Content:
    """The content of a new plan of these days of a recommendation."""
    return Content(
        title=title or recommendation.title,
        location=recommendation.location,
        travel_date=date.fromisoformat(recommendation.travel_date),
        end_date=date.fromisoformat(recommendation.end_date),
        group_size=recommendation.group_size,
        budget=recommendation.budget,
        currency=recommendation.currency,
        details=recommendation.details,
        itinerary=days,
    )


def taken_in(content: Content, days: Sequence[ItineraryDay], currency: str) -> Content:
    """A plan's content with these days' items put among its own.

    Nothing of the plan is lost or moved, and what it has on the same day under the same title is not repeated. Costs in
    another currency than the plan's are left out. Days that adjoin the trip make it longer; raises the 422 `Rejection`
    for days beyond a gap.
    """
    first, last = _widened(content.travel_date, content.end_date, [date.fromisoformat(day["date"]) for day in days])
    itinerary = {day["date"]: day["items"] for day in content.itinerary}
    for day in days:
        items = day["items"] if currency == content.currency else [_without_cost(item) for item in day["items"]]
        itinerary[day["date"]] = _in_order_of_time(itinerary.get(day["date"], []), items)
    merged: list[ItineraryDay] = [{"date": day, "items": items} for day, items in itinerary.items()]
    return replace(content, travel_date=first, end_date=last, itinerary=merged)


def _check_ids(recommendation: RecommendationCreated, item_ids: Sequence[str]) -> None:
    known = {item["id"] for day in recommendation.days for item in day["items"]}
    faults: list[FieldError] = []
    seen: set[str] = set()
    for index, item_id in enumerate(item_ids):
        if item_id not in known:
            faults.append(FieldError(f"/items/{index}", "unknown_item", {}))
        elif item_id in seen:
            faults.append(FieldError(f"/items/{index}", "duplicate", {}))
        seen.add(item_id)
    if faults:
        raise Rejection("validation_failed", 422, errors=faults)


def _plan_item(item: RecommendedItem) -> ItineraryItem:
    place = item["place"]
    return {
        "time": item["time"],
        "title": item["title"],
        "place": place and {"name": place["name"], "coordinates": place.get("coordinates")},
        "category": item["category"],
        "cost": item["cost"],
        "note": item["note"],
    }


def _without_cost(item: ItineraryItem) -> ItineraryItem:
    return {**item, "cost": None}


def _widened(first: date, last: date, days: Iterable[date]) -> tuple[date, date]:
    in_order = sorted(days)
    for day in in_order:
        if day > last + _DAY:
            raise _outside()
        last = max(last, day)
    for day in reversed(in_order):
        if day < first - _DAY:
            raise _outside()
        first = min(first, day)
    return first, last


def _outside() -> Rejection:
    return Rejection("validation_failed", 422, errors=[FieldError("/items", "outside_trip", {})])


def _in_order_of_time(present: Sequence[ItineraryItem], coming: Iterable[ItineraryItem]) -> list[ItineraryItem]:
    """The present items in their order, and among them those that come: one with a time before the first that is
    later, one without behind the one it came behind."""
    merged = list(present)
    titles = {_normalised(item["title"]) for item in present}
    behind = len(merged)
    for item in coming:
        if _normalised(item["title"]) in titles:
            continue
        time = item.get("time")
        if time is not None:
            later = (place for place, each in enumerate(merged) if (each.get("time") or "") > time)
            behind = next(later, len(merged))
        merged.insert(behind, item)
        behind += 1
    return merged


def _normalised(title: str) -> str:
    """Equal for titles that read the same: without case, width, accents, spaces and punctuation."""
    apart = unicodedata.normalize("NFKD", title).casefold()
    return unicodedata.normalize("NFC", "".join(each for each in apart if each.isalnum())) or title

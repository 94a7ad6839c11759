"""Recommendations to accept."""

from typing import Any

from functions.plan import accept
from functions.plan.accept import Accepted, Wish
from shared.auth import Caller
from shared.dependencies import Dependencies
from shared.events.plan import ItineraryItem
from shared.events.recommendation import RecommendationCreated, RecommendedItem
from tests.unit.plan.samples import JIWOO

RECOMMENDATION = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w30"


def item(item_id: str, title: str, time: str | None = None, **changes: Any) -> RecommendedItem:
    """An item as it is recommended."""
    made: RecommendedItem = {
        "id": item_id,
        "time": time,
        "title": title,
        "place": {"name": title, "coordinates": {"lat": 33.4, "lng": 126.9}},
        "category": "sight",
        "cost": 10_000,
        "note": None,
        "sources": [{"kind": "plans", "plans": 3, "travellers": 2, "scope": "place"}],
    }
    made.update(changes)  # type: ignore[typeddict-item]
    return made


def planned(title: str, time: str | None = None, **changes: Any) -> ItineraryItem:
    """The same in a plan."""
    made = item("", title, time, **changes)
    return {
        "time": made["time"],
        "title": title,
        "place": made["place"],
        "category": made["category"],
        "cost": made["cost"],
        "note": made["note"],
    }


def recommended(**changes: Any) -> RecommendationCreated:
    """Three days on Jeju."""
    said = {
        "recommendation_id": RECOMMENDATION,
        "member_id": RECOMMENDATION.partition(".")[0],
        "kind": "B",
        "location": "제주",
        "place_key": "jeju",
        "tokens": 100,
        "at": "2026-03-01T09:00:00.000Z",
        "version": 3,
        "title": "제주 3일",
        "travel_date": "2026-04-01",
        "end_date": "2026-04-03",
        "group_size": 2,
        "budget": 500_000,
        "currency": "KRW",
        "details": "바다",
        "made_by": "embedded",
        "days": [
            {"date": "2026-04-01", "items": [item("1-1", "만장굴", "10:00"), item("1-2", "흑돼지 거리", "18:00")]},
            {"date": "2026-04-02", "items": [item("2-1", "우도", "09:00")]},
            {"date": "2026-04-03", "items": [item("3-1", "동문시장")]},
        ],
    }
    return RecommendationCreated.model_validate(said | changes)


async def take(
    deps: Dependencies, caller: Caller = JIWOO, recommendation: str = RECOMMENDATION, **wish: Any
) -> Accepted:
    """Accept a recommendation."""
    return await accept.accept_recommendation(deps, caller, recommendation, Wish(**wish))

"""A request, evidence for it, and a model that does as it is told: for the tests of the language model's adapter."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson
from aiohttp import web

from functions.recommendation.brief import Candidate, Evidence, Language, Request, Taste
from tests.unit.recommendation.openai_server import Behaviour, OpenAIServer, answers

SECRET_WISH = "조용한 바닷가에서 프러포즈하고 싶어요"
"""What a member wrote: never to be seen in a line or in an exception."""


def request(language: Language = "ko", **changes: Any) -> Request:
    return Request(
        **{
            "kind": "B",
            "location": "제주",
            "place_key": "jeju",
            "travel_date": date(2026, 5, 1),
            "end_date": date(2026, 5, 3),
            "group_size": 2,
            "budget": 900_000,
            "currency": "KRW",
            "details": SECRET_WISH,
            "language": language,
            **changes,
        }
    )


def candidate(number: int, **changes: Any) -> Candidate:
    return Candidate(
        **{
            "ref": f"member-{number}/plan/item",
            "title": f"오름 {number}",
            "category": "sight",
            "sources": ({"kind": "plans", "plans": 3, "travellers": 2},),
            "coordinates": {"lat": 33.4 + number / 100, "lng": 126.5},
            "minutes": 90,
            "cost": 5_000,
            **changes,
        }
    )


def meal(number: int) -> Candidate:
    return candidate(number, title=f"국수 {number}", category="meal", cost=9_000, meals=frozenset({"lunch", "dinner"}))


EVIDENCE = Evidence(
    candidates=(*(candidate(number) for number in range(9)), *(meal(number) for number in range(9, 18))),
    taste=Taste(categories=(("nature", 0.8),), words=("바다",), items_a_day=4.0),
    plans=3,
    travellers=2,
    fingerprint="f",
)

_HOURS = {"10:00": None, "12:30": "lunch", "15:00": None, "18:30": "dinner"}


def obeys(server: OpenAIServer, change: Callable[[dict[str, Any]], object] = lambda _: None) -> Behaviour:
    """Arranges the candidates it finds in the input over the days it finds there; `change` spoils it."""

    async def behave(asked: web.Request) -> web.StreamResponse:
        lines = server.asked[-1].input_lines
        asks = lines[0]["request"]
        candidates = [line["candidate"] for line in lines if "candidate" in line]
        answer = {
            "title": "제주에서 사흘",
            "days": [
                {
                    "date": day["date"],
                    "items": [
                        _item(hour, _taken(candidates, meal, day["weekday"]), asks["groupSize"])
                        for hour, meal in _HOURS.items()
                    ],
                }
                for day in asks["days"]
            ],
        }
        change(answer)
        return await answers(orjson.dumps(answer).decode())(asked)

    return behave


def _taken(candidates: list[dict[str, Any]], meal: str | None, weekday: str) -> dict[str, Any]:
    """The next that is open and fits, taken off the list."""
    for each in candidates:
        suits = meal in each["meals"] if meal and "meals" in each else not meal and "meals" not in each
        if suits and weekday not in each.get("closed", ()):
            candidates.remove(each)
            return each
    raise AssertionError(f"nothing for {meal or 'sightseeing'} on {weekday}")


def _item(hour: str, chosen: Mapping[str, Any], people: int) -> dict[str, Any]:
    return {
        "time": hour,
        "title": chosen["title"],
        "category": chosen["category"],
        "ref": chosen["ref"],
        "cost": chosen["costPerPerson"] * people if "costPerPerson" in chosen else None,
        "note": "천천히 걸어 보세요.",
    }

"""Demo data: a dozen members and forty plans, so that the first look is not an empty one.

They are made through the API, as people would make them, from the destination catalogue; dates count from today, so
that the plans are always of the coming months. Loading goes on where it was if it is interrupted.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from shared.catalogue import Destination, Meal, Sight, destinations

_LOADED = "demo-loaded"
_DATA = Path(__file__).with_name("demo.json")


async def load(base_url: str, data_dir: Path) -> None:
    """Make the demo members, their follows, plans and likes, unless that is done already.

    Raises `RuntimeError` with the server's answer if something is refused, and `aiohttp.ClientError` without a server.
    """
    marker = data_dir / _LOADED
    if marker.exists():
        return
    demo = orjson.loads(_DATA.read_bytes())
    languages = {each["persona"]: each["language"] for each in demo["members"]}
    today = datetime.now(UTC).date()
    async with aiohttp.ClientSession(base_url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        signed_in = {each["persona"]: await _sign_in(session, each) for each in demo["members"]}
        for follower, followees in demo["follows"].items():
            for followee in followees:
                path = f"members/{signed_in[followee].member_id}/follow"
                await _ask(session, "PUT", path, signed_in[follower].token)
        ids: dict[str, str] = {}
        for number, plan in enumerate(demo["plans"]):
            body = _plan_body(plan, languages[plan["persona"]], today)
            made = await _ask(session, "POST", "plans", signed_in[plan["persona"]].token, body, key=f"demo-{number}")
            ids[plan["title"]] = made["id"]
        for persona, titles in demo["likes"].items():
            for title in titles:
                await _ask(session, "PUT", f"plans/{ids[title]}/like", signed_in[persona].token)
    await asyncio.to_thread(marker.write_text, "The demo data is loaded. Remove the data directory to start afresh.\n")


@dataclass(frozen=True, slots=True)
class _SignedIn:
    member_id: str
    token: str


async def _sign_in(session: aiohttp.ClientSession, member: Mapping[str, str]) -> _SignedIn:
    persona = {"persona": member["persona"], "name": member["name"]}
    answer = await _ask(session, "POST", "auth/dev/token", None, persona)
    about = {"bio": member["bio"], "language": member["language"]}
    await _ask(session, "PATCH", "members/me", answer["accessToken"], about)
    return _SignedIn(answer["member"]["id"], answer["accessToken"])


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    path: str,
    token: str | None,
    body: Any = None,
    *,
    key: str | None = None,
) -> Any:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    async with session.request(method, f"/api/{path}", json=body, headers=headers) as response:
        if response.status >= 400:  # noqa: PLR2004
            raise RuntimeError(f"{method} {path} was answered {response.status}: {await response.text()}")
        return await response.json()


def _plan_body(plan: Mapping[str, Any], language: str, today: date) -> dict[str, Any]:
    destination = destinations()[plan["destination"]]
    start = today + timedelta(days=plan["inDays"])
    days = [start + timedelta(days=number) for number in range(plan["days"])]
    return {
        "location": getattr(destination.names, language),
        **{name: plan[name] for name in ("title", "details", "groupSize", "budget", "visibility")},
        "travelDate": days[0].isoformat(),
        "endDate": days[-1].isoformat(),
        "currency": "KRW",
        "itinerary": {"days": itinerary_of(destination, language, plan["groupSize"], days)},
    }


def itinerary_of(
    destination: Destination, language: str, group_size: int, days: Sequence[date]
) -> list[dict[str, Any]]:
    """The days of a demo plan, as the API takes and events tell them."""
    itinerary = _Itinerary(destination, language, group_size)
    return [{"date": day.isoformat(), "items": itinerary.of(day)} for day in days]


class _Itinerary:
    """Fills days from a destination's places: an area a day, nothing twice, nothing on a day it is closed."""

    def __init__(self, destination: Destination, language: str, group_size: int) -> None:
        self._destination = destination
        self._language = language
        self._group_size = group_size
        self._areas = [area.key for area in destination.areas]
        self._used: set[str] = set()

    def of(self, day: date) -> list[dict[str, Any]]:
        """One day's items, in the order of their time."""
        area = self._areas[0]
        self._areas = [*self._areas[1:], area]
        wanted: list[tuple[str, Sight | Meal | None]] = [
            ("09:30", self._sight(area, day)),
            ("12:00", self._meal("lunch", area, day)),
            ("14:00", self._sight(area, day)),
            ("16:30", self._sight(area, day)),
            ("18:30", self._meal("dinner", area, day)),
        ]
        return [self._item(time, place) for time, place in wanted if place is not None]

    def _sight(self, area: str, day: date) -> Sight | None:
        return self._first(self._destination.sights, area, day)

    def _meal(self, time: str, area: str, day: date) -> Meal | None:
        return self._first([meal for meal in self._destination.meals if time in meal.meals], area, day)

    def _first[P: (Sight, Meal)](self, places: list[P] | tuple[P, ...], area: str, day: date) -> P | None:
        weekday = day.strftime("%a").lower()
        free = [each for each in places if each.key not in self._used and weekday not in each.usually_closed]
        free.sort(key=lambda each: (each.area != area, each.best_in_the_evening, -each.fame))
        if not free:
            return None
        self._used.add(free[0].key)
        return free[0]

    def _item(self, time: str, place: Sight | Meal) -> dict[str, Any]:
        name = getattr(place.names, self._language)
        return {
            "time": time,
            "title": name,
            "place": {"name": name, "coordinates": {"lat": place.location.lat, "lng": place.location.lng}},
            "category": "meal" if isinstance(place, Meal) else "sight",
            "cost": place.estimated_cost_krw * self._group_size,
        }

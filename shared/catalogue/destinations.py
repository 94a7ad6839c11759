"""Destinations as they are in data/: one file each, read when the first of them is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson

DATA = Path(__file__).parent / "data"

type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
type MealTime = Literal["breakfast", "lunch", "dinner", "snack"]


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called in Korean and in English."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Location:
    """WGS 84, degrees; approximate."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Region:
    """What a destination is part of, below its country."""

    key: str
    names: Names


@dataclass(frozen=True, slots=True)
class Area:
    """A neighbourhood or district: what is in one area is near each other."""

    key: str
    names: Names
    location: Location


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    names: Names
    aliases: tuple[str, ...]
    area: str
    """The key of the area it is in."""
    location: Location
    estimated_minutes: int
    """How long people typically stay."""
    estimated_cost_krw: int
    """What one person typically pays, in won; 0 where it is free."""
    usually_closed: frozenset[Weekday]
    closed_note: Names | None
    """When it closes beyond that."""
    fame: int
    """How much a first visit wants it: 3 what the destination is known for, 2 often included, 1 otherwise, 0 only for
    those who look for it (a market of certain days, what has a season). Our judgement."""
    best_in_the_evening: bool
    """Whether one goes there at sunset or after dark."""
    usual_hours: tuple[str, str] | None
    """When it opens and when one has to be out again, HH:MM, where its kind alone does not tell; an estimate."""


@dataclass(frozen=True, slots=True)
class Sight(_Place):
    """Something to see or do."""

    category: str


@dataclass(frozen=True, slots=True)
class Meal(_Place):
    """Somewhere to eat: a restaurant, a food street, a market, a café."""

    kind: str
    meals: frozenset[MealTime]
    within: str | None
    """The key of the sight (an island, a park with a ticket) that one is in when one eats there: nobody goes for it
    alone."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Somewhere people travel to."""

    key: str
    names: Names
    aliases: tuple[str, ...]
    country: str
    """ISO 3166-1, two letters."""
    region: Region
    location: Location
    timezone: str
    """IANA name."""
    currency: str
    """ISO 4217."""
    base: str
    """The key of the area where one stays, most likely, or arrives."""
    by_car: bool
    """Whether one drives from sight to sight; else one walks and takes the city's transport."""
    areas: tuple[Area, ...]
    sights: tuple[Sight, ...]
    meals: tuple[Meal, ...]


def destinations() -> Mapping[str, Destination]:
    """Every destination by its key: Korea's first, then the world's, each by key."""
    return _all()


def find(key: str) -> Destination | None:
    """The destination with this key, if there is one."""
    return _all().get(key)


@cache
def _all() -> dict[str, Destination]:
    read = (_destination(orjson.loads(path.read_bytes())) for path in DATA.glob("*.json"))
    return {each.key: each for each in sorted(read, key=lambda each: (each.country != "KR", each.key))}


def _destination(data: Mapping[str, Any]) -> Destination:
    region = data["region"]
    return Destination(
        key=data["key"],
        names=Names(**data["name"]),
        aliases=tuple(data["aliases"]),
        country=data["country"],
        region=Region(region["key"], Names(region["ko"], region["en"])),
        location=Location(**data["location"]),
        timezone=data["timezone"],
        currency=data["currency"],
        base=data["base"],
        by_car=data["byCar"],
        areas=tuple(Area(each["key"], Names(**each["name"]), Location(**each["location"])) for each in data["areas"]),
        sights=tuple(Sight(**_place(each), category=each["category"]) for each in data["sights"]),
        meals=tuple(
            Meal(**_place(each), kind=each["kind"], meals=frozenset(each["meals"]), within=each.get("within"))
            for each in data["meals"]
        ),
    )


def _place(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"],
        "names": Names(**data["name"]),
        "aliases": tuple(data["aliases"]),
        "area": data["area"],
        "location": Location(**data["location"]),
        "estimated_minutes": data["estimatedMinutes"],
        "estimated_cost_krw": data["estimatedCostKrw"],
        "usually_closed": frozenset(data["usuallyClosed"]),
        "closed_note": Names(**data["closedNote"]) if "closedNote" in data else None,
        "fame": data.get("fame", 1),
        "best_in_the_evening": data.get("bestTime") == "evening",
        "usual_hours": tuple(data["usualHours"]) if "usualHours" in data else None,
    }

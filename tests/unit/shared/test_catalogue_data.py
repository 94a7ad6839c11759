"""The catalogue is complete and consistent: every file of shared/catalogue/data/."""

import math
import re
import zoneinfo
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import pytest

from shared.catalogue import Area, Destination, Location, Meal, Names, Sight, destinations, place_key
from shared.catalogue.destinations import DATA
from shared.money import CURRENCIES

FILES = sorted(DATA.glob("*.json"))
PLACE_FIELDS = {"key", "name", "aliases", "area", "location", "estimatedMinutes", "estimatedCostKrw", "usuallyClosed"}
OPTIONAL_FIELDS = {"closedNote", "fame", "bestTime", "usualHours", "within"}
FIELDS = {
    "destination": {
        *("key", "name", "aliases", "country", "region", "location", "timezone", "currency"),
        *("base", "byCar", "areas", "sights", "meals"),
    },
    "area": {"key", "name", "location"},
    "sight": PLACE_FIELDS | {"category"},
    "meal": PLACE_FIELDS | {"kind", "meals"},
}
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
CATEGORIES = {
    *("nature", "beach", "park", "viewpoint", "historic", "palace", "temple", "museum", "gallery", "market", "street"),
    *("architecture", "theme-park", "activity", "shopping", "garden", "village", "religious", "show"),
}
KINDS = {"restaurant", "food-street", "market", "cafe"}
MEALS = {"breakfast", "lunch", "dinner", "snack"}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
HANGUL = re.compile(r"[가-힣]")
REACH_KM = 120

each_destination = pytest.mark.parametrize("key", [path.stem for path in FILES])


def found(key: str) -> Destination:
    return destinations()[key]


def distance_km(one: Location, other: Location) -> float:
    """On the great circle (haversine)."""
    lat1, lng1, lat2, lng2 = map(math.radians, (one.lat, one.lng, other.lat, other.lng))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(h))


def all_names(destination: Destination) -> list[Names]:
    parts: list[Area | Sight | Meal] = [*destination.areas, *destination.sights, *destination.meals]
    notes = [place.closed_note for place in (*destination.sights, *destination.meals) if place.closed_note is not None]
    return [destination.names, destination.region.names, *(part.names for part in parts), *notes]


def test_there_are_forty_destinations_half_of_them_korean() -> None:
    assert len(destinations()) == len(FILES) >= 40
    assert sum(each.country == "KR" for each in destinations().values()) * 2 >= len(FILES)


def test_no_name_means_two_destinations() -> None:
    names = {
        key: {re.sub(r"[\W_]", "", name.casefold()) for name in (key, each.names.ko, each.names.en, *each.aliases)}
        for key, each in destinations().items()
    }
    counted = Counter(chain.from_iterable(names.values()))
    assert [name for name, times in counted.items() if times > 1] == []
    for key, each in destinations().items():
        assert {place_key(name) for name in (each.names.ko, each.names.en, *each.aliases)} == {key}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_fields_there_are_and_no_other(path: Path) -> None:
    data: dict[str, Any] = orjson.loads(path.read_bytes())
    assert data["key"] == path.stem
    assert data.keys() == FIELDS["destination"]
    assert data["region"].keys() == {"key", "ko", "en"}
    for part, kind in (("areas", "area"), ("sights", "sight"), ("meals", "meal")):
        for each in data[part]:
            assert each.keys() - OPTIONAL_FIELDS == FIELDS[kind], each["key"]
            assert each.get("bestTime", "evening") == "evening", each["key"]
            assert each["name"].keys() == {"ko", "en"}, each["key"]
            assert each["location"].keys() == {"lat", "lng"}, each["key"]


@each_destination
def test_a_destination_has_enough_of_everything(key: str) -> None:
    destination = found(key)
    assert len(destination.areas) >= 3
    assert len(destination.sights) >= 15
    assert len(destination.meals) >= 8
    served = Counter(chain.from_iterable(meal.meals for meal in destination.meals))
    assert served["breakfast"] >= 1
    assert served["lunch"] >= 3
    assert served["dinner"] >= 3


@each_destination
def test_every_name_is_there_in_both_languages(key: str) -> None:
    for names in all_names(found(key)):
        assert HANGUL.search(names.ko), names
        assert re.search("[A-Za-z]", names.en), names
        assert not HANGUL.search(names.en), names
        assert names.ko == names.ko.strip()
        assert names.en == names.en.strip()


@each_destination
def test_keys_are_keys_and_name_one_thing(key: str) -> None:
    destination = found(key)
    places = [*destination.sights, *destination.meals]
    keys = [place.key for place in places]
    assert len(set(keys)) == len(keys)
    areas = [area.key for area in destination.areas]
    assert len(set(areas)) == len(areas)
    assert {destination.base, *(place.area for place in places)} <= set(areas)
    assert type(destination.by_car) is bool
    assert {meal.within for meal in destination.meals} - {None} <= {sight.key for sight in destination.sights}
    assert all(KEY.fullmatch(each) for each in (key, destination.region.key, *keys, *areas))


@each_destination
def test_everything_is_within_reach_and_in_its_own_spot(key: str) -> None:
    destination = found(key)
    parts: list[Area | Sight | Meal] = [*destination.areas, *destination.sights, *destination.meals]
    far = {part.key: round(distance_km(part.location, destination.location)) for part in parts}
    assert {each: km for each, km in far.items() if km > REACH_KM} == {}
    spots = {place.location for place in (*destination.sights, *destination.meals)}
    # A market may be both a sight and a place to eat.
    assert len(spots) >= len(destination.sights) + len(destination.meals) - 2


@each_destination
def test_estimates_are_plausible(key: str) -> None:
    for place in (*found(key).sights, *found(key).meals):
        assert type(place.estimated_minutes) is int, place.key
        assert 10 <= place.estimated_minutes <= 720, place.key
        assert type(place.estimated_cost_krw) is int, place.key
        assert 0 <= place.estimated_cost_krw <= 400_000, place.key
        assert place.usually_closed < DAYS, place.key
        assert place.fame in range(4), place.key
        if place.usual_hours is not None:
            opens, closes = place.usual_hours
            assert HOUR.fullmatch(opens), place.key
            assert HOUR.fullmatch(closes), place.key
            stay = 60 * (int(closes[:2]) - int(opens[:2])) + int(closes[3:]) - int(opens[3:])
            assert stay >= place.estimated_minutes, place.key


@each_destination
def test_a_first_visit_knows_where_to_go(key: str) -> None:
    destination = found(key)
    assert 2 <= sum(sight.fame == 3 for sight in destination.sights) <= 7
    assert sum(sight.fame >= 2 for sight in destination.sights) >= 7
    assert sum(meal.fame >= 2 for meal in destination.meals) >= 3


@each_destination
def test_words_are_of_the_lists(key: str) -> None:
    destination = found(key)
    assert {sight.category for sight in destination.sights} <= CATEGORIES
    assert {meal.kind for meal in destination.meals} <= KINDS
    assert all(meal.meals and meal.meals <= MEALS for meal in destination.meals)
    assert re.fullmatch("[A-Z]{2}", destination.country)
    assert destination.currency in CURRENCIES
    assert zoneinfo.ZoneInfo(destination.timezone).key == destination.timezone

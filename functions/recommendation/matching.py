"""Which sight or meal of the catalogue an item of a plan is, however its traveller wrote it. Pure."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from shared.catalogue import Destination, Location, Meal, Sight, destinations
from shared.events.plan import Coordinates, ItineraryItem

type Thing = Sight | Meal

NEAR_METRES = 300
"""Within this two things of similar names are one: coordinates are rough, here and in the catalogue."""
SIMILAR = 0.5
_ELSEWHERE_METRES = 5_000
"""Farther away it is another one of the same name, however large the mountain."""
_OUT_OF_TOWN_METRES = 60_000
_WORD = re.compile(r"[^\W_]+")
_BESIDE = re.compile(
    r"근처|주변|부근|인근|맞은편|가는\s?길|(?<!\w)[앞옆뒤](?!\w)"
    r"|\b(near|nearby|beside|opposite|around)\b",
    re.IGNORECASE,
)
_LOGISTICS = re.compile(
    r"체크\s?인|체크\s?아웃|숙소|호텔|공항|출발|도착|이동|귀가|렌터?카|휴식|자유\s?시간|짐\s?[싸맡]"
    r"|\b(check.?(in|out)|airport|hotel|hostel|flights?|departure|arrival|transfer|car rental|packing|free time)\b",
    re.IGNORECASE,
)
_SHORTEST_CONTAINED = 3
"""A shorter name among other letters may be anything."""
_SHORTEST_LATIN_CONTAINED = 5
_SMALLEST_PART = 0.5
"""What is shorter than this part of a name may be the part that many have."""


def words(text: str) -> list[str]:
    """The words of a text without case, accents, punctuation and width."""
    if text.isascii():
        return _WORD.findall(text.lower())
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return _WORD.findall(unicodedata.normalize("NFC", bare))


def plain(text: str) -> str:
    """A text by which two ways of writing one name are the same."""
    return "".join(words(text))


def metres(one: Coordinates, other: Location | Coordinates) -> float:
    """How far two points are apart, near enough for what is near."""
    lat, lng = (other.lat, other.lng) if isinstance(other, Location) else (other["lat"], other["lng"])
    north = math.radians(lat - one["lat"])
    east = math.radians(lng - one["lng"]) * math.cos(math.radians((lat + one["lat"]) / 2))
    return 6_371_000 * math.hypot(north, east)


def similarity(one: str, other: str) -> float:
    """How much two plain names have in common, 0 to 1: their pairs of neighbouring characters (Dice's coefficient)."""
    pairs, others = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else float(one == other)


def is_something_to_do(item: ItineraryItem) -> bool:
    """Whether others could do it too: not a night's stay, a way to go, or a pause."""
    category = item.get("category")
    if category in (None, "other"):
        return _LOGISTICS.search(item["title"]) is None
    return category not in ("stay", "transport")


@dataclass(frozen=True, slots=True)
class _Named:
    thing: Thing
    name: str
    spaced: str
    """The name's words between spaces: a Latin name is found in a text by whole words only."""


class Gazetteer:
    """The names of one destination's sights and meals."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._exact: dict[str, list[Thing]] = defaultdict(list)
        self._named: list[_Named] = []
        things: list[Thing] = [*destination.sights, *destination.meals]
        for thing in things:
            for name in dict.fromkeys((thing.names.ko, thing.names.en, *thing.aliases)):
                self._exact[plain(name)].append(thing)
                self._named.append(_Named(thing, plain(name), f" {' '.join(words(name))} "))

    def find(self, item: ItineraryItem) -> Thing | None:
        """The sight or meal an item is, if it is one we know: by its name, by a name in its words, or by a similar
        name in the same spot."""
        place = item.get("place")
        at = None if place is None else place.get("coordinates")
        texts = [item["title"]] if place is None else [item["title"], place["name"]]
        is_meal = item.get("category") == "meal"
        for found in self._candidates(item, texts, at):
            close = [each for each in found if at is None or metres(at, each.location) <= _ELSEWHERE_METRES]
            if close:
                return min(close, key=lambda each: isinstance(each, Meal) != is_meal)
        return None

    def is_in_town(self, at: Coordinates) -> bool:
        """Whether a point may belong to a trip to this destination."""
        return metres(at, self._destination.location) <= _OUT_OF_TOWN_METRES

    def area_of(self, at: Coordinates) -> str | None:
        """The key of the area whose middle is nearest."""
        areas = self._destination.areas
        return min(areas, key=lambda area: metres(at, area.location)).key if areas else None

    def _candidates(
        self, item: ItineraryItem, texts: Sequence[str], at: Coordinates | None
    ) -> Iterator[Sequence[Thing]]:
        for text in texts:
            yield self._exact.get(plain(text), ())
        of_kind = [each for each in self._named if _may_be(item, each.thing)]
        for text in texts:
            if _BESIDE.search(text) is None:
                yield _in_words(of_kind, text)
        if at is not None:
            yield _in_spot(of_kind, [plain(text) for text in texts], at)


def gazetteer(place_key: str) -> Gazetteer | None:
    """The names of a destination; None for one the catalogue has not."""
    return _gazetteer(place_key) if place_key in destinations() else None


@cache
def _gazetteer(place_key: str) -> Gazetteer:
    return Gazetteer(destinations()[place_key])


def _may_be(item: ItineraryItem, thing: Thing) -> bool:
    """Whether what an item is said to be leaves it open that it is `thing`, if their names only resemble each other."""
    category = item.get("category")
    return category in (None, "other") or (category == "meal") == isinstance(thing, Meal)


def _in_words(named: Iterable[_Named], text: str) -> Sequence[Thing]:
    """What is named in a text: the longest name in it; or else the one name the text is a good part of."""
    squeezed, spaced = plain(text), f" {' '.join(words(text))} "
    contained = [
        each
        for each in named
        if (each.spaced in spaced and len(each.name) >= _SHORTEST_LATIN_CONTAINED)
        or (not each.name.isascii() and len(each.name) >= _SHORTEST_CONTAINED and each.name in squeezed)
    ]
    if contained:
        longest = max(len(each.name) for each in contained)
        return [each.thing for each in contained if len(each.name) == longest]
    shortest = _SHORTEST_LATIN_CONTAINED if squeezed.isascii() else _SHORTEST_CONTAINED
    if len(squeezed) < shortest:
        return ()
    parts = {
        each.thing.key: each.thing
        for each in named
        if len(squeezed) >= _SMALLEST_PART * len(each.name)
        and (spaced in each.spaced if squeezed.isascii() else squeezed in each.name)
    }
    return list(parts.values()) if len(parts) == 1 else ()


def _in_spot(named: Iterable[_Named], texts: Sequence[str], at: Coordinates) -> Sequence[Thing]:
    near = [
        (similarity(text, each.name), each.thing)
        for each in named
        if metres(at, each.thing.location) <= NEAR_METRES
        for text in texts
    ]
    best = max(near, key=lambda each: each[0], default=None)
    return [best[1]] if best is not None and best[0] >= SIMILAR else ()

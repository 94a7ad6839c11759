"""Which sight or meal of the catalogue an item of a plan is, however its traveller wrote it. Pure."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
_PLAIN_ALREADY = re.compile(r"[\x00-\x7f가-힣]*")
"""What most texts are: taking letters apart to look for accents is slow."""
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
_SHORTEST = 3
"""A shorter name among other letters may be anything."""
_SHORTEST_LATIN = 5
_LATIN_LETTER = re.compile(r"[a-z]")
_SMALLEST_PART = 0.5
"""What is shorter than this part of a name may be the part that many have."""


def words(text: str) -> list[str]:
    """The words of a text without case, accents, punctuation and width."""
    if _PLAIN_ALREADY.fullmatch(text):
        return _WORD.findall(text.lower())
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return _WORD.findall(unicodedata.normalize("NFC", bare))


def plain(text: str) -> str:
    """A text by which two ways of writing one name are the same."""
    return "".join(words(text))


def names_of(thing: Thing) -> list[str]:
    """All that a sight or meal is called."""
    return list(dict.fromkeys((thing.names.ko, thing.names.en, *thing.aliases)))


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


class _Names:
    """Names of things: those that have letters of other scripts without spaces, the Latin ones with their words between
    spaces, since they are found in a text by whole words only."""

    def __init__(self, things: Iterable[Thing]) -> None:
        named = [(name, each) for each in things for name in names_of(each)]
        self.all = [(plain(name), each) for name, each in named]
        spaced = [(f" {' '.join(words(name))} ", each) for name, each in named]
        self._others = [(name, each) for name, each in self.all if not name.isascii() and len(name) >= _SHORTEST]
        self._latin = [(name, each) for name, each in spaced if len(name.replace(" ", "")) >= _SHORTEST_LATIN]

    def in_words_of(self, text: str) -> Sequence[Thing]:
        """What is named in a text: the longest name in it; or else the one name the text is a good part of."""
        spaced = f" {' '.join(words(text))} "
        squeezed = spaced.replace(" ", "")
        found = [(name, each) for name, each in self._others if name in squeezed]
        if _LATIN_LETTER.search(squeezed) is not None:
            found += [(name, each) for name, each in self._latin if name in spaced]
        if found:
            longest = max(len(name) for name, _ in found)
            return [each for name, each in found if len(name) == longest]
        if squeezed.isascii():
            wider = self._latin if len(squeezed) >= _SHORTEST_LATIN else []
            parts = {each.key: each for name, each in wider if spaced in name and _is_good_part(squeezed, name)}
        else:
            others = self._others if len(squeezed) >= _SHORTEST else []
            parts = {each.key: each for name, each in others if squeezed in name and _is_good_part(squeezed, name)}
        return list(parts.values()) if len(parts) == 1 else ()

    def in_spot(self, texts: Sequence[str], at: Coordinates) -> Sequence[Thing]:
        """What has the name most similar to one of the plain `texts`, of what is near enough to be the same."""
        near = [
            (similarity(text, name), each)
            for name, each in self.all
            if metres(at, each.location) <= NEAR_METRES
            for text in texts
        ]
        best = max(near, key=lambda each: each[0], default=None)
        return [best[1]] if best is not None and best[0] >= SIMILAR else ()


class Gazetteer:
    """The names of one destination's sights and meals."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        things: list[Thing] = [*destination.sights, *destination.meals]
        self._names = {
            None: _Names(things),
            True: _Names(destination.meals),
            False: _Names(destination.sights),
        }
        self._exact: dict[str, list[Thing]] = defaultdict(list)
        for name, thing in self._names[None].all:
            self._exact[name].append(thing)

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
        names = self._names[_is_said_to_be_meal(item)]
        for text in texts:
            if _BESIDE.search(text) is None:
                yield names.in_words_of(text)
        if at is not None:
            yield names.in_spot([plain(text) for text in texts], at)


def gazetteer(place_key: str) -> Gazetteer | None:
    """The names of a destination; None for one the catalogue has not."""
    return _gazetteer(place_key) if place_key in destinations() else None


@cache
def _gazetteer(place_key: str) -> Gazetteer:
    return Gazetteer(destinations()[place_key])


def _is_said_to_be_meal(item: ItineraryItem) -> bool | None:
    """Whether an item is something to eat; None if that is left open."""
    category = item.get("category")
    return None if category in (None, "other") else category == "meal"


def _is_good_part(part: str, name: str) -> bool:
    return len(part) >= _SMALLEST_PART * len(name.replace(" ", ""))

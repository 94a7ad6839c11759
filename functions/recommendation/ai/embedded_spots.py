"""What there is to go to, as one who plans a day looks at it: how much each place is worth to this request, how long
one stays, when it is open, how far it is. Estimates, from the catalogue where it knows a place, else by its kind."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from functions.recommendation.ai.embedded_ways import Ways, kilometres
from functions.recommendation.ai.embedded_wishes import Wishes, wishes_of
from functions.recommendation.brief import Candidate, Evidence, MealTime, Request
from functions.recommendation.quality import normalised
from shared.catalogue import Destination, Meal, Sight, find
from shared.events.plan import Coordinates, ItineraryItem

HUB = 0
"""The number of the point where one stays, most likely."""

_HOURS: Mapping[str, tuple[str, str]] = {
    "museum": ("10:00", "17:30"),
    "gallery": ("10:00", "17:30"),
    "palace": ("09:00", "17:30"),
    "historic": ("09:00", "17:30"),
    "temple": ("08:00", "17:00"),
    "religious": ("09:00", "17:30"),
    "garden": ("09:00", "17:30"),
    "theme-park": ("09:30", "19:00"),
    "activity": ("09:30", "18:00"),
    "nature": ("07:00", "18:30"),
    "park": ("08:00", "19:00"),
    "beach": ("08:00", "19:00"),
    "village": ("09:00", "18:30"),
    "viewpoint": ("09:00", "20:00"),
    "street": ("10:00", "21:00"),
    "shopping": ("10:30", "20:30"),
    "market": ("09:30", "18:00"),
    "architecture": ("09:00", "19:00"),
    "show": ("18:00", "22:00"),
    "cafe": ("09:00", "21:00"),
}
_USUAL_HOURS = ("09:00", "19:00")
_MEAL_HOURS = ("07:00", "22:00")
_IN_DAYLIGHT = frozenset({"nature", "park", "beach", "village", "garden", "historic"})
_DARK_EARLY = frozenset({11, 12, 1, 2})
_NORTHERN = 28.0
"""Degrees of latitude from which winter days are short."""
_WINTER_DUSK = "17:30"
_DUSK = ("17:00", "17:20", "17:50", "18:20", "18:50", "19:10", "19:10", "18:50", "18:10", "17:40", "17:10", "17:00")
_DUSK_IN_THE_TROPICS = "18:00"
"""From when an evening is one: by the month, northern; about half an hour before it is dark."""
_MEALS: tuple[MealTime, ...] = ("breakfast", "lunch", "dinner", "snack")
_MINUTES: Mapping[str, int] = {"activity": 90, "sight": 60, "shopping": 60, "meal": 60}

_FAME = (0.2, 1.0, 2.0, 4.0)
_UNKNOWN_FAME = 1.0
_BY_PEOPLE, _BY_SCORE = 0.8, 0.4
_BY_SORT = 0.8
_BY_NAME = 3.0
_BY_AREA = 1.0
_HARD, _HARD_FOR_SLOW = -1.0, -2.0
"""What a place is worth: a step of the catalogue's fame is 1."""

_WHOLE_DAY = 300
_LONG_VISIT, _MOST_FOR_LENGTH = 150, 2.5
"""Minutes from which a visit is worth more the longer it is, since nothing else is seen meanwhile."""
_LONG_HIKE = 170
_LONG_WALK = 150
_A_FARE = 8_000
_COMPACT_KM = 7.0
_COMPACT_SHARE = 0.6
_ONE_DAY, _TWO_DAYS, _FEW_DAYS = 1, 2, 4
_REACH_IN_CITY, _REACH_BY_CAR = (48, 55, 70, 110), (60, 80, 95, 130)
"""Minutes from the hub that are worth it on a trip of one day, two, up to four, more."""
_BEST, _REACH_FOR_THE_BEST = 3, 1.4
_SAME_PLACE_KM = 0.35
_SAME_BEGINNING = 3
_SHORTEST_LATIN, _SHORTEST_KOREAN = 5, 2
_BETWEEN_WORDS = re.compile(r"[\s·,&()]+")


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A candidate one can go to. Times are minutes after midnight."""

    number: int
    """Of its point in the ground's ways."""
    candidate: Candidate
    thing: Sight | Meal | None
    """What the catalogue has of it."""
    kind: str
    """The catalogue's category of a sight or kind of a meal; else the candidate's category."""
    minutes: int
    opens: int
    closes: int
    evening: bool
    worth: float
    named: bool
    """Whether the request's own words name it."""
    meals: frozenset[MealTime]

    @property
    def ref(self) -> str:
        """The candidate's."""
        return self.candidate.ref


@dataclass(frozen=True, slots=True)
class Pin:
    """An item of the plan to be deepened: where one is already. `at` is None if it does not say when."""

    number: int
    item: ItineraryItem
    at: int | None
    minutes: int

    @property
    def is_meal(self) -> bool:
        """Whether one eats there."""
        return self.item.get("category") == "meal"


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a trip is laid out on."""

    request: Request
    wishes: Wishes
    destination: Destination | None
    by_car: bool
    ways: Ways
    sights: tuple[Spot, ...]
    meals: tuple[Spot, ...]
    menu: Mapping[MealTime, tuple[Spot, ...]]
    """Where one eats, by the meal."""
    pins: Mapping[str, tuple[Pin, ...]]
    """By date."""
    prices: Mapping[MealTime, tuple[int, ...]]
    """What such a meal costs here, for one, the cheapest first."""
    items_a_day: float | None

    def priced(self, thrift: float, allowance: float) -> "Ground":
        """The same for somebody who would rather save: what costs `allowance` (for one, in minor units) is worth
        `thrift` less."""
        if not thrift or allowance <= 0:
            return self

        def dearer(spots: Sequence[Spot]) -> tuple[Spot, ...]:
            return tuple(
                replace(spot, worth=spot.worth - thrift * spot.candidate.cost / allowance)
                if spot.candidate.cost
                else spot
                for spot in spots
            )

        meals = dearer(self.meals)
        return replace(self, sights=dearer(self.sights), meals=meals, menu=_menu(meals))


def minute_of(time: str) -> int:
    """HH:MM as minutes after midnight."""
    return int(time[:2]) * 60 + int(time[3:])


def survey(request: Request, evidence: Evidence) -> Ground:
    """The ground of a request. What is out of reach on so short a trip is not on it."""
    return _Surveyor(request, evidence).ground()


class _Surveyor:
    def __init__(self, request: Request, evidence: Evidence) -> None:
        self._request = request
        self._evidence = evidence
        self._days = len(request.dates)
        self._wishes = wishes_of(request.details, evidence.taste)
        self._destination = find(request.place_key)
        self._known = _known(request.place_key)
        self._best_score = max((each.score for each in evidence.candidates), default=0.0)
        self._text = normalised(f"{request.location} {request.details or ''}")
        self._wanted_areas = {
            area for area, words in _areas(request.place_key).items() if any(word in self._text for word in words)
        }
        self._dusk = minute_of(self._dusk_there())
        self._winter = any(day.month in _DARK_EARLY for day in request.dates)

    def ground(self) -> Ground:
        candidates = list(self._distinct())
        pins = list(self._pinned())
        hub = _hub(self._destination, candidates)
        by_car = not _is_compact(hub, candidates) if self._destination is None else self._destination.by_car
        points = [hub, *(each.coordinates or self._of_area(each.area) for each in candidates)]
        points += [_coordinates(item) for _, item in pins]
        ways = Ways(points, by_car=by_car)
        spots = [self._spot(number, each) for number, each in enumerate(candidates, start=1)]
        by_date: dict[str, list[Pin]] = {}
        for number, (day, item) in enumerate(pins, start=1 + len(candidates)):
            by_date.setdefault(day, []).append(self._pin(number, item))
        meals = [spot for spot in spots if spot.meals]
        reach = self._reach(spots, ways, by_car=by_car)
        return Ground(
            request=self._request,
            wishes=self._wishes,
            destination=self._destination,
            by_car=by_car,
            ways=ways,
            sights=tuple(
                spot
                for spot in spots
                if not spot.meals
                and self._suits(spot)
                and (spot.named or ways.minutes[HUB][spot.number] <= reach.get(spot.candidate.area, reach[None]))
            ),
            meals=tuple(meals),
            menu=_menu(meals),
            pins={day: tuple(each) for day, each in by_date.items()},
            prices={meal: _prices(spots) for meal, spots in _menu(meals).items()},
            items_a_day=self._evidence.taste.items_a_day,
        )

    def _dusk_there(self) -> str:
        destination = self._destination
        if destination is not None and abs(destination.location.lat) <= _NORTHERN:
            return _DUSK_IN_THE_TROPICS
        return _DUSK[self._request.travel_date.month - 1]

    def _distinct(self) -> Iterator[Candidate]:
        """What there is to do, each once, and not what the plan to be deepened has."""
        seen = {normalised(item["title"]) for day in self._evidence.present for item in day["items"]}
        for candidate in self._evidence.candidates:
            title = normalised(candidate.title)
            if title in seen or candidate.category in ("stay", "transport"):
                continue
            seen.add(title)
            yield candidate

    def _pinned(self) -> Iterator[tuple[str, ItineraryItem]]:
        for day in self._evidence.present:
            for item in day["items"]:
                yield day["date"], item

    def _pin(self, number: int, item: ItineraryItem) -> Pin:
        time = item.get("time")
        title = normalised(item["title"])
        known = next((each.thing for each in self._known.values() if title in each.titles), None)
        minutes = known.estimated_minutes if known else _MINUTES.get(item.get("category") or "sight", 60)
        return Pin(number, item, None if time is None else minute_of(time), minutes)

    def _spot(self, number: int, candidate: Candidate) -> Spot:
        known = self._known.get(candidate.catalogue_key or "")
        thing = None if known is None else known.thing
        meals = candidate.meals
        if candidate.category == "meal" and not meals:
            meals = frozenset[MealTime]({"lunch", "dinner"})
        kind = candidate.category if thing is None else thing.kind if isinstance(thing, Meal) else thing.category
        opens, closes = self._hours(candidate, thing, kind, is_meal=bool(meals))
        evening = not meals and (
            (candidate.time or "") >= "18:00" if thing is None else thing.best_in_the_evening or self._dusk <= opens
        )
        return Spot(
            number=number,
            candidate=candidate,
            thing=thing,
            kind=kind,
            minutes=candidate.minutes or _MINUTES.get(candidate.category, 60),
            opens=max(opens, self._dusk) if evening else opens,
            closes=max(closes, minute_of("22:00")) if evening and thing is None else closes,
            evening=evening,
            worth=self._worth(candidate, thing, kind),
            named=self._names(candidate, thing),
            meals=meals,
        )

    def _hours(self, candidate: Candidate, thing: Sight | Meal | None, kind: str, *, is_meal: bool) -> tuple[int, int]:
        if thing is not None and thing.usual_hours is not None:
            opens, closes = thing.usual_hours
        else:
            opens, closes = _MEAL_HOURS if is_meal else _HOURS.get(kind, _USUAL_HOURS)
            if self._winter and kind in _IN_DAYLIGHT and abs((candidate.coordinates or _NOWHERE)["lat"]) > _NORTHERN:
                closes = min(closes, _WINTER_DUSK)
        return minute_of(opens), minute_of(closes)

    def _worth(self, candidate: Candidate, thing: Sight | Meal | None, kind: str) -> float:
        worth = _UNKNOWN_FAME if thing is None else _FAME[thing.fame]
        score = candidate.score
        if score >= 1:  # people wrote of it; below it is affinity only
            travellers = max((source.get("travellers", 1) for source in candidate.sources), default=1)
            worth += _BY_PEOPLE * math.log2(1 + travellers) + _BY_SCORE * score / self._best_score
        elif score > 0:
            worth += score
        wishes = self._wishes
        if kind != "theme-park" or self._days > _TWO_DAYS + 1 or wishes.theme_parks:
            worth *= min(max((candidate.minutes or 0) / _LONG_VISIT, 1.0), _MOST_FOR_LENGTH)
        worth += wishes.liking.get(kind, 0)
        if self._names(candidate, thing):
            worth += _BY_NAME
        elif wishes.names_its_sort(candidate.title):
            worth += _BY_SORT
        if thing is not None and thing.area in self._wanted_areas:
            worth += _BY_AREA
        if kind == "nature" and (candidate.minutes or 0) >= _LONG_WALK and not wishes.hiking and not _is_boat(thing):
            worth += _HARD_FOR_SLOW if wishes.pace == "slow" else _HARD
        return worth

    def _names(self, candidate: Candidate, thing: Sight | Meal | None) -> bool:
        """Whether the request's own words name it."""
        titles = {normalised(candidate.title)} if thing is None else self._known[thing.key].titles
        return any(title in self._text for title in titles if len(title) >= _shortest(title))

    def _suits(self, spot: Spot) -> bool:
        """Whether it suits so short a trip, and those who did not ask for it."""
        people = spot.candidate.score >= 1
        if spot.named or people:
            return True
        if spot.kind == "nature" and spot.minutes >= _LONG_HIKE and not _is_boat(spot.thing):
            return self._wishes.hiking
        if spot.minutes >= _WHOLE_DAY:
            return self._days > _TWO_DAYS or (spot.kind == "theme-park" and self._wishes.theme_parks)
        return True

    def _reach(self, spots: Sequence[Spot], ways: Ways, *, by_car: bool) -> dict[str | None, float]:
        """How many minutes from the hub are worth it: more for an area that has what everybody comes for, if there
        are some days; None stands for the other areas."""
        limits = _REACH_BY_CAR if by_car else _REACH_IN_CITY
        limit = limits[(self._days > _ONE_DAY) + (self._days > _TWO_DAYS) + (self._days > _FEW_DAYS)]
        farther = limit * _REACH_FOR_THE_BEST if self._days > _TWO_DAYS else limit
        best = {
            spot.candidate.area
            for spot in spots
            if spot.thing is not None
            and spot.thing.fame == _BEST
            and not spot.meals
            and ways.minutes[HUB][spot.number] <= farther
        }
        return {None: limit, **dict.fromkeys(best, farther)}

    def _of_area(self, key: str | None) -> Coordinates | None:
        if self._destination is None:
            return None
        return next(
            (_point(area.location.lat, area.location.lng) for area in self._destination.areas if area.key == key), None
        )


_NOWHERE: Coordinates = {"lat": 0.0, "lng": 0.0}


def is_same_place(ways: Ways, one: Spot, other: Spot) -> bool:
    """Whether they are two names of one spot, like a market and its stalls."""
    if one.candidate.title[:_SAME_BEGINNING] != other.candidate.title[:_SAME_BEGINNING]:
        return False
    km = ways.km(one.number, other.number)
    return km is not None and km <= _SAME_PLACE_KM


@dataclass(frozen=True, slots=True)
class _Known:
    """A thing of the catalogue with all it is called."""

    thing: Sight | Meal
    titles: frozenset[str]


@cache
def _known(key: str) -> Mapping[str, _Known]:
    destination = find(key)
    if destination is None:
        return {}
    own = [normalised(name) for name in (destination.names.ko, destination.names.en)]
    things: list[Sight | Meal] = [*destination.sights, *destination.meals]
    return {each.key: _Known(each, _titles(each, own)) for each in things}


def _titles(thing: Sight | Meal, own: Sequence[str]) -> frozenset[str]:
    """All it is called, also without the destination's name ("아쿠아플라넷" for "아쿠아플라넷 제주")."""
    titles = {normalised(name) for name in (thing.names.ko, thing.names.en, *thing.aliases)}
    for title in list(titles):
        for name in own:
            rest = title.removeprefix(name).removesuffix(name)
            if len(rest) >= _shortest(rest) + 1:
                titles.add(rest)
    return frozenset(titles)


@cache
def _areas(key: str) -> Mapping[str, tuple[str, ...]]:
    """The words that name an area, by its key; not those that name the destination."""
    destination = find(key)
    if destination is None:
        return {}
    own = {normalised(name) for name in (destination.names.ko, destination.names.en)}
    return {
        area.key: tuple(
            word
            for name in (area.names.ko, area.names.en)
            for part in _BETWEEN_WORDS.split(name)
            if len(word := normalised(part)) >= _shortest(word) and word not in own
        )
        for area in destination.areas
    }


def _shortest(word: str) -> int:
    """Shorter words are found in too many others."""
    return _SHORTEST_LATIN if word.isascii() else _SHORTEST_KOREAN


def _point(lat: float, lng: float) -> Coordinates:
    return {"lat": lat, "lng": lng}


def _coordinates(item: ItineraryItem) -> Coordinates | None:
    place = item.get("place")
    return None if place is None else place.get("coordinates")


def _hub(destination: Destination | None, candidates: Sequence[Candidate]) -> Coordinates | None:
    if destination is not None:
        area = next(each for each in destination.areas if each.key == destination.base)
        return _point(area.location.lat, area.location.lng)
    known = [each.coordinates for each in candidates if each.coordinates is not None]
    if not known:
        return None
    return _point(sum(each["lat"] for each in known) / len(known), sum(each["lng"] for each in known) / len(known))


def _is_compact(hub: Coordinates | None, candidates: Sequence[Candidate]) -> bool:
    """Whether most of it is in one town."""
    known = [each.coordinates for each in candidates if each.coordinates is not None]
    near = [each for each in known if hub is not None and kilometres(hub, each) <= _COMPACT_KM]
    return len(near) >= _COMPACT_SHARE * len(known)


def _is_boat(thing: Sight | Meal | None) -> bool:
    """Whether most of the time is an island's: one pays for the boat, and need not climb."""
    return thing is not None and thing.estimated_cost_krw >= _A_FARE


def _menu(meals: Sequence[Spot]) -> dict[MealTime, tuple[Spot, ...]]:
    return {meal: tuple(spot for spot in meals if meal in spot.meals) for meal in _MEALS}


def _prices(meals: Sequence[Spot]) -> tuple[int, ...]:
    return tuple(sorted(spot.candidate.cost for spot in meals if spot.candidate.cost is not None))

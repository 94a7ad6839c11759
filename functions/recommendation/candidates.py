"""What there is to do at a place: the items of plans, brought together, then what else the catalogue has. Pure.

What is matched to the catalogue carries the catalogue's words. What is not carries its travellers': never a note, and
of others' plans only what two of them wrote. What one alone wrote would stay in recommendations made for others when
its author hides it or leaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import product
from math import cos, floor, radians
from statistics import median_low

from functions.recommendation.brief import Candidate, Category, MealTime, Request, Taste
from functions.recommendation.matching import (
    NEAR_METRES,
    SIMILAR,
    Gazetteer,
    Thing,
    gazetteer,
    is_something_to_do,
    metres,
    plain,
    similarity,
)
from functions.recommendation.rates import from_krw
from functions.recommendation.taste import affinity
from functions.recommendation.weighing import Weighed
from shared.catalogue import Destination, Meal, find
from shared.events.plan import Coordinates, ItineraryDay, ItineraryItem
from shared.events.recommendation import Source, SourceKind

MAX_FROM_PLANS = 80
MAX_TITLE = 120
MAX_UNKNOWN = 300
"""Things the catalogue has not that are told apart, the weightiest plans' first."""
_MAX_IN_SPOT = 30
"""Of them, in one spot: each is compared with each."""
_DEGREE_METRES = 111_000
_SIGHT_CATEGORIES: Mapping[str, Category] = {
    "activity": "activity",
    "show": "activity",
    "theme-park": "activity",
    "shopping": "shopping",
}
"""The catalogue's categories of sights → an item's, where that is not a sight."""
_MEAL_TIMES: tuple[tuple[str, MealTime], ...] = (
    ("10:30", "breakfast"),
    ("15:00", "lunch"),
    ("17:00", "snack"),
    ("24:00", "dinner"),
)
"""Until when a meal is which."""
_COSTS_TO_BELIEVE = 2
"""So many travellers know better than the catalogue's estimate what something costs."""


type _Spot = tuple[int, int]
"""A cell of a grid as wide as what may be the same thing is apart: the same thing is in a cell or beside it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One item of one plan. `cost` is for one person, in the request's currency."""

    plan_id: str
    author_id: str
    weight: float
    title: str
    category: Category
    time: str | None
    cost: int | None
    coordinates: Coordinates | None


@dataclass(slots=True)
class _Group:
    """Mentions of one thing, the weightiest plan's first."""

    thing: Thing | None
    name: str
    mentions: list[Mention] = field(default_factory=list)

    @property
    def travellers(self) -> int:
        return len({each.author_id for each in self.mentions})

    @property
    def plans(self) -> int:
        return len({each.plan_id for each in self.mentions})

    @property
    def score(self) -> float:
        """Every traveller's weightiest mention: who writes ten plans has no ten voices."""
        voices: dict[str, float] = defaultdict(float)
        for each in self.mentions:
            voices[each.author_id] = max(voices[each.author_id], each.weight)
        return sum(sorted(voices.values()))

    @property
    def coordinates(self) -> Coordinates | None:
        return next((each.coordinates for each in self.mentions if each.coordinates), None)


class Candidates:
    """Gathers what there is to do at the place of a request."""

    def __init__(
        self, request: Request, taste: Taste, *, source: SourceKind, present: Iterable[ItineraryDay] = ()
    ) -> None:
        """`source` is what kind of plans is taken in; what is in `present` is left out."""
        self._request = request
        self._taste = taste
        self._source = source
        self._destination: Destination | None = find(request.place_key)
        self._gazetteer: Gazetteer | None = gazetteer(request.place_key)
        self._known: dict[str, _Group] = {}
        self._unknown: dict[str, _Group] = {}
        self._spots: dict[_Spot, list[_Group]] = defaultdict(list)
        self._present_keys: set[str] = set()
        self._present_names: set[str] = set()
        for day in present:
            for item in day["items"]:
                thing = None if self._gazetteer is None else self._gazetteer.find(item)
                if thing is not None:
                    self._present_keys.add(thing.key)
                self._present_names.add(plain(_title(item)))

    def of(self, plans: Sequence[Weighed], scope: str | None) -> tuple[Candidate, ...]:
        """All candidates, the best first. `scope` is how far taste was looked for, where that says something."""
        for plan in sorted(plans, key=lambda each: (-each.weight, each.plan["planId"])):
            for item, thing in plan.items:
                self._take(plan, item, thing)
        told = [self._known_candidate(group) for group in self._known.values()]
        told += [self._unknown_candidate(group) for group in self._unknown.values() if self._is_telling(group)]
        told.sort(key=lambda each: (-each.score, each.ref))
        others = [each for each in self._things() if each.key not in self._known]
        # Of what is as much to their taste, what a first visit wants comes first.
        others.sort(key=lambda each: (-affinity(self._taste, each), -each.fame))
        rest = [self._catalogue_candidate(each, scope) for each in others]
        return (*told[:MAX_FROM_PLANS], *rest)

    def _take(self, plan: Weighed, item: ItineraryItem, thing: Thing | None) -> None:
        place = item.get("place")
        mention = Mention(
            plan_id=plan.plan["planId"],
            author_id=plan.author_id,
            weight=plan.weight,
            title=_title(item)[:MAX_TITLE],
            category=_category(item.get("category")),
            time=item.get("time"),
            cost=self._cost_per_person(plan, item),
            coordinates=None if place is None else place.get("coordinates"),
        )
        if thing is not None:
            if thing.key not in self._present_keys:
                self._known.setdefault(thing.key, _Group(thing, plain(thing.names.ko))).mentions.append(mention)
            return
        name, at = plain(mention.title), mention.coordinates
        if not name or name in self._present_names:
            return
        if at is not None and self._gazetteer is not None and not self._gazetteer.is_in_town(at):
            return
        group = self._unknown.get(name) or self._same_spot(name, at) or self._new_group(name)
        if group is None:
            return
        if at is not None and group.coordinates is None:
            self._spots[_spot(at)].append(group)
        group.mentions.append(mention)

    def _same_spot(self, name: str, at: Coordinates | None) -> _Group | None:
        if at is None:
            return None
        for group in self._near(at):
            there = group.coordinates
            if there is not None and similarity(name, group.name) >= SIMILAR and metres(at, there) <= NEAR_METRES:
                return group
        return None

    def _near(self, at: Coordinates) -> Iterator[_Group]:
        row, column = _spot(at)
        for spot in product((row - 1, row, row + 1), (column - 1, column, column + 1)):
            yield from self._spots.get(spot, ())[:_MAX_IN_SPOT]

    def _new_group(self, name: str) -> _Group | None:
        if len(self._unknown) >= MAX_UNKNOWN:
            return None
        return self._unknown.setdefault(name, _Group(None, name))

    def _is_telling(self, group: _Group) -> bool:
        if self._source != "own_plans":
            return group.travellers > 1
        return group.coordinates is not None or group.mentions[0].category != "other"

    def _known_candidate(self, group: _Group) -> Candidate:
        assert group.thing is not None  # noqa: S101 - by its name
        sources = (self._source_of(group), Source(kind="catalogue"))
        costs = [each.cost for each in group.mentions if each.cost is not None]
        believed = self._source == "own_plans" or (
            len({each.author_id for each in group.mentions if each.cost is not None}) >= _COSTS_TO_BELIEVE
        )
        return self._of_thing(
            group.thing,
            sources,
            1 + group.score + affinity(self._taste, group.thing),
            time=_usual_time(group.mentions),
            cost=median_low(costs) if costs and believed else None,
        )

    def _unknown_candidate(self, group: _Group) -> Candidate:
        first = group.mentions[0]
        at = group.coordinates
        time = _usual_time(group.mentions)
        costs = [each.cost for each in group.mentions if each.cost is not None]
        return Candidate(
            ref=f"m-{blake2b(group.name.encode(), digest_size=6).hexdigest()}",
            title=first.title,
            category=first.category,
            sources=(self._source_of(group),),
            score=round(1 + group.score, 6),
            area=None if at is None or self._gazetteer is None else self._gazetteer.area_of(at),
            coordinates=at,
            cost=median_low(costs) if costs else None,
            meals=_meals_at(time) if first.category == "meal" else frozenset(),
            time=time,
        )

    def _catalogue_candidate(self, thing: Thing, scope: str | None) -> Candidate:
        source = Source(kind="catalogue") if scope is None else Source(kind="catalogue", scope=scope)
        return self._of_thing(thing, (source,), affinity(self._taste, thing))

    def _of_thing(
        self,
        thing: Thing,
        sources: tuple[Source, ...],
        score: float,
        *,
        time: str | None = None,
        cost: int | None = None,
    ) -> Candidate:
        korean = self._request.language == "ko"
        closed = thing.closed_note
        estimate = from_krw(thing.estimated_cost_krw, self._request.currency)
        return Candidate(
            ref=thing.key,
            title=thing.names.ko if korean else thing.names.en,
            category="meal" if isinstance(thing, Meal) else _SIGHT_CATEGORIES.get(thing.category, "sight"),
            sources=sources,
            score=round(score, 6),
            catalogue_key=thing.key,
            area=thing.area,
            coordinates={"lat": thing.location.lat, "lng": thing.location.lng},
            minutes=thing.estimated_minutes,
            cost=estimate if cost is None else cost,
            usually_closed=thing.usually_closed,
            meals=thing.meals if isinstance(thing, Meal) else frozenset(),
            time=time,
            note=None if closed is None else closed.ko if korean else closed.en,
        )

    def _source_of(self, group: _Group) -> Source:
        return Source(kind=self._source, plans=group.plans, travellers=group.travellers, scope="place")

    def _things(self) -> list[Thing]:
        if self._destination is None:
            return []
        things: list[Thing] = [*self._destination.sights, *self._destination.meals]
        return [each for each in things if each.key not in self._present_keys]

    def _cost_per_person(self, plan: Weighed, item: ItineraryItem) -> int | None:
        cost, people = item.get("cost"), int(plan.plan["groupSize"])
        return None if cost is None or plan.plan["currency"] != self._request.currency else round(cost / people)


def items_to_do(days: Iterable[ItineraryDay]) -> int:
    """How many things are done in an itinerary."""
    return sum(is_something_to_do(item) for day in days for item in day["items"])


def _spot(at: Coordinates) -> _Spot:
    # A degree of longitude by whole degrees of latitude, so that columns do not slip within a town.
    width = _DEGREE_METRES * max(cos(radians(round(at["lat"]))), 0.01)
    return floor(at["lat"] * _DEGREE_METRES / NEAR_METRES), floor(at["lng"] * width / NEAR_METRES)


def _title(item: ItineraryItem) -> str:
    """What an item is called by: the place it names, unless the title names that too."""
    place = item.get("place")
    if place is None or plain(place["name"]) in plain(item["title"]):
        return item["title"].strip()
    return place["name"].strip()


def _category(said: str | None) -> Category:
    match said:
        case "sight" | "meal" | "activity" | "shopping":
            return said
        case _:
            return "other"


def _usual_time(mentions: Sequence[Mention]) -> str | None:
    times = [each.time for each in mentions if each.time is not None]
    return median_low(times) if times else None


def _meals_at(time: str | None) -> frozenset[MealTime]:
    if time is None:
        return frozenset({"lunch", "dinner"})
    return frozenset({next(meal for until, meal in _MEAL_TIMES if time < until)})

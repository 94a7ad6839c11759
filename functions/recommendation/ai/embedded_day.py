"""One day by the clock: given what is seen in which order, when one is where, and where one eats meanwhile."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from functions.recommendation.ai.embedded_spots import HUB, Ground, Pin, Spot, minute_of
from functions.recommendation.brief import MealTime, Weekday
from shared.catalogue import Meal

MEAL_TIMES: dict[MealTime, tuple[int, int]] = {
    "breakfast": (minute_of("07:30"), minute_of("09:30")),
    "lunch": (minute_of("11:30"), minute_of("13:30")),
    "snack": (minute_of("14:00"), minute_of("17:00")),
    "dinner": (minute_of("18:00"), minute_of("19:30")),
}
"""When a meal begins at the earliest and at the latest."""
LUNCHTIME, LATE_LUNCH, EARLY_LUNCH = minute_of("11:50"), minute_of("12:40"), minute_of("11:00")
"""From when one rather eats first; when one wants to be eating; when it is near enough to wait for."""
EARLY = minute_of("07:00")
BEFORE_BREAKFAST = minute_of("08:20")
END_OF_DAYLIGHT_VISITS = minute_of("18:50")
END_BEFORE_DINNER = minute_of("19:10")
_STEP = 10
_FREE_WAY = 40
"""Minutes from where one stays to the first stop that are spent before the day begins."""
_LATEST_START = 70
"""Minutes after a day's beginning by which the first place must open."""
_WAIT, _LONG_WAIT, _EVENING_WAIT = 45, 100, 60
_LUNCH_INSIDE = 200
"""Who stays so long somewhere eats there."""
_LUNCH_INSIDE_TAKES = 40
_WHOLE_DAY = 300
_FROM_EARLY_ON = 480
"""Who stays so long sets off early."""
_INSIDE_KM = 0.8
_LONGEST_WAY_TO_EAT = 80
_COFFEE_GAP = 110
_MAX_SNACK = 60
_GENERIC_MINUTES = 60
_DETOUR: dict[MealTime, int] = {"breakfast": 12, "lunch": 24, "snack": 12, "dinner": 32}
_BY_CAR_DETOUR = 12
"""Minutes out of one's way that a meal is worth, and more with a car."""
_FOR_COFFEE = 12
_WORTH_MINUTES = 5
"""Minutes out of one's way that a meal of one more step of worth is worth."""
_CAFE_FOR_A_MEAL, _SECOND_MARKET = 12, 15
_HUNGER = 0.6
"""What a minute on the way home before dinner counts."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a day leaves to be filled."""

    date: date
    weekday: Weekday
    start: int
    end: int
    most: int
    """So many sights are a full day."""
    spare: int = 0
    """So many more may be seen on it if it would end early."""
    lunch: bool = True
    dinner: bool = True
    breakfast: bool = False
    coffee: bool = False
    """Whether a café belongs to it, time or no time."""
    by_the_way: bool = False
    """Whether one arrives or leaves on it."""
    pins: tuple[Pin, ...] = ()
    """What is there already, at its time."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something done at a time. `spot` is None for a meal where nobody knows a place: at or near `host`."""

    start: int
    minutes: int
    spot: Spot | None
    meal: MealTime | None
    host: Spot | Pin | None
    inside: bool
    way: float
    """Minutes from the stop before (or from where one stays)."""
    on_foot: bool
    is_first: bool


@dataclass(slots=True)
class Laid:
    """A day as it goes."""

    stops: list[Stop] = field(default_factory=list)
    way: float = 0
    idle: float = 0
    daylight_ends: int = 0
    """When the last sight before dinner has been seen."""


class TooTightError(Exception):
    """It does not fit into the day."""


def lay_out(
    ground: Ground, frame: Frame, daytime: Sequence[Spot], evening: Sequence[Spot], taken: AbstractSet[str]
) -> Laid | None:
    """The day with these sights in this order, and its meals, but none of `taken`; None if it does not fit."""
    clock = _Clock(ground, frame, taken)
    try:
        clock.run(daytime, evening)
    except TooTightError:
        return None
    return clock.laid


class _Clock:
    def __init__(self, ground: Ground, frame: Frame, taken: AbstractSet[str]) -> None:
        self.laid = Laid()
        self._ground = ground
        self._ways = ground.ways
        self._frame = frame
        self._taken = taken
        self._pins = list(frame.pins)
        self._here = HUB
        self._host: Spot | Pin | None = None
        self._start = self._now = frame.start
        self._begun = False
        self._lunch = frame.lunch
        self._coffee = frame.coffee
        self._markets = 0
        self._eaten: set[str] = set()

    def run(self, daytime: Sequence[Spot], evening: Sequence[Spot]) -> None:
        if daytime and daytime[0].minutes >= _FROM_EARLY_ON and not self._frame.by_the_way:
            self._start = self._now = max(daytime[0].opens, EARLY)
        if self._frame.breakfast and daytime:
            self._breakfast(daytime[0])
        latest = END_OF_DAYLIGHT_VISITS if self._frame.dinner else self._frame.end
        for spot in daytime:
            self._visit(spot, latest)
        if self._lunch:
            self._wait_at_most(MEAL_TIMES["lunch"][0], _LONG_WAIT)
            self._eat("lunch", None)
        self.laid.daylight_ends = self._now
        if self._frame.dinner:
            self._evening(evening)
        elif evening:
            raise TooTightError

    def _evening(self, spots: Sequence[Spot]) -> None:
        later: list[Spot] = []
        for spot in spots:
            start = self._start_of(spot)
            if start - self._now <= _EVENING_WAIT and start + spot.minutes <= END_BEFORE_DINNER and not later:
                self._visit(spot, END_BEFORE_DINNER)
            else:
                later.append(spot)
        opens, _ = MEAL_TIMES["dinner"]
        if opens - self._now >= (_COFFEE_GAP if not self._coffee else _MAX_SNACK):
            self._snack(None)
        self._eat("dinner", later[0] if later else None)
        for spot in later:
            self._visit(spot, max(self._frame.end, spot.opens + spot.minutes))

    def _visit(self, spot: Spot, latest: int) -> None:
        self._pins_before(spot)
        self._meals_before(spot)
        self._pins_before(spot)
        arrive = self._arrival(spot.number)
        start = _up(max(arrive, spot.opens))
        if start + spot.minutes > min(spot.closes, latest):
            raise TooTightError
        if self._begun:
            self._wait_at_most(start - (arrive - self._now), _WAIT if latest != self._frame.end else _LONG_WAIT)
        elif start > self._start + _LATEST_START + max(arrive - self._start, 0):
            raise TooTightError
        inside = self._lunch and self._eats_inside(spot, start)
        self._stay(start, spot.minutes, spot.number, spot=spot, host=spot)
        if spot.kind == "market":
            self._markets += 1
        if inside:
            self._lunch_inside(spot, start)

    def _meals_before(self, spot: Spot) -> None:
        if self._lunch:
            start = self._start_of(spot)
            if self._eats_inside(spot, start):
                return
            if start + spot.minutes > LATE_LUNCH or self._now >= LUNCHTIME:
                self._wait_at_most(MEAL_TIMES["lunch"][0], _WAIT)
                self._eat("lunch", spot)
        opens, latest = MEAL_TIMES["snack"]
        if self._coffee and opens <= self._now <= latest - _MAX_SNACK:
            self._snack(spot)

    def _eats_inside(self, spot: Spot, start: int) -> bool:
        lunch, latest = MEAL_TIMES["lunch"]
        return (
            spot.minutes >= _LUNCH_INSIDE
            and self._now < EARLY_LUNCH
            and start + spot.minutes > latest > start >= lunch - _WHOLE_DAY
        )

    def _lunch_inside(self, host: Spot, start: int) -> None:
        """Lunch during a long visit: on the island, in the park."""
        opens, latest = MEAL_TIMES["lunch"]
        at = min(max(_up(start + _GENERIC_MINUTES), opens + 3 * _STEP), latest)
        meals = [
            meal
            for meal in self._ground.menu["lunch"]
            if self._is_open(meal, host.candidate.catalogue_key)
            and (_within(meal) is not None or (self._ways.km(host.number, meal.number) or _INSIDE_KM) < _INSIDE_KM)
        ]
        spot = max(meals, key=lambda meal: (meal.worth, meal.ref), default=None)
        if spot is not None:
            self._eaten.add(spot.ref)
        minutes = spot.minutes if spot else _GENERIC_MINUTES
        self.laid.stops.append(Stop(at, minutes, spot, "lunch", host, inside=True, way=0, on_foot=True, is_first=False))
        if host.minutes < _WHOLE_DAY:
            self._now += _LUNCH_INSIDE_TAKES
        self._lunch = False

    def _breakfast(self, first: Spot) -> None:
        self._now = BEFORE_BREAKFAST
        self._begun = True
        self._here = first.number
        if (chosen := self._choose("breakfast", first)) is not None:
            self._take_meal("breakfast", chosen)
        else:
            self._now, self._begun = self._start, False
        if not self.laid.stops:
            self._here = HUB
        self._now = max(self._now, self._start - _STEP)

    def _eat(self, meal: MealTime, towards: Spot | None) -> None:
        opens, latest = MEAL_TIMES[meal]
        while (
            self._pins and (pin := self._pins[0]).at is not None and pin.at < max(self._now, opens) + _GENERIC_MINUTES
        ):
            self._pass_pin()
        chosen = self._choose(meal, towards)
        if chosen is not None:
            self._take_meal(meal, chosen)
        else:
            start = _up(max(self._now, opens))
            if start > latest:
                self._give_up_meal(meal)
                return
            host = self._host or towards
            at = self._here if self._begun or towards is None else towards.number
            self._stay(start, _GENERIC_MINUTES, at, meal=meal, host=host)
        if meal == "lunch":
            self._lunch = False

    def _give_up_meal(self, meal: MealTime) -> None:
        """Only what is there already may stand in the way of a meal."""
        if not self._frame.pins:
            raise TooTightError
        if meal == "lunch":
            self._lunch = False

    def _snack(self, towards: Spot | None) -> None:
        if (chosen := self._choose("snack", towards)) is not None:
            self._take_meal("snack", chosen)
            self._coffee = False

    def _is_open(self, spot: Spot, within: str | None = None) -> bool:
        return (
            spot.ref not in self._taken
            and spot.ref not in self._eaten
            and self._frame.weekday not in spot.candidate.usually_closed
            and _within(spot) in (None, within)
        )

    def _choose(self, meal: MealTime, towards: Spot | None) -> Spot | None:
        """Where to eat: not far out of one's way, and worth it."""
        best, best_cost = None, 0.0
        limit = _DETOUR[meal] + (_BY_CAR_DETOUR if self._ground.by_car else 0)
        if meal == "snack" and self._coffee:
            limit += _FOR_COFFEE
        for spot in self._ground.menu[meal]:
            detour = self._out_of_the_way(spot, towards)
            if detour > limit or not self._is_open(spot) or not self._can_eat(spot, meal):
                continue
            cost = detour + _HUNGER * self._ways.minutes[self._here][spot.number] + self._misfit(spot, meal)
            cost -= _WORTH_MINUTES * spot.worth
            if best is None or cost < best_cost:
                best, best_cost = spot, cost
        return best

    def _can_eat(self, spot: Spot, meal: MealTime) -> bool:
        """Whether one is there in time."""
        if meal == "snack" and spot.kind != "cafe" and spot.meals != {"snack"}:
            return False
        opens, latest = MEAL_TIMES[meal]
        arrive = self._arrival(spot.number)
        start = _up(max(arrive, opens, spot.opens))
        if start > latest or start + spot.minutes > spot.closes:
            return False
        return arrive - self._now <= _LONGEST_WAY_TO_EAT and self._fits_before_pin(spot, start)

    def _out_of_the_way(self, spot: Spot, towards: Spot | None) -> float:
        minutes = self._ways.minutes
        go = minutes[self._here][spot.number]
        if towards is None:  # one eats on the way to where one stays
            return max(go + minutes[spot.number][HUB] - minutes[self._here][HUB], 0)
        return go + minutes[spot.number][towards.number] - minutes[self._here][towards.number]

    def _misfit(self, spot: Spot, meal: MealTime) -> float:
        misfit = 0
        if spot.kind == "cafe" and meal in ("lunch", "dinner") and not self._ground.wishes.cafes:
            misfit += _CAFE_FOR_A_MEAL
        if spot.kind == "market" and meal != "breakfast":
            misfit += _SECOND_MARKET * self._markets
        return misfit

    def _take_meal(self, meal: MealTime, spot: Spot) -> None:
        opens, _ = MEAL_TIMES[meal]
        start = _up(max(self._arrival(spot.number), opens, spot.opens))
        minutes = min(spot.minutes, _MAX_SNACK) if meal == "snack" else spot.minutes
        self._stay(start, minutes, spot.number, spot=spot, meal=meal, host=spot)
        self._eaten.add(spot.ref)
        if spot.kind == "market":
            self._markets += 1

    def _start_of(self, spot: Spot) -> int:
        return _up(max(self._arrival(spot.number), spot.opens))

    def _arrival(self, number: int) -> float:
        way = self._ways.minutes[self._here][number]
        if self._begun:
            return self._now + way
        return max(self._start, self._start - _FREE_WAY + way)

    def _wait_at_most(self, until: float, limit: float) -> None:
        if self._begun and until - self._now > limit:
            raise TooTightError

    def _stay(
        self,
        start: int,
        minutes: int,
        number: int,
        *,
        spot: Spot | None = None,
        meal: MealTime | None = None,
        host: Spot | Pin | None,
    ) -> None:
        way = self._ways.minutes[self._here][number] if self._here != number else 0.0
        if self._begun:
            self.laid.way += way
            self.laid.idle += max(start - self._now - way - _STEP, 0)
        on_foot = self._ways.on_foot(self._here, number)
        self.laid.stops.append(
            Stop(start, minutes, spot, meal, host, inside=False, way=way, on_foot=on_foot, is_first=not self._begun)
        )
        self._begun = True
        self._now = start + minutes
        self._here = number
        self._host = host if host is not None else self._host

    def _fits_before_pin(self, spot: Spot, start: int) -> bool:
        if not self._pins:
            return True
        pin = self._pins[0]
        return start + spot.minutes + self._ways.minutes[spot.number][pin.number] <= (pin.at or 0)

    def _pins_before(self, spot: Spot) -> None:
        while self._pins and not self._fits_before_pin(spot, self._start_of(spot)):
            self._pass_pin()

    def _pass_pin(self) -> None:
        pin = self._pins.pop(0)
        self._now = max(self._now if self._begun else 0, (pin.at or 0) + pin.minutes)
        self._begun = True
        self._here = pin.number
        self._host = pin


def _within(spot: Spot) -> str | None:
    return spot.thing.within if isinstance(spot.thing, Meal) else None


def _up(minute: float) -> int:
    """The next full ten minutes."""
    return -(-int(minute + 0.999) // _STEP) * _STEP

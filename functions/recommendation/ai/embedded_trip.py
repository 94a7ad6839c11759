"""Which sights on which day: days of what is near each other, the best on days that are open for it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from functions.recommendation.ai.embedded_day import Frame, Laid, lay_out
from functions.recommendation.ai.embedded_frames import frames_of
from functions.recommendation.ai.embedded_spots import HUB, Ground, Spot, is_same_place, minute_of
from functions.recommendation.ai.embedded_ways import Ways

_STILL_EARLY = minute_of("16:20")
_AN_HOUR_LEFT = 60
_FARTHER = 1.4
_MORE_IF_EARLY = 2
_MAX_EVENING = 2

_SEEDS = 5
_SEEDS_OF_AN_AREA = 2
_NEAR_IN_CITY, _NEAR_BY_CAR = 27, 35
"""Minutes from a day's first choice within which its other sights are."""
_NEAR_PINS = 30
_AREAS_A_DAY = 2
_TRIES = 4
_A_STEP_IN_CITY, _A_STEP_BY_CAR = 15, 21
"""Minutes of way that a sight of one more step of worth is worth."""
_LEISURE = ((1, 1.3), (2, 1.15), (4, 1.0), (99, 0.8))
"""On a trip of up to so many days a sight is worth so much more, or less, of a way: there is another day for it."""
_LEAST_GAIN = 0.25
_SHORT_HOP = 15
_FILLING_STEPS, _FILLING_WAY = 2.5, 40.0
"""How much farther one goes for what nobody else has taken, on a day that would end early."""
_MUSEUM = "museum"
_MUSEUMS_A_DAY = 270
"""Minutes in museums that a day bears."""
_GROUPS = {"religious": "temple", "gallery": "museum", "shopping": "market", "historic": "palace", "park": "garden"}
"""Kinds that are much the same on one day."""
_REPEATED = (1.0, 0.85, 0.6, 0.35)
_REPEATED_OUTDOORS = (1.0, 0.95, 0.9, 0.8, 0.7)
"""What the first, second ... sight of a group is worth on one day; there is no further one."""
_OUTDOORS = frozenset({"nature", "garden", "street", "village", "beach", "viewpoint"})
_ANOTHER_TOWER = 0.6
_WORTH_WAITING_FOR = 2.0
_REGRET = 0.7
_HUB_STEPS, _HUB_STEPS_ON_THE_WAY = 5.0, 1.0
_IDLE_HOUR = 0.8
_ORDERS_TRIED = 8
_PERMUTED = 5
_HOME = 0.3
_ROUNDS = 2
_LEFT_BEHIND = 2
_WORTH_MOVING = 8
"""Minutes that must be saved by seeing something on another day."""


@dataclass(frozen=True, slots=True)
class TripDay:
    """A day of the trip, laid out."""

    frame: Frame
    laid: Laid
    sights: tuple[Spot, ...]


@dataclass(slots=True)
class _Draft:
    """A day in the making. `gain` is what its sights are worth, less the ways between them."""

    daytime: list[Spot]
    evening: list[Spot]
    laid: Laid
    gain: float

    @property
    def spots(self) -> list[Spot]:
        return [*self.daytime, *self.evening]


def plan_trip(ground: Ground) -> list[TripDay]:
    """Every day of the trip, in order."""
    return _Trip(ground).days()


class _Trip:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._ways = ground.ways
        days = len(ground.request.dates)
        leisure = next(factor for most, factor in _LEISURE if days <= most)
        self._near = (_NEAR_BY_CAR if ground.by_car else _NEAR_IN_CITY) * max(leisure, 1)
        self._step = (_A_STEP_BY_CAR if ground.by_car else _A_STEP_IN_CITY) * leisure
        self._hops = [[way + max(way - _SHORT_HOP, 0.0) for way in row] for row in ground.ways.minutes]
        """Ways as they are felt: a long one more than several short ones."""
        self._groups = {spot.ref: _group(spot) for spot in ground.sights}
        self._meals_at = {
            spot.ref: [meal.ref for meal in ground.meals if is_same_place(ground.ways, spot, meal)]
            for spot in ground.sights
        }
        self._used: set[str] = set()
        """Refs of sights and meals on days that are settled, and of what is the same place under another name."""
        self._farthest = math.inf
        """Minutes of way, as felt, that are too many for any sight."""
        self._towers = 0
        self._unsettled: list[Frame] = []

    def days(self) -> list[TripDay]:
        self._unsettled = frames_of(self._ground)
        drafts: list[tuple[Frame, _Draft]] = []
        for frame in self._by_pick(self._unsettled):
            self._unsettled.remove(frame)
            draft = self._best(frame)
            if draft is None:
                laid = lay_out(self._ground, frame, [], [], self._used) or Laid()
                draft = _Draft([], [], laid, 0)
            self._settle(draft)
            drafts.append((frame, draft))
        drafts.sort(key=lambda each: each[0].date)
        for _ in range(_ROUNDS):
            self._even_out(drafts)
            for frame, draft in sorted(drafts, key=lambda each: each[1].laid.daylight_ends):
                self._fill_up(frame, draft)
        return [TripDay(frame, draft.laid, tuple(draft.spots)) for frame, draft in drafts]

    def _even_out(self, drafts: Sequence[tuple[Frame, _Draft]]) -> None:
        """Move what is on the way of another day to that day."""
        for one, giver in drafts:
            for spot in list(giver.daytime):
                if len(giver.daytime) <= _LEFT_BEHIND:
                    break
                for other, taker in drafts:
                    if taker is not giver and self._moves(spot, one, giver, other, taker):
                        break

    def _moves(self, spot: Spot, one: Frame, giver: _Draft, other: Frame, taker: _Draft) -> bool:
        """Move a sight, if that saves both days way enough."""
        if other.weekday in spot.candidate.usually_closed or not taker.daytime:
            return False
        rest = [each for each in giver.daytime if each is not spot]
        extra, at = min(self._places(taker, spot))
        if self._felt(giver.daytime) - self._felt(rest) - extra < _WORTH_MOVING:
            return False
        if not self._may_join(taker, spot, other.most + 1):
            return False
        less = lay_out(self._ground, one, rest, giver.evening, self._used - self._taken_by(giver))
        if less is None:
            return False
        taken = self._used - self._taken_by(taker) | _eaten(less)
        for more in _with_room([*taker.daytime[:at], spot, *taker.daytime[at:]], spot):
            laid = lay_out(self._ground, other, more, taker.evening, taken)
            if laid is not None and less.way + laid.way <= giver.laid.way + taker.laid.way - _WORTH_MOVING:
                break
        else:
            return False
        self._used -= self._taken_by(giver) | self._taken_by(taker)
        giver.daytime, giver.laid, taker.daytime, taker.laid = rest, less, more, laid
        self._used |= self._taken_by(giver) | self._taken_by(taker)
        return True

    def _felt(self, spots: Sequence[Spot]) -> float:
        return sum(self._hops[one.number][other.number] for one, other in pairwise(spots))

    def _fill_up(self, frame: Frame, draft: _Draft) -> None:
        """What nobody has taken goes where there is time left."""
        if not draft.daytime:
            return
        self._used -= self._taken_by(draft)
        seen = {spot.ref for spot in draft.spots}
        left = [spot for spot in self._left(frame) if spot.ref not in seen]
        usual, self._step = self._step, self._step * _FILLING_STEPS
        self._farthest = _FILLING_WAY
        for most, near in ((frame.most, self._near), (frame.most + _MORE_IF_EARLY, self._near * _FARTHER)):
            pool = [spot for spot in left if self._ways.minutes[draft.daytime[0].number][spot.number] <= near]
            while self._is_early(frame, draft) and (added := self._added(frame, draft, pool, most)) is not None:
                pool.remove(added)
                left.remove(added)
                self._reorder(frame, draft)
        self._step, self._farthest = usual, math.inf
        self._used |= self._taken_by(draft)

    def _is_early(self, frame: Frame, draft: _Draft) -> bool:
        return draft.laid.daylight_ends < (_STILL_EARLY if frame.dinner else frame.end - _AN_HOUR_LEFT)

    def _by_pick(self, frames: Sequence[Frame]) -> list[Frame]:
        """Whole days first, those on which most is open before the others; but before what is near is used up, the
        days of coming and going, which cannot go far."""
        ranked = sorted(frames, key=lambda each: (each.by_the_way, self._closed_worth(each), each.date))
        whole = [frame for frame in ranked if not frame.by_the_way]
        first = -(-len(whole) // 2)
        return [*whole[:first], *ranked[len(whole) :], *whole[first:]]

    def _settle(self, draft: _Draft) -> None:
        self._used |= self._taken_by(draft)
        self._towers += sum(map(_is_tower, draft.spots))

    def _taken_by(self, draft: _Draft) -> set[str]:
        """What no other day may have: what is seen and eaten on a day, and where one eats at what is seen."""
        seen = {spot.ref for spot in draft.spots}
        return seen | _eaten(draft.laid) | {ref for each in seen for ref in self._meals_at[each]}

    def _closed_worth(self, frame: Frame) -> float:
        return sum(spot.worth for spot in self._ground.sights if frame.weekday in spot.candidate.usually_closed)

    def _best(self, frame: Frame) -> _Draft | None:
        """The best day that can be made of what is left."""
        if frame.most == 0:
            return None
        left = self._left(frame)
        best, best_score = None, 0.0
        for seed in self._seeds(frame, left):
            draft = self._grown(frame, seed, left)
            if draft is None:
                continue
            score = draft.gain - self._drawbacks(frame, draft)
            if best is None or score > best_score:
                best, best_score = draft, score
        if best is not None:
            self._reorder(frame, best)
        return best

    def _left(self, frame: Frame) -> list[Spot]:
        """What can be seen on a day, the worthiest first."""
        near = [pin.number for pin in frame.pins if self._ways.km(HUB, pin.number) is not None]
        left = [
            spot
            for spot in self._ground.sights
            if spot.ref not in self._used
            and frame.weekday not in spot.candidate.usually_closed
            and (frame.dinner or not spot.evening)
            and (not near or min(self._ways.minutes[pin][spot.number] for pin in near) <= _NEAR_PINS)
        ]
        left.sort(key=lambda spot: (-self._worth_now(spot), spot.number))
        return left

    def _seeds(self, frame: Frame, left: Sequence[Spot]) -> Iterator[Spot]:
        """What a day may be built around."""
        hub_step = self._step * _HUB_STEPS_ON_THE_WAY if frame.by_the_way else self._step * _HUB_STEPS
        ranked = sorted(
            (spot for spot in left if not spot.evening),
            key=lambda spot: (self._ways.minutes[HUB][spot.number] / hub_step - self._worth_now(spot), spot.number),
        )
        areas = Counter[str | None]()
        given = 0
        for spot in ranked:
            if areas[spot.candidate.area] < _SEEDS_OF_AN_AREA and given < _SEEDS:
                areas[spot.candidate.area] += 1
                given += 1
                yield spot

    def _grown(self, frame: Frame, seed: Spot, left: Sequence[Spot]) -> _Draft | None:
        laid = lay_out(self._ground, frame, [seed], [], self._used)
        if laid is None:
            return None
        draft = _Draft([seed], [], laid, self._worth_now(seed))
        pool = [
            spot for spot in left if spot is not seed and self._ways.minutes[seed.number][spot.number] <= self._near
        ]
        while (added := self._added(frame, draft, pool, frame.most)) is not None:
            pool.remove(added)
        return draft

    def _added(self, frame: Frame, draft: _Draft, pool: Sequence[Spot], most: int) -> Spot | None:
        """Put the sight into the day that gains it most; None if nothing does."""
        gains = sorted(
            (
                (gain, -spot.number, spot)
                for spot in pool
                if (gain := self._gain(draft, spot)) >= _LEAST_GAIN and self._may_join(draft, spot, most)
            ),
            key=lambda each: each[:2],
            reverse=True,
        )
        for gain, _, spot in gains[:_TRIES]:
            for daytime, evening in self._with(draft, spot):
                laid = lay_out(self._ground, frame, daytime, evening, self._used)
                if laid is not None:
                    draft.daytime, draft.evening, draft.laid = daytime, evening, laid
                    draft.gain += gain
                    return spot
        return None

    def _may_join(self, draft: _Draft, spot: Spot, most: int) -> bool:
        if len(draft.evening if spot.evening else draft.daytime) >= (_MAX_EVENING if spot.evening else most):
            return False
        inside = sum(each.minutes for each in (*draft.daytime, spot) if self._groups[each.ref] == _MUSEUM)
        areas = {each.candidate.area for each in draft.spots} | {spot.candidate.area}
        return len(areas - {None}) <= _AREAS_A_DAY and (inside <= _MUSEUMS_A_DAY or self._groups[spot.ref] != _MUSEUM)

    def _gain(self, draft: _Draft, spot: Spot) -> float:
        group = self._groups[spot.ref]
        repeated = sum(self._groups[each.ref] == group for each in draft.spots)
        factors = _REPEATED_OUTDOORS if group in _OUTDOORS else _REPEATED
        if repeated >= len(factors):
            return 0
        worth = self._worth_now(spot) * (factors[repeated] if spot.worth > 0 else 1)
        if worth < _LEAST_GAIN:
            return worth
        extra = self._extra_way(draft, spot)
        return worth - extra / self._step if extra <= self._farthest else -math.inf

    def _extra_way(self, draft: _Draft, spot: Spot) -> float:
        if spot.evening:
            return self._hops[draft.spots[-1].number][spot.number]
        return min(extra for extra, _ in self._places(draft, spot))

    def _places(self, draft: _Draft, spot: Spot) -> Iterator[tuple[float, int]]:
        """Where in the day's order a sight could go, with the minutes of way that adds."""
        from_here, numbers = self._hops[spot.number], [each.number for each in draft.daytime]
        yield from_here[numbers[0]], 0
        for at, (one, other) in enumerate(pairwise(numbers), start=1):
            yield from_here[one] + from_here[other] - self._hops[one][other], at
        yield from_here[numbers[-1]], len(numbers)

    def _with(self, draft: _Draft, spot: Spot) -> Iterator[tuple[list[Spot], list[Spot]]]:
        if spot.evening:
            yield draft.daytime, [*draft.evening, spot]
            return
        for _, at in sorted(self._places(draft, spot))[:2]:
            yield [*draft.daytime[:at], spot, *draft.daytime[at:]], draft.evening

    def _worth_now(self, spot: Spot) -> float:
        return spot.worth * _ANOTHER_TOWER**self._towers if _is_tower(spot) and spot.worth > 0 else spot.worth

    def _drawbacks(self, frame: Frame, draft: _Draft) -> float:
        minutes, spots = self._ways.minutes, draft.spots
        home = self._home(frame, minutes[HUB][spots[0].number], minutes[spots[-1].number][HUB])
        regret = sum(
            self._worth_now(spot) - 1
            for spot in self._ground.sights
            if frame.weekday in spot.candidate.usually_closed
            and spot.ref not in self._used
            and spot.worth >= _WORTH_WAITING_FOR
            and minutes[spots[0].number][spot.number] <= self._near
            and any(other.weekday not in spot.candidate.usually_closed for other in self._unsettled)
        )
        return home + _IDLE_HOUR * draft.laid.idle / 60 + _REGRET * regret

    def _home(self, frame: Frame, out: float, back: float) -> float:
        """What the way out and back takes from a day; whoever has just arrived, or leaves soon, minds it most."""
        if frame.by_the_way:
            return (out if frame.dinner else back) / (self._step * _HUB_STEPS_ON_THE_WAY)
        return (out + back) / (self._step * _HUB_STEPS)

    def _reorder(self, frame: Frame, draft: _Draft) -> None:
        """Go the shortest way, meals and waiting counted."""
        if not 1 < len(draft.daytime) <= _PERMUTED:
            return
        best = self._effort(draft.daytime, draft.laid)
        towards = draft.evening[:1]
        orders = sorted(permutations(draft.daytime), key=lambda order: _way(self._ways, [*order, *towards]))
        for order in orders[:_ORDERS_TRIED]:
            laid = lay_out(self._ground, frame, order, draft.evening, self._used)
            if laid is not None and (effort := self._effort(order, laid)) < best:
                best, draft.daytime, draft.laid = effort, list(order), laid

    def _effort(self, order: Sequence[Spot], laid: Laid) -> float:
        minutes = self._ways.minutes
        late = laid.stops[0].start if laid.stops else 0
        return (
            laid.way + (laid.idle + late) / 3 + _HOME * (minutes[HUB][order[0].number] + minutes[order[-1].number][HUB])
        )


def _way(ways: Ways, spots: Sequence[Spot]) -> float:
    return sum(ways.minutes[one.number][other.number] for one, other in pairwise(spots))


def _with_room(daytime: list[Spot], moved: Spot) -> Iterator[list[Spot]]:
    """The day as it is, then without one that is worth less than what was moved there."""
    yield daytime
    for least in sorted(daytime, key=lambda spot: (spot.worth, spot.number)):
        if least is not moved and least.worth < moved.worth:
            yield [spot for spot in daytime if spot is not least]


def _eaten(laid: Laid) -> set[str]:
    return {stop.spot.ref for stop in laid.stops if stop.meal is not None and stop.spot is not None}


def _group(spot: Spot) -> str:
    return _GROUPS.get(spot.kind, spot.kind)


def _is_tower(spot: Spot) -> bool:
    """Whether one pays to look down: one of those is nearly enough."""
    return spot.kind == "viewpoint" and bool(spot.candidate.cost)

"""A day in the making: grown around its first sight by what is worth its way, given what the other days have."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations

from functions.recommendation.ai.embedded_day import Frame, Laid, lay_out
from functions.recommendation.ai.embedded_spots import HUB, Ground, Spot, is_same_place, minute_of

STILL_EARLY, HALF_A_DAY = minute_of("16:20"), minute_of("14:50")
"""A whole day whose sights are over before these has room for more, or is hardly one."""
_AN_HOUR = 60
_EVENING = 1
"""So many sights an evening has; and one more if the day has anything to spare."""

_SEEDS = 5
_SEEDS_OF_AN_AREA = 2
_NEAR_IN_CITY, _NEAR_BY_CAR = 27, 35
"""Minutes from a day's first choice within which its other sights are."""
_FARTHER, _LITTLE_FARTHER = 1.4, 5
_NEAR_PINS = 30
_AREAS_A_DAY = 2
_TRIES = 4
_A_STEP_IN_CITY, _A_STEP_BY_CAR = 15, 21
"""Minutes of way that a sight of one more step of worth is worth."""
_LEISURE = ((1, 1.3), (2, 1.15), (4, 1.0), (99, 0.9))
"""On a trip of up to so many days a sight is worth so much more, or less, of a way: there is another day for it."""
_SHORT_HOP = 15
_LEAST_GAIN = 0.25
_FILLING_STEPS, _FILLING_WAY, _FILLING_GAIN = 2.5, 40.0, 0.1
"""How much farther one goes for what nobody else has taken, on a day that would end early."""
_MUSEUM = "museum"
_MUSEUMS_A_DAY = 270
"""Minutes in museums that a day bears."""
_GROUPS = {"religious": "temple", "gallery": _MUSEUM, "shopping": "market", "historic": "palace", "park": "garden"}
"""Kinds that are much the same on one day."""
_BEST = 3
"""The fame of what everybody comes for."""
_WISHED = 1.0
"""What a wish adds to a kind that one cannot have enough of."""
_REPEATED = (1.0, 0.85, 0.6, 0.35)
_REPEATED_OUTDOORS = (1.0, 0.95, 0.9, 0.8, 0.7)
"""What the first, second ... sight of a group is worth on one day; there is no further one."""
_OUTDOORS = frozenset({"nature", "garden", "street", "village", "beach", "viewpoint"})
_ANOTHER_TOWER = 0.6
_WORTH_WAITING_FOR = 2.0
_REGRET = 0.7
_HUB_STEPS, _HUB_STEPS_BY_THE_WAY = 5.0, 1.0
_IDLE_HOUR = 0.8
_NOTHING = -20.0
"""How good a day is on which nothing is seen."""
_ORDERS_TRIED = 8
_PERMUTED = 5
_IDLE, _HOME = 1 / 3, 0.3
"""What a minute of waiting, or of the way from and to where one stays, is as against one between sights."""


@dataclass(slots=True)
class Draft:
    """A day in the making. `gain` is what its sights are worth, less the ways between them."""

    frame: Frame
    daytime: list[Spot] = field(default_factory=list)
    evening: list[Spot] = field(default_factory=list)
    laid: Laid = field(default_factory=Laid)
    gain: float = 0.0

    @property
    def spots(self) -> list[Spot]:
        """What is seen."""
        return [*self.daytime, *self.evening]

    @property
    def is_half_a_day(self) -> bool:
        """Whether it is over too early."""
        return self.frame.dinner and bool(self.daytime) and self.laid.daylight_ends < HALF_A_DAY

    @property
    def is_early(self) -> bool:
        """Whether there is time left for something."""
        return self.laid.daylight_ends < (STILL_EARLY if self.frame.dinner else self.frame.end - _AN_HOUR)


@dataclass(frozen=True, slots=True)
class Others:
    """What the other days have."""

    taken: frozenset[str]
    """The refs of sights and meals that are not to be had."""
    towers: int = 0
    unsettled: tuple[Frame, ...] = ()
    """The days that nothing is decided for yet."""


class Drafter:
    """Makes days on one ground."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._ways = ground.ways
        days = len(ground.request.dates)
        leisure = next(factor for most, factor in _LEISURE if days <= most)
        self._near = (_NEAR_BY_CAR if ground.by_car else _NEAR_IN_CITY) * max(leisure, 1)
        self._usual_step = self._step = (_A_STEP_BY_CAR if ground.by_car else _A_STEP_IN_CITY) * leisure
        self._farthest, self._least = math.inf, _LEAST_GAIN
        self._hops = [[way + max(way - _SHORT_HOP, 0.0) for way in row] for row in ground.ways.minutes]
        """Ways as they are felt: a long one more than several short ones."""
        self._groups = {spot.ref: _GROUPS.get(spot.kind, spot.kind) for spot in ground.sights}
        liking = ground.wishes.liking
        self._wished = {self._groups[spot.ref] for spot in ground.sights if liking.get(spot.kind, 0) >= _WISHED}
        """The groups one cannot have enough of."""
        self._meals_at = {
            spot.ref: [meal.ref for meal in ground.meals if is_same_place(ground.ways, spot, meal)]
            for spot in ground.sights
        }

    def taken_by(self, draft: Draft) -> set[str]:
        """What no other day may have: what is seen and eaten on a day, and where one eats at what is seen."""
        seen = {spot.ref for spot in draft.spots}
        return seen | eaten(draft.laid) | {ref for each in seen for ref in self._meals_at[each]}

    def laid(self, frame: Frame, daytime: Sequence[Spot], evening: Sequence[Spot], others: Others) -> Laid | None:
        """The day by the clock; None if it does not fit."""
        return lay_out(self._ground, frame, daytime, evening, others.taken)

    def arranged(
        self, frame: Frame, daytime: list[Spot], evening: Sequence[Spot], others: Others
    ) -> tuple[list[Spot], Laid] | None:
        """The day in this order, or else in the shortest one that fits."""
        if (laid := self.laid(frame, daytime, evening, others)) is not None:
            return daytime, laid
        if len(daytime) <= _PERMUTED:
            for order in sorted(permutations(daytime), key=self.felt)[:_ORDERS_TRIED]:
                if (laid := self.laid(frame, order, evening, others)) is not None:
                    return list(order), laid
        return None

    def best(self, frame: Frame, others: Others) -> Draft:
        """The best day that can be made of what is left; one with meals only, if nothing fits."""
        best, best_score = None, 0.0
        left = self._left(frame, others) if frame.most else []
        for seed in self._seeds(frame, left, others):
            draft = self._grown(frame, seed, left, others)
            if draft is not None:
                score = draft.gain - self._drawbacks(draft, others)
                if best is None or score > best_score:
                    best, best_score = draft, score
        if best is None:
            return Draft(frame, laid=self.laid(frame, [], [], others) or Laid())
        self._reorder(best, others)
        return best

    def fill_up(self, draft: Draft, others: Others) -> None:
        """Put into a day that ends early what nobody else has taken, even if it is somewhat out of the way."""
        if not draft.daytime:
            return
        seen = {spot.ref for spot in draft.spots}
        left = [spot for spot in self._left(draft.frame, others) if spot.ref not in seen]
        if draft.frame.by_the_way:
            from_hub = self._ways.minutes[HUB]
            farthest = max(from_hub[spot.number] for spot in draft.daytime) + _LITTLE_FARTHER
            left = [spot for spot in left if from_hub[spot.number] <= farthest]
        self._step, self._farthest, self._least = self._usual_step * _FILLING_STEPS, _FILLING_WAY, _FILLING_GAIN
        most = draft.frame.most
        for count, near in ((most, self._near), (most + draft.frame.spare, self._near * _FARTHER)):
            pool = [spot for spot in left if self._ways.minutes[draft.daytime[0].number][spot.number] <= near]
            while draft.is_early and (added := self._added(draft, pool, count, others)) is not None:
                pool.remove(added)
                left.remove(added)
                self._reorder(draft, others)
        self._step, self._farthest, self._least = self._usual_step, math.inf, _LEAST_GAIN

    def value(self, draft: Draft, others: Others) -> float:
        """How good a day it is, to be compared."""
        if not draft.spots:
            return _NOTHING
        worth = sum(self._worth_now(spot, others) for spot in draft.spots)
        early = max(STILL_EARLY - draft.laid.daylight_ends, 0) / _AN_HOUR
        return worth - early - self.felt(draft.spots) / self._step - self._drawbacks(draft, others)

    def felt(self, spots: Sequence[Spot]) -> float:
        """The ways between sights as they are felt, in minutes."""
        return sum(self._hops[one.number][other.number] for one, other in pairwise(spots))

    def places(self, draft: Draft, spot: Spot) -> list[tuple[float, int]]:
        """Where in the order of a day with sights another could go, with the felt minutes of way that adds; the least
        first."""
        from_here, numbers = self._hops[spot.number], [each.number for each in draft.daytime]
        found = [(from_here[numbers[0]], 0), (from_here[numbers[-1]], len(numbers))]
        for at, (one, other) in enumerate(pairwise(numbers), start=1):
            found.append((from_here[one] + from_here[other] - self._hops[one][other], at))
        found.sort()
        return found

    def may_join(self, draft: Draft, spot: Spot, most: int) -> bool:
        """Whether the day has room for it, stays in its areas, and does not become one of museums only."""
        seen, limit = (draft.evening, _EVENING + bool(draft.frame.spare)) if spot.evening else (draft.daytime, most)
        if len(seen) >= limit:
            return False
        if self._groups[spot.ref] == _MUSEUM and _MUSEUM not in self._wished:
            inside = sum(each.minutes for each in (*draft.daytime, spot) if self._groups[each.ref] == _MUSEUM)
            if inside > _MUSEUMS_A_DAY:
                return False
        areas = {each.candidate.area for each in draft.spots} | {spot.candidate.area}
        return len(areas - {None}) <= _AREAS_A_DAY

    def _left(self, frame: Frame, others: Others) -> list[Spot]:
        """What can be seen on a day, the worthiest first."""
        near = [pin.number for pin in frame.pins if self._ways.km(HUB, pin.number) is not None]
        left = [
            spot
            for spot in self._ground.sights
            if spot.ref not in others.taken
            and frame.weekday not in spot.candidate.usually_closed
            and (frame.dinner or not spot.evening)
            and (not near or min(self._ways.minutes[pin][spot.number] for pin in near) <= _NEAR_PINS)
        ]
        left.sort(key=lambda spot: (-self._worth_now(spot, others), spot.number))
        return left

    def _seeds(self, frame: Frame, left: Sequence[Spot], others: Others) -> Iterator[Spot]:
        """What a day may be built around."""
        step = self._step * (_HUB_STEPS_BY_THE_WAY if frame.by_the_way else _HUB_STEPS)
        from_hub = self._ways.minutes[HUB]
        ranked = sorted(
            (spot for spot in left if not spot.evening),
            key=lambda spot: (from_hub[spot.number] / step - self._worth_now(spot, others), spot.number),
        )
        areas = Counter[str | None]()
        for spot in ranked:
            if areas[spot.candidate.area] < _SEEDS_OF_AN_AREA and areas.total() < _SEEDS:
                areas[spot.candidate.area] += 1
                yield spot

    def _grown(self, frame: Frame, seed: Spot, left: Sequence[Spot], others: Others) -> Draft | None:
        laid = self.laid(frame, [seed], [], others)
        if laid is None:
            return None
        draft = Draft(frame, [seed], [], laid, self._worth_now(seed, others))
        from_seed = self._ways.minutes[seed.number]
        pool = [spot for spot in left if spot is not seed and from_seed[spot.number] <= self._near]
        while (added := self._added(draft, pool, frame.most, others)) is not None:
            pool.remove(added)
        return draft

    def _added(self, draft: Draft, pool: Sequence[Spot], most: int, others: Others) -> Spot | None:
        """Put the sight into the day that gains it most; None if nothing does."""
        gains = [
            (gain, -spot.number, spot)
            for spot in pool
            if (gain := self._gain(draft, spot, others)) >= self._least and self.may_join(draft, spot, most)
        ]
        gains.sort(key=lambda each: each[:2], reverse=True)
        for gain, _, spot in gains[:_TRIES]:
            for daytime, evening in self._with(draft, spot):
                laid = self.laid(draft.frame, daytime, evening, others)
                if laid is not None:
                    draft.daytime, draft.evening, draft.laid = daytime, evening, laid
                    draft.gain += gain
                    return spot
        return None

    def _gain(self, draft: Draft, spot: Spot, others: Others) -> float:
        group = self._groups[spot.ref]
        repeated = sum(self._groups[each.ref] == group for each in draft.spots)
        tireless = group in _OUTDOORS or group in self._wished or _is_a_must(spot)
        factors = _REPEATED_OUTDOORS if tireless else _REPEATED
        if repeated >= len(factors):
            return -math.inf
        worth = self._worth_now(spot, others)
        if worth > 0:
            worth *= factors[repeated]
        if worth < self._least:
            return worth
        if spot.evening:
            extra = self._hops[draft.spots[-1].number][spot.number]
        else:
            extra, _ = self.places(draft, spot)[0]
        return worth - extra / self._step if extra <= self._farthest else -math.inf

    def _with(self, draft: Draft, spot: Spot) -> Iterator[tuple[list[Spot], list[Spot]]]:
        if spot.evening:
            yield draft.daytime, [*draft.evening, spot]
            return
        for _, at in self.places(draft, spot)[:2]:
            yield [*draft.daytime[:at], spot, *draft.daytime[at:]], draft.evening

    def _worth_now(self, spot: Spot, others: Others) -> float:
        return spot.worth * _ANOTHER_TOWER**others.towers if others.towers and is_tower(spot) else spot.worth

    def _drawbacks(self, draft: Draft, others: Others) -> float:
        """The way from and to where one stays, waiting, and missing what is closed on that day but not on another."""
        minutes, spots, frame = self._ways.minutes, draft.spots, draft.frame
        out, back = minutes[HUB][spots[0].number], minutes[spots[-1].number][HUB]
        # Whoever has just arrived, or leaves soon, minds the way most.
        home = (out + back) / _HUB_STEPS
        if frame.by_the_way:
            home = (out if frame.dinner else back) / _HUB_STEPS_BY_THE_WAY
        regret = sum(
            self._worth_now(spot, others) - 1
            for spot in self._ground.sights
            if frame.weekday in spot.candidate.usually_closed
            and spot.ref not in others.taken
            and spot.worth >= _WORTH_WAITING_FOR
            and minutes[spots[0].number][spot.number] <= self._near
            and any(other.weekday not in spot.candidate.usually_closed for other in others.unsettled)
        )
        return home / self._step + _IDLE_HOUR * draft.laid.idle / _AN_HOUR + _REGRET * regret

    def _reorder(self, draft: Draft, others: Others) -> None:
        """Go the shortest way, meals and waiting counted."""
        if not 1 < len(draft.daytime) <= _PERMUTED:
            return
        minutes, towards = self._ways.minutes, draft.evening[:1]

        def way(order: Sequence[Spot]) -> float:
            return sum(minutes[one.number][other.number] for one, other in pairwise([*order, *towards]))

        least = self._effort(draft.daytime, draft.laid)
        for order in sorted(permutations(draft.daytime), key=way)[:_ORDERS_TRIED]:
            laid = self.laid(draft.frame, order, draft.evening, others)
            if laid is not None and (effort := self._effort(order, laid)) < least:
                least, draft.daytime, draft.laid = effort, list(order), laid

    def _effort(self, order: Sequence[Spot], laid: Laid) -> float:
        minutes = self._ways.minutes
        home = minutes[HUB][order[0].number] + minutes[order[-1].number][HUB]
        return laid.way + _IDLE * (laid.idle + laid.stops[0].start) + _HOME * home


def eaten(laid: Laid) -> set[str]:
    """The refs of where one eats on a day."""
    return {stop.spot.ref for stop in laid.stops if stop.meal is not None and stop.spot is not None}


def _is_a_must(spot: Spot) -> bool:
    return spot.evening or (spot.thing is not None and spot.thing.fame == _BEST)


def is_tower(spot: Spot) -> bool:
    """Whether one pays to look down: one of those is nearly enough for a trip."""
    return spot.kind == "viewpoint" and bool(spot.candidate.cost)

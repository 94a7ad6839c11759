"""What every day of a trip leaves to be filled: when it begins and ends, how much is a full day, what is there."""

from collections.abc import Sequence
from datetime import date

from functions.recommendation.ai.embedded_day import Frame
from functions.recommendation.ai.embedded_spots import Ground, Pin, minute_of
from functions.recommendation.brief import MealTime
from functions.recommendation.quality import WEEKDAYS

_START, _SLOW_START, _END = minute_of("09:30"), minute_of("10:00"), minute_of("21:40")
_ARRIVAL, _DEPARTURE = minute_of("12:00"), minute_of("16:00")
_SHORT_TRIP = 2
"""On a trip of so many days one comes early and leaves late."""
_SIGHTS = {"slow": 3, "usual": 4, "full": 6}
_MEALS_A_DAY = 2
_FEWEST, _MOST = 2, 6
_ON_THE_WAY = 3
_SPARE = 2
_TAKEN_FOR: dict[MealTime, tuple[int, int]] = {
    "lunch": (minute_of("10:30"), minute_of("15:00")),
    "dinner": (minute_of("16:30"), minute_of("24:00")),
}
"""A meal that the plan has between these is that meal."""


def frames_of(ground: Ground) -> list[Frame]:
    """A frame for every day, in order."""
    dates = ground.request.dates
    most = _sights_a_day(ground, len(dates))
    return [_frame(ground, day, most, arrives=day == dates[0], leaves=day == dates[-1]) for day in dates]


def _sights_a_day(ground: Ground, days: int) -> int:
    most = _SIGHTS[ground.wishes.pace]
    if ground.items_a_day is not None and ground.wishes.pace == "usual":
        most = min(max(round(ground.items_a_day) - _MEALS_A_DAY, _FEWEST), _MOST)
    supply = sum(not spot.evening for spot in ground.sights) // days
    return min(most, max(supply, 1))


def _frame(ground: Ground, day: date, most: int, *, arrives: bool, leaves: bool) -> Frame:
    wishes, pins = ground.wishes, ground.pins.get(day.isoformat(), ())
    short = len(ground.request.dates) <= _SHORT_TRIP
    times = [pin.at for pin in pins if pin.at is not None]
    # Who has something planned earlier, or later, has come already, or leaves later.
    arrives = arrives and not short and min(times, default=_ARRIVAL) >= _ARRIVAL
    leaves = leaves and not short and max(times, default=_DEPARTURE) <= _DEPARTURE
    if arrives or leaves:
        most = min(most, _ON_THE_WAY)
    slow = wishes.pace == "slow"
    return Frame(
        date=day,
        weekday=WEEKDAYS[day.weekday()],
        start=_ARRIVAL if arrives else _SLOW_START if slow else _START,
        end=_DEPARTURE if leaves else _END,
        most=max(most - sum(not pin.is_meal for pin in pins), 0),
        spare=0 if slow else _SPARE,
        lunch=not _has(pins, "lunch", untimed=1),
        dinner=not leaves and not _has(pins, "dinner", untimed=2),
        breakfast=(wishes.breakfast or wishes.food) and not arrives and not pins,
        coffee=wishes.cafes,
        by_the_way=arrives or leaves,
        pins=tuple(sorted((pin for pin in pins if pin.at is not None), key=lambda pin: (pin.at or 0, pin.number))),
    )


def _has(pins: Sequence[Pin], meal: MealTime, *, untimed: int) -> bool:
    """Whether the plan has that meal already; of meals without a time the first is lunch, the second dinner."""
    begins, ends = _TAKEN_FOR[meal]
    meals = [pin for pin in pins if pin.is_meal]
    timed = any(pin.at is not None and begins <= pin.at < ends for pin in meals)
    return timed or sum(pin.at is None for pin in meals) >= untimed

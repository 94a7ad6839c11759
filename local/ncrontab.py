"""NCRONTAB: when a timer trigger is due. Six fields: second, minute, hour, day, month, day of the week; all must fit.

Fields are `*`, numbers, ranges, lists and steps (`*/5`, `0-30/10`). Names, seven for Sunday and the five-field form are
refused: Azure takes some of them, and nobody should have to know which.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

_FIELDS = (("second", 0, 59), ("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 6))
_PART = re.compile(r"(?:\*|(?P<low>\d{1,2})(?:-(?P<high>\d{1,2}))?)(?:/(?P<step>\d{1,2}))?")
_HORIZON_DAYS = 366 * 8
"""Two leap days are at most eight years apart."""


class BadSchedule(ValueError):  # noqa: N818
    """A schedule that is not understood, or never due."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A parsed schedule: what each field may be."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The schedule that `text` says. Raises `BadSchedule`."""
        fields = text.split()
        if len(fields) != len(_FIELDS):
            raise BadSchedule(f"{text!r} must have six fields: second minute hour day month weekday")
        values = [_values(text, field, *of) for field, of in zip(fields, _FIELDS, strict=True)]
        seconds, minutes, hours = (tuple(sorted(found)) for found in values[:3])
        return cls(text, seconds, minutes, hours, values[3], values[4], values[5])

    def after(self, moment: datetime) -> datetime:
        """The first time after `moment` that it is due. Raises `BadSchedule` when it never is."""
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
        for _ in range(_HORIZON_DAYS):
            if self._fits_day(moment) and (found := self._in_day(moment)) is not None:
                return found
            moment = moment.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        raise BadSchedule(f"{self.text!r} is never due")

    def _fits_day(self, moment: datetime) -> bool:
        weekday = (moment.weekday() + 1) % 7
        return moment.day in self.days and moment.month in self.months and weekday in self.weekdays

    def _in_day(self, moment: datetime) -> datetime | None:
        for hour in self.hours:
            if hour < moment.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) < (moment.hour, moment.minute):
                    continue
                for second in self.seconds:
                    if (hour, minute, second) >= (moment.hour, moment.minute, moment.second):
                        return moment.replace(hour=hour, minute=minute, second=second)
        return None


def _values(text: str, field: str, name: str, lowest: int, highest: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise BadSchedule(f"the {name} {part!r} in {text!r} is not understood")
        low, high, step = match["low"], match["high"], match["step"]
        start = lowest if low is None else int(low)
        # "5/10" is five and every tenth after it; "5" alone is five.
        end = int(high) if high else highest if low is None or step else start
        if not (lowest <= start <= end <= highest) or step in ("0", "00"):
            raise BadSchedule(f"the {name} {part!r} in {text!r} is out of range")
        found.update(range(start, end + 1, int(step or 1)))
    return frozenset(found)

"""Heat: how much a plan was liked and forked of late, in whole numbers that can be added and never need to be cooled.

Every like or fork is worth half as much seven days later. Rather than to let old ones fade, new ones are worth more: at
a time t of an epoch, 1000 · 2^(t / 7 days) since the epoch began. Plans compare the same way at any moment, and taking
a like back subtracts what it added. An epoch is a quarter of a year, so that the numbers stay far below 2^53; what
happened shortly before one counts in it as well.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

HALF_LIFE = timedelta(days=7)
_UNIT = 1000
_MONTHS = 3


def epoch_of(moment: datetime) -> str:
    """The epoch of a moment, as "2026q1"."""
    return _name(_start(moment))


def next_epoch(moment: datetime) -> str:
    """The epoch after that of a moment."""
    return _name(_start_after(moment))


def field_of(epoch: str) -> str:
    """The field of a plan's count that holds its heat in an epoch."""
    return f"heat{epoch}"


def heat_at(moment: datetime, sign: int = 1) -> dict[str, int]:
    """What a like or fork at `moment` adds to the fields of a plan's count, or takes back where `sign` is -1."""
    return {field_of(_name(start)): sign * heat for start, heat in _heats(moment) if heat}


def _heats(moment: datetime) -> Iterator[tuple[datetime, int]]:
    for start in (_start(moment), _start_after(moment)):
        yield start, round(_UNIT * 2 ** ((moment - start) / HALF_LIFE))


def _start(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return datetime(moment.year, (moment.month - 1) // _MONTHS * _MONTHS + 1, 1, tzinfo=UTC)


def _start_after(moment: datetime) -> datetime:
    return _start(_start(moment) + timedelta(days=31 * _MONTHS))


def _name(start: datetime) -> str:
    return f"{start.year}q{start.month // _MONTHS + 1}"

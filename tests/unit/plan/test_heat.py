"""Heat halves in a week, and compares the same way at any time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.plan.heat import HALF_LIFE, epoch_of, field_of, heat_at, next_epoch

MAX = 2**53 - 1
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 11 * 365 * 24 * 3600).map(lambda seconds: BEGIN + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("moment", "epoch", "after"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "2026q1", "2026q2"),
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC), "2026q1", "2026q2"),
        (datetime(2026, 4, 1, tzinfo=UTC), "2026q2", "2026q3"),
        (datetime(2026, 9, 30, tzinfo=UTC), "2026q3", "2026q4"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2026q4", "2027q1"),
        (datetime.fromisoformat("2027-01-01T03:00:00+09:00"), "2026q4", "2027q1"),
    ],
)
def test_an_epoch_is_a_quarter(moment: datetime, epoch: str, after: str) -> None:
    assert (epoch_of(moment), next_epoch(moment)) == (epoch, after)


@given(MOMENTS)
def test_a_like_is_worth_twice_one_of_a_week_before(moment: datetime) -> None:
    later, earlier = heat_at(moment), heat_at(moment - HALF_LIFE)
    field = field_of(epoch_of(moment))
    assert later[field] >= 1000
    assert abs(later[field] - 2 * earlier[field]) <= 1
    assert later[field] * 100_000_000 < MAX


@given(MOMENTS)
def test_taking_back_takes_what_was_added(moment: datetime) -> None:
    assert heat_at(moment, -1) == {field: -by for field, by in heat_at(moment).items()}
    assert all(heat_at(moment).values())


def test_what_was_shortly_before_an_epoch_counts_in_it() -> None:
    turn = datetime(2026, 4, 1, tzinfo=UTC)
    assert heat_at(turn - HALF_LIFE)["heat2026q2"] == 500
    assert "heat2026q2" not in heat_at(turn - timedelta(days=80))

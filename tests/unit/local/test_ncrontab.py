"""When timers are due."""

from datetime import UTC, datetime

import pytest

from local.ncrontab import BadSchedule, Schedule


@pytest.mark.parametrize(
    ("schedule", "after", "due"),
    [
        ("0 */5 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:05:00"),
        ("0 */5 * * * *", "2026-01-01T00:04:59", "2026-01-01T00:05:00"),
        ("0 */5 * * * *", "2026-12-31T23:57:00", "2027-01-01T00:00:00"),
        ("*/10 * * * * *", "2026-01-01T00:00:59", "2026-01-01T00:01:00"),
        ("30 15 4 * * *", "2026-01-01T04:15:30", "2026-01-02T04:15:30"),
        ("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 9-17/4 * * 1-5", "2026-01-02T17:00:00", "2026-01-05T09:00:00"),
        ("0 0 0 * * 0", "2026-01-01T00:00:00", "2026-01-04T00:00:00"),
        ("0 0,30 12 1,15 */6 *", "2026-01-15T12:30:00", "2026-07-01T12:00:00"),
        ("5/20 0 0 * * *", "2026-01-01T00:00:05", "2026-01-01T00:00:25"),
    ],
)
def test_the_next_time(schedule: str, after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert Schedule.parse(schedule).after(moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "schedule",
    [
        "*/5 * * * *",
        "0 0 0 * * SUN",
        "0 0 0 * * 7",
        "60 * * * * *",
        "0 0 24 * * *",
        "0 0 0 0 * *",
        "0 0 0 * 13 *",
        "*/0 * * * * *",
        "5-1 * * * * *",
        "-1 * * * * *",
        "0 0 0 L * *",
        "00:05:00",
        "",
    ],
)
def test_what_is_not_understood_is_refused(schedule: str) -> None:
    with pytest.raises(BadSchedule):
        Schedule.parse(schedule)


def test_what_is_never_due_is_refused_when_asked() -> None:
    with pytest.raises(BadSchedule, match="never due"):
        Schedule.parse("0 0 0 31 2 *").after(datetime(2026, 1, 1, tzinfo=UTC))

"""Identifiers carry when they were made."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.ids import is_ulid, made_at, new_ulid


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 1, 9, 0, 0, 123_000, tzinfo=UTC),
        datetime(2999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
    ],
)
def test_an_identifier_tells_when_it_was_made(moment: datetime) -> None:
    ulid = new_ulid(moment)
    assert is_ulid(ulid)
    assert abs(made_at(ulid) - moment) <= timedelta(milliseconds=1)
    assert made_at(ulid) < made_at(new_ulid(moment + timedelta(milliseconds=5)))

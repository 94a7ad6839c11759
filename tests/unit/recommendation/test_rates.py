"""Rough rates for estimates."""

import pytest

from functions.recommendation.rates import ESTIMATED_KRW, YEAR, from_krw
from shared.catalogue import destinations
from shared.money import CURRENCIES


def test_there_is_a_rate_for_every_destinations_currency_and_the_great_ones() -> None:
    wanted = {each.currency for each in destinations().values()} | {"USD", "EUR", "JPY", "GBP", "CNY"}
    assert wanted <= ESTIMATED_KRW.keys() <= CURRENCIES.keys()
    assert len(ESTIMATED_KRW) >= 30
    assert YEAR == 2025


@pytest.mark.parametrize(
    ("won", "currency", "minor"),
    [
        (15_000, "KRW", 15_000),
        (15_000, "JPY", 1600),
        (15_000, "EUR", 940),
        (14_200, "USD", 1000),
        (15_000, "VND", 280_000),
        (0, "EUR", 0),
        (10, "USD", 1),
    ],
)
def test_an_estimate_has_two_digits_that_mean_something(won: int, currency: str, minor: int) -> None:
    assert from_krw(won, currency) == minor


def test_of_an_unknown_currency_nothing_is_known() -> None:
    assert from_krw(15_000, "XOF") is None

"""The currencies there are."""

import re

import pytest

from shared.catalogue import destinations
from shared.money import CURRENCIES


@pytest.mark.parametrize(
    ("code", "digits"), [("KRW", 0), ("JPY", 0), ("VND", 0), ("USD", 2), ("EUR", 2), ("IDR", 2), ("KWD", 3), ("TND", 3)]
)
def test_a_currency_has_the_digits_of_its_minor_unit(code: str, digits: int) -> None:
    assert CURRENCIES[code] == digits


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "BTC", "HRK", "ANG", "CUC", "ZWL", "krw", "", "KR"])
def test_what_is_no_currency_in_use_is_not_listed(code: str) -> None:
    assert code not in CURRENCIES


def test_every_code_is_three_letters_and_there_are_as_many_as_there_should_be() -> None:
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in CURRENCIES)
    assert len(CURRENCIES) == 155


def test_every_destination_is_paid_for_in_a_currency_we_know() -> None:
    assert {each.currency for each in destinations().values()} <= CURRENCIES.keys()

"""Rough exchange rates, to compare the catalogue's estimates in won with budgets in other currencies.

They are estimates (the level of 2025, from general knowledge, rounded), good for "is this within the budget" and for
nothing else: nobody is charged by them, and nothing made from them is shown but as an estimate.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.money import CURRENCIES

YEAR = 2025
"""The year whose level of rates these are."""

_SIGNIFICANT = 2
"""How many digits of a converted estimate mean something."""

ESTIMATED_KRW: Mapping[str, float] = MappingProxyType(
    {
        "AED": 385,
        "AUD": 920,
        "BRL": 255,
        "CAD": 1010,
        "CHF": 1720,
        "CNY": 197,
        "CZK": 65,
        "DKK": 215,
        "EGP": 29,
        "EUR": 1600,
        "GBP": 1870,
        "HKD": 182,
        "HUF": 4.0,
        "IDR": 0.086,
        "ILS": 410,
        "INR": 16.4,
        "JPY": 9.5,
        "KHR": 0.35,
        "KRW": 1,
        "KZT": 2.7,
        "LAK": 0.065,
        "MNT": 0.4,
        "MOP": 177,
        "MXN": 75,
        "MYR": 330,
        "NOK": 138,
        "NZD": 830,
        "PHP": 24.7,
        "PLN": 378,
        "SAR": 378,
        "SEK": 145,
        "SGD": 1085,
        "THB": 43,
        "TRY": 36,
        "TWD": 45.5,
        "USD": 1420,
        "VND": 0.054,
        "ZAR": 79,
    }
)
"""ISO 4217 code → what one unit of the currency is in won, roughly."""


def from_krw(amount: int, currency: str) -> int | None:
    """An estimate of `amount` won in minor units of `currency`, with two significant digits; None for a currency
    whose rate is not known here."""
    rate = ESTIMATED_KRW.get(currency)
    if rate is None:
        return None
    if currency == "KRW":
        return amount
    minor = round(amount / rate * 10 ** CURRENCIES[currency])
    return int(round(minor, _SIGNIFICANT - len(str(minor))))

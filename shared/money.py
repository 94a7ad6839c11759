"""Money: whole numbers of a currency's minor unit, and the currencies there are.

ISO 4217's list one of currencies in use (amendments up to January 2026), without funds, units of account, precious
metals and testing codes: nobody pays for a trip in those.
"""

from collections.abc import Mapping
from types import MappingProxyType

MAX_AMOUNT = 10**12
"""The largest amount we store, in minor units: beyond any trip, within what every JSON reader keeps exactly."""

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
}

CURRENCIES: Mapping[str, int] = MappingProxyType(
    {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}
)
"""ISO 4217 code → how many digits its minor unit has: ₩1,000 is 1000, $10.00 is 1000 too."""

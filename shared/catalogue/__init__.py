"""The destination catalogue: what we know of places without asking anybody (README.md says how well).

`place_key` says which destination a member's own words mean, so that 제주, 제주도 and Jeju are one place.
"""

from shared.catalogue.destinations import Area, Destination, Location, Meal, Names, Region, Sight, destinations, find
from shared.catalogue.places import place_key, search, words_of

__all__ = [
    "Area",
    "Destination",
    "Location",
    "Meal",
    "Names",
    "Region",
    "Sight",
    "destinations",
    "find",
    "place_key",
    "search",
    "words_of",
]

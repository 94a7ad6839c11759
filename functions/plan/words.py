"""The words under which a shared plan is found, and those of a search.

A word of the search is the beginning of a word of the plan. Plans are listed by short beginnings of their words
(`stem`), which is what the store can look up; whether all of a word fits is seen afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from shared.catalogue import find, words_of

MAX_WORDS = 20
"""Words of a plan that count."""
_ENDINGS = (
    *("에서는", "에서", "으로", "까지", "부터", "에는", "이랑", "하고"),
    *("여행", "은", "는", "이", "가", "을", "를", "의", "에", "로", "와", "과", "도", "만", "랑"),
)
"""What Korean puts behind a noun. A search is understood without it: what is left still begins the word that was
meant."""
_SHORTEST = 2
"""Syllables that must be left without an ending."""
_STEM, _LATIN_STEM = 2, 3


def plan_words(content: Mapping[str, Any], place_key: str) -> tuple[str, ...]:
    """The words of a plan's content, the most telling first: title, location, the destination's names in both
    languages, places of the itinerary. Each is there once."""
    destination = find(place_key)
    names = () if destination is None else (destination.names.ko, destination.names.en)
    places = (
        item["place"]["name"] for day in content["itinerary"]["days"] for item in day["items"] if item.get("place")
    )
    found: dict[str, None] = {}
    for text in dict.fromkeys(chain((content["title"], content["location"]), names, places)):
        found |= dict.fromkeys(words_of(text))
        if len(found) >= MAX_WORDS:
            break
    return tuple(found)[:MAX_WORDS]


def searched(text: str) -> tuple[str, ...]:
    """The words of a search, the longest first, without Korean endings."""
    return tuple(sorted({_without_ending(word) for word in words_of(text)}, key=lambda word: (-len(word), word)))


def stem(word: str) -> str:
    """The beginning of a word under which it is listed: two characters, three of ASCII, less if there are less."""
    return word[: _LATIN_STEM if word.isascii() else _STEM]


def matches(words: Iterable[str], search: Sequence[str]) -> bool:
    """Whether every word of the search begins one of these. What is shorter than a stem must be a whole word."""
    have = tuple(words)
    return all(any(_begins(wanted, word) for word in have) for wanted in search)


def _begins(wanted: str, word: str) -> bool:
    return word.startswith(wanted) and stem(word) == stem(wanted)


def _without_ending(word: str) -> str:
    if word.isascii():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word

"""Which destination people mean, however they write it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from shared.catalogue.destinations import Destination, destinations

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("특별자치도", "특별자치시", "특별시", "광역시", "여행", "시내", "공항", "도", "시", "군", "구", "섬", "역")
"""What Korean puts behind a place's name without naming another place; the longest that fits is taken off."""
_LATIN_ENDINGS = frozenset({"do", "si", "gun", "gu", "city", "island", "province"})
_SHORTEST_ENDED = 2
"""What is left without its ending must still be a name: 완도 and 대구 are names with their endings on."""
_SHORTEST_LATIN = 3
"""Shorter Latin abbreviations count only when they are all there is, not among other words."""
_LONGEST_UNKNOWN = 80
_UNKNOWN = "x-"


@dataclass(frozen=True, slots=True)
class _Names:
    destination: Destination
    own: tuple[str, ...]
    aliases: tuple[str, ...]


@lru_cache(maxsize=4096)
def place_key(location: str) -> str:
    """The key of the destination that `location` names, alone or among other words ("제주 서귀포 3일").

    Of several the first is meant. What the catalogue has not is a normalised form of the text after "x-": letters and
    digits of any script, and dashes, so that it may be part of an id; at most 82 characters.
    """
    words = words_of(location)
    known, longest = _known()
    if (whole := "".join(words)) in known:
        return known[whole]
    for start in range(len(words)):
        for end in range(min(len(words), start + longest), start, -1):
            before, last = "".join(words[start : end - 1]), words[end - 1]
            for name in (before + last, before + _without_ending(last)):
                if name in known and (len(name) >= _SHORTEST_LATIN or not name.isascii()):
                    return known[name]
    plain = [_without_ending(word) for word in words]
    while len(plain) > 1 and plain[-1] in _LATIN_ENDINGS:
        plain.pop()
    return _UNKNOWN + "-".join(plain)[:_LONGEST_UNKNOWN]


def search(text: str, limit: int) -> list[Destination]:
    """At most `limit` destinations whose name in either language, or an alias, is, begins with or contains `text`,
    in this order; all of them for an empty text. For text that merely mentions a destination, that one."""
    wanted = "".join(words_of(text))
    if not wanted:
        return list(destinations().values())[:limit]
    ranked = sorted(
        ((rank, position) for position, names in enumerate(_named()) if (rank := _rank(wanted, names)) is not None),
    )
    if not ranked:
        mentioned = destinations().get(place_key(text))
        return [] if mentioned is None else [mentioned]
    return [_named()[position].destination for _, position in ranked[:limit]]


def _rank(wanted: str, names: _Names) -> int | None:
    if wanted in names.own or wanted in names.aliases:
        return 0
    if any(name.startswith(wanted) for name in names.own):
        return 1
    if any(name.startswith(wanted) for name in names.aliases):
        return 2
    if any(wanted in name for name in names.own + names.aliases):
        return 3
    return None


def words_of(text: str) -> list[str]:
    """The words of a text without case, accents, punctuation and width."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return _WORD.findall(unicodedata.normalize("NFC", plain))


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ENDED:
            return word.removesuffix(ending)
    return word


@cache
def _named() -> tuple[_Names, ...]:
    return tuple(
        _Names(
            each,
            tuple("".join(words_of(name)) for name in (each.names.ko, each.names.en)),
            tuple("".join(words_of(name)) for name in (each.key, *each.aliases)),
        )
        for each in destinations().values()
    )


@cache
def _known() -> tuple[dict[str, str], int]:
    """Every name without its spaces → the destination's key; and how many words the longest name has."""
    known = {name: each.destination.key for each in _named() for name in each.own + each.aliases}
    longest = max(
        len(words_of(name))
        for each in destinations().values()
        for name in (each.names.ko, each.names.en, each.key, *each.aliases)
    )
    return known, longest

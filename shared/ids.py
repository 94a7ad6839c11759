"""Identifiers: ULIDs in lower case (https://github.com/ulid/spec): 48 bits of milliseconds, 80 bits of chance.

They sort by the time they were made, name nothing, and are safe in a URL, in a Cosmos DB id and in a message id.
"""

import os
import re
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(a + b for a in _ALPHABET for b in _ALPHABET)
ULID_PATTERN = r"[0-7][0-9a-hjkmnp-tv-z]{25}"
_ULID = re.compile(ULID_PATTERN)
_COMPOUND = re.compile(rf"{ULID_PATTERN}\.{ULID_PATTERN}")


def new_ulid(moment: datetime) -> str:
    """A new identifier made at `moment`: 26 characters."""
    value = (int(moment.timestamp() * 1000) << 80) | int.from_bytes(os.urandom(10))
    return "".join(_PAIRS[(value >> shift) & 1023] for shift in range(120, -1, -10))


def made_at(ulid: str) -> datetime:
    """When an identifier was made, to the millisecond."""
    milliseconds = 0
    for character in ulid[:10]:
        milliseconds = milliseconds * 32 + _ALPHABET.index(character)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def is_ulid(text: str) -> bool:
    """Whether `text` could have been made by `new_ulid`."""
    return _ULID.fullmatch(text) is not None


def is_compound(text: str) -> bool:
    """Whether `text` is `<ownerId>.<ulid>`: an id that carries its partition (design §4)."""
    return _COMPOUND.fullmatch(text) is not None


def owner_of(compound: str) -> str:
    """The partition an id of the form `<ownerId>.<ulid>` lives in."""
    return compound.partition(".")[0]

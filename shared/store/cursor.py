"""Cursors: where the next page of a query begins, in text that a client keeps and that is good for that query only."""

import base64
import hashlib
from collections.abc import Sequence

import orjson

from shared.errors import Poison, Rejection
from shared.store.limits import MAX_INTEGER

_DIGEST_BYTES = 9


def query_digest(parts: Sequence[object]) -> bytes:
    """What tells one query from another: `parts` are all that it consists of, but for its limit and its cursor.
    Raises `Poison` for a value that is not JSON."""
    try:
        text = orjson.dumps(parts, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError as error:
        raise Poison(f"a query's values must be JSON: {error}") from error
    return hashlib.blake2b(text, digest_size=_DIGEST_BYTES).digest()


def cursor_at(digest: bytes, position: Sequence[object]) -> str:
    """The cursor that goes on behind the document of which `position` says where it is in the order."""
    return base64.urlsafe_b64encode(digest + orjson.dumps(position)).rstrip(b"=").decode()


def position_of(cursor: str, digest: bytes, length: int) -> list[str | int | float]:
    """The position in a cursor; `Rejection("invalid_cursor")` for one that this query did not give.

    It may have been tampered with: what is certain is that it has `length` values, each text or a number.
    """
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = orjson.loads(raw[_DIGEST_BYTES:])
    except ValueError as error:
        raise Rejection("invalid_cursor", 400) from error
    if (
        raw[:_DIGEST_BYTES] != digest
        or not isinstance(position, list)
        or len(position) != length
        or not all(isinstance(value, str | float) or _is_integer(value) for value in position)
    ):
        raise Rejection("invalid_cursor", 400)
    return position


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and abs(value) <= MAX_INTEGER

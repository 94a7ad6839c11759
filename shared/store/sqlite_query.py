"""The store's structured queries as parameterised SQL for SQLite, and the cursors of their pages.

A field of a document is `json_extract(body,'$.field')`, in queries and in indexes alike: SQLite uses an index on an
expression only where the query has the same one. `json_extract` tells JSON types apart less finely than Cosmos DB:
true is 1, an array is its text, null is the same as absent. Where that could make a difference, and only there, the
type is compared too, because that costs parsing every candidate.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from shared.errors import Poison, Rejection
from shared.store.limits import MAX_INTEGER, check_field, check_page
from shared.store.port import Between, Condition, Document, Equals, OneOf, Query

MAX_VALUES = 100
"""Values of one `OneOf`."""

_DIGEST_BYTES = 9


@lru_cache(maxsize=1024)
def expression(field: str) -> str:
    """The SQL for a top-level field of a document."""
    check_field(field)
    return field if field in ("id", "pk") else f"json_extract(body,'$.{field}')"


@dataclass(frozen=True, slots=True)
class Selection:
    """A query, made ready: what to put behind "SELECT ... FROM <table> WHERE", with its parameters."""

    sql: str
    parameters: Sequence[Any]
    order: Sequence[str]
    """Fields of a document that say where it is in the order."""
    digest: bytes

    def cursor_after(self, body: Document) -> str:
        """The cursor that goes on behind this document."""
        position = orjson.dumps([body[field] for field in self.order])
        return base64.urlsafe_b64encode(self.digest + position).rstrip(b"=").decode()


def select(container: str, partition: str | None, query: Query, now: int) -> Selection:
    """Make a query ready that finds one document more than its limit, for whether there is a next page.

    `partition` None is all of them. `now` is milliseconds since 1970: what expired by then is not found. Raises
    `Rejection("invalid_cursor")` for a cursor that is not one of this query in this partition.
    """
    check_page(query.limit)
    terms: list[str] = []
    parameters: list[Any] = []
    if partition is not None:
        terms.append("pk=?")
        parameters.append(partition)
    for condition in query.where:
        term, values = _condition(condition)
        terms.append(term)
        parameters += values
    order = (query.order,) if query.order == "id" else (query.order, "id")
    if partition is None:
        order = (*order, "pk")
    columns = [expression(field) for field in order]
    if query.order != "id":
        terms.append(f"{columns[0]} IS NOT NULL")
    digest = _digest(container, terms, parameters, order, descending=query.descending)
    if query.cursor is not None:
        position = _position(query.cursor, digest, len(columns))
        sign = "<" if query.descending else ">"
        # The first term says nothing new: it is what lets SQLite begin in the index where the cursor is.
        terms.append(f"{columns[0]}{sign}=? AND ({','.join(columns)}){sign}({','.join('?' * len(columns))})")
        parameters += position[0], *position
    direction = " DESC" if query.descending else ""
    by = ",".join(column + direction for column in columns)
    sql = f"{' AND '.join([*terms, '(expires IS NULL OR expires>?)'])} ORDER BY {by} LIMIT ?"
    return Selection(sql, (*parameters, now, query.limit + 1), order, digest)


def _condition(condition: Condition) -> tuple[str, Sequence[Any]]:
    column = expression(condition.field)
    kind = f"json_type(body,'$.{condition.field}')"
    match condition:
        case Equals(value=None):
            return f"{column} IS NULL AND {kind}='null'", ()
        case Equals(value=bool(value)):
            return f"{column}=? AND {kind}=?", (int(value), "true" if value else "false")
        case Equals(value=value):
            return (f"{column}=? AND {kind} IN ('text','integer','real')" if _ambiguous(value) else f"{column}=?"), (
                value,
            )
        case OneOf(values=values):
            if len(values) > MAX_VALUES:
                raise Poison(f"a query compares a field with at most {MAX_VALUES} values")
            guard = f" AND {kind} IN ('text','integer','real')" if any(map(_ambiguous, values)) else ""
            return f"{column} IN ({','.join('?' * len(values))}){guard}", values
        case Between(low=low, high=high):
            return _range(column, kind, low, high)


def _range(column: str, kind: str, low: str | int | None, high: str | int | None) -> tuple[str, Sequence[Any]]:
    ends = [(f"{column}>=?", low), (f"{column}<?", high)]
    given = [(term, value) for term, value in ends if value is not None]
    types = {"'text'" if isinstance(value, str) else "'integer','real'" for _, value in given}
    if len(types) != 1:
        raise Poison("a range has one end or two of the same type")
    return " AND ".join([*(term for term, _ in given), f"{kind} IN ({types.pop()})"]), [value for _, value in given]


def _ambiguous(value: str | int | None) -> bool:
    """Whether `json_extract` gives this value for JSON of another type as well."""
    return value.startswith(("[", "{")) if isinstance(value, str) else value in (0, 1)


def _digest(
    container: str, terms: Sequence[str], parameters: Sequence[Any], order: Sequence[str], *, descending: bool
) -> bytes:
    try:
        text = orjson.dumps([container, *terms, *parameters, *order, descending], option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError as error:
        raise Poison(f"a query's values must be JSON: {error}") from error
    return hashlib.blake2b(text, digest_size=_DIGEST_BYTES).digest()


def _position(cursor: str, digest: bytes, length: int) -> list[str | int | float]:
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

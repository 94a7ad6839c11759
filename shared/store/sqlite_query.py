"""The store's structured queries as parameterised SQL for SQLite.

A field of a document is `json_extract(body,'$.field')`; an indexed one has a column of its own with the same value,
because an index on the expression would have SQLite parse every document anew for each field at each write.
`json_extract` tells JSON types apart less finely than Cosmos DB: true is 1, an array is its text, null is the same as
absent. Where that could make a difference, and only there, the type is compared too: that parses every candidate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from shared.store.cursor import cursor_at, position_of, query_digest
from shared.store.limits import check_field, check_query
from shared.store.port import Between, Condition, Document, Equals, OneOf, Query


@lru_cache(maxsize=1024)
def expression(field: str, indexed: frozenset[str]) -> str:
    """The SQL for a top-level field of a document in a table that has columns for the `indexed` ones."""
    check_field(field)
    if field in ("id", "pk"):
        return field
    return column_of(field) if field in indexed else f"json_extract(body,'$.{field}')"


def column_of(field: str) -> str:
    """The column of an indexed field."""
    return f'"${field}"'


def extracted(value: object) -> str | int | float | None:
    """What `json_extract` gives for a value in a document: what is kept in an indexed field's column."""
    if value is None or isinstance(value, str | int | float):
        return value
    return orjson.dumps(value).decode()


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
        return cursor_at(self.digest, [body[field] for field in self.order])


def select(
    container: str, partition: str | None, query: Query, now: int, indexed: frozenset[str] = frozenset()
) -> Selection:
    """Make a query ready that finds one document more than its limit, for whether there is a next page.

    `partition` None is all of them. `now` is milliseconds since 1970: what expired by then is not found. Raises
    `Rejection("invalid_cursor")` for a cursor that is not one of this query in this partition.
    """
    check_query(query)
    terms: list[str] = []
    parameters: list[Any] = []
    if partition is not None:
        terms.append("pk=?")
        parameters.append(partition)
    for condition in query.where:
        term, values = _condition(condition, expression(condition.field, indexed))
        terms.append(term)
        parameters += values
    order = (query.order,) if query.order == "id" else (query.order, "id")
    if partition is None:
        order = (*order, "pk")
    columns = [expression(field, indexed) for field in order]
    if query.order != "id":
        terms.append(f"{columns[0]} IS NOT NULL")
    digest = query_digest([container, *terms, *parameters, *order, query.descending])
    if query.cursor is not None:
        position = position_of(query.cursor, digest, len(columns))
        sign = "<" if query.descending else ">"
        # The first term says nothing new: it is what lets SQLite begin in the index where the cursor is.
        terms.append(f"{columns[0]}{sign}=? AND ({','.join(columns)}){sign}({','.join('?' * len(columns))})")
        parameters += position[0], *position
    direction = " DESC" if query.descending else ""
    by = ",".join(column + direction for column in columns)
    sql = f"{' AND '.join([*terms, '(expires IS NULL OR expires>?)'])} ORDER BY {by} LIMIT ?"
    return Selection(sql, (*parameters, now, query.limit + 1), order, digest)


def _condition(condition: Condition, column: str) -> tuple[str, Sequence[Any]]:
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
            guard = f" AND {kind} IN ('text','integer','real')" if any(map(_ambiguous, values)) else ""
            return f"{column} IN ({','.join('?' * len(values))}){guard}", values
        case Between(low=low, high=high):
            return _range(column, kind, low, high)


def _range(column: str, kind: str, low: str | int | None, high: str | int | None) -> tuple[str, Sequence[Any]]:
    ends = [(f"{column}>=?", low), (f"{column}<?", high)]
    given = [(term, value) for term, value in ends if value is not None]
    types = "'text'" if isinstance(given[0][1], str) else "'integer','real'"
    return " AND ".join([*(term for term, _ in given), f"{kind} IN ({types})"]), [value for _, value in given]


def _ambiguous(value: str | int | None) -> bool:
    """Whether `json_extract` gives this value for JSON of another type as well."""
    return value.startswith(("[", "{")) if isinstance(value, str) else value in (0, 1)

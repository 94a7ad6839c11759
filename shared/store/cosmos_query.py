"""The store's structured queries as Cosmos DB's SQL, parameterised, in one form that an emulator can know by heart.

    SELECT TOP @limit * FROM c WHERE c.type = @p0 AND c.sortKey >= @p1 ORDER BY c.type DESC, c.sortKey DESC, c.id DESC

Cosmos DB orders by more than one field only along a composite index that is exactly the ORDER BY, all ascending or all
descending. So each path of a container's `indexes` (infra/topology.json) is a composite index of its fields and /id,
and an ORDER BY begins with those fields of the path that the query compares for equality: they are the same in all
matches and change nothing. What is ordered by id alone needs none.

Values of different types never compare: a condition holds for its own type only. Numbers come before text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.store.cursor import cursor_at, position_of, query_digest
from shared.store.limits import check_query, index_of
from shared.store.port import Between, Condition, Document, Equals, OneOf, Query

type Indexes = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Selection:
    """A query, made ready. It finds one document more than its limit, for whether there is a next page.

    Across partitions it begins with the documents that share the cursor's place in the order: Cosmos DB does not say
    in which order those come, so whoever asks sorts them by partition and leaves out what is not behind `after`.
    """

    sql: str
    parameters: Sequence[Mapping[str, Any]]
    order: Sequence[str]
    """Fields of a document that say where it is in the order."""
    digest: bytes
    after: Sequence[str | int | float] | None
    """The cursor's position."""

    @property
    def finds_nothing(self) -> bool:
        """Whether that is certain without asking."""
        return not self.sql

    def position(self, body: Document) -> list[Any]:
        """Where a document is in the order."""
        return [body[field] for field in self.order]

    def cursor_after(self, body: Document) -> str:
        """The cursor that goes on behind this document."""
        return cursor_at(self.digest, self.position(body))


class _Terms:
    """The terms of a WHERE clause, and the parameters in them."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.parameters: list[dict[str, Any]] = []

    def value(self, value: object) -> str:
        name = f"@p{len(self.parameters)}"
        self.parameters.append({"name": name, "value": value})
        return name


def select(container: str, partition: str | None, query: Query, indexes: Indexes) -> Selection:
    """Make a query ready; `partition` None is all of them. Raises `Rejection("invalid_cursor")` for a cursor that is
    not one of this query in this partition, `Poison` for what can never be asked."""
    check_query(query)
    order = (query.order,) if query.order == "id" else (query.order, "id")
    if partition is None:
        order = (*order, "pk")
    digest = query_digest([container, partition, *map(_described, query.where), *order, query.descending])
    after = None if query.cursor is None else position_of(query.cursor, digest, len(order))
    where = _Terms()
    possible = all(_condition(where, condition) for condition in query.where)
    if query.order != "id":
        where.terms.append(f"(IS_NUMBER(c.{query.order}) OR IS_STRING(c.{query.order}))")
    if after is not None:
        where.terms.append(_behind(where, query, after, inclusive=partition is None))
    direction = " DESC" if query.descending else " ASC"
    by = ", ".join(f"c.{field}{direction}" for field in (*index_of(query, indexes), "id"))
    top = ""
    if partition is not None:
        where.parameters.append({"name": "@limit", "value": query.limit + 1})
        top = "TOP @limit "
    condition = f"WHERE {' AND '.join(where.terms)} " if where.terms else ""
    sql = f"SELECT {top}* FROM c {condition}ORDER BY {by}"  # noqa: S608 - checked names; values are parameters
    return Selection(sql if possible else "", where.parameters, order, digest, after)


def increment_guard(fields: Mapping[str, int], largest: int) -> str:
    """The condition under which these fields can be incremented: absent, or whole numbers that stay within `largest`
    either side of 0. Cosmos DB takes no parameters here; what is put in are checked names and whole numbers."""
    guards = [
        f"(NOT IS_DEFINED(c.{name}) OR (IS_INTEGER(c.{name}) AND c.{name} >= {-largest - min(amount, 0)} "
        f"AND c.{name} <= {largest - max(amount, 0)}))"
        for name, amount in fields.items()
    ]
    return f"FROM c WHERE {' AND '.join(guards)}"


def _described(condition: Condition) -> list[object]:
    match condition:
        case Equals(field, value):
            return ["=", field, value]
        case OneOf(field, values):
            return ["in", field, *values]
        case Between(field, low, high):
            return ["between", field, low, high]


def _condition(where: _Terms, condition: Condition) -> bool:
    """Add a condition's terms; False if it can never hold."""
    field = f"c.{condition.field}"
    match condition:
        case Equals(value=value):
            where.terms.append(f"{field} = {where.value(value)}")
        case OneOf(values=values):
            where.terms.append(f"{field} IN ({', '.join(map(where.value, values))})")
            return bool(values)
        case Between(low=low, high=high):
            where.terms += [
                f"{field} {sign} {where.value(end)}" for sign, end in ((">=", low), ("<", high)) if end is not None
            ]
    return True


def _behind(where: _Terms, query: Query, after: Sequence[str | int | float], *, inclusive: bool) -> str:
    sign = "<" if query.descending else ">"
    with_id = f"{sign}=" if inclusive else sign
    if query.order == "id":
        return f"c.id {with_id} {where.value(after[0])}"
    field, first = f"c.{query.order}", where.value(after[0])
    terms = [f"{field} {sign} {first}", f"({field} = {first} AND c.id {with_id} {where.value(after[1])})"]
    if isinstance(after[0], str) == query.descending:
        terms.append(f"{'IS_NUMBER' if query.descending else 'IS_STRING'}({field})")
    return f"({' OR '.join(terms)})"

"""Queries, in one partition, in one range of partitions, or over all where that is one range."""

import base64
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson

from local.emulators.cosmos.charges import query_charge
from local.emulators.cosmos.data import Kept, PartitionRange
from local.emulators.cosmos.documents import partition_of, shown
from local.emulators.cosmos.sql import FILTER, UNDEFINED, Statement, parse, sortable
from local.emulators.cosmos.wire import Answer, Asked, UnsupportedError, WireError

_MOST = 4 * 1024 * 1024
"""Bytes of documents in one answer."""
_NOT_SERVABLE = 1004


async def query(kept: Kept, asked: Asked, ranges: Sequence[PartitionRange], most: int) -> Answer:
    """One page of at most `most` documents."""
    statement = parse(asked.body["query"], asked.body.get("parameters") or ())
    _check_order(kept, statement)
    partition = partition_of(asked)
    scope = None if partition is not None else _scope(asked, ranges)
    rows = [
        (shown(kept, row), row)
        for row in await kept.store.rows(kept.name, partition=partition)
        if scope is None or scope.holds(row.partition)
    ]
    found = [
        ([sortable(body.get(field, UNDEFINED)) for field in statement.order] + [(0, row.number)], body, len(row.body))
        for body, row in rows
        if statement.holds(body) is True
    ]
    found.sort(key=lambda each: each[0], reverse=statement.descending)
    found = found[: statement.top]
    if token := asked.headers.get("x-ms-continuation"):
        after = [tuple(each) for each in orjson.loads(base64.b64decode(token))]
        found = [each for each in found if (each[0] < after if statement.descending else each[0] > after)]
    page = _page(found, min(_asked_for(asked), most))
    headers = {"x-ms-item-count": str(len(page))}
    if len(page) < len(found):
        headers["x-ms-continuation"] = base64.b64encode(orjson.dumps(page[-1][0])).decode()
    documents = [_ordered(body, statement) if statement.ordered else body for _, body, _ in page]
    body = {"_rid": kept.rid, "Documents": documents, "_count": len(documents)}
    return Answer(200, body, headers, query_charge([size for _, _, size in page]))


def plan(kept: Kept, asked: Asked) -> Answer:
    """How the SDK is to ask several ranges and put together what they answer."""
    statement = parse(asked.body["query"], asked.body.get("parameters") or ())
    _check_order(kept, statement)
    items = ", ".join(f'{{"item": c.{field}}}' for field in statement.order)
    direction = "DESC" if statement.descending else "ASC"
    where = f"({statement.where}) AND ({FILTER})" if statement.where else FILTER
    by = ", ".join(f"c.{field} {direction}" for field in statement.order)
    rewritten = f"SELECT c._rid, [{items}] AS orderByItems, c AS payload FROM c WHERE {where} ORDER BY {by}"  # noqa: S608
    information: dict[str, Any] = {
        "distinctType": "None",
        "top": statement.top,
        "offset": None,
        "limit": None,
        "orderBy": ["Descending" if statement.descending else "Ascending"] * len(statement.order),
        "orderByExpressions": [f"c.{field}" for field in statement.order],
        "groupByExpressions": [],
        "groupByAliases": [],
        "aggregates": [],
        "groupByAliasToAggregateType": {},
        "rewrittenQuery": rewritten,
        "hasSelectValue": False,
        "hasNonStreamingOrderBy": False,
    }
    everywhere = [{"min": "", "max": "FF", "isMinInclusive": True, "isMaxInclusive": False}]
    body = {"partitionedQueryExecutionInfoVersion": 2, "queryInfo": information, "queryRanges": everywhere}
    return Answer(200, body, charge=0.0)


def range_asked(asked: Asked, ranges: Sequence[PartitionRange]) -> PartitionRange | None:
    """The range of partitions that a request names, by its id or by its ends; None when it names none."""
    low, high = asked.headers.get("x-ms-start-epk"), asked.headers.get("x-ms-end-epk")
    if low is not None and high is not None:
        return PartitionRange("", low, high)
    wanted = asked.headers.get("x-ms-documentdb-partitionkeyrangeid")
    if wanted is None:
        return None
    for each in ranges:
        if each.id == wanted.split(",")[-1]:
            return each
    raise WireError(HTTPStatus.GONE, "The requested partition key range is gone.", sub_status=1002)


def _scope(asked: Asked, ranges: Sequence[PartitionRange]) -> PartitionRange | None:
    named = range_asked(asked, ranges)
    if named is None:
        if not asked.says("x-ms-documentdb-query-enablecrosspartition"):
            raise WireError(HTTPStatus.BAD_REQUEST, "Cross partition query is required but disabled.")
        if len(ranges) > 1:
            message = "The provided cross partition query can not be directly served by the gateway."
            raise WireError(HTTPStatus.BAD_REQUEST, message, sub_status=_NOT_SERVABLE)
    return named


def _check_order(kept: Kept, statement: Statement) -> None:
    if not statement.order:
        raise UnsupportedError("queries without ORDER BY")
    if len(statement.order) > 1 and tuple(statement.order) not in kept.composites:
        raise WireError(
            HTTPStatus.BAD_REQUEST,
            "The order by query does not have a corresponding composite index that it can be served from: "
            f"{kept.name} has none of {', '.join(statement.order)} (infra/topology.json).",
        )


def _asked_for(asked: Asked) -> int:
    most = int(asked.headers.get("x-ms-max-item-count", -1))
    return most if most > 0 else 100


def _page(found: Sequence[tuple[list[Any], Any, int]], most: int) -> Sequence[tuple[list[Any], Any, int]]:
    size = 0
    for number, (_, _, length) in enumerate(found[:most]):
        size += length
        if number and size > _MOST:
            return found[:number]
    return found[:most]


def _ordered(body: dict[str, Any], statement: Statement) -> dict[str, Any]:
    items = [{"item": body[field]} if field in body else {} for field in statement.order]
    return {"_rid": body["_rid"], "orderByItems": items, "payload": body}

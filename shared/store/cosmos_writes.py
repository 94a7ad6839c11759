"""The port's operations, as the requests and the transactional batches of azure-cosmos."""

from collections.abc import Mapping, Sequence
from typing import Any

from azure.core import MatchConditions
from azure.cosmos import CosmosDict
from azure.cosmos.aio import ContainerProxy

from shared.store.cosmos_query import increment_guard
from shared.store.limits import MAX_INTEGER
from shared.store.port import Create, Delete, Increment, Operation, Replace, Upsert


async def write(proxy: ContainerProxy, partition: str, operation: Operation) -> str | None:
    """One operation, as a plain write; the new ETag."""
    answer: CosmosDict
    match operation:
        case Create(body):
            answer = await proxy.create_item(dict(body), no_response=True)
        case Upsert(body):
            answer = await proxy.upsert_item(dict(body), no_response=True)
        case Replace(body, etag):
            answer = await proxy.replace_item(body["id"], dict(body), **_guard(etag), no_response=True)
        case Increment(document_id, by):
            condition = increment_guard(by, MAX_INTEGER)
            answer = await proxy.patch_item(
                document_id, partition, _additions(by), filter_predicate=condition, no_response=True
            )
        case Delete(document_id, etag):
            await proxy.delete_item(document_id, partition, **_guard(etag))
            return None
    return str(answer.get_response_headers()["etag"])


def id_of(operation: Operation) -> str:
    """Of the document that an operation writes."""
    return operation.id if isinstance(operation, Delete | Increment) else str(operation.body["id"])


def _guard(etag: str | None) -> dict[str, Any]:
    return {} if etag is None else {"etag": etag, "match_condition": MatchConditions.IfNotModified}


async def batch(proxy: ContainerProxy, partition: str, operations: Sequence[Operation]) -> list[str | None]:
    """All operations, as a transactional batch; the new ETags."""
    answers = await proxy.execute_item_batch([_in_batch(operation) for operation in operations], partition)
    return [
        None if isinstance(operation, Delete) else str(answer["eTag"])
        for operation, answer in zip(operations, answers, strict=True)
    ]


def _in_batch(operation: Operation) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    match operation:
        case Create(body):
            return "create", (body,), {}
        case Upsert(body):
            return "upsert", (body,), {}
        case Replace(body, etag):
            return "replace", (body["id"], body), {"if_match_etag": etag}
        case Increment(document_id, by):
            return "patch", (document_id, _additions(by)), {"filter_predicate": increment_guard(by, MAX_INTEGER)}
        case Delete(document_id, etag):
            return "delete", (document_id,), {} if etag is None else {"if_match_etag": etag}


def _additions(by: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"op": "incr", "path": f"/{name}", "value": amount} for name, amount in by.items()]

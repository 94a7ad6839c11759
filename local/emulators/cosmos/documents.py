"""Documents: point reads, writes, patches and transactional batches, as operations of the store's port."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from local.emulators.cosmos.charges import read_charge, write_charge
from local.emulators.cosmos.data import Kept
from local.emulators.cosmos.sql import parse_condition
from local.emulators.cosmos.wire import Answer, Asked, UnsupportedError, WireError
from shared.errors import AlreadyExists, Missing, Poison, Stale, WriteConflict
from shared.store.port import MAX_OPERATIONS, Create, Delete, Document, Increment, Operation, Replace, Upsert
from shared.store.sqlite import Row

_SYSTEM = ("_rid", "_self", "_etag", "_attachments", "_ts", "_lsn")
_STATUS: Mapping[type[WriteConflict], HTTPStatus] = {
    AlreadyExists: HTTPStatus.CONFLICT,
    Missing: HTTPStatus.NOT_FOUND,
    Stale: HTTPStatus.PRECONDITION_FAILED,
}
_KINDS: Mapping[str, type[Operation]] = {
    "Create": Create,
    "Upsert": Upsert,
    "Replace": Replace,
    "Delete": Delete,
    "Patch": Increment,
}
_FAILED_DEPENDENCY = 424


def partition_of(asked: Asked) -> str | None:
    """The partition key of a request; None when it names none."""
    header = asked.headers.get("x-ms-documentdb-partitionkey")
    if header is None:
        return None
    parts = orjson.loads(header)
    if len(parts) != 1 or not isinstance(parts[0], str):
        raise UnsupportedError("partition keys that are not one text")
    return str(parts[0])


def shown(kept: Kept, row: Row) -> Document:
    """A document as the protocol has it, with what the database adds."""
    body = orjson.loads(row.body)
    if kept.by_id:
        body.pop("pk", None)
    rid = base64.b64encode(base64.b64decode(kept.rid.replace("-", "/")) + row.number.to_bytes(8)).decode()
    link = f"dbs/{kept.rid[:4]}/colls/{kept.rid}/docs/{rid}/"
    system = {"_rid": rid, "_self": link, "_etag": row.etag, "_attachments": "attachments/", "_ts": row.written // 1000}
    return {**body, **system}


async def read(kept: Kept, partition: str, document_id: str) -> Answer:
    """Point read."""
    row = await _row(kept, partition, document_id)
    if row is None:
        answer = WireError(HTTPStatus.NOT_FOUND, "Entity with the specified id does not exist in the system.").answer()
        answer.charge = read_charge(0)
        return answer
    return Answer(200, shown(kept, row), {"etag": row.etag}, read_charge(len(row.body)))


async def write(kept: Kept, partition: str, kind: str, asked: Asked, document_id: str | None = None) -> Answer:
    """One write, of one of the kinds that batches have, too."""
    wanted = {"operationType": kind, "id": document_id, "resourceBody": asked.body or {}}
    operation = _operation(kept, {**wanted, "ifMatch": asked.headers.get("if-match")})
    if asked.headers.get("if-none-match"):
        raise UnsupportedError("writes with If-None-Match")
    [done] = await _carry_out(kept, partition, [operation])
    answer = Answer(done.status, charge=done.charge)
    if done.row is not None:
        answer.headers = {"etag": done.row.etag}
        if asked.headers.get("prefer") != "return=minimal":
            answer.body = shown(kept, done.row)
    return answer


async def batch(kept: Kept, partition: str, asked: Asked) -> Answer:
    """A transactional batch: all of it, or a 207 that says which operation failed."""
    wanted = asked.body
    if len(wanted) > MAX_OPERATIONS:
        raise WireError(HTTPStatus.BAD_REQUEST, f"Batch request has more than {MAX_OPERATIONS} operations.")
    operations = [_operation(kept, each) for each in wanted]
    try:
        done = await _carry_out(kept, partition, operations)
    except OperationRefusedError as error:
        failed = [{"statusCode": _FAILED_DEPENDENCY, "subStatusCode": 0, "requestCharge": 0} for _ in operations]
        failed[error.index]["statusCode"] = error.status
        return Answer(HTTPStatus.MULTI_STATUS, failed, charge=write_charge(0))
    results = [
        {"statusCode": each.status, "requestCharge": each.charge}
        | ({} if each.row is None else {"eTag": each.row.etag, "resourceBody": shown(kept, each.row)})
        for each in done
    ]
    return Answer(200, results, charge=round(sum(each.charge for each in done), 2))


class OperationRefusedError(WireError):
    """An operation of a batch was refused."""

    def __init__(self, status: int, message: str, index: int) -> None:
        super().__init__(status, message)
        self.index = index


@dataclass(frozen=True, slots=True)
class _Done:
    status: int
    row: Row | None
    charge: float


async def _carry_out(kept: Kept, partition: str, operations: Sequence[Operation]) -> list[_Done]:
    before = [await _row(kept, partition, _id(operation)) for operation in operations]
    try:
        etags = await kept.store.execute(kept.name, partition, operations)
    except WriteConflict as error:
        raise OperationRefusedError(_STATUS[type(error)], str(error), error.index) from error
    except Poison as error:
        raise _refused(error, operations) from error
    done = []
    for operation, etag, old in zip(operations, etags, before, strict=True):
        new = None if etag is None else await _written(kept, partition, operation, etag)
        row = new or old
        created = isinstance(operation, Create) or (isinstance(operation, Upsert) and old is None)
        status = HTTPStatus.NO_CONTENT if etag is None else HTTPStatus.CREATED if created else HTTPStatus.OK
        done.append(_Done(status, new, write_charge(len(row.body) if row else 0)))
    return done


async def _written(kept: Kept, partition: str, operation: Operation, etag: str) -> Row:
    """What an operation left: it is the document as it is now, unless somebody has written it since."""
    row = await _row(kept, partition, _id(operation))
    if row is not None and row.etag == etag:
        return row
    body = b"{}" if isinstance(operation, Delete | Increment) else orjson.dumps(operation.body)
    return Row(int(etag.strip('"'), 16), partition, body, row.written if row else 0)


def _refused(error: Poison, operations: Sequence[Operation]) -> WireError:
    """What the store never takes. It does not say which operation that was: where any has a condition that may not
    have held, it was the first of those."""
    if "bytes" in error.reason:
        return WireError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.reason)
    for index, operation in enumerate(operations):
        if isinstance(operation, Increment):
            return OperationRefusedError(HTTPStatus.PRECONDITION_FAILED, error.reason, index)
    return WireError(HTTPStatus.BAD_REQUEST, error.reason)


def _operation(kept: Kept, wanted: Mapping[str, Any]) -> Operation:
    kind, body, etag = wanted["operationType"], wanted.get("resourceBody"), wanted.get("ifMatch")
    if kind not in _KINDS:
        raise UnsupportedError(f"operations of type {kind} in a batch")
    if kind == "Delete":
        return Delete(wanted["id"], etag)
    if kind == "Patch":
        return _increment(wanted["id"], body or {}, etag)
    document = {name: value for name, value in (body or {}).items() if name not in _SYSTEM}
    if kept.by_id:
        document["pk"] = document.get("id")
    if kind == "Replace":
        if etag is None:
            raise UnsupportedError("replacing without If-Match")
        if document.get("id") != wanted.get("id"):
            raise WireError(HTTPStatus.BAD_REQUEST, "The id of the document is not the one that is replaced.")
        return Replace(document, etag)
    if etag is not None:
        raise UnsupportedError("If-Match on anything but replace and delete")
    return Create(document) if kind == "Create" else Upsert(document)


def _increment(document_id: str, patch: Mapping[str, Any], etag: str | None) -> Increment:
    if etag is not None:
        raise UnsupportedError("If-Match on anything but replace and delete")
    by: dict[str, int] = {}
    for each in patch["operations"]:
        if each["op"] != "incr" or each["path"].count("/") != 1:
            raise UnsupportedError(f"{each['op']} of {each['path']} in a patch; only incr of a top-level field")
        by[each["path"][1:]] = each["value"]
    condition = patch.get("condition")
    if condition is None:
        raise UnsupportedError("patches without the condition that makes incr refuse what is no whole number")
    holds = parse_condition(condition)
    # The store refuses to increment what is no whole number: a condition that says otherwise would go unheard.
    if any(holds({name: value}) is not False for name in by for value in (0.5, 2**60, -(2**60))):
        raise UnsupportedError(f"this condition of a patch: {condition}")
    return Increment(document_id, by)


async def _row(kept: Kept, partition: str, document_id: str) -> Row | None:
    rows = await kept.store.rows(kept.name, partition=partition, document_id=document_id)
    return rows[0] if rows else None


def _id(operation: Operation) -> str:
    return operation.id if isinstance(operation, Delete | Increment) else str(operation.body.get("id", ""))

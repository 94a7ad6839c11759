"""What every adapter of the store port refuses before anything is written: the limits of port.py, as `Poison`.

The reasons name the limit and never what was in the document: they go with dead letters.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import orjson

from shared.errors import Poison
from shared.store.port import (
    MAX_BATCH_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_ID_BYTES,
    MAX_INCREMENTS,
    MAX_OPERATIONS,
    MAX_PAGE,
    MAX_PARTITION_KEY_BYTES,
    MAX_VALUES,
    Between,
    Delete,
    Document,
    Equals,
    Increment,
    OneOf,
    Operation,
    Query,
)

MAX_INTEGER = 2**53 - 1
"""The largest whole number that JSON numbers hold exactly, either side of 0."""
MAX_TTL = 2**31 - 1

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_FORBIDDEN_IN_ID = re.compile(r"[/\\?#]")


@lru_cache(maxsize=8192)  # the same documents are asked for again and again, twenty at a time
def check_key(partition: str, document_id: str) -> None:
    """Refuse a partition key or an id that no document can have."""
    check_partition(partition)
    if not document_id or _FORBIDDEN_IN_ID.search(document_id):
        raise Poison(r"an id must not be empty nor contain any of / \ ? #")
    if _size(document_id) > MAX_ID_BYTES:
        raise Poison(f"an id is at most {MAX_ID_BYTES} bytes")


def check_partition(partition: str) -> None:
    """Refuse a partition key that no document can have."""
    if _size(partition) > MAX_PARTITION_KEY_BYTES:
        raise Poison(f"a partition key is at most {MAX_PARTITION_KEY_BYTES} bytes")


@lru_cache(maxsize=1024)  # the names are few, and asked about with every query
def check_field(name: str) -> None:
    """Refuse a name that queries and increments cannot have."""
    if not _FIELD.fullmatch(name):
        raise Poison("a field's name is a letter and then letters and digits")


def check_page(limit: int) -> None:
    """Refuse a page that is empty or too large."""
    if not 1 <= limit <= MAX_PAGE:
        raise Poison(f"a page has 1 to {MAX_PAGE} documents")


def check_query(query: Query) -> None:
    """Refuse a query that can never be answered."""
    check_page(query.limit)
    check_field(query.order)
    for condition in query.where:
        check_field(condition.field)
        if isinstance(condition, OneOf) and len(condition.values) > MAX_VALUES:
            raise Poison(f"a query compares a field with at most {MAX_VALUES} values")
        if isinstance(condition, Between):
            ends = (condition.low, condition.high)
            if len({isinstance(end, str) for end in ends if end is not None}) != 1:
                raise Poison("a range has one end or two of the same type")


def index_of(query: Query, indexes: Sequence[Sequence[str]]) -> Sequence[str]:
    """The path, of a container's `indexes`, that the order of a query is served from; none for the order of ids.

    Cosmos DB orders by more than one field only along a composite index: a path fits whose last field is the order, and
    whose others the query compares for equality. `Poison` where none does: infra/topology.json has to name it.
    """
    if query.order == "id":
        return ()
    equal = {condition.field for condition in query.where if isinstance(condition, Equals)}
    fitting = [path for path in indexes if path[-1] == query.order and equal.issuperset(path[:-1])]
    if not fitting:
        raise Poison(f"no index of the container serves an order by {query.order}")
    return max(fitting, key=len)


def check_batch(partition: str, operations: Sequence[Operation]) -> list[bytes]:
    """Refuse a batch that can never be carried out; the documents in it as they are to be stored, b"" where an
    operation has none.

    A batch of one operation is a plain write: what limits it is the size of a document.
    """
    if not 1 <= len(operations) <= MAX_OPERATIONS:
        raise Poison(f"a batch has 1 to {MAX_OPERATIONS} operations")
    encoded = [_encode_operation(partition, operation) for operation in operations]
    if len(encoded) > 1 and sum(map(len, encoded)) > MAX_BATCH_BYTES:
        raise Poison(f"a batch is at most {MAX_BATCH_BYTES} bytes")
    return encoded


def encode(body: Document) -> bytes:
    """A document as UTF-8 JSON; `Poison` for one that would not be read back as it is, or is too large."""
    try:
        encoded = orjson.dumps(body, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError as error:
        raise Poison(f"a document must be JSON: {error}") from error
    # orjson writes what JSON does not have (NaN, dates, tuples) as something that is read back differently.
    if orjson.loads(encoded) != body:
        raise Poison("a document must be JSON: a value in it would be read back as another")
    if len(encoded) > MAX_DOCUMENT_BYTES:
        raise Poison(f"a document is at most {MAX_DOCUMENT_BYTES} bytes")
    for name in body:
        if name.startswith("_"):
            raise Poison('names that begin with "_" are the store\'s')
    if "ttl" in body:
        ttl = body["ttl"]
        if type(ttl) is not int or not 1 <= ttl <= MAX_TTL:
            raise Poison(f"ttl is a whole number of seconds, 1 to {MAX_TTL}")
    return encoded


def incremented(body: Document, operation: Increment) -> Document:
    """The document after an increment; `Poison` where a field is not a whole number."""
    changed = dict(body)
    for name, amount in operation.by.items():
        present = body.get(name, 0)
        if type(present) is not int:
            raise Poison("only whole numbers can be incremented")
        changed[name] = present + amount
    return changed


def _encode_operation(partition: str, operation: Operation) -> bytes:
    if isinstance(operation, Delete | Increment):
        check_key(partition, operation.id)
        if isinstance(operation, Increment):
            _check_increment(operation)
        return b""
    body = operation.body
    document_id, key = body.get("id"), body.get("pk")
    if not isinstance(document_id, str) or not isinstance(key, str):
        raise Poison("a document has an id and a pk, both text")
    if key != partition:
        raise Poison("a document's pk is the partition it is written to")
    check_key(partition, document_id)
    return encode(body)


def _check_increment(operation: Increment) -> None:
    if not 1 <= len(operation.by) <= MAX_INCREMENTS:
        raise Poison(f"an increment has 1 to {MAX_INCREMENTS} fields")
    for name, amount in operation.by.items():
        check_field(name)
        if type(amount) is not int or abs(amount) > MAX_INTEGER:
            raise Poison(f"an increment is a whole number, at most {MAX_INTEGER}")


def _size(text: str) -> int:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise Poison("text must be valid Unicode") from error

"""What Cosmos DB and its SDK raise, as the store's own failures: the one place that knows status codes.

| status | meaning | becomes |
|---|---|---|
| 404, 409, 412 | of one operation of a write | `Missing`, `AlreadyExists`, `Stale`, with its index |
| 412 | of an increment, whose condition is that its fields are whole numbers | `Poison` |
| 400, 413 | a request that can never be taken, too large a document | `Poison` |
| 429 | throttled, after the SDK tried again | `Unavailable`, with the delay that was named |
| 449 | two writes at once, after the adapter tried again | `Unavailable` |
| 401, 403, 404 of what is no document | no right to it, not there: something to mend in Azure | `Unavailable` |
| 408, 410, 5xx, no answer | of a write: nobody knows whether it was carried out (docs/adr/0012) | `Unavailable` |

Messages are ours: Cosmos DB's repeat what was in the request.
"""

from collections.abc import Sequence
from http import HTTPStatus

from azure.core.exceptions import AzureError
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from shared.errors import AlreadyExists, KtravelError, Missing, Poison, Stale, Unavailable
from shared.store.port import MAX_DOCUMENT_BYTES, Increment, Operation

RETRY_WITH = 449
"""Two writes met on one document and neither was carried out."""
_OWNER_GONE = 1003
_CONFLICTS = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}
_UNANSWERED = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GONE}


def status_of(error: AzureError) -> int | None:
    """The HTTP status of an error; None when there was no answer."""
    if isinstance(error, CosmosHttpResponseError | CosmosBatchOperationError):
        return error.status_code or None
    return None


def is_unanswered(error: AzureError) -> bool:
    """Whether the database did not get to answer: a read may be asked again at once."""
    status = status_of(error)
    return status is None or status in _UNANSWERED or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def is_not_found(error: AzureError) -> bool:
    """Whether a document that was asked for is not there (and not: its container)."""
    return status_of(error) == HTTPStatus.NOT_FOUND and _sub_status(error) == 0


def failure_of(error: AzureError, operations: Sequence[Operation] = ()) -> KtravelError:
    """The failure that an error of the SDK is. `operations` are those of the write that raised it."""
    status = status_of(error)
    index = error.error_index if isinstance(error, CosmosBatchOperationError) else 0
    operation = operations[index] if operations else None
    if operation is not None and status in _CONFLICTS and _sub_status(error) != _OWNER_GONE:
        return _conflict(status, operation, index)
    match status:
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Poison(f"a document is at most {MAX_DOCUMENT_BYTES} bytes")
        case HTTPStatus.BAD_REQUEST:
            return Poison("Cosmos DB refuses the request (400)")
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Unavailable("Cosmos DB is throttling (429)", retry_after=retry_after_of(error))
        case None:
            return Unavailable(f"Cosmos DB did not answer ({type(error).__name__})")
        case _:
            return Unavailable(f"Cosmos DB answered {status}", retry_after=retry_after_of(error))


def retry_after_of(error: AzureError) -> float | None:
    """Seconds that the database asked to wait."""
    headers = getattr(error, "headers", None) or {}
    milliseconds = headers.get("x-ms-retry-after-ms")
    return None if milliseconds is None else float(milliseconds) / 1000


def _conflict(status: int | None, operation: Operation, index: int) -> KtravelError:
    if status == HTTPStatus.CONFLICT:
        return AlreadyExists("a document with this id is there already", index)
    if status == HTTPStatus.NOT_FOUND:
        return Missing("there is no document with this id", index)
    if isinstance(operation, Increment):
        return Poison("only whole numbers can be incremented, and within those of JSON")
    return Stale("the document has changed since it was read", index)


def _sub_status(error: AzureError) -> int:
    return getattr(error, "sub_status", None) or 0

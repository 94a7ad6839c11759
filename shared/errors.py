"""What can go wrong, and whose problem it is.

Every failure is one of three things (docs/adr/0003)::

    KtravelError
    ├── Rejection          an outcome the caller hears: 4xx, or a failure event
    │   └── NotFound       what the caller may not see or what is not there: 404, never 403
    ├── Transient          try again later: 503 with Retry-After, or a delayed copy of the message
    │   ├── Unavailable    the store, the bus or a neighbour did not answer, or is throttling
    │   └── WriteConflict  somebody else wrote first; a handler retries it before it gets out
    │       ├── AlreadyExists   create of a document that is there (409)
    │       ├── Missing         replace, increment or delete of one that is not (404)
    │       └── Stale           the ETag given is not the present one (412)
    └── Poison             trying again cannot help: dead-lettered with its reason

An exception of no such kind is a defect. HTTP answers an empty 500 for it; a message that meets
one is treated as transient until its attempts are used up, then as poison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class KtravelError(Exception):
    """Root of every failure that is expected."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one part of the input.

    `pointer` is a JSON pointer into the body ("/travelDate") or names a parameter ("?limit", "#If-Match").
    """

    pointer: str
    code: str
    params: Mapping[str, Any]


class Rejection(KtravelError):  # noqa: N818 - it is an outcome, not an error of ours
    """The request or event cannot be carried out, and saying it again will not change that.

    `code` and `params` are stable and are what the web app says in the reader's language
    (sentences: shared/problem.py). `status` is the HTTP status a caller hears.
    """

    def __init__(
        self, code: str, status: int, *, errors: Sequence[FieldError] = (), **params: str | int | None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.errors = tuple(errors)
        self.params = params


class NotFound(Rejection):
    """There is no such thing, or the caller may not know that there is."""

    def __init__(self, kind: str) -> None:
        super().__init__("not_found", 404, kind=kind)


class Transient(KtravelError):  # noqa: N818
    """Trying again later may help. `retry_after` is seconds, where somebody told us."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Transient):
    """A dependency did not answer, refused for load, or is out of reach."""


class WriteConflict(Transient):
    """A batch was refused because of what is stored now; nothing of it was written.

    `index` is the position of the operation that failed.
    """

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class AlreadyExists(WriteConflict):
    """A document with this id is there already."""


class Missing(WriteConflict):
    """There is no document with this id."""


class Stale(WriteConflict):
    """The document has changed since it was read."""


class Poison(KtravelError):  # noqa: N818
    """It cannot succeed however often it is tried. The reason goes with the dead letter: no personal data in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

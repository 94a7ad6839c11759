"""Requests, answers and errors of Cosmos DB's REST protocol, whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

_CODES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    413: "RequestEntityTooLarge",
    429: "TooManyRequests",
    449: "RetryWith",
    503: "ServiceUnavailable",
}


class WireError(Exception):
    """An answer that is an error."""

    def __init__(
        self, status: int, message: str, *, sub_status: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.sub_status = sub_status
        self.headers = dict(headers or {})

    def answer(self) -> "Answer":
        """As it goes over the wire."""
        headers = {"x-ms-substatus": str(self.sub_status), **self.headers} if self.sub_status else self.headers
        body = {"code": _CODES.get(self.status, "InternalServerError"), "message": self.message}
        return Answer(self.status, body, headers)


class UnsupportedError(WireError):
    """Something that Cosmos DB can do and this emulator cannot."""

    def __init__(self, what: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, f"This emulator does not support {what}.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the parts of its path, decoded; its headers, with names in lower case; its body, as JSON."""

    method: str
    path: tuple[str, ...]
    headers: Mapping[str, str]
    body: Any
    address: str = ""
    """Of this server, as the client has it."""

    def says(self, header: str) -> bool:
        """Whether a header says "true"."""
        return self.headers.get(header, "").lower() == "true"


@dataclass(slots=True)
class Answer:
    """What is answered; a body of bytes goes as it is."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    charge: float = 0.0

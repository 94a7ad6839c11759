"""Faults on demand: what a database under load, or a network, does to requests now and then."""

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from local.emulators.cosmos.wire import WireError

type Kind = Literal["throttled", "retry_with", "unavailable", "timeout", "timeout_after", "reset", "lost", "slow"]
"""429, 449, 503, 408; 408 although it was carried out; the connection reset before, and after, it was carried out; an
answer that takes long."""
type Operation = Literal["read", "create", "upsert", "replace", "delete", "patch", "batch", "query", "feed", "metadata"]

_STATUS: dict[str, tuple[int, str]] = {
    "throttled": (429, "Request rate is large."),
    "retry_with": (449, "Conflicting request to resource has been attempted. Retry to avoid conflicts."),
    "unavailable": (503, "Service is currently unavailable."),
    "timeout": (408, "Request timed out."),
    "timeout_after": (408, "Request timed out."),
}


@dataclass(slots=True)
class Fault:
    """What happens to every `every`th request of one of these operations (none named: all but metadata), on one of
    these containers (none named: all), `times` times; without it, always."""

    kind: Kind
    operations: Sequence[Operation] = ()
    containers: Sequence[str] = ()
    every: int = 1
    times: int | None = None
    retry_after_ms: int = 10
    """Of `throttled`."""
    seconds: float = 1.0
    """Of `slow`."""
    met: int = 0
    """Requests that it might have happened to."""
    happened: int = 0

    def meets(self, operation: Operation, container: str) -> bool:
        """Whether it happens to this request, which it counts."""
        if operation not in self.operations if self.operations else operation == "metadata":
            return False
        if self.containers and container not in self.containers:
            return False
        self.met += 1
        if self.met % self.every or (self.times is not None and self.happened >= self.times):
            return False
        self.happened += 1
        return True

    def error(self) -> WireError | None:
        """What is answered, of those that answer."""
        if self.kind not in _STATUS:
            return None
        status, message = _STATUS[self.kind]
        headers = {"x-ms-retry-after-ms": str(self.retry_after_ms)} if self.kind == "throttled" else {}
        return WireError(status, message, headers=headers)


_FAULTS = TypeAdapter(list[Fault])


@dataclass(slots=True)
class Faults:
    """The faults that are set, the first that meets a request wins; and which happened last, to what."""

    present: list[Fault] = field(default_factory=list)
    latest: deque[tuple[Kind, Operation, str]] = field(default_factory=lambda: deque(maxlen=1000))

    def set(self, *faults: Fault) -> None:
        """Have these faults, and no others."""
        self.present = list(faults)

    def set_json(self, body: Any) -> None:
        """`set` for another process. Raises `ValueError`."""
        self.present = _FAULTS.validate_python(body)

    def as_json(self) -> list[dict[str, Any]]:
        """What is set, with its counts."""
        return [asdict(fault) for fault in self.present]

    def next(self, operation: Operation, container: str) -> Fault | None:
        """What happens to this request."""
        for fault in self.present:
            if fault.meets(operation, container):
                self.latest.append((fault.kind, operation, container))
                return fault
        return None

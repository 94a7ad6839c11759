"""Faults on demand: what a client must live with, made to happen at its next request of a kind."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from local.emulators.servicebus.errors import BUSY, UNAUTHORIZED, Refused

type Operation = Literal["attach", "authorize", "send", "receive", "settle", "schedule", "peek", "renew"]
type Kind = Literal["reset", "lost-ack", "busy", "slow", "refuse"]

OPERATIONS: frozenset[str] = frozenset(get_args(Operation.__value__))
KINDS: frozenset[str] = frozenset(get_args(Kind.__value__))


@dataclass(slots=True)
class Fault:
    """`kind` happens to the next `times` requests of `operation`, to an entity whose name begins with `entity`.

    reset: the connection is gone before anything was done. lost-ack: it is gone after it was done. busy: refused with
    com.microsoft:server-busy. refuse: refused as unauthorized. slow: done and answered `seconds` later, unless the
    connection is gone by then.
    """

    operation: str
    kind: str
    times: int = 1
    seconds: float = 0.0
    entity: str = ""

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS or self.kind not in KINDS or self.times < 1 or self.seconds < 0:
            raise ValueError(f"there is no fault {self}")

    def refusal(self) -> Refused:
        """What is answered instead, where it is a refusal."""
        if self.kind == "busy":
            return Refused(BUSY, "The service is busy (a fault on demand).")
        return Refused(UNAUTHORIZED, "Unauthorized access (a fault on demand).")


class Faults:
    """Those that are still to happen, the earliest first, and how many have happened."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.happened = 0

    def add(self, operation: Operation, kind: Kind, *, times: int = 1, seconds: float = 0.0, entity: str = "") -> None:
        """Have it happen."""
        self._waiting.append(Fault(operation, kind, times, seconds, entity))

    def add_from(self, described: dict[str, Any]) -> None:
        """The same from JSON. Raises `ValueError` and `TypeError`."""
        self._waiting.append(Fault(**described))

    def clear(self) -> None:
        """Nothing is to happen any more."""
        self._waiting.clear()
        self.happened = 0

    @property
    def waiting(self) -> Sequence[dict[str, Any]]:
        """Those that are still to happen."""
        return [asdict(fault) for fault in self._waiting]

    def take(self, operation: Operation, entity: str) -> Fault | None:
        """What happens to this request."""
        for fault in self._waiting:
            if fault.operation == operation and entity.startswith(fault.entity):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                self.happened += 1
                return fault
        return None

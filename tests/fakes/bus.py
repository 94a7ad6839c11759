"""The sending half of the bus port, for tests that look at what was sent."""

from collections.abc import Sequence
from datetime import datetime

from shared.bus.limits import check
from shared.bus.port import Message


class MemoryBus:
    """Keeps what it was given, duplicates too; refuses a message that no bus takes. Any entity will do."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.scheduled: list[tuple[str, Message, datetime]] = []
        self.failures: list[Exception] = []
        """Raised, first to last, by the next calls, before anything is accepted."""

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        for message in messages:
            check(message)
        self.sent += [(entity, message) for message in messages]

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        if self.failures:
            raise self.failures.pop(0)
        check(message)
        self.scheduled.append((entity, message, at))

    async def close(self) -> None:
        pass

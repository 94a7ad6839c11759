"""Links of a session: how they are asked for, what those have in common by which the client sends, and answers."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from local.emulators.servicebus import frames
from local.emulators.servicebus.amqp_types import Described, UInt, ULong
from local.emulators.servicebus.errors import TOO_LARGE, Refused, refused
from local.emulators.servicebus.frames import Frame, performative

if TYPE_CHECKING:
    from local.emulators.servicebus.session import Session

_CREDIT = 1_000
_SETTLED_BY_SENDER = 1


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a client says when it attaches a link. `address` is the entity's, at whichever end is ours."""

    name: str
    handle: int
    client_receives: bool
    settled: bool
    """Whether what we deliver counts as settled: receive and delete."""
    address: str
    filters: dict[str, Any]

    @classmethod
    def read(cls, fields: list[Any]) -> "Attachment":
        client_receives = bool(fields[2])
        ours = fields[5] if client_receives else fields[6]
        end = ours.fields(8) if isinstance(ours, Described) else [None] * 8
        return cls(
            name=fields[0],
            handle=fields[1],
            client_receives=client_receives,
            settled=fields[3] == _SETTLED_BY_SENDER,
            address=end[0] or "",
            filters=(end[7] or {}) if client_receives else {},
        )


class Link(Protocol):
    """One that is attached."""

    name: str
    handle: int

    def on_attached(self) -> None: ...

    def on_flow(self, found: Frame) -> None: ...

    def on_transfer(self, found: Frame) -> None: ...

    def close(self) -> None: ...


class FromClient(ABC):
    """A link by which the client sends. Its messages are dealt with one after another."""

    def __init__(self, session: "Session", attachment: Attachment, path: str) -> None:
        self.session = session
        self.name = attachment.name
        self.handle = attachment.handle
        self.path = path
        self.emulator = session.connection.emulator
        self._credit = _CREDIT
        self._delivered = 0
        self._first: Frame | None = None
        self._parts: list[bytes] = []
        self._turn = asyncio.Lock()

    def on_attached(self) -> None:
        self._grant()

    def on_flow(self, found: Frame) -> None:
        if found.fields[9]:
            self._grant()

    def on_transfer(self, found: Frame) -> None:
        self._first = self._first or found
        self._parts.append(found.payload)
        if found.fields[5]:
            return
        first, raw = self._first, b"".join(self._parts)
        self._first, self._parts = None, []
        self._delivered += 1
        self._credit -= 1
        if self._credit < _CREDIT // 2:
            self._grant()
        self.session.connection.run(self._deal_with(first, raw))

    def close(self) -> None:
        self._parts = []

    @abstractmethod
    async def receive(self, raw: bytes, message_format: int) -> None:
        """Deal with a message. Raises `Refused`, or what `refused` knows."""

    async def reply(self, message: bytes) -> None:
        """Answer on the link by which the client receives from the same node."""
        for other in self.session.links.values():
            if isinstance(other, Answering) and other.path == self.path:
                await other.answer(message)
                return

    def _grant(self) -> None:
        self._credit = _CREDIT
        self.session.flow(UInt(self.handle), UInt(self._delivered), UInt(self._credit))

    def _check(self, raw: bytes) -> None:
        if len(raw) > self.emulator.max_message_bytes:
            raise Refused(TOO_LARGE, f"The message is {len(raw)} bytes, which exceeds the limit of the link.")

    async def _deal_with(self, first: Frame, raw: bytes) -> None:
        async with self._turn:
            outcome = Described(ULong(frames.ACCEPTED), [])
            try:
                self._check(raw)
                await self.receive(raw, first.fields[3] or 0)
            except Exception as error:
                if (refusal := refused(error)) is None:
                    raise
                outcome = Described(ULong(frames.REJECTED), [refusal.described()])
        if not first.fields[4]:
            delivery = UInt(first.fields[1])
            self.session.send(performative(frames.DISPOSITION, True, delivery, None, True, outcome))  # noqa: FBT003


class Answering:
    """By which the client hears what $cbs or $management answers."""

    def __init__(self, session: "Session", attachment: Attachment, path: str) -> None:
        self.name = attachment.name
        self.handle = attachment.handle
        self.path = path
        self._session = session
        self._answered = 0

    def on_attached(self) -> None:
        return

    def on_flow(self, found: Frame) -> None:
        if found.fields[9]:
            self._session.flow(UInt(self.handle), UInt(self._answered), UInt(0))

    def on_transfer(self, found: Frame) -> None:  # noqa: ARG002 - it is the client that receives
        return

    def close(self) -> None:
        return

    async def answer(self, message: bytes) -> None:
        """Send it; it needs no settling."""
        self._answered += 1
        await self._session.deliver(self.handle, message, self._answered.to_bytes(4), settled=True)

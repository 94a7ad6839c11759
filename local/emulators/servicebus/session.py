"""A session of a connection: its links, its window, and what it has delivered that is not settled."""

import asyncio
from typing import TYPE_CHECKING, Any

from local.emulators.servicebus import frames
from local.emulators.servicebus.amqp_types import Described, UByte, UInt, ULong, UShort
from local.emulators.servicebus.attaching import attach
from local.emulators.servicebus.errors import NOT_IMPLEMENTED, Refused
from local.emulators.servicebus.frames import Frame, performative
from local.emulators.servicebus.links import Attachment, Link
from local.emulators.servicebus.receiving import Delivering, settle
from local.emulators.servicebus.tokens import path_of

if TYPE_CHECKING:
    from local.emulators.servicebus.connection import Connection

WINDOW = 2**31 - 1
_WRAP = 2**32
_COORDINATOR = 0x30


class Session:
    """Links by the client's handles, which ours equal."""

    def __init__(self, connection: "Connection", begin: Frame) -> None:
        self.connection = connection
        self.channel = begin.channel
        self.links: dict[int, Link] = {}
        self.unsettled: dict[int, tuple[Delivering, str]] = {}
        self._next_incoming = begin.fields[1]
        self._next_outgoing = 0
        self._next_delivery = 0
        self._window = begin.fields[2]
        self._window_opened = asyncio.Event()
        self.send(performative(frames.BEGIN, UShort(self.channel), UInt(0), UInt(WINDOW), UInt(WINDOW), UInt(255)))

    def send(self, body: bytes) -> None:
        self.connection.send(body, self.channel)

    def close(self) -> None:
        """What is being delivered stops; locks last until they expire, as in Azure."""
        for link in self.links.values():
            link.close()
        self.links.clear()

    def handle(self, found: Frame) -> None:
        """What is for a link goes to it."""
        match found.code:
            case frames.ATTACH:
                self._attach(found)
            case frames.FLOW:
                self._flow(found)
            case frames.TRANSFER:
                self._next_incoming += 1
                if (link := self.links.get(found.fields[0])) is not None:
                    link.on_transfer(found)
            case frames.DISPOSITION:
                self._disposition(found)
            case frames.DETACH:
                if (link := self.links.pop(found.fields[0], None)) is not None:
                    link.close()
                    self.send(performative(frames.DETACH, UInt(link.handle), True))  # noqa: FBT003

    def flow(self, *link_fields: Any) -> None:
        """Tell the client our windows and, by its handle, delivery count and credit, one link's state."""
        windows = (UInt(self._next_incoming % _WRAP), UInt(WINDOW), UInt(self._next_outgoing % _WRAP), UInt(WINDOW))
        self.send(performative(frames.FLOW, *windows, *link_fields))

    def refuse(self, attachment: Attachment, error: Refused) -> None:
        """Attach without ends and detach with the error: with ends the SDK would take the link for open."""
        ours = not attachment.client_receives
        count = UInt(0) if attachment.client_receives else None
        handle = UInt(attachment.handle)
        self.send(performative(frames.ATTACH, attachment.name, handle, ours, *[None] * 6, count))
        self.send(performative(frames.DETACH, handle, True, error.described()))  # noqa: FBT003

    def detach(self, link: Link, error: Refused) -> None:
        """End a link for a reason."""
        if self.links.pop(link.handle, None) is not None:
            link.close()
            self.send(performative(frames.DETACH, UInt(link.handle), True, error.described()))  # noqa: FBT003

    async def deliver(self, handle: int, payload: bytes, tag: bytes, *, settled: bool) -> int:
        """Transfer a message in as many frames as it takes; its delivery id."""
        delivery, self._next_delivery = self._next_delivery, self._next_delivery + 1
        room = self.connection.max_frame - 128
        for start in range(0, len(payload), room):
            while self._window <= 0:
                self._window_opened.clear()
                await self._window_opened.wait()
            more = start + room < len(payload)
            first = (UInt(delivery), tag, UInt(0), settled) if start == 0 else (None,) * 4
            body = performative(frames.TRANSFER, UInt(handle), *first, more)
            self._next_outgoing += 1
            self._window -= 1
            self.send(body + payload[start : start + room])
        return delivery

    def _attach(self, found: Frame) -> None:
        attachment = Attachment.read(found.fields)
        if isinstance(found.fields[6], Described) and found.fields[6].descriptor == _COORDINATOR:
            self.refuse(attachment, Refused(NOT_IMPLEMENTED, "Transactions are not emulated."))
            return
        path = path_of(attachment.address)
        fault = self.connection.emulator.faults.take("attach", path)
        if fault is not None and fault.kind in ("reset", "lost-ack"):
            self.connection.reset()
            return
        if fault is not None and fault.kind == "slow":
            asyncio.get_running_loop().call_later(fault.seconds, self._attach_now, found, attachment, path)
            return
        if fault is not None:
            self.refuse(attachment, fault.refusal())
            return
        self._attach_now(found, attachment, path)

    def _attach_now(self, found: Frame, attachment: Attachment, path: str) -> None:
        try:
            link = attach(self, attachment, path)
        except Refused as error:
            self.refuse(attachment, error)
            return
        self.links[link.handle] = link
        source, target = found.fields[5], found.fields[6] or Described(ULong(0x29), [])
        sender, receiver = (None if mode is None else UByte(mode) for mode in found.fields[3:5])
        count = UInt(0) if attachment.client_receives else None
        ours = not attachment.client_receives
        largest = ULong(self.connection.emulator.max_message_bytes)
        self.send(
            performative(
                frames.ATTACH,
                link.name,
                UInt(link.handle),
                ours,
                sender,
                receiver,
                source,
                target,
                None,
                None,
                count,
                largest,
            )
        )
        link.on_attached()

    def _flow(self, found: Frame) -> None:
        seen, window, _, _, handle = found.fields[:5]
        self._window = (self._next_outgoing if seen is None else seen) + window - self._next_outgoing
        if self._window > 0:
            self._window_opened.set()
        if handle is not None and (link := self.links.get(handle)) is not None:
            link.on_flow(found)
        elif handle is None and found.fields[9]:
            self.flow()

    def _disposition(self, found: Frame) -> None:
        from_receiver, first, last, settled, outcome = found.fields[:5]
        if not from_receiver:
            return
        for delivery in range(first, (first if last is None else last) + 1):
            if (held := self.unsettled.pop(delivery, None)) is not None:
                self.connection.run(settle(self, delivery, held, outcome, answered=not settled))

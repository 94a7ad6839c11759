"""Frames (part 2 of AMQP 1.0): what goes over a connection, and how it is told apart."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.emulators.servicebus.amqp_types import Described, ULong, decode, encode

AMQP_HEADER = b"AMQP\x00\x01\x00\x00"
SASL_HEADER = b"AMQP\x03\x01\x00\x00"
AMQP_FRAME, SASL_FRAME = 0, 1
OPEN, BEGIN, ATTACH, FLOW, TRANSFER, DISPOSITION, DETACH, END, CLOSE = range(0x10, 0x19)
SASL_MECHANISMS, SASL_INIT, SASL_OUTCOME = 0x40, 0x41, 0x44
ACCEPTED, REJECTED, RELEASED, MODIFIED = range(0x24, 0x28)
MAX_FRAME = 65_536

_HEAD = struct.Struct(">IBBH")
_FIELDS = 14
"""More than any performative has."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One that came in: what it is, its fields (those that were left out are None), and what followed them."""

    kind: int
    channel: int
    code: int
    fields: list[Any]
    payload: bytes


def performative(code: int, *fields: Any) -> bytes:
    """A performative or outcome. Fields that are None at the end are left out."""
    kept = list(fields)
    while kept and kept[-1] is None:
        kept.pop()
    return encode(Described(ULong(code), kept))


def frame(body: bytes, channel: int = 0, kind: int = AMQP_FRAME) -> bytes:
    """The bytes of a frame; without a body, the empty one that keeps a connection alive."""
    return _HEAD.pack(_HEAD.size + len(body), 2, kind, channel) + body


class Reader:
    """Cuts what comes in into protocol headers and frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.expects_header = True

    def feed(self, data: bytes) -> Iterator[bytes | Frame]:
        """Headers as bytes, frames as `Frame`; empty frames are left out. Raises `NotAmqp`."""
        self._buffer += data
        while len(self._buffer) >= _HEAD.size:
            if self.expects_header:
                self.expects_header = False
                yield self._cut(_HEAD.size)
                continue
            size, offset, kind, channel = _HEAD.unpack_from(self._buffer)
            if len(self._buffer) < size:
                return
            body = self._cut(size)[offset * 4 :]
            if body:
                found, end = decode(body)
                yield Frame(kind, channel, int(found.descriptor), found.fields(_FIELDS), body[end:])

    def _cut(self, size: int) -> bytes:
        cut = bytes(self._buffer[:size])
        del self._buffer[:size]
        return cut

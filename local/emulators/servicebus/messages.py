"""A message's sections on the wire (part 3 of AMQP 1.0), and the port's messages made of them and turned into them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.emulators.servicebus.amqp_types import (
    Described,
    Int,
    NotAmqp,
    Symbol,
    Timestamp,
    UInt,
    ULong,
    decode,
    encode,
)
from shared.bus.port import Message, Received
from shared.errors import Poison

BATCH_FORMAT = 0x80013700
"""The message format of several messages in one transfer, each of them in a data section of its own."""
HEADER, ANNOTATIONS, PROPERTIES, APPLICATION_PROPERTIES, DATA, VALUE = 0x70, 0x72, 0x73, 0x74, 0x75, 0x77
_SCHEDULED = "x-opt-scheduled-enqueue-time"
_SESSION = 10
_PROPERTIES_FIELDS = 13
_REASON, _DESCRIPTION = "DeadLetterReason", "DeadLetterErrorDescription"


@dataclass(frozen=True, slots=True)
class Sections:
    """What was read of a message: its sections, by kind; the bodies of its data sections, or its value."""

    properties: list[Any]
    annotations: Mapping[str, Any]
    application_properties: Mapping[str, Any]
    data: tuple[bytes, ...]
    value: Any

    @classmethod
    def read(cls, raw: bytes) -> "Sections":
        """Raises `NotAmqp`."""
        found = dict(_sections(raw))
        return cls(
            properties=Described(PROPERTIES, found.get(PROPERTIES)).fields(_PROPERTIES_FIELDS),
            annotations=found.get(ANNOTATIONS) or {},
            application_properties=found.get(APPLICATION_PROPERTIES) or {},
            data=tuple(value for code, value in _sections(raw) if code == DATA),
            value=found.get(VALUE),
        )

    @property
    def message_id(self) -> Any:
        """Whatever was set, of whatever type."""
        return self.properties[0]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that was sent; `at` is when it is to become visible."""

    message: Message
    at: datetime | None


def incoming(raw: bytes) -> Incoming:
    """The message that a client encoded. Raises `NotAmqp`, and `Poison` for what the embedded broker cannot hold."""
    sections = Sections.read(raw)
    message_id, _, _, subject, _, correlation_id, content_type = sections.properties[:7]
    if sections.properties[_SESSION] is not None:
        raise Poison("sessions are not emulated")
    if sections.value is not None:
        raise Poison("a body that is not bytes is not emulated")
    scheduled = sections.annotations.get(_SCHEDULED)
    return Incoming(
        Message(
            id=str(message_id) if message_id is not None else "",
            subject=subject or "",
            body=b"".join(sections.data),
            properties={str(name): _plain(value) for name, value in sections.application_properties.items()},
            content_type=str(content_type or ""),
            correlation_id=None if correlation_id is None else str(correlation_id),
        ),
        None if scheduled is None else datetime.fromtimestamp(scheduled / 1000, UTC),
    )


def batch(raw: bytes) -> list[Incoming]:
    """The messages of a transfer in `BATCH_FORMAT`."""
    return [incoming(each) for each in Sections.read(raw).data]


def outgoing(message: Received, *, dead: bool = False, scheduled: bool = False) -> bytes:
    """A message as Service Bus hands it out, or shows it to who peeks."""
    annotations: dict[Symbol, Any] = {
        Symbol("x-opt-enqueued-time"): _timestamp(message.enqueued_at),
        Symbol("x-opt-sequence-number"): message.sequence_number,
        Symbol("x-opt-message-state"): 2 if scheduled else 0,
    }
    if scheduled:
        annotations[Symbol(_SCHEDULED)] = _timestamp(message.enqueued_at)
    if message.locked_until is not None:
        annotations[Symbol("x-opt-locked-until")] = _timestamp(message.locked_until)
    properties: dict[str, Any] = dict(message.properties)
    if dead:
        properties |= {_REASON: message.dead_letter_reason or "", _DESCRIPTION: message.dead_letter_description or ""}
    head = [message.id, None, None, message.subject, None, message.correlation_id, Symbol(message.content_type)]
    deliveries = message.delivery_count - (1 if message.lock_token and not dead else 0)
    return (
        section(HEADER, [None, None, None, None, UInt(deliveries)])
        + section(ANNOTATIONS, annotations)
        + section(PROPERTIES, head)
        + section(APPLICATION_PROPERTIES, {name: _typed(value) for name, value in properties.items()})
        + section(DATA, message.body)
    )


def section(code: int, value: Any) -> bytes:
    """One section."""
    return encode(Described(ULong(code), value))


def answer(value: Any, application_properties: Mapping[str, Any], correlation_id: Any) -> bytes:
    """A message that answers a request."""
    return (
        section(PROPERTIES, [None, None, None, None, None, correlation_id])
        + section(APPLICATION_PROPERTIES, dict(application_properties))
        + section(VALUE, value)
    )


def _sections(raw: bytes) -> Iterator[tuple[int, Any]]:
    position = 0
    while position < len(raw):
        found, position = decode(raw, position)
        if not isinstance(found, Described):
            raise NotAmqp("a message has something else than sections")
        yield int(found.descriptor), found.value


def _timestamp(moment: datetime) -> Timestamp:
    return Timestamp(int(moment.timestamp() * 1000))


def _plain(value: Any) -> Any:
    """Without AMQP's distinctions where the port has none: every whole number is an `int`."""
    if isinstance(value, int) and not isinstance(value, bool | Timestamp):
        return int(value)
    return str(value) if isinstance(value, Symbol) else value


def _typed(value: Any) -> Any:
    return Int(value) if type(value) is int else value

"""The port's messages as azure-servicebus has them, and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage

from shared.bus.port import Message, Property, Received

_MARKS_OF_DEATH = frozenset({"DeadLetterReason", "DeadLetterErrorDescription"})
"""Service Bus tells why a message is dead in properties of it; the port has fields for that."""


def outgoing(message: Message) -> ServiceBusMessage:
    """To send."""
    return ServiceBusMessage(
        message.body,
        message_id=message.id,
        subject=message.subject,
        content_type=message.content_type,
        correlation_id=message.correlation_id,
        application_properties={name: value for name, value in message.properties.items()},  # noqa: C416 - of wider types
    )


def received(message: ServiceBusReceivedMessage) -> Received:
    """One that was handed out under a lock."""
    return _received(message, deliveries=1, lock_token=str(message.lock_token))


def peeked(message: ServiceBusReceivedMessage) -> Received:
    """One that was only looked at."""
    return _received(message, deliveries=0, lock_token="")


def _received(message: ServiceBusReceivedMessage, *, deliveries: int, lock_token: str) -> Received:
    properties = _properties(message.application_properties or {})
    return Received(
        id=str(message.message_id or ""),
        subject=message.subject or "",
        body=b"".join(message.body),
        properties={name: value for name, value in properties.items() if name not in _MARKS_OF_DEATH},
        content_type=message.content_type or "",
        correlation_id=message.correlation_id,
        sequence_number=message.sequence_number or 0,
        # What comes over the wire is how often it was given back before.
        delivery_count=(message.delivery_count or 0) + deliveries,
        enqueued_at=message.enqueued_time_utc or datetime.fromtimestamp(0, UTC),
        locked_until=message.locked_until_utc if lock_token else None,
        lock_token=lock_token,
        dead_letter_reason=message.dead_letter_reason,
        dead_letter_description=message.dead_letter_error_description,
    )


def _properties(found: Mapping[Any, Any]) -> dict[str, Property]:
    """The SDK gives text as the bytes that came in."""
    return {_text(name): _text(value) if isinstance(value, bytes) else value for name, value in found.items()}


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value

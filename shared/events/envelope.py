"""CloudEvents 1.0 in structured JSON (https://github.com/cloudevents/spec): an event as it is stored and sent.

The shape is that of `azure.core.messaging.CloudEvent`, which reads it back (tests/unit/shared/test_envelope.py); it
is built by hand because the class costs an import of azure.core on every cold start.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pydantic import ValidationError

from shared.clock import from_iso, to_iso
from shared.errors import Poison
from shared.events import BY_TYPE
from shared.events.base import EventData
from shared.telemetry import current_trace

MAX_EVENT_BYTES = 200_000
"""Leaves a message room for its headers and marks below Service Bus's 256 KB."""


@dataclass(frozen=True, slots=True)
class Event:
    """A published event that was received: its id (what idempotent effects are named after), time and data."""

    id: str
    at: datetime
    data: EventData
    traceparent: str | None


def seal(data: EventData, *, event_id: str, at: datetime) -> dict[str, Any]:
    """The event as a CloudEvent in JSON, in the current trace."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/ktravel/{data.context}",
        "type": data.type(),
        "subject": data.subject(),
        "time": to_iso(at),
        "datacontenttype": "application/json",
        "traceparent": current_trace().traceparent,
        "data": data.data(),
    }


def open_envelope(body: bytes) -> Event:
    """The event in a message's body. Raises `Poison` for what is no event of ours."""
    try:
        envelope = orjson.loads(body)
        model = BY_TYPE[envelope["type"]]
        return Event(
            id=envelope["id"],
            at=from_iso(envelope["time"]),
            data=model.model_validate(envelope["data"]),
            traceparent=envelope.get("traceparent"),
        )
    except orjson.JSONDecodeError as error:
        raise Poison("the body is not JSON") from error
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise Poison(f"the event's data does not fit its schema: {fields}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise Poison(f"the body is not an event of ours: {type(error).__name__}") from None

"""What a queue trigger hands to its function, in place of `azure.functions.ServiceBusMessage`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Delivered:
    """A message as it is delivered."""

    body: bytes
    message_id: str = "event-1"
    subject: str | None = "ktravel.member.MemberCreated.v1"
    content_type: str | None = "application/cloudevents+json"
    correlation_id: str | None = "trace-1"
    delivery_count: int | None = 1
    application_properties: dict[str, Any] = field(default_factory=dict)

    def get_body(self) -> bytes:
        return self.body

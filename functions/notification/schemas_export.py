"""Notification's part of the export of everything that is held of a member."""

from typing import Annotated, Literal

from pydantic import Field

from functions.notification.domain import Kind
from shared.http import Schema


class ExportedNotification(Schema):
    """Something that the member was told; those that tell of several members have a `happening` for each."""

    record: Literal["notification"]
    id: str
    kind: Kind
    subject_id: str
    actor_id: str | None = Field(description="Who did it, if it is one member.")
    title: str | None
    reason: str | None
    amount: int | None
    read: bool = Field(description="Whether it was marked as read by itself.")
    created_at: str | None


class ExportedHappening(Schema):
    """Something that somebody did, and the member was told."""

    record: Literal["happening"]
    kind: Kind
    subject_id: str
    actor_id: str
    at: str = Field(description="ISO 8601, UTC.")


class ExportedPreferences(Schema):
    """What the member wants to be told, as far as they said so."""

    record: Literal["preferences"]
    kinds: dict[str, bool]


class ExportedMute(Schema):
    """Somebody whom the member does not want to be told of."""

    record: Literal["mute"]
    member_id: str


class NotificationExport(Schema):
    """A page of notification's part."""

    items: list[
        Annotated[
            ExportedPreferences | ExportedMute | ExportedNotification | ExportedHappening,
            Field(discriminator="record"),
        ]
    ]
    next_cursor: str | None

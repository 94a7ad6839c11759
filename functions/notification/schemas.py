"""What notification takes and answers."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from functions.notification.domain import Kind
from shared.http import Schema


class MarkRead(Schema):
    """What to mark as read: some, or all."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        json_schema_extra={"oneOf": [{"required": ["ids"]}, {"required": ["all"]}]},
    )

    ids: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] | None = Field(
        default=None, min_length=1, max_length=100, description="Ids; those that name nothing are passed over."
    )
    all: Literal[True] | None = Field(default=None, description="Everything that is unread.")

    @model_validator(mode="after")
    def _some_or_all(self) -> Self:
        if (self.ids is None) == (self.all is None):
            raise ValueError("either ids or all")
        return self


class Unread(Schema):
    """How many notifications are unread."""

    count: int


class Actor(Schema):
    """A member who did something, by their present name."""

    id: str
    name: str


class Subject(Schema):
    """What it is about: the member who follows, or the plan."""

    type: Literal["member", "plan"]
    id: str
    title: str | None = Field(default=None, description="The plan's present title.")


class NotificationView(Schema):
    """One thing that the member was told."""

    id: str
    kind: Kind
    actors: list[Actor] = Field(description="Who did it; the latest few.")
    count: int = Field(description="How many did it.")
    subject: Subject
    read: bool
    created_at: str = Field(description="When it happened, ISO 8601.")
    updated_at: str


class Notifications(Schema):
    """A page of notifications, newest first. It may have fewer items than asked for, and more behind it."""

    items: list[NotificationView]
    next_cursor: str | None

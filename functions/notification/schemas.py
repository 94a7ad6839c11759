"""What notification takes and answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
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


class Preferences(BaseModel):
    """Which kinds are told, by the names that notifications have as their `kind`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    followed: bool = Field(default=True, description="Somebody follows me.")
    plan_created: bool = Field(default=True, description="Somebody I follow shared a plan.")
    plan_liked: bool = Field(default=True, description="Somebody likes a plan of mine.")
    plan_forked: bool = Field(default=True, description="Somebody made a plan of theirs from mine.")
    recommendation_created: bool = Field(default=True, description="A recommendation is ready.")
    recommendation_failed: bool = Field(default=True, description="A recommendation was not made, and cost nothing.")
    tokens_increased: bool = Field(default=True, description="Tokens that I bought are there.")


class MuteState(Schema):
    """Whether I am told of a member."""

    member_id: str
    muting: bool


class MutedMember(Schema):
    """A member I am told nothing of."""

    id: str
    name: str
    since: str = Field(description="When they were muted, ISO 8601.")


class Muted(Schema):
    """A page of members whom the caller mutes, latest first."""

    items: list[MutedMember]
    next_cursor: str | None


class Actor(Schema):
    """A member who did something, by their present name."""

    id: str
    name: str


class Subject(Schema):
    """What it is about, and where a link leads: the plan, the recommendation, my wallet; myself if I am followed."""

    type: Literal["member", "plan", "recommendation", "wallet"]
    id: str
    title: str | None = Field(
        default=None, description="The plan's present title while others may see it; that of the recommendation."
    )


class NotificationView(Schema):
    """One thing that the member was told."""

    id: str
    kind: Kind
    actors: list[Actor] = Field(description="Who did it, the latest few first; empty if nobody did.")
    count: int = Field(description="How many did it.")
    subject: Subject
    reason: str | None = Field(
        default=None, description="Why a recommendation was not made, or why tokens came: a code."
    )
    amount: int | None = Field(default=None, description="How many tokens came.")
    read: bool
    created_at: str = Field(description="When it, or the first of it, happened, ISO 8601.")
    updated_at: str = Field(description="When the latest of it happened, or when it was read by itself.")


class Notifications(Schema):
    """A page of notifications, newest first. It may have fewer items than asked for, and more behind it."""

    items: list[NotificationView]
    next_cursor: str | None

"""What follow answers."""

from pydantic import Field

from shared.http import Schema


class FollowState(Schema):
    """How the caller stands to a member after the request."""

    member_id: str
    following: bool


class BlockState(Schema):
    """Whether the caller has blocked a member after the request."""

    member_id: str
    blocking: bool


class Person(Schema):
    """A member in a list of people."""

    id: str
    name: str
    since: str = Field(description="When the follow began, ISO 8601.")


class People(Schema):
    """A page of members, latest follow first."""

    items: list[Person]
    next_cursor: str | None
    total: int = Field(description="How many there are in all.")

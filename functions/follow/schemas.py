"""What follow answers."""

from pydantic import Field

from shared.http import Schema
from shared.ids import ULID_PATTERN


class FollowState(Schema):
    """How the caller stands to a member after the request."""

    member_id: str
    following: bool


class BlockState(Schema):
    """Whether the caller has blocked a member after the request."""

    member_id: str
    blocking: bool


class Asked(Schema):
    """The query parameters of relations."""

    ids: str = Field(
        pattern=rf"^{ULID_PATTERN}(,{ULID_PATTERN}){{0,99}}$",
        max_length=100 * 27 - 1,
        description="1 to 100 ids of members, with commas between them.",
    )


class Relation(Schema):
    """How the caller and a member stand to each other."""

    member_id: str
    following: bool = Field(description="The caller follows them.")
    followed_by: bool = Field(description="They follow the caller.")
    blocking: bool = Field(description="The caller blocks them. Whether they block the caller is not said.")


class Relations(Schema):
    """One for each id that was asked for, in that order, once; of nobody all is false."""

    items: list[Relation]


class Person(Schema):
    """A member in a list of people."""

    id: str
    name: str
    since: str = Field(description="When the follow, or the block, began, ISO 8601.")


class Blocked(Schema):
    """A page of members whom the caller blocks, latest block first."""

    items: list[Person]
    next_cursor: str | None


class People(Schema):
    """A page of members, latest follow first."""

    items: list[Person]
    next_cursor: str | None
    total: int = Field(description="How many there are in all.")

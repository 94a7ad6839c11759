"""What member publishes (topic member-events)."""

from typing import ClassVar

from shared.events.base import EventData


class _MemberEvent(EventData):
    context: ClassVar[str] = "member"

    member_id: str

    def subject(self) -> str:
        return self.member_id


class MemberCreated(_MemberEvent):
    """Somebody signed in for the first time."""

    name: str
    created_at: str


class MemberUpdated(_MemberEvent):
    """A profile changed. Nothing but what others show of a member is told."""

    name: str


class MemberDeleted(_MemberEvent):
    """A member left for good: whatever names them is to be removed."""


class MemberSnapshot(_MemberEvent):
    """A member as they are, told again so that copies can be made anew. `name` is None of one who left."""

    name: str | None

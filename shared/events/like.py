"""What like publishes (topic like-events)."""

from typing import ClassVar

from shared.events.base import EventData


class _LikeEvent(EventData):
    context: ClassVar[str] = "like"

    member_id: str
    plan_id: str
    owner_id: str
    at: str

    def subject(self) -> str:
        return f"{self.plan_id}.{self.member_id}"


class LikeCreated(_LikeEvent):
    """`member_id` likes a plan. `version` counts the changes of this pair's like, so a second like is not mistaken for
    the first."""


class LikeDeleted(_LikeEvent):
    """`member_id` no longer likes the plan: by their own doing, or because the plan or one of the two is gone."""

"""What like publishes (topic like-events)."""

from typing import ClassVar

from shared.events.base import EventData


class _LikeEvent(EventData):
    context: ClassVar[str] = "like"

    member_id: str
    plan_id: str
    owner_id: str

    def subject(self) -> str:
        return f"{self.plan_id}.{self.member_id}"


class LikeCreated(_LikeEvent):
    """`member_id` likes a plan. `version` counts the changes of this pair's like, so a second like is not mistaken for
    the first."""

    at: str

    @property
    def since(self) -> str:
        """When the like began."""
        return self.at


class LikeDeleted(_LikeEvent):
    """`member_id` no longer likes the plan: by their own doing, or because the plan or one of the two is gone."""

    at: str
    since: ClassVar[None] = None


class LikeSnapshot(_LikeEvent):
    """Whether `member_id` likes a plan, told again so that copies can be made anew. `since` is when that began; None:
    they do not, or no longer."""

    since: str | None

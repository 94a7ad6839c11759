"""What follow publishes (topic follow-events)."""

from typing import ClassVar

from shared.events.base import EventData


class _FollowEvent(EventData):
    context: ClassVar[str] = "follow"

    follower_id: str
    followee_id: str

    def subject(self) -> str:
        return f"{self.follower_id}.{self.followee_id}"


class FollowCreated(_FollowEvent):
    """`follower_id` follows `followee_id`. `version` counts the changes of this pair's edge, so a second follow is
    not mistaken for the first."""

    at: str

    @property
    def since(self) -> str:
        """When the follow began."""
        return self.at


class FollowDeleted(_FollowEvent):
    """`follower_id` no longer follows `followee_id`: by unfollowing, by being removed, or by a block."""

    since: ClassVar[None] = None


class FollowSnapshot(_FollowEvent):
    """Whether `follower_id` follows `followee_id`, told again so that copies can be made anew. `since` is when that
    began; None: they do not, or no longer."""

    since: str | None


class _BlockEvent(EventData):
    context: ClassVar[str] = "follow"

    blocker_id: str
    blocked_id: str

    def subject(self) -> str:
        return f"{self.blocker_id}.{self.blocked_id}"


class MemberBlocked(_BlockEvent):
    """`blocked_id` may no longer follow `blocker_id`, nor see their plans and lists, nor be told of them.

    The name and profile stay as public as they are to a stranger.
    """

    blocking: ClassVar[bool] = True


class MemberUnblocked(_BlockEvent):
    """The block is lifted; follows that it ended stay ended."""

    blocking: ClassVar[bool] = False


class BlockSnapshot(_BlockEvent):
    """Whether `blocker_id` blocks `blocked_id`, told again so that copies can be made anew."""

    blocking: bool

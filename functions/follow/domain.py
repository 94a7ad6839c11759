"""Follow edges and blocks: the rules, without storage.

An edge is about an ordered pair of members and is never forgotten: following again raises its version, so that a
reader who hears of the changes in any order ends with the right one.
"""

from dataclasses import dataclass, field

from shared.errors import NotFound, Rejection
from shared.events.base import EventData
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked


@dataclass(slots=True)
class Edge:
    """Whether `follower_id` follows `followee_id`. `since` is when it last began, ISO 8601."""

    follower_id: str
    followee_id: str
    following: bool = False
    version: int = 0
    since: str = ""
    events: list[EventData] = field(default_factory=list)

    def follow(self, *, at: str, blocked: bool, blocking: bool) -> None:
        """Begin to follow; nothing happens if it is so already.

        `blocked`: the followee has blocked the follower, who is told that there is nobody; `blocking`: the other way
        round, which the follower may know. Raises the 422, 404 or 409 `Rejection`.
        """
        if self.follower_id == self.followee_id:
            raise Rejection("cannot_follow_self", 422)
        if blocked:
            raise NotFound("member")
        if blocking:
            raise Rejection("blocked", 409)
        if self.following:
            return
        self.following = True
        self.version += 1
        self.since = at
        self.events.append(
            FollowCreated(follower_id=self.follower_id, followee_id=self.followee_id, version=self.version, at=at)
        )

    def end(self) -> None:
        """Stop following: by the follower, by the followee who removes a follower, or by a block."""
        if not self.following:
            return
        self.following = False
        self.version += 1
        self.events.append(
            FollowDeleted(follower_id=self.follower_id, followee_id=self.followee_id, version=self.version)
        )


@dataclass(slots=True)
class Block:
    """Whether `blocker_id` has blocked `blocked_id`. `since` is when it last began, ISO 8601."""

    blocker_id: str
    blocked_id: str
    blocking: bool = False
    version: int = 0
    since: str = ""
    events: list[EventData] = field(default_factory=list)

    def block(self, *, at: str) -> None:
        """Shut the other one out. Raises the 422 `Rejection` for oneself."""
        if self.blocker_id == self.blocked_id:
            raise Rejection("cannot_block_self", 422)
        if self.blocking:
            return
        self.blocking = True
        self.version += 1
        self.since = at
        self.events.append(MemberBlocked(blocker_id=self.blocker_id, blocked_id=self.blocked_id, version=self.version))

    def lift(self) -> None:
        """Let the other one in again; follows that the block ended stay ended."""
        if not self.blocking:
            return
        self.blocking = False
        self.version += 1
        self.events.append(
            MemberUnblocked(blocker_id=self.blocker_id, blocked_id=self.blocked_id, version=self.version)
        )

"""Likes: the rules, without storage.

A like is about a member and a plan. Each change makes its version one higher, and it is remembered long after it ended,
so that a reader who hears of the changes in any order ends with the right one.
"""

from dataclasses import dataclass, field

from shared.errors import NotFound, Rejection
from shared.events.base import EventData
from shared.events.like import LikeCreated, LikeDeleted
from shared.events.plan import Visibility
from shared.ids import owner_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a member stands to a plan of somebody else, as far as was heard."""

    visibility: Visibility | None
    """None for a plan that was not heard of, or is gone."""
    owner_known: bool
    gone: bool
    """The plan or its owner is no more, for good."""
    member_gone: bool
    follows: bool
    blocked: bool
    """The owner has shut the member out."""
    blocking: bool
    """The other way round."""

    @property
    def visible(self) -> bool:
        """Whether the member may see the plan. What was not heard of is not seen."""
        if self.gone or self.blocked or not self.owner_known:
            return False
        return self.visibility == "public" or (self.visibility == "followers" and self.follows)

    @property
    def over(self) -> bool:
        """Whether no like can be here: one that is, ends. One of a plan that is only hidden stays."""
        return self.gone or self.member_gone or self.blocked


@dataclass(slots=True)
class Like:
    """Whether a member likes a plan. `since` is when that last began, ISO 8601."""

    plan_id: str
    member_id: str
    liked: bool = False
    version: int = 0
    since: str = ""
    events: list[EventData] = field(default_factory=list)

    @property
    def owner_id(self) -> str:
        """Whose plan it is."""
        return owner_of(self.plan_id)

    def begin(self, standing: Standing, *, at: str) -> None:
        """Like it; nothing happens if it is so already. Raises the 404 or 409 `Rejection`."""
        if not standing.visible:
            raise NotFound("plan")
        if standing.blocking:
            raise Rejection("blocked", 409)
        if not self.liked:
            self.since = at
            self._change(LikeCreated, liked=True, at=at)

    def end(self, *, at: str) -> None:
        """Like it no longer: by the member, or because it cannot be any more."""
        if self.liked:
            self._change(LikeDeleted, liked=False, at=at)

    def _change(self, told: type[LikeCreated | LikeDeleted], *, liked: bool, at: str) -> None:
        self.liked = liked
        self.version += 1
        self.events.append(
            told(plan_id=self.plan_id, owner_id=self.owner_id, member_id=self.member_id, version=self.version, at=at)
        )

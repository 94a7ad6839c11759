"""What a member is told, and when: the rules, without storage.

Whether a member is to be told something is a function of facts that other contexts publish (who follows whom, who may
see a plan), each of which knows its own version. It is worked out again whenever one of the facts changes, so the
order in which they are heard of makes no difference to how it ends.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

type PlanVisibility = Literal["private", "followers", "public", "deleted"]


class Kind(StrEnum):
    """What happened."""

    FOLLOWED = "followed"
    PLAN_CREATED = "plan_created"


SUBJECT_TYPES = {Kind.FOLLOWED: "member", Kind.PLAN_CREATED: "plan"}
"""What the subject of a kind is."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that one member may be told, once: what happened, who did it, what it is about.

    The subject of `followed` is the follower, that of `plan_created` the plan.
    """

    kind: Kind
    recipient_id: str
    actor_id: str
    subject_id: str

    @property
    def id(self) -> str:
        """The notification's id. It follows from the occasion: however often that is heard of, it is one."""
        return f"{self.kind}.{self.subject_id}"

    @property
    def follow(self) -> tuple[str, str]:
        """The (follower, followee) whose edge the occasion hangs on."""
        if self.kind is Kind.FOLLOWED:
            return self.actor_id, self.recipient_id
        return self.recipient_id, self.actor_id


@dataclass(frozen=True, slots=True)
class Notification:
    """What a member was told. `at` is when it happened, ISO 8601; `read_at` is None while it is unread."""

    occasion: Occasion
    at: str
    read_at: str | None = None


def settled(present: Notification | None, occasion: Occasion, at: str | None) -> Notification | None:
    """The notification there should be, given the one there is. `at` is since when the occasion holds; None: it does
    not. An unread one is withdrawn with its reason; what was read is history and is never news again."""
    if present is not None and present.read_at is not None:
        return present
    return None if at is None else Notification(occasion, at)


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that one member does to another. `version` counts its changes, `since` is ISO 8601 (follows only)."""

    version: int = 0
    holds: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a member stands to another, from the member's side."""

    followed_by: Tie = Tie()
    follows: Tie = Tie()
    blocks: Tie = Tie()
    blocked_by: Tie = Tie()

    @property
    def silent(self) -> bool:
        """Whether a block, in either direction, stands between them."""
        return self.blocks.holds or self.blocked_by.holds

    @property
    def is_follower(self) -> bool:
        """Whether the other one follows the member and is to hear of them."""
        return self.followed_by.holds and not self.silent


@dataclass(frozen=True, slots=True)
class Person:
    """A member that was heard of. `name` is None once they are gone."""

    id: str
    name: str | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """What is known of a plan. `title` is kept only while others than its owner may see it.

    `shared_version` and `shared_at` are those of the event that first let others see it, of all that were heard; 0
    and "" as long as none did.
    """

    id: str
    version: int = 0
    visibility: PlanVisibility = "private"
    title: str = field(default="", repr=False)
    shared_version: int = 0
    shared_at: str = ""

    def heard(self, version: int, visibility: PlanVisibility, title: str) -> "PlanCopy":
        """The copy after hearing of a version: the same if it is not news."""
        if version <= self.version:
            return self
        title = title if visibility in ("followers", "public") else ""
        return replace(self, version=version, visibility=visibility, title=title)

    def heard_shared(self, version: int, at: str) -> "PlanCopy":
        """The copy after hearing that this version, since `at`, is one that others may see: the first one counts."""
        if self.shared_version and self.shared_version <= version:
            return self
        return replace(self, shared_version=version, shared_at=at)

    def visible_to(self, reader: Relation) -> bool:
        """Whether somebody else may see it now; `reader` is how they stand to its owner."""
        if reader.silent:
            return False
        return self.visibility == "public" or (self.visibility == "followers" and reader.follows.holds)


def holds_since(occasion: Occasion, followee: Relation, actor: Person | None, plan: PlanCopy | None) -> str | None:
    """Since when an occasion holds, ISO 8601; None if it does not.

    `followee` is how the followee of `occasion.follow` stands to the follower. A plan is news to those who followed
    when it was first shared; an actor who was not heard of yet may act all the same: events come in any order.
    """
    if not followee.is_follower or (actor is not None and actor.name is None):
        return None
    since = followee.followed_by.since
    if occasion.kind is Kind.FOLLOWED:
        return since
    if plan is None or plan.visibility not in ("followers", "public"):
        return None
    return plan.shared_at if since <= plan.shared_at else None

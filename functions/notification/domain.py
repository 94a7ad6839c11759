"""What a member is told, and when: the rules, without storage.

Whether a member is to be told something is a function of facts that other contexts publish (who follows whom, who may
see a plan, who likes it), each of which knows its own version. It is worked out again whenever one of the facts
changes, so the order in which they are heard of makes no difference to how it ends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from shared.ids import owner_of

type PlanVisibility = Literal["private", "followers", "public", "deleted"]


class Kind(StrEnum):
    """What happened."""

    FOLLOWED = "followed"
    PLAN_CREATED = "plan_created"
    PLAN_LIKED = "plan_liked"
    PLAN_FORKED = "plan_forked"
    RECOMMENDATION_CREATED = "recommendation_created"
    RECOMMENDATION_FAILED = "recommendation_failed"
    TOKENS_INCREASED = "tokens_increased"


GROUPED = frozenset({Kind.FOLLOWED, Kind.PLAN_LIKED, Kind.PLAN_FORKED})
"""Kinds of which one notification tells what several members did to one subject."""

SUBJECT_TYPES = {
    Kind.FOLLOWED: "member",
    Kind.PLAN_CREATED: "plan",
    Kind.PLAN_LIKED: "plan",
    Kind.PLAN_FORKED: "plan",
    Kind.RECOMMENDATION_CREATED: "recommendation",
    Kind.RECOMMENDATION_FAILED: "recommendation",
    Kind.TOKENS_INCREASED: "wallet",
}
"""What the subject of a kind is."""


@dataclass(frozen=True, slots=True)
class News:
    """What one event says in full: nothing that is heard later changes it. `at` is when it happened, ISO 8601;
    `reason` is a code, `amount` is tokens."""

    at: str
    title: str | None = field(default=None, repr=False)
    reason: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that one member may be told, once: what happened, who did it, what it is about.

    The subject of `followed` is the recipient, of the kinds about plans the plan (the recipient's own, where somebody
    likes or forks it), of those about recommendations the recommendation, of `tokens_increased` the number of the
    wallet's movement. Kinds without an actor have `news`.
    """

    kind: Kind
    recipient_id: str
    actor_id: str
    subject_id: str
    news: News | None = None

    @property
    def id(self) -> str:
        """What it is about, unique among the recipient's: the id of its notification, or the first part of it where
        one notification tells of several occasions."""
        return f"{self.kind}.{self.subject_id}"


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that one member does to another, or to a plan. `version` counts its changes, `since` is when the last
    one happened, ISO 8601, where that matters."""

    version: int = 0
    holds: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a member stands to another, from the member's side. `mutes` is since when it holds, or no longer does."""

    followed_by: Tie = Tie()
    follows: Tie = Tie()
    blocks: Tie = Tie()
    blocked_by: Tie = Tie()
    mutes: Tie = Tie()

    @property
    def blocked(self) -> bool:
        """Whether a block, in either direction, stands between them."""
        return self.blocks.holds or self.blocked_by.holds

    @property
    def silent(self) -> bool:
        """Whether the member is told nothing of the other one, and shown nothing that was told."""
        return self.blocked or self.mutes.holds

    @property
    def is_follower(self) -> bool:
        """Whether the other one follows the member and may hear of them."""
        return self.followed_by.holds and not self.blocked


@dataclass(frozen=True, slots=True)
class Person:
    """A member that was heard of. `name` is None once they are gone."""

    id: str
    name: str | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """What is known of a plan. `title` is kept only while others than its owner may see it.

    `shared_at` is when others could see it first, by all that was heard; "" as long as they never could. `forked_from`
    is the plan it was made from, at `forked_at`; "" if from none.
    """

    id: str
    version: int = 0
    visibility: PlanVisibility = "private"
    title: str = field(default="", repr=False)
    shared_at: str = ""
    forked_from: str = ""
    forked_at: str = ""

    def heard(self, version: int, visibility: PlanVisibility, title: str) -> "PlanCopy":
        """The copy after hearing of a version: the same if it is not news."""
        if version <= self.version:
            return self
        title = title if visibility in ("followers", "public") else ""
        return replace(self, version=version, visibility=visibility, title=title)

    def heard_shared(self, at: str) -> "PlanCopy":
        """The copy after hearing that others could see it at `at`: the first time counts."""
        return replace(self, shared_at=min(at, self.shared_at or at))

    def heard_forked(self, source_id: str, at: str) -> "PlanCopy":
        """The copy after hearing what it was made from, and when."""
        return replace(self, forked_from=source_id, forked_at=at)

    @property
    def fork(self) -> Occasion:
        """What the owner of the plan it was made from may be told."""
        return Occasion(Kind.PLAN_FORKED, owner_of(self.forked_from), owner_of(self.id), self.forked_from)

    def visible_to(self, reader: Relation) -> bool:
        """Whether somebody else may see it now; `reader` is how they stand to its owner."""
        if reader.blocked:
            return False
        return self.visibility == "public" or (self.visibility == "followers" and reader.follows.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known that decides about an occasion; None where nothing was heard. `relation` is how the recipient
    stands to the actor, `deed_at` since when the actor likes the plan or has a fork of it."""

    recipient: Person | None = None
    actor: Person | None = None
    relation: Relation = Relation()
    plan: PlanCopy | None = None
    deed_at: str | None = None


class Verdict(NamedTuple):
    """What the facts say of an occasion."""

    at: str | None
    """Since when it holds, ISO 8601; None: it does not."""
    visible: bool = True
    """Whether the recipient may see what it is about."""
    hidden: bool = False
    """Nothing of it may stay, read or not."""
    gone: bool = False
    """There is no recipient any more."""


_HIDDEN = Verdict(None, visible=False, hidden=True)


def judge(occasion: Occasion, facts: Facts) -> Verdict:
    """What is to become of an occasion. A plan is news to those who followed when it was first shared; what a muted
    member did is not told once they are no longer muted; an actor or plan that was not heard of yet may act, or be
    acted upon, all the same: events come in any order."""
    if facts.recipient is not None and facts.recipient.name is None:
        return _HIDDEN._replace(gone=True)
    if occasion.news is not None:
        return Verdict(occasion.news.at)
    actor_is_gone = facts.actor is not None and facts.actor.name is None
    plan_is_gone = facts.plan is not None and facts.plan.visibility == "deleted"
    if actor_is_gone or plan_is_gone or facts.relation.silent:
        return _HIDDEN
    verdict = _RULES[occasion.kind](facts)
    return _HIDDEN if verdict.at is not None and verdict.at < facts.relation.mutes.since else verdict


def _follow(facts: Facts) -> Verdict:
    follow = facts.relation.followed_by
    return Verdict(follow.since if follow.holds else None)


def _new_plan(facts: Facts) -> Verdict:
    plan, follow = facts.plan, facts.relation.follows
    if plan is None:
        return Verdict(None, visible=False)
    news = follow.holds and plan.visibility in ("followers", "public") and follow.since <= plan.shared_at
    return Verdict(plan.shared_at if news else None, visible=plan.visible_to(facts.relation))


def _deed(facts: Facts) -> Verdict:
    return Verdict(facts.deed_at)


_RULES: dict[Kind, Callable[[Facts], Verdict]] = {
    Kind.FOLLOWED: _follow,
    Kind.PLAN_CREATED: _new_plan,
    Kind.PLAN_LIKED: _deed,
    Kind.PLAN_FORKED: _deed,
}

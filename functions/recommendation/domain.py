"""A recommendation: asked for, paid for with held tokens, made or not made. It ends once, and only once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict

from functions.recommendation.brief import Request
from shared.clock import to_iso
from shared.events.base import EventData
from shared.events.recommendation import (
    RecommendationCreated,
    RecommendationFailed,
    RecommendationRequired,
    RecommendedDay,
)

PRICE = 100
"""Tokens a recommendation costs."""
DEADLINE = timedelta(minutes=15)
"""How long after it was asked for a recommendation may still be made."""
MAX_DAYS_BYTES = 150_000
"""An itinerary as JSON, so that its event fits a message."""

type Status = Literal["requested", "generating", "created", "failed"]
type StepName = Literal["requested", "tokens_held", "generating", "created", "failed", "tokens_returned"]


class Step(TypedDict):
    """Something that happened to a recommendation, and when (ISO 8601)."""

    name: StepName
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An itinerary that passed the quality gates, and what it was made from."""

    title: str
    days: list[RecommendedDay]
    made_by: str
    scope: str
    """How far evidence was looked for."""
    plans: int
    travellers: int
    plan_version: int | None
    """The version of the plan that is deepened, as it was read."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no itinerary. `params` are the numbers its sentence names (failures.py)."""

    code: str
    params: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Recommendation:
    """One recommendation. Each change that a reader can see makes the version one higher; a claim is none."""

    id: str
    member_id: str
    version: int
    request: Request
    status: Status
    steps: list[Step]
    deadline: str
    """After that it is failed if it is not made."""
    created_at: str
    updated_at: str
    made_by: str | None = None
    result: Result | None = None
    failure: Failure | None = None
    accepted_as: list[str] = field(default_factory=list)
    """The plans it went into."""
    claimed_until: str | None = None
    """Until then somebody is at it: nobody else asks the AI."""
    events: list[EventData] = field(default_factory=list)

    @classmethod
    def require(cls, recommendation_id: str, member_id: str, request: Request, now: datetime) -> "Recommendation":
        """Ask for one. Where nobody knows the destination it has failed already, and no token is asked for."""
        at = to_iso(now)
        recommendation = cls(
            id=recommendation_id,
            member_id=member_id,
            version=1,
            request=request,
            status="requested",
            steps=[{"name": "requested", "at": at}],
            deadline=to_iso(now + DEADLINE),
            created_at=at,
            updated_at=at,
        )
        if request.place_key.startswith("x-"):
            recommendation.fail(Failure("unknown_destination"), now)
        else:
            recommendation.events.append(RecommendationRequired(**recommendation._told(at)))
        return recommendation

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.status in ("requested", "generating")

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open past its deadline."""
        return self.is_open and to_iso(now) > self.deadline

    @property
    def tokens(self) -> int:
        """What it costs its member: nothing if it failed."""
        return 0 if self.status == "failed" else PRICE

    @property
    def made(self) -> RecommendationCreated | None:
        """What was told when it was made; None if it was not."""
        if self.result is None:
            return None
        at = next(step["at"] for step in self.steps if step["name"] == "created")
        # What a made one is changed by, each time, is that it goes into a plan.
        return self._made(self.result, at, self.version - len(self.accepted_as))

    def begin(self, now: datetime) -> None:
        """Its price is held: from now on it is being made. Nothing changes if it was already, or has ended."""
        if self.status == "requested":
            self.status = "generating"
            self._touch(to_iso(now), "tokens_held", "generating")

    def create(self, result: Result, now: datetime) -> None:
        """It is made: the end, unless it has ended or was never paid for."""
        if self.status != "generating":
            return
        self.status, self.result, self.made_by = "created", result, result.made_by
        at = to_iso(now)
        self._touch(at, "created")
        self.events.append(self._made(result, at, self.version))

    def fail(self, failure: Failure, now: datetime, *, made_by: str | None = None) -> None:
        """It will not be made: the end, unless it has ended. `made_by` is who could not, if it came to that."""
        if not self.is_open:
            return
        self.status, self.failure, self.made_by = "failed", failure, made_by
        at = to_iso(now)
        self._touch(at, "failed")
        self.events.append(RecommendationFailed(**self._told(at), code=failure.code))

    def tokens_returned(self, now: datetime) -> None:
        """What was held for it was given back; hearing it twice changes nothing."""
        if self.status == "failed" and all(step["name"] != "tokens_returned" for step in self.steps):
            self._touch(to_iso(now), "tokens_returned")

    def accept_as(self, plan_id: str, now: datetime) -> None:
        """Its itinerary, or a part of it, went into a plan; hearing it twice changes nothing."""
        if self.status == "created" and plan_id not in self.accepted_as:
            self.accepted_as.append(plan_id)
            self._touch(to_iso(now))

    def _touch(self, at: str, *steps: StepName) -> None:
        self.version += 1
        self.updated_at = at
        self.steps += [{"name": name, "at": at} for name in steps]
        self.claimed_until = self.claimed_until if self.is_open else None

    def _made(self, result: Result, at: str, version: int) -> RecommendationCreated:
        request = self.request
        return RecommendationCreated(
            **self._told(at) | {"version": version},
            title=result.title,
            travel_date=request.travel_date.isoformat(),
            end_date=request.end_date.isoformat(),
            group_size=request.group_size,
            budget=request.budget,
            currency=request.currency,
            details=request.details,
            days=result.days,
            made_by=result.made_by,
            plan_id=request.plan_id,
            plan_version=result.plan_version,
        )

    def _told(self, at: str) -> dict[str, Any]:
        return {
            "recommendation_id": self.id,
            "member_id": self.member_id,
            "version": self.version,
            "kind": self.request.kind,
            "location": self.request.location,
            "place_key": self.request.place_key,
            "tokens": PRICE,
            "at": at,
        }

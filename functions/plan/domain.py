"""What a plan is, and who may see it."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from functions.plan.links import ShareLink
from shared.catalogue import place_key
from shared.errors import FieldError, Rejection
from shared.events.base import EventData
from shared.events.plan import (
    ItineraryDay,
    PlanCreated,
    PlanDeleted,
    PlanForked,
    PlanShared,
    PlanSnapshot,
    PlanUnshared,
    PlanUpdated,
    Visibility,
)
from shared.money import CURRENCIES

MAX_DAYS = 60
MAX_ITEMS = 40
"""Items of one day."""
MAX_PLAN_BYTES = 128 * 1024
"""A plan's content as JSON, so that its events fit a message."""

_REACH: dict[Visibility, int] = {"private": 0, "followers": 1, "public": 2}


def audience(*, follows: bool, blocked: bool) -> frozenset[Visibility]:
    """The visibilities of plans that somebody who is not their owner may see."""
    if blocked:
        return frozenset()
    return frozenset({"public", "followers"} if follows else {"public"})


@dataclass(frozen=True)
class Content:
    """What the owner writes. Money is in minor units of `currency`, for the whole group."""

    title: str
    location: str
    travel_date: date
    end_date: date
    """The last day, which is the first if the trip has only one."""
    group_size: int
    budget: int | None
    currency: str
    details: str | None
    itinerary: list[ItineraryDay]
    """At most one entry a day of the trip."""

    @property
    def days(self) -> int:
        """How many days the trip has, first and last included."""
        return (self.end_date - self.travel_date).days + 1

    @cached_property
    def json(self) -> dict[str, Any]:
        """The content as it is stored, published and answered."""
        return {
            "title": self.title,
            "location": self.location,
            "travelDate": self.travel_date.isoformat(),
            "endDate": self.end_date.isoformat(),
            "groupSize": self.group_size,
            "budget": self.budget,
            "currency": self.currency,
            "details": self.details,
            "itinerary": {"days": self.itinerary},
        }

    def checked(self) -> "Content":
        """The same with its days in order. Raises the 422 `Rejection` that names what makes it no trip, or the 413 of
        one that is too large."""
        faults: list[FieldError] = []
        if self.end_date < self.travel_date:
            faults.append(FieldError("/endDate", "before_start", {}))
        elif self.days > MAX_DAYS:
            faults.append(FieldError("/endDate", "too_many_days", {"max": MAX_DAYS}))
        if self.currency not in CURRENCIES:
            faults.append(FieldError("/currency", "unknown_currency", {}))
        faults += self._faults_of_itinerary()
        if faults:
            raise Rejection("validation_failed", 422, errors=faults)
        if len(orjson.dumps(self.json)) > MAX_PLAN_BYTES:
            raise Rejection("plan_too_large", 413, max=MAX_PLAN_BYTES)
        in_order = sorted(self.itinerary, key=lambda day: day["date"])
        return self if in_order == self.itinerary else replace(self, itinerary=in_order)

    def _faults_of_itinerary(self) -> list[FieldError]:
        first, last = self.travel_date.isoformat(), self.end_date.isoformat()
        seen: set[str] = set()
        faults: list[FieldError] = []
        for index, day in enumerate(self.itinerary):
            pointer = f"/itinerary/days/{index}/date"
            if not first <= day["date"] <= last:
                faults.append(FieldError(pointer, "outside_trip", {}))
            elif day["date"] in seen:
                faults.append(FieldError(pointer, "duplicate", {}))
            if len(day["items"]) > MAX_ITEMS:
                faults.append(FieldError(f"/itinerary/days/{index}/items", "too_many", {"max": MAX_ITEMS}))
            seen.add(day["date"])
        return faults


@dataclass(frozen=True, slots=True)
class Source:
    """The plan that another was copied from; both are None once that is gone for good."""

    plan_id: str | None
    owner_id: str | None


@dataclass(slots=True, kw_only=True)
class Plan:
    """A travel plan. Each change of content or visibility makes the version one higher and raises one event."""

    id: str
    owner_id: str
    version: int
    visibility: Visibility
    content: Content
    created_at: str
    updated_at: str
    shown_at: str | None = None
    """When others could see it first; None for what was private ever since."""
    public_at: str | None = None
    """When everybody could see it first."""
    forked_from: Source | None = None
    links: tuple[ShareLink, ...] = ()
    """What shows it to whoever has the link. Making or revoking one is no change of the plan."""
    deleted: bool = False
    events: list[EventData] = field(default_factory=list)

    @classmethod
    def write(
        cls,
        *,
        plan_id: str,
        owner_id: str,
        visibility: Visibility,
        content: Content,
        now: str,
        recommendation_id: str | None = None,
        source: tuple[str, str] | None = None,
    ) -> "Plan":
        """A new plan: the member's own, of a recommendation, or copied from a `source` (its id and its owner's). Raises
        the `Rejection` that says what is wrong with its content."""
        content = content.checked()
        plan = cls(
            id=plan_id,
            owner_id=owner_id,
            version=1,
            visibility=visibility,
            content=content,
            created_at=now,
            updated_at=now,
            forked_from=Source(*source) if source else None,
        )
        plan._note_shown(now)
        plan.events.append(PlanCreated(**plan._state(), recommendation_id=recommendation_id))
        if source is not None:
            plan.events.append(
                PlanForked(
                    plan_id=plan_id,
                    owner_id=owner_id,
                    version=plan.version,
                    source_plan_id=source[0],
                    source_owner_id=source[1],
                    at=now,
                )
            )
        return plan

    @property
    def place_key(self) -> str:
        """Which destination it is about (shared/catalogue)."""
        return place_key(self.content.location)

    @property
    def feed_key(self) -> str | None:
        """Where it stands among what others share, as text in the order of time: since those who may see it now could
        see it first, however often it was changed or hidden meanwhile. None for a private plan."""
        if self.visibility == "private":
            return None
        at = self.public_at if self.visibility == "public" else self.shown_at
        return f"{at or self.created_at}.{self.id}"  # plans of before this was noted have only their age

    @property
    def snapshot(self) -> PlanSnapshot:
        """What it is, for those who make their copies anew."""
        source = self.forked_from
        return PlanSnapshot(
            plan_id=self.id,
            owner_id=self.owner_id,
            version=self.version,
            state=PlanUpdated(**self._state()),
            shared_at=self.shown_at,
            source_plan_id=source.plan_id if source else None,
            source_owner_id=source.owner_id if source else None,
        )

    def replace(self, content: Content, *, now: str) -> None:
        """Say it differently; the same again changes nothing. Raises as `write` does."""
        content = content.checked()
        if content == self.content:
            return
        self.content = content
        self._touch(now)
        self.events.append(PlanUpdated(**self._state()))

    def take_in(self, recommendation_id: str, content: Content, *, now: str) -> None:
        """Say what a recommendation made of it, which is told even if that changes nothing. Raises as `write` does."""
        self.content = content.checked()
        self._touch(now)
        self.events.append(PlanUpdated(**self._state(), recommendation_id=recommendation_id))

    def show_to(self, visibility: Visibility, *, now: str) -> None:
        """Let more or fewer people see it; the same again changes nothing. What becomes private is gone everywhere,
        from its links too; new ones may be made."""
        if visibility == self.visibility:
            return
        widened = _REACH[visibility] > _REACH[self.visibility]
        self.visibility = visibility
        if visibility == "private":
            self.links = ()
        self._touch(now)
        self._note_shown(now)
        self.events.append(PlanShared(**self._state()) if widened else PlanUnshared(**self._state()))

    def delete(self) -> None:
        """It is gone; only its id and version remain."""
        self.deleted = True
        self.version += 1
        self.events.append(PlanDeleted(plan_id=self.id, owner_id=self.owner_id, version=self.version))

    def _note_shown(self, now: str) -> None:
        if self.visibility != "private":
            self.shown_at = self.shown_at or now
        if self.visibility == "public":
            self.public_at = self.public_at or now

    def _touch(self, now: str) -> None:
        self.version += 1
        self.updated_at = now

    def _state(self) -> dict[str, Any]:
        content = self.content
        return {
            "plan_id": self.id,
            "owner_id": self.owner_id,
            "version": self.version,
            "visibility": self.visibility,
            "title": content.title,
            "location": content.location,
            "place_key": self.place_key,
            "travel_date": content.travel_date.isoformat(),
            "end_date": content.end_date.isoformat(),
            "group_size": content.group_size,
            "budget": content.budget,
            "currency": content.currency,
            "details": content.details,
            "itinerary": content.itinerary,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }

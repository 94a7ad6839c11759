"""What a plan is, and who may see it."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from shared.catalogue import place_key
from shared.errors import FieldError, Rejection
from shared.events.base import EventData
from shared.events.plan import (
    ItineraryDay,
    PlanCreated,
    PlanDeleted,
    PlanShared,
    PlanUnshared,
    PlanUpdated,
    Visibility,
)
from shared.money import CURRENCIES

MAX_DAYS = 60
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
            seen.add(day["date"])
        return faults


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
    deleted: bool = False
    events: list[EventData] = field(default_factory=list)

    @classmethod
    def write(cls, *, plan_id: str, owner_id: str, visibility: Visibility, content: Content, now: str) -> "Plan":
        """A new plan. Raises the `Rejection` that says what is wrong with its content."""
        content = content.checked()
        plan = cls(
            id=plan_id,
            owner_id=owner_id,
            version=1,
            visibility=visibility,
            content=content,
            created_at=now,
            updated_at=now,
        )
        plan.events.append(PlanCreated(**plan._state()))
        return plan

    @property
    def place_key(self) -> str:
        """Which destination it is about (shared/catalogue)."""
        return place_key(self.content.location)

    def replace(self, content: Content, *, now: str) -> None:
        """Say it differently; the same again changes nothing. Raises as `write` does."""
        content = content.checked()
        if content == self.content:
            return
        self.content = content
        self._touch(now)
        self.events.append(PlanUpdated(**self._state()))

    def show_to(self, visibility: Visibility, *, now: str) -> None:
        """Let more or fewer people see it; the same again changes nothing."""
        if visibility == self.visibility:
            return
        widened = _REACH[visibility] > _REACH[self.visibility]
        self.visibility = visibility
        self._touch(now)
        self.events.append(PlanShared(**self._state()) if widened else PlanUnshared(**self._state()))

    def delete(self) -> None:
        """It is gone; only its id and version remain."""
        self.deleted = True
        self.version += 1
        self.events.append(PlanDeleted(plan_id=self.id, owner_id=self.owner_id, version=self.version))

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

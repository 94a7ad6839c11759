"""What a member may ask for. What is left out is taken from the own plan that is to be deepened, if one is named."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import orjson

from functions.recommendation.brief import MAX_DAYS, Language, Request
from shared.catalogue import place_key
from shared.errors import FieldError, Rejection
from shared.events.recommendation import Kind
from shared.money import CURRENCIES

_SEOUL = timezone(timedelta(hours=9))
"""Our readers' day. Korea has no summer time."""


def today(now: datetime) -> date:
    """The day it is in Seoul."""
    return now.astimezone(_SEOUL).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A member's words, with None for what was left out. Money is in minor units, for the whole group."""

    kind: Kind
    location: str | None = None
    travel_date: date | None = None
    end_date: date | None = None
    group_size: int | None = None
    budget: int | None = None
    currency: str | None = None
    details: str | None = None
    plan_id: str | None = None
    """The own plan to deepen (A only)."""
    fresh: bool = False
    """Ask and pay again even if the same was answered a moment ago."""

    def about(self, plan: Mapping[str, Any]) -> "Ask":
        """The same, with what was left out taken from a plan: the budget only together with its currency, and the last
        day so that a trip which begins another day is as long."""
        given_budget = self.budget is not None
        first, last = date.fromisoformat(plan["travelDate"]), date.fromisoformat(plan["endDate"])
        begins = self.travel_date or first
        return replace(
            self,
            location=self.location or plan["location"],
            travel_date=begins,
            end_date=self.end_date or begins + (last - first),
            group_size=self.group_size or plan["groupSize"],
            budget=self.budget if given_budget or self.currency not in (None, plan["currency"]) else plan["budget"],
            currency=self.currency or plan["currency"],
            details=self.details or plan["details"],
        )

    def request(self, language: Language, *, on: date) -> Request:
        """What is asked of whoever makes it, on the day `on`. Raises the 422 `Rejection` naming what is missing or
        makes it no trip to recommend."""
        faults = [*self._missing(), *self._faults(on)]
        location, first, size = self.location, self.travel_date, self.group_size
        if faults or location is None or first is None or size is None:
            raise Rejection("validation_failed", 422, errors=faults)
        return Request(
            kind=self.kind,
            location=location,
            place_key=place_key(location),
            travel_date=first,
            end_date=self.end_date or first,
            group_size=size,
            budget=self.budget,
            currency=self.currency or "KRW",
            details=self.details,
            language=language,
            plan_id=self.plan_id,
        )

    def _missing(self) -> list[FieldError]:
        required = {"/location": self.location, "/travelDate": self.travel_date, "/groupSize": self.group_size}
        if self.kind == "A":
            required["/budget"] = self.budget
        return [FieldError(pointer, "required", {}) for pointer, value in required.items() if value is None]

    def _faults(self, on: date) -> list[FieldError]:
        first, last = self.travel_date, self.end_date or self.travel_date
        faults = []
        if self.plan_id is not None and self.kind != "A":
            faults.append(FieldError("/planId", "only_for_kind", {"kind": "A"}))
        if first is not None and last is not None:
            if first < on:
                faults.append(FieldError("/travelDate", "past_date", {}))
            if last < first:
                faults.append(FieldError("/endDate", "before_start", {}))
            elif (last - first).days >= MAX_DAYS:
                faults.append(FieldError("/endDate", "too_many_days", {"max": MAX_DAYS}))
        if self.currency is not None and self.currency not in CURRENCIES:
            faults.append(FieldError("/currency", "unknown_currency", {}))
        return faults


def digest(request: Request) -> str:
    """Equal for requests that say the same in the same language."""
    said = {each.name: getattr(request, each.name) for each in fields(request)}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]

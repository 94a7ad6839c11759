"""What plan takes and answers."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from functions.plan.domain import MAX_DAYS, Content
from shared.events.plan import ItineraryDay, Visibility
from shared.http import Schema
from shared.money import MAX_AMOUNT

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

type Category = Literal["sight", "meal", "stay", "transport", "activity", "shopping", "other"]


def _said(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "a blank says nothing")
    return text


def _said_or_none(text: str | None) -> str | None:
    return text or None


def _with_plain_newlines(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").replace("\r", "\n") if text and "\r" in text else _said_or_none(text)


def _iso_date_only(value: object) -> object:
    """Pydantic by itself would also take a number of seconds since 1970."""
    if not (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        raise ValueError("not a date of the form 2026-03-01")
    return value


_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=_LINE)]
_RequiredLine = Annotated[_Line, AfterValidator(_said), Field(json_schema_extra={"minLength": 1})]
_OptionalLine = Annotated[_Line | None, AfterValidator(_said_or_none)]
_Note = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=_TEXT)] | None,
    AfterValidator(_with_plain_newlines),
]
_Details = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=_TEXT)] | None,
    AfterValidator(_with_plain_newlines),
]
_Date = Annotated[
    date, Field(strict=False, ge=date(1970, 1, 1), le=date(2100, 12, 31)), BeforeValidator(_iso_date_only)
]
_Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
_Degrees = Annotated[float, Field(allow_inf_nan=False)]


class _Input(Schema):
    """JSON's types as they are: no "3" for 3, no 3.0 for 3, no snake_case names."""

    model_config = ConfigDict(strict=True, populate_by_name=False)


class CoordinatesInput(_Input):
    """WGS 84, degrees."""

    lat: Annotated[_Degrees, Field(ge=-90, le=90)]
    lng: Annotated[_Degrees, Field(ge=-180, le=180)]


class PlaceInput(_Input):
    """Where something happens."""

    name: _RequiredLine
    coordinates: CoordinatesInput | None = None


class ItemInput(_Input):
    """One thing to do."""

    time: Annotated[str, Field(pattern=_TIME, description="Local time, HH:MM.")] | None = None
    title: _RequiredLine
    place: PlaceInput | None = None
    category: Category | None = None
    cost: _Amount | None = Field(default=None, description="For the whole group, in minor units of `currency`.")
    note: _Note = None


class DayInput(_Input):
    """One day of the trip."""

    date: _Date = Field(description="A day of the trip, each at most once.")
    items: tuple[ItemInput, ...] = Field(default=(), max_length=40, description="In the order they happen.")


class ItineraryInput(_Input):
    """What is planned for which day."""

    days: tuple[DayInput, ...] = Field(default=(), max_length=MAX_DAYS)


class PlanContent(_Input):
    """All that a plan says; what is left out is not kept."""

    title: _OptionalLine = Field(default=None, description="Default: the location.")
    location: _RequiredLine = Field(description="In the member's own words; `placeKey` says what we make of it.")
    travel_date: _Date = Field(description="The first day, between 1970 and 2100.")
    end_date: _Date | None = Field(
        default=None, description=f"The last day; default: travelDate. At most {MAX_DAYS} days in all."
    )
    group_size: int = Field(ge=1, le=100)
    budget: _Amount | None = Field(default=None, description="For the whole group, in minor units of `currency`.")
    currency: _OptionalLine = Field(
        default=None, description="ISO 4217; default: KRW.", json_schema_extra={"pattern": "^[A-Z]{3}$"}
    )
    details: _Details = Field(default=None, description="Free text: wishes, tastes, constraints.")
    itinerary: ItineraryInput | None = None

    def content(self) -> Content:
        """What the domain makes of it."""
        days: list[ItineraryDay] = [] if self.itinerary is None else self.itinerary.model_dump(mode="json")["days"]
        return Content(
            title=self.title or self.location,
            location=self.location,
            travel_date=self.travel_date,
            end_date=self.end_date or self.travel_date,
            group_size=self.group_size,
            budget=self.budget,
            currency=self.currency or "KRW",
            details=self.details,
            itinerary=days,
        )


class PlanDraft(PlanContent):
    """A plan to be written."""

    visibility: Visibility = "private"


class VisibilityChange(_Input):
    """Who may see a plan."""

    visibility: Visibility


class OwnerView(Schema):
    """Whose plan it is."""

    id: str
    name: str


class CoordinatesView(Schema):
    """WGS 84, degrees."""

    lat: float
    lng: float


class PlaceView(Schema):
    """Where something happens."""

    name: str
    coordinates: CoordinatesView | None


class ItemView(Schema):
    """One thing to do. `cost` is for the whole group, in minor units of the plan's currency."""

    time: str | None
    title: str
    place: PlaceView | None
    category: Category | None
    cost: int | None
    note: str | None


class DayView(Schema):
    """One day of the trip."""

    date: date
    items: list[ItemView]


class ItineraryView(Schema):
    """The days for which something is planned, in order."""

    days: list[DayView]


class _Described(Schema):
    id: str
    owner_id: str
    owner: OwnerView
    title: str
    location: str
    place_key: str = Field(description="The destination's key, or x- and a normalised form of an unknown location.")
    travel_date: date
    end_date: date
    group_size: int
    budget: int | None = Field(description="For the whole group, in minor units of `currency`.")
    currency: str
    visibility: Visibility
    version: int = Field(description="What If-Match compares.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC.")


class PlanView(_Described):
    """A plan."""

    details: str | None
    itinerary: ItineraryView


class PlanSummary(_Described):
    """A plan in a list."""

    days: int = Field(description="How many days the trip has.")


class PlanPage(Schema):
    """A page of plans, newest first."""

    items: list[PlanSummary]
    next_cursor: str | None


class DestinationSearch(Schema):
    """What destination is looked for."""

    q: str = Field(default="", max_length=120, description="Part of its name, in Korean or English; empty: all.")
    limit: int = Field(default=20, ge=1, le=100, description="How many items at most.")


class NamesView(Schema):
    """What something is called in Korean and in English."""

    ko: str
    en: str


class RegionView(NamesView):
    """What a destination is part of."""

    key: str


class DestinationView(Schema):
    """A destination of the catalogue."""

    key: str
    name: NamesView
    country: str = Field(description="ISO 3166-1, two letters.")
    region: RegionView
    location: CoordinatesView = Field(description="Approximate.")
    timezone: str
    currency: str


class DestinationPage(Schema):
    """Destinations, best match first; there is no second page."""

    items: list[DestinationView]
    next_cursor: None

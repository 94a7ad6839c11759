"""What plan takes and answers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from functions.plan.domain import MAX_DAYS, MAX_ITEMS, Content
from shared.events.plan import ItineraryDay, Visibility
from shared.fields import Amount, Details, Input, IsoDate, Note, OptionalLine, RequiredLine
from shared.http import Schema

_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

type Category = Literal["sight", "meal", "stay", "transport", "activity", "shopping", "other"]

_Degrees = Annotated[float, Field(allow_inf_nan=False)]


class CoordinatesInput(Input):
    """WGS 84, degrees."""

    lat: Annotated[_Degrees, Field(ge=-90, le=90)]
    lng: Annotated[_Degrees, Field(ge=-180, le=180)]


class PlaceInput(Input):
    """Where something happens."""

    name: RequiredLine
    coordinates: CoordinatesInput | None = None


class ItemInput(Input):
    """One thing to do."""

    time: Annotated[str, Field(pattern=_TIME, description="Local time, HH:MM.")] | None = None
    title: RequiredLine
    place: PlaceInput | None = None
    category: Category | None = None
    cost: Amount | None = Field(default=None, description="For the whole group, in minor units of `currency`.")
    note: Note = None


class DayInput(Input):
    """One day of the trip."""

    date: IsoDate = Field(description="A day of the trip, each at most once.")
    items: tuple[ItemInput, ...] = Field(default=(), max_length=MAX_ITEMS, description="In the order they happen.")


class ItineraryInput(Input):
    """What is planned for which day."""

    days: tuple[DayInput, ...] = Field(default=(), max_length=MAX_DAYS)


class PlanContent(Input):
    """All that a plan says; what is left out is not kept."""

    title: OptionalLine = Field(default=None, description="Default: the location.")
    location: RequiredLine = Field(description="In the member's own words; `placeKey` says what we make of it.")
    travel_date: IsoDate = Field(description="The first day, between 1970 and 2100.")
    end_date: IsoDate | None = Field(
        default=None, description=f"The last day; default: travelDate. At most {MAX_DAYS} days in all."
    )
    group_size: int = Field(ge=1, le=100)
    budget: Amount | None = Field(default=None, description="For the whole group, in minor units of `currency`.")
    currency: OptionalLine = Field(
        default=None, description="ISO 4217; default: KRW.", json_schema_extra={"pattern": "^[A-Z]{3}$"}
    )
    details: Details = Field(default=None, description="Free text: wishes, tastes, constraints.")
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


class VisibilityChange(Input):
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
    likes: int = Field(description="How many members like it.")
    liked_by_me: bool = Field(description="Whether the caller does.")
    forks: int = Field(description="How many plans of others were copied from it.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC.")


class SourceView(Schema):
    """The plan that another was copied from. `{"visible": false}` if the reader may not see it, or it is gone."""

    visible: bool
    plan_id: str | None = None
    owner: OwnerView | None = None
    title: str | None = None


class PlanView(_Described):
    """A plan."""

    details: str | None
    itinerary: ItineraryView
    forked_from: SourceView | None


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

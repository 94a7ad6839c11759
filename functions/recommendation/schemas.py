"""What recommendation takes and answers."""

from datetime import date
from typing import Literal

from pydantic import Field

from functions.recommendation.asking import Ask
from functions.recommendation.brief import MAX_DAYS, Category
from functions.recommendation.domain import PRICE, Status, StepName
from shared.events.recommendation import Kind, SourceKind
from shared.fields import Amount, Details, Input, IsoDate, OptionalLine
from shared.http import Schema

_DEFAULT = "Required, unless `planId` names a plan that says it."


class RecommendationDraft(Input):
    """What to recommend a trip from, and which trip."""

    type: Kind = Field(
        description="A: from the member's own plans; B: from plans of members whom many follow; C: from the plans the "
        "member likes."
    )
    location: OptionalLine = Field(default=None, description=f"In the member's own words. {_DEFAULT}")
    travel_date: IsoDate | None = Field(default=None, description=f"The first day, today in Seoul or later. {_DEFAULT}")
    end_date: IsoDate | None = Field(
        default=None, description=f"The last day; default: travelDate. At most {MAX_DAYS} days in all."
    )
    group_size: int | None = Field(default=None, ge=1, le=100, description=_DEFAULT)
    budget: Amount | None = Field(
        default=None, description="For the whole group, in minor units of `currency`. Required for A."
    )
    currency: OptionalLine = Field(
        default=None, description="ISO 4217; default: KRW.", json_schema_extra={"pattern": "^[A-Z]{3}$"}
    )
    details: Details = Field(default=None, description="Free text: wishes, tastes, constraints.")
    plan_id: str | None = Field(
        default=None,
        max_length=64,
        description="A only: the own plan to deepen. What is left out here is taken from it.",
    )
    fresh: bool = Field(
        default=False, description="Ask and pay again, even if the same was made within the hour and nothing changed."
    )

    def ask(self) -> Ask:
        """What the domain makes of it."""
        return Ask(
            kind=self.type,
            location=self.location,
            travel_date=self.travel_date,
            end_date=self.end_date,
            group_size=self.group_size,
            budget=self.budget,
            currency=self.currency,
            details=self.details,
            plan_id=self.plan_id,
            fresh=self.fresh,
        )


class StepView(Schema):
    """Something that happened, and when."""

    name: StepName
    at: str = Field(description="ISO 8601, UTC.")


class CoordinatesView(Schema):
    """WGS 84, degrees."""

    lat: float
    lng: float


class PlaceView(Schema):
    """Where something happens."""

    name: str
    coordinates: CoordinatesView | None = None


class SourceView(Schema):
    """Where an item comes from."""

    kind: SourceKind
    plans: int = Field(default=0, description="How many plans stand behind it; absent where none do.")
    travellers: int = Field(default=0, description="How many people wrote them; absent where none did.")
    scope: str = Field(default="", description="How far evidence was looked for: place, region or country.")


class RecommendedItemView(Schema):
    """One thing to do. `cost` is for the whole group, in minor units of the recommendation's currency."""

    id: str = Field(description="Unique in the recommendation: what accepting a part of it names.")
    time: str | None
    title: str
    place: PlaceView | None
    category: Category | None
    cost: int | None
    note: str | None
    sources: list[SourceView]


class RecommendedDayView(Schema):
    """One day of the trip."""

    date: date
    items: list[RecommendedItemView]


class RecommendedItineraryView(Schema):
    """Every day of the trip, in order."""

    days: list[RecommendedDayView]


class EvidenceView(Schema):
    """What it was made from."""

    scope: Literal["place", "region", "country", "catalogue"] = Field(description="How far one had to look.")
    plans: int
    travellers: int


class FailureView(Schema):
    """Why it was not made."""

    code: str
    message: str = Field(description="In the reader's language.")
    params: dict[str, int] = Field(description="The numbers the message names.")


class RecommendationSummary(Schema):
    """A recommendation in a list."""

    id: str
    type: Kind
    status: Status
    made_by: str | None = Field(description="Which adapter and model made it, or could not.")
    title: str | None = Field(description="Null until it is made.")
    location: str
    place_key: str = Field(description="The destination's key, or x- and a normalised form of an unknown location.")
    travel_date: date
    end_date: date
    group_size: int
    budget: int | None = Field(description="For the whole group, in minor units of `currency`.")
    currency: str
    plan_id: str | None = Field(description="The plan that is deepened.")
    failure: FailureView | None
    tokens: int = Field(description=f"What it costs: {PRICE}, or 0 if it failed or was answered from what is stored.")
    accepted_as: list[str] = Field(description="The plans it went into.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC.")


class RecommendationView(RecommendationSummary):
    """A recommendation: how far it is, and what came of it."""

    steps: list[StepView]
    details: str | None
    itinerary: RecommendedItineraryView | None = Field(description="Null until it is made.")
    evidence: EvidenceView | None = Field(description="Null until it is made.")


class RecommendationPage(Schema):
    """A page of recommendations, newest first."""

    items: list[RecommendationSummary]
    next_cursor: str | None

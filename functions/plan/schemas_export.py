"""Plan's part of the export of everything that is held of a member."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.events.plan import Visibility
from shared.http import Schema


class ExportedSource(Schema):
    """The plan that this one was copied from; null once that is gone."""

    plan_id: str | None
    owner_id: str | None


class ExportedLink(Schema):
    """A share link; of its secret we keep nothing that could be shown."""

    id: str
    sections: list[str]
    expires_at: str | None
    created_at: str


class ExportedPlan(Schema):
    """A plan of the member's."""

    record: Literal["plan"]
    id: str
    version: int
    visibility: Visibility
    place_key: str
    title: str
    location: str
    travel_date: date
    end_date: date
    group_size: int
    budget: int | None = Field(description="For the whole group, in minor units of `currency`.")
    currency: str
    details: str | None
    itinerary: dict[str, Any] = Field(description="As in the plan itself.")
    forked_from: ExportedSource | None
    links: list[ExportedLink]
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str


class ExportedAcceptance(Schema):
    """The plan that a recommendation became, or went into."""

    record: Literal["accepted"]
    recommendation_id: str
    plan_id: str


class PlanExport(Schema):
    """A page of plan's part."""

    items: list[Annotated[ExportedPlan | ExportedAcceptance, Field(discriminator="record")]]
    next_cursor: str | None

"""What plan publishes (topic plan-events).

Every event but PlanDeleted carries the plan as it is after what happened, so that a reader needs no other event to
know it: the one with the highest version is the truth, in whatever order they come.
"""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.events.base import EventData

type Visibility = Literal["private", "followers", "public"]


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Coordinates(_Part):
    """WGS 84, degrees."""

    lat: float
    lng: float


class Place(_Part):
    """Where an item of an itinerary happens."""

    name: str
    coordinates: Coordinates | None = None


class ItineraryItem(_Part):
    """One thing to do. `cost` is for the whole group, in minor units of the plan's currency."""

    time: str | None = None
    title: str
    place: Place | None = None
    category: str | None = None
    cost: int | None = None
    note: str | None = None


class ItineraryDay(_Part):
    """One day's items, in order. `date` is ISO 8601."""

    date: str
    items: tuple[ItineraryItem, ...] = ()


class _PlanEvent(EventData):
    context: ClassVar[str] = "plan"

    plan_id: str
    owner_id: str

    def subject(self) -> str:
        return self.plan_id


class _PlanState(_PlanEvent):
    visibility: Visibility
    title: str
    location: str
    place_key: str
    """The catalogue's key of the destination, or a normalised form of `location` where the catalogue has none."""
    travel_date: str
    end_date: str
    group_size: int
    budget: int | None = None
    currency: str = "KRW"
    details: str | None = None
    itinerary: tuple[ItineraryDay, ...] = ()
    created_at: str
    updated_at: str


class PlanCreated(_PlanState):
    """A member wrote a plan, with the visibility they chose."""


class PlanUpdated(_PlanState):
    """The plan's content changed; its visibility did not."""


class PlanShared(_PlanState):
    """More people may see it than before."""


class PlanUnshared(_PlanState):
    """Fewer people may see it than before."""


class PlanDeleted(_PlanEvent):
    """It is gone for good."""

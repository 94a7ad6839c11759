"""What plan publishes (topic plan-events).

Every event but PlanDeleted carries the plan as it is after what happened, so that a reader needs no other event to
know it: the one with the highest version is the truth, in whatever order they come.
"""

from typing import ClassVar, Literal, NotRequired, TypedDict

from pydantic import Field

from shared.events.base import EventData

type Visibility = Literal["private", "followers", "public"]


# The parts of an itinerary are dictionaries: it is validated, stored, published and answered in one form, and making
# objects of a few dozen items at every step was a third of what creating a plan cost.


class Coordinates(TypedDict):
    """WGS 84, degrees."""

    lat: float
    lng: float


class Place(TypedDict):
    """Where an item of an itinerary happens."""

    name: str
    coordinates: NotRequired[Coordinates | None]


class ItineraryItem(TypedDict):
    """One thing to do. `cost` is for the whole group, in minor units of the plan's currency."""

    time: NotRequired[str | None]
    title: str
    place: NotRequired[Place | None]
    category: NotRequired[str | None]
    cost: NotRequired[int | None]
    note: NotRequired[str | None]


class ItineraryDay(TypedDict):
    """One day's items, in order. `date` is ISO 8601."""

    date: str
    items: list[ItineraryItem]


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
    itinerary: list[ItineraryDay] = Field(default=[])
    created_at: str
    updated_at: str


class PlanCreated(_PlanState):
    """A member wrote a plan, with the visibility they chose; `recommendation_id` if it is one they accepted."""

    recommendation_id: str | None = None


class PlanUpdated(_PlanState):
    """The plan's content changed; its visibility did not. `recommendation_id` if it took in one they accepted."""

    recommendation_id: str | None = None


class PlanShared(_PlanState):
    """More people may see it than before."""


class PlanUnshared(_PlanState):
    """Fewer people may see it than before."""


class PlanDeleted(_PlanEvent):
    """It is gone for good."""


class PlanForked(_PlanEvent):
    """`owner_id` made a plan of their own, `plan_id`, from a copy of another's. Published with the PlanCreated of the
    new plan, whose version it has."""

    source_plan_id: str
    source_owner_id: str
    at: str


class PlanSnapshot(_PlanEvent):
    """A plan as it is, told again so that copies can be made anew: `state` is what its last change told, None of one
    that is gone. `shared_at` is when others could see it first, if they ever could; the source is the plan that it was
    copied from, if that is still there."""

    state: PlanUpdated | None
    shared_at: str | None = None
    source_plan_id: str | None = None
    source_owner_id: str | None = None

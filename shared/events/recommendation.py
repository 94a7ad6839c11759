"""What recommendation publishes (topic recommendation-events): the beginning of a saga, and its one end."""

from typing import ClassVar, Literal, NotRequired, TypedDict

from shared.events.base import EventData
from shared.events.plan import Place

type Kind = Literal["A", "B", "C"]
type SourceKind = Literal["own_plans", "plans", "liked_plans", "catalogue", "unverified"]


class Source(TypedDict):
    """Where an item comes from. `plans` and `travellers` count what stands behind it; `scope` says how far evidence
    was looked for ("place", "region", "country")."""

    kind: SourceKind
    plans: NotRequired[int]
    travellers: NotRequired[int]
    scope: NotRequired[str]


class RecommendedItem(TypedDict):
    """One thing to do. `id` is unique in the recommendation and never changes. `cost` is for the whole group, in minor
    units of the recommendation's currency."""

    id: str
    time: str | None
    title: str
    place: Place | None
    category: str | None
    cost: int | None
    note: str | None
    sources: list[Source]


class RecommendedDay(TypedDict):
    """One day's items, in order. `date` is ISO 8601."""

    date: str
    items: list[RecommendedItem]


class _AnyRecommendationEvent(EventData):
    context: ClassVar[str] = "recommendation"

    recommendation_id: str
    member_id: str

    def subject(self) -> str:
        return self.recommendation_id


class _RecommendationEvent(_AnyRecommendationEvent):
    kind: Kind
    location: str
    """In the member's own words."""
    place_key: str
    tokens: int
    """What it costs: held, then spent or given back."""
    at: str


class RecommendationRequired(_RecommendationEvent):
    """A member asks for a recommendation: token is to hold its price."""


class RecommendationCreated(_RecommendationEvent):
    """The itinerary is there: the hold is spent. `plan_id` and `plan_version` name the plan it deepens, as it was
    read."""

    title: str
    travel_date: str
    end_date: str
    group_size: int
    budget: int | None = None
    currency: str
    details: str | None = None
    days: list[RecommendedDay]
    made_by: str
    plan_id: str | None = None
    plan_version: int | None = None


class RecommendationFailed(_RecommendationEvent):
    """It will not be made, for the reason `code`: the hold, if there is one or ever comes, is given back."""

    code: str


class RecommendationSnapshot(_AnyRecommendationEvent):
    """A recommendation that was made, told again so that copies can be made anew: `made` is what was told when it was;
    None of one that is gone."""

    made: RecommendationCreated | None

"""What like answers."""

from datetime import date

from pydantic import Field

from shared.events.plan import Visibility
from shared.http import Schema


class LikeState(Schema):
    """How the caller stands to a plan after the request."""

    plan_id: str
    liked: bool
    likes: int = Field(description="How many like the plan.")


class OwnerView(Schema):
    """Whose plan it is."""

    id: str
    name: str


class LikedPlan(Schema):
    """A plan in the list of those a member likes."""

    id: str
    owner_id: str
    owner: OwnerView
    title: str
    location: str
    place_key: str = Field(description="The destination's key, or x- and a normalised form of an unknown location.")
    travel_date: date
    end_date: date
    visibility: Visibility
    likes: int = Field(description="How many like the plan.")
    liked_at: str = Field(description="When the caller began to like it, ISO 8601, UTC.")


class LikedPlanPage(Schema):
    """A page of liked plans, latest like first. It may have fewer than asked for: what may not be seen is left out."""

    items: list[LikedPlan]
    next_cursor: str | None

"""What the feed is asked and answers."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.plan.schemas import PlanSummary
from shared.http import Paging, Schema

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class FeedQuery(Paging):
    """Which of the plans that others share."""

    sort: Literal["recent", "trending"] = Field(
        default="recent", description="Newest first, or what was liked and forked most of late: a hundred plans."
    )
    scope: Literal["all", "following"] = Field(
        default="all", description="Everybody's, or those of the members whom the caller follows; that needs a token."
    )
    location: _Text = Field(default="", description="Of one place, in whatever words; empty: everywhere.")
    q: _Text = Field(
        default="",
        description="With all of these words, or beginnings of at least two syllables or three letters, in the title, "
        "the location or the places of the itinerary; empty: whatever they say.",
    )


class FeedItem(PlanSummary):
    """A plan in the feed."""

    shared_at: str = Field(description="Since when those who may see it could: ISO 8601, UTC. Changes do not renew it.")


class FeedPage(Schema):
    """A page of the feed. It may have fewer than asked for, even none, and still a next page."""

    items: list[FeedItem]
    next_cursor: str | None

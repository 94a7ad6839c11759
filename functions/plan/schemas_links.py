"""What share links take and answer, and what a plan answers through one."""

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from functions.plan.links import MAX_LIFE_DAYS, MAX_LINKS, SECTIONS, Section
from functions.plan.schemas import ItineraryView, OwnerView
from shared.fields import Input
from shared.http import Schema

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _moment_only(value: object) -> object:
    """Pydantic by itself would also take a number of seconds since 1970 in quotes."""
    if not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise ValueError("not a moment of the form 2026-03-01T09:00:00Z")
    return value


class LinkDraft(Input):
    """A share link to be made."""

    sections: tuple[Section, ...] = Field(
        min_length=1,
        max_length=len(SECTIONS),
        description="What the link shows beside title, place, dates and owner: the days; what it costs; the text, "
        "notes and group size.",
        json_schema_extra={"uniqueItems": True},
    )
    expires_at: Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_moment_only)] | None = Field(
        default=None,
        description=f"ISO 8601, in the future, at most {MAX_LIFE_DAYS} days away. Default: until it is revoked.",
    )


class LinkView(Schema):
    """A share link."""

    id: str
    sections: list[Section]
    expires_at: str | None
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC.")


class NewLinkView(LinkView):
    """A share link and, this once, how to open it."""

    url: str = Field(description="Where people open it: a page with a preview card.")
    token: str


class LinkPage(Schema):
    """The live links of a plan, oldest first; there is no second page."""

    items: list[LinkView] = Field(description=f"At most {MAX_LINKS}.")
    next_cursor: None


class SharedPlanView(Schema):
    """A plan through a link. What is in none of its `sections` is null, in days and items too."""

    plan_id: str
    owner: OwnerView
    title: str
    location: str
    place_key: str
    travel_date: date
    end_date: date
    sections: list[Section] = Field(description="What the link shows.")
    budget: int | None = Field(description="budget: for the whole group, in minor units of `currency`.")
    currency: str | None = Field(description="budget: ISO 4217.")
    group_size: int | None = Field(description="details.")
    details: str | None = Field(description="details.")
    itinerary: ItineraryView | None = Field(description="itinerary: `cost` as `budget`, `note` as `details`.")
    updated_at: str = Field(description="ISO 8601, UTC.")

"""Recommendation's part of the export of everything that is held of a member."""

from typing import Literal

from pydantic import Field

from functions.recommendation.schemas import RecommendationView
from shared.http import Schema


class ExportedRecommendation(RecommendationView):
    """What the member asked for, and what came of it."""

    record: Literal["recommendation"]
    language: Literal["ko", "en"] = Field(description="The language it was asked for in.")


class RecommendationExport(Schema):
    """A page of recommendation's part."""

    items: list[ExportedRecommendation]
    next_cursor: str | None

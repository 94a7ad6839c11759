"""Like's part of the export of everything that is held of a member."""

from typing import Literal

from pydantic import Field

from shared.http import Schema


class ExportedLike(Schema):
    """A plan that the member likes."""

    record: Literal["like"]
    plan_id: str
    owner_id: str = Field(description="Whose plan it is.")
    since: str = Field(description="ISO 8601, UTC.")


class LikeExport(Schema):
    """A page of like's part."""

    items: list[ExportedLike]
    next_cursor: str | None

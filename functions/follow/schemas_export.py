"""Follow's part of the export of everything that is held of a member."""

from typing import Annotated, Literal

from pydantic import Field

from shared.http import Schema


class _Exported(Schema):
    member_id: str
    name: str | None = Field(description="What they are called now; null if they left.")


class ExportedFollowing(_Exported):
    """Somebody whom the member follows."""

    record: Literal["following"]
    since: str = Field(description="ISO 8601, UTC.")


class ExportedFollower(_Exported):
    """Somebody who follows the member."""

    record: Literal["follower"]
    since: str = Field(description="ISO 8601, UTC.")


class ExportedBlock(_Exported):
    """Somebody whom the member blocks."""

    record: Literal["block"]


class FollowExport(Schema):
    """A page of follow's part."""

    items: list[Annotated[ExportedFollowing | ExportedFollower | ExportedBlock, Field(discriminator="record")]]
    next_cursor: str | None

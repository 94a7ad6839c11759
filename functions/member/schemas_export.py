"""The export of everything that is held of a member."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from functions.member.schemas import OwnProfile
from shared.http import Schema


class ExportedProfile(OwnProfile):
    """The profile, and what the member signs in with."""

    record: Literal["profile"]
    provider: str = Field(
        description="Who vouches for the member at sign-in. Of the account and e-mail there, only digests are kept."
    )
    linked_providers: list[str] = Field(description="Who else does: accounts that were linked.")


class ExportedSession(Schema):
    """A sign-in that goes on."""

    record: Literal["session"]
    id: str
    created_at: str = Field(description="ISO 8601, UTC.")
    rotated_at: str = Field(description="ISO 8601, UTC: when it was last used for a new access token.")


class MemberExport(Schema):
    """A page of member's part."""

    items: list[Annotated[ExportedProfile | ExportedSession, Field(discriminator="record")]]
    next_cursor: str | None


class ExportedRecord(Schema):
    """Something that is held of the member."""

    model_config = ConfigDict(alias_generator=to_camel, extra="allow", frozen=True)

    record: str = Field(description="What it is; the rest is as in the part's own operation.")


class Export(Schema):
    """Everything that is held of a member: the parts of all contexts, each as `GET /members/me/export/{context}` has
    it page by page."""

    member_id: str
    exported_at: str = Field(description="ISO 8601, UTC.")
    contexts: dict[str, list[ExportedRecord]] = Field(description="The context's name → its part.")

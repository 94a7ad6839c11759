"""Members as they are shown."""

from typing import Any

from functions.member.domain import Member


def public_view(member: Member) -> dict[str, Any]:
    """What anybody may see of a member."""
    return {
        "id": member.id,
        "name": member.name,
        "bio": member.bio,
        "createdAt": member.created_at,
        "updatedAt": member.updated_at,
    }


def own_view(member: Member) -> dict[str, Any]:
    """What a member sees of themselves."""
    return {**public_view(member), "language": member.language, "searchable": member.searchable}

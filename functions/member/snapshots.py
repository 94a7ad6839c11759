"""What member tells again of its present state."""

from functions.member.repository import DELETED_MEMBER, MEMBER
from shared.events.member import MemberSnapshot
from shared.store.port import Document


def snapshot_of(document: Document) -> MemberSnapshot | None:
    """A member, or that they left."""
    if document["type"] not in (MEMBER, DELETED_MEMBER):
        return None
    return MemberSnapshot(member_id=document["pk"], version=document["version"], name=document.get("name"))

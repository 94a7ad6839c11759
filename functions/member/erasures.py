"""The log of members who left, in `erasures` (no outbox): ids and times, nothing else.

It has a container of its own so that it can be kept where the others are restored to an earlier moment: what a restore
brings back of a member who had left goes again (leaving.erase_again, `make erasures`).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from shared.dependencies import Dependencies
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Document, Equals, Query, Upsert

CONTAINER = "erasures"
_ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A member who left `at`, ISO 8601, and the version that told of it."""

    member_id: str
    version: int
    at: str


async def note(deps: Dependencies, erasure: Erasure) -> None:
    """Keep that a member left; the same again changes nothing."""
    document: Document = {
        "id": _ERASURE,
        "pk": erasure.member_id,
        "type": _ERASURE,
        "version": erasure.version,
        "at": erasure.at,
        # No backup that could be restored is older.
        "ttl": TOMBSTONE_SECONDS,
    }
    await deps.store.execute(CONTAINER, erasure.member_id, [Upsert(document)])


async def log(deps: Dependencies) -> AsyncIterator[Erasure]:
    """Everybody who left, longest gone first: for operators, it reads the whole container."""
    cursor = None
    while True:
        query = Query([Equals("type", _ERASURE)], order="at", limit=100, cursor=cursor)
        page = await deps.store.query_across(CONTAINER, query)
        for item in page.items:
            yield Erasure(item.body["pk"], item.body["version"], item.body["at"])
        cursor = page.cursor
        if cursor is None:
            return

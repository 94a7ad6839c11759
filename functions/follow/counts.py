"""How many follow a member, and how many a member follows: a document beside the edges that prove it.

It is changed by increment in the batch of the edge, so that it is right whatever is repeated and however many come at
once.
"""

from shared.dependencies import Dependencies
from shared.store.port import Create, Delete, Increment, Operation, Stored

COUNT = "count"


async def read_count(deps: Dependencies, container: str, member_id: str) -> Stored | None:
    """The count in a member's partition; None while there is nothing to count."""
    return await deps.store.read(container, member_id, COUNT)


def number_in(count: Stored | None) -> int:
    """How many a count says they are."""
    return 0 if count is None else count.body["edges"]


def counted(member_id: str, present: Stored | None, by: int) -> Operation:
    """The operation that changes a count, for the batch of the edges; `present` is the count as it was read. Where
    somebody else writes the first or the last of a count, the batch is a `WriteConflict`, to be tried again."""
    if present is None:
        return Create({"id": COUNT, "pk": member_id, "type": COUNT, "edges": by})
    if number_in(present) + by:
        return Increment(COUNT, {"edges": by})
    return Delete(COUNT, present.etag)

"""How many like a plan and how many forked it, in `plan-likes` (no outbox), partitioned by plan.

The count is changed by increment in the batch of the edge that proves it, so that it is right whatever is repeated. It
holds the plan's heat too (heat.py), which the same edges prove.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.dependencies import Dependencies
from shared.store.port import Create, Delete, Document, Increment, Operation, Stored

CONTAINER = "plan-likes"
COUNT = "count"
LIKES, FORKS = "likes", "forks"


@dataclass(frozen=True, slots=True)
class Counts:
    """What others made of a plan, as one reader sees it. The defaults are a new plan's."""

    likes: int = 0
    liked_by_me: bool = False
    forks: int = 0
    """How many plans of others were copied from it."""

    @property
    def view(self) -> dict[str, int | bool]:
        """As it is answered with a plan."""
        return {"likes": self.likes, "likedByMe": self.liked_by_me, "forks": self.forks}


NEW = Counts()
"""Of a plan that was written just now."""


def like_id(member_id: str) -> str:
    """Where it is, with the plan, whether a member likes it."""
    return f"like.{member_id}"


async def counts_of(deps: Dependencies, plan_ids: Sequence[str], reader_id: str | None) -> list[Counts]:
    """The counts of some plans, in their order, in one read. `reader_id` is None for somebody whose likes are of no
    interest: nobody we know, or the owner of the plans."""
    keys = [(plan_id, COUNT) for plan_id in plan_ids]
    if reader_id is not None:
        keys += [(plan_id, like_id(reader_id)) for plan_id in plan_ids]
    found = await deps.store.read_many(CONTAINER, keys) if keys else []
    edges = found[len(plan_ids) :] or [None] * len(plan_ids)
    return [_counts(count, edge) for count, edge in zip(found, edges, strict=False)]


def counted(plan_id: str, present: Stored | None, by: Mapping[str, int]) -> Operation:
    """The operation that changes a plan's count, for the batch of the edge; `present` is the count as it was read. A
    count that says nothing any more goes. Where somebody else writes the first or the last of a count, the batch is a
    `WriteConflict`, to be tried again."""
    if present is None:
        return Create({"id": COUNT, "pk": plan_id, "type": COUNT, **by})
    after = {name: present.body.get(name, 0) + step for name, step in by.items()}
    return Delete(COUNT, present.etag) if says_nothing(present.body | after) else Increment(COUNT, by)


def says_nothing(count: Document) -> bool:
    """Whether all that a count counts is nought: so does one that many took back at once."""
    return not any(isinstance(value, int) and value for value in count.values())


def _counts(count: Stored | None, edge: Stored | None) -> Counts:
    if count is None:
        return NEW
    body = count.body
    liked = edge is not None and edge.body["active"]
    return Counts(body.get(LIKES, 0), liked, body.get(FORKS, 0))

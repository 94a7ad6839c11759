"""Likes as documents of `likes`, in the partition of their plan, with the count they prove and a copy of the plan.

The count is a document of its own that is only ever incremented, in the batch of the like that changes it: however many
like a plan at once, they meet in nothing that one could be refused for, but for the count's creation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.like.domain import Like
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanSnapshot, PlanUnshared, PlanUpdated
from shared.outbox import stored
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Create, Document, Equals, Increment, Operation, Query, Replace

CONTAINER = "likes"
LIKE, ENDED_LIKE, COUNT, PLAN, DELETED_PLAN = "like", "ended-like", "count", "plan", "deleted-plan"
BATCH = 49
"""Likes that one batch can end: two operations for each, and one for the count."""
_ENDED_SECONDS = TOMBSTONE_SECONDS + 30 * 24 * 3600
"""Longer than others keep that it ended: they must not know a higher version than a like that begins anew has."""


@dataclass(slots=True)
class Loaded:
    """A like and the ETag it was read with; None if it was never stored."""

    like: Like
    etag: str | None


async def load(deps: Dependencies, plan_id: str, member_id: str) -> Loaded:
    """The like of a pair; one that is none if there never was one."""
    found = await deps.store.read(CONTAINER, plan_id, _like_id(member_id))
    return Loaded(Like(plan_id, member_id), None) if found is None else Loaded(like_of(found.body), found.etag)


async def save(deps: Dependencies, loaded: Loaded, *, counted: bool = True) -> None:
    """Store a like that changed, what that makes of the count, and the event: one batch. `counted`: whether the plan
    has a count already. Raises `WriteConflict` if somebody wrote first."""
    like = loaded.like
    if not like.events:
        return
    step = 1 if like.liked else -1
    count: Operation = Increment(COUNT, {"likes": step})
    if not counted:
        count = Create({"id": COUNT, "pk": like.plan_id, "type": COUNT, "likes": step})
    await deps.store.execute(CONTAINER, like.plan_id, [count, *_operations(deps, loaded)])


async def count(deps: Dependencies, plan_id: str) -> int:
    """How many like a plan."""
    found = await deps.store.read(CONTAINER, plan_id, COUNT)
    return 0 if found is None else found.body["likes"]


async def end_batch(deps: Dependencies, plan_id: str) -> int:
    """End the oldest likes of a plan, as many as fit a batch; how many that were."""

    async def attempt() -> int:
        query = Query([Equals("type", LIKE)], order="sortKey", limit=BATCH)
        page = await deps.store.query(CONTAINER, plan_id, query)
        ended = [Loaded(like_of(item.body), item.etag) for item in page.items]
        if ended:
            for each in ended:
                each.like.end(at=to_iso(deps.clock.now()))
            operations = [operation for each in ended for operation in _operations(deps, each)]
            fall = Increment(COUNT, {"likes": -len(ended)})
            await deps.store.execute(CONTAINER, plan_id, [fall, *operations])
        return len(ended)

    return await retrying(attempt)


async def let_count_expire(deps: Dependencies, plan_id: str) -> None:
    """Keep the count of a plan that is gone no longer than anything else that is gone."""

    async def attempt() -> None:
        found = await deps.store.read(CONTAINER, plan_id, COUNT)
        if found is not None and "ttl" not in found.body:
            expiring = Replace(found.body | {"ttl": TOMBSTONE_SECONDS}, found.etag)
            await deps.store.execute(CONTAINER, plan_id, [expiring])

    await retrying(attempt)


async def learn_plan(deps: Dependencies, data: PlanCreated | PlanUpdated | PlanShared | PlanUnshared) -> None:
    """What a plan is, for those who may see it; of a private one, that it is private."""
    document: Document = {"id": PLAN, "pk": data.plan_id, "type": PLAN, "version": data.version}
    document["visibility"] = data.visibility
    if data.visibility != "private":
        document["card"] = {
            "title": data.title,
            "location": data.location,
            "placeKey": data.place_key,
            "travelDate": data.travel_date,
            "endDate": data.end_date,
        }
    await put_newer(deps.store, CONTAINER, document)


async def learn_end_of_plan(deps: Dependencies, data: PlanDeleted | PlanSnapshot) -> None:
    """That a plan is gone."""
    tombstone = {"id": PLAN, "pk": data.plan_id, "type": DELETED_PLAN, "version": data.version}
    await put_newer(deps.store, CONTAINER, tombstone | {"ttl": TOMBSTONE_SECONDS})


def like_of(document: Mapping[str, Any]) -> Like:
    """The like in a document."""
    return Like(
        plan_id=document["pk"],
        member_id=document["memberId"],
        liked=document["type"] == LIKE,
        version=document["version"],
        since=document["since"],
    )


def _operations(deps: Dependencies, loaded: Loaded) -> list[Operation]:
    like = loaded.like
    document: Document = {
        "id": _like_id(like.member_id),
        "pk": like.plan_id,
        "type": LIKE if like.liked else ENDED_LIKE,
        "memberId": like.member_id,
        "version": like.version,
        "since": like.since,
        "sortKey": f"{like.since}.{like.member_id}",
    }
    if not like.liked:
        document["ttl"] = _ENDED_SECONDS
    put: Operation = Create(document) if loaded.etag is None else Replace(document, loaded.etag)
    return [put, *(stored(like.plan_id, event, deps) for event in like.events)]


def _like_id(member_id: str) -> str:
    return f"like.{member_id}"

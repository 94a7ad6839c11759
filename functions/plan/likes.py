"""Who likes which plan, as like tells it: an edge `like.<memberId>` with its plan in `plan-likes`, and the count."""

from functions.plan.counts import CONTAINER, COUNT, LIKES, counted, like_id
from functions.plan.heat import heat_at
from functions.plan.warmth import warm
from shared.clock import from_iso
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.like import LikeCreated, LikeDeleted, LikeSnapshot
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Document, Operation, Replace, Stored


async def on_like_changed(data: LikeCreated | LikeDeleted | LikeSnapshot, _event: Event, deps: Dependencies) -> None:
    """Remember whether a member likes a plan, and count it, unless something newer is known."""

    async def attempt() -> None:
        keys = [(data.plan_id, like_id(data.member_id)), (data.plan_id, COUNT)]
        edge, count = await deps.store.read_many(CONTAINER, keys)
        if edge is None or edge.body["version"] < data.version:
            await deps.store.execute(CONTAINER, data.plan_id, _operations(data, edge, count))

    await retrying(attempt)
    # Though this may be a repetition: the first time may have come no further than to here.
    await warm(deps, data.plan_id)


def _operations(
    data: LikeCreated | LikeDeleted | LikeSnapshot, edge: Stored | None, count: Stored | None
) -> list[Operation]:
    liked = data.since is not None
    document: Document = {
        "id": like_id(data.member_id),
        "pk": data.plan_id,
        "type": "like",
        "version": data.version,
        "active": liked,
        **({"at": data.since} if liked else {"ttl": TOMBSTONE_SECONDS}),
    }
    before = edge.body["at"] if edge is not None and edge.body["active"] else None
    changes = _changes(before, data.since)
    put: Operation = Create(document) if edge is None else Replace(document, edge.etag)
    return [put, counted(data.plan_id, count, changes)] if changes else [put]


def _changes(before: str | None, after: str | None) -> dict[str, int]:
    """What it makes of the count that a like since `before` is now one since `after`; None is no like."""
    changes: dict[str, int] = {}
    for at, sign in ((before, -1), (after, 1)):
        if at is not None:
            for field, by in {LIKES: sign, **heat_at(from_iso(at), sign)}.items():
                changes[field] = changes.get(field, 0) + by
    return {field: by for field, by in changes.items() if by}

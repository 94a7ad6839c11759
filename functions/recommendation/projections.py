"""What recommendation knows of others, in `recommendation-evidence` (no outbox), each fact by its version.

In the partition of a member: `plan.<planId>`, their plans, whatever the visibility; `like.<planId>`; who follows them
(`follower.<memberId>`) and, changed in the same batch, how many (`popularity`); blocks, told to both sides; where they
show plans (`shown-at.<placeKey>`, see ranks.py); and, once they left, `gone`, which lets nothing in any more. A plan is
in no other partition: what its document says when it is read is what others may see of it.

In the partition `place|<placeKey>`: its authors, with the rank that says whom to ask first.
"""

from collections.abc import Callable, Sequence

from shared.dependencies import Dependencies
from shared.errors import WriteConflict
from shared.events.plan import ItineraryDay, ItineraryItem, PlanCreated, PlanShared, PlanUnshared, PlanUpdated
from shared.ids import owner_of
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Condition, Create, Document, Equals, Increment, Operation, Query, Replace, Stored, Upsert

CONTAINER = "recommendation-evidence"
PLAN, DELETED_PLAN = "plan", "deleted-plan"
LIKE, ENDED_LIKE = "like", "ended-like"
FOLLOWER, ENDED_FOLLOWER = "follower", "ended-follower"
BLOCK, POPULARITY, RANK, SHOWN_AT, AUTHOR, GONE = "block", "popularity", "rank", "shown-at", "author", "gone"
OF_A_MEMBER = (PLAN, DELETED_PLAN, LIKE, ENDED_LIKE, FOLLOWER, ENDED_FOLLOWER, BLOCK, POPULARITY, RANK, SHOWN_AT)
"""The types of what is forgotten with a member."""

type PlanState = PlanCreated | PlanUpdated | PlanShared | PlanUnshared
type Decide = Callable[[Document | None, Sequence[Stored | None]], tuple[Document, list[Operation]]]
"""The document to store and what goes into its batch: told the one that is there, and others that were asked for."""


def plan_id_of(plan_id: str) -> str:
    """The document id of a plan."""
    return f"{PLAN}.{plan_id}"


def shown_at_id(place_key: str) -> str:
    """The document id of an author's being shown at a place."""
    return f"{SHOWN_AT}.{place_key}"


def place_partition(place_key: str) -> str:
    """The partition of a place's authors."""
    return f"place|{place_key}"


async def is_gone(deps: Dependencies, member_id: str) -> bool:
    """Whether a member has left."""
    return await deps.store.read(CONTAINER, member_id, GONE) is not None


async def mark_gone(deps: Dependencies, member_id: str, version: int) -> None:
    """From now on nothing of a member is evidence, and nothing of theirs is taken in."""
    document = {"id": GONE, "pk": member_id, "type": GONE, "version": version, "ttl": TOMBSTONE_SECONDS}
    await put_newer(deps.store, CONTAINER, document)


async def learn_plan(deps: Dependencies, data: PlanState) -> Stored | None:
    """Know a plan as it is now; its document after that. None if its owner left.

    `shownAt` are the places at which it is, or was and nobody has looked after that yet, among the public ones.
    """
    public = data.visibility == "public"

    def decide(present: Document | None, _: Sequence[Stored | None]) -> tuple[Document, list[Operation]]:
        document = _plan_document(data) | {"shownAt": _with_former([data.place_key] if public else [], present)}
        # Whatever is there: an author's places are looked through when their rank changes, latest first.
        place = {
            "id": shown_at_id(data.place_key),
            "pk": data.owner_id,
            "type": SHOWN_AT,
            "placeKey": data.place_key,
            "sortKey": f"{data.updated_at}.{data.place_key}",
        }
        return document, [Upsert(place)] if public else []

    return await _learn(deps, data.owner_id, plan_id_of(data.plan_id), data.version, decide)


async def learn_plan_deleted(deps: Dependencies, plan_id: str, version: int) -> Stored | None:
    """Know that a plan is gone; answers as `learn_plan` does."""
    owner_id = owner_of(plan_id)

    def decide(present: Document | None, _: Sequence[Stored | None]) -> tuple[Document, list[Operation]]:
        tombstone: Document = {
            "id": plan_id_of(plan_id),
            "pk": owner_id,
            "type": DELETED_PLAN,
            "version": version,
            "shownAt": _with_former([], present),
            "ttl": TOMBSTONE_SECONDS,
        }
        return tombstone, []

    return await _learn(deps, owner_id, plan_id_of(plan_id), version, decide)


async def keep_only_present_place(deps: Dependencies, plan: Stored) -> None:
    """Note that the places where a plan is no longer shown were looked after."""
    present = [plan.body["placeKey"]] if plan.body.get("visibility") == "public" else []
    if plan.body["shownAt"] == present:
        return
    try:
        await deps.store.execute(CONTAINER, plan.body["pk"], [Replace(plan.body | {"shownAt": present}, plan.etag)])
    except WriteConflict:
        return  # whoever wrote it took over what was noted, and comes here next


async def learn_like(deps: Dependencies, member_id: str, plan_id: str, *, version: int, since: str | None) -> None:
    """Since when a member likes a plan; None: no longer."""
    like = {"type": LIKE, "planId": plan_id, "at": since, "sortKey": f"{since}.{plan_id}"}
    ended = {"type": ENDED_LIKE, "ttl": TOMBSTONE_SECONDS}
    await _learn_as_told(deps, member_id, f"{LIKE}.{plan_id}", version, ended if since is None else like)


async def learn_block(deps: Dependencies, blocker_id: str, blocked_id: str, *, version: int, active: bool) -> None:
    """Whether one member blocks another: told to both sides."""
    block: Document = {"type": BLOCK, "active": active}
    kept = block if active else block | {"ttl": TOMBSTONE_SECONDS}
    await _learn_as_told(deps, blocker_id, f"blocks.{blocked_id}", version, kept)
    await _learn_as_told(deps, blocked_id, f"blocked-by.{blocker_id}", version, kept)


async def learn_follower(deps: Dependencies, followee_id: str, follower_id: str, *, version: int, active: bool) -> None:
    """Whether somebody follows a member, and with it how many do."""
    document_id = f"{FOLLOWER}.{follower_id}"

    def decide(present: Document | None, others: Sequence[Stored | None]) -> tuple[Document, list[Operation]]:
        change = active - (present is not None and present["type"] == FOLLOWER)
        [popularity] = others
        counted: list[Operation] = []
        if change and popularity is not None:
            counted = [Increment(POPULARITY, {"followers": change})]
        elif change:
            counted = [Create({"id": POPULARITY, "pk": followee_id, "type": POPULARITY, "followers": change})]
        kept = {"type": FOLLOWER} if active else {"type": ENDED_FOLLOWER, "ttl": TOMBSTONE_SECONDS}
        return {"id": document_id, "pk": followee_id, "version": version, **kept}, counted

    await _learn(deps, followee_id, document_id, version, decide, also_read=[POPULARITY])


async def newest_plans(
    deps: Dependencies, owner_id: str, *, limit: int, place_key: str | None = None, public_only: bool = False
) -> list[Document]:
    """A member's plans, those changed last first."""
    where: list[Condition] = [Equals("type", PLAN)]
    if public_only:
        where.append(Equals("visibility", "public"))
    if place_key is not None:
        where.append(Equals("placeKey", place_key))
    page = await deps.store.query(CONTAINER, owner_id, Query(where, order="sortKey", descending=True, limit=limit))
    return [item.body for item in page.items]


async def newest_likes(deps: Dependencies, member_id: str, *, limit: int) -> list[Document]:
    """What a member likes, the latest first."""
    query = Query([Equals("type", LIKE)], order="sortKey", descending=True, limit=limit)
    return [item.body for item in (await deps.store.query(CONTAINER, member_id, query)).items]


async def top_authors(deps: Dependencies, place_key: str, *, limit: int) -> list[Document]:
    """Those who show plans at a place, the most followed first."""
    query = Query([Equals("type", AUTHOR)], order="rank", descending=True, limit=limit)
    return [item.body for item in (await deps.store.query(CONTAINER, place_partition(place_key), query)).items]


async def heard_by(deps: Dependencies, member_id: str, author_ids: Sequence[str]) -> frozenset[str]:
    """Those authors who are others, are still there, and neither block the member nor are blocked."""
    keys = [
        key
        for author_id in author_ids
        for key in ((author_id, GONE), (member_id, f"blocks.{author_id}"), (member_id, f"blocked-by.{author_id}"))
    ]
    found = await deps.store.read_many(CONTAINER, keys) if keys else []
    silent = {
        author_id
        for author_id, gone, *blocks in zip(author_ids, found[::3], found[1::3], found[2::3], strict=True)
        if gone is not None or any(block is not None and block.body["active"] for block in blocks)
    }
    return frozenset(author_ids) - silent - {member_id}


def _plan_document(data: PlanState) -> Document:
    return {
        "id": plan_id_of(data.plan_id),
        "pk": data.owner_id,
        "type": PLAN,
        "planId": data.plan_id,
        "version": data.version,
        "visibility": data.visibility,
        "location": data.location,
        "placeKey": data.place_key,
        "travelDate": data.travel_date,
        "endDate": data.end_date,
        "groupSize": data.group_size,
        "budget": data.budget,
        "currency": data.currency,
        "details": data.details,
        "itinerary": [_condensed_day(day) for day in data.itinerary],
        "updatedAt": data.updated_at,
        "sortKey": f"{data.updated_at}.{data.plan_id}",
    }


def _condensed_day(day: ItineraryDay) -> Document:
    return {"date": day["date"], "items": [_condensed_item(item) for item in day["items"]]}


def _condensed_item(item: ItineraryItem) -> Document:
    """What is said, but for the notes: nobody recommends those."""
    return {name: value for name, value in item.items() if value is not None and name != "note"}


def _with_former(shown_at: list[str], present: Document | None) -> list[str]:
    former = [] if present is None else present["shownAt"]
    return [*shown_at, *(place_key for place_key in former if place_key not in shown_at)]


async def _learn_as_told(deps: Dependencies, member_id: str, document_id: str, version: int, kept: Document) -> None:
    document = {"id": document_id, "pk": member_id, "version": version, **kept}
    await _learn(deps, member_id, document_id, version, lambda *_: (document, []))


async def _learn(
    deps: Dependencies,
    member_id: str,
    document_id: str,
    version: int,
    decide: Decide,
    *,
    also_read: Sequence[str] = (),
) -> Stored | None:
    """Carry out what `decide` says unless the document is of that version or a higher one, or the member left; the
    document after that, or None if the member left."""
    keys = [(member_id, each) for each in (GONE, document_id, *also_read)]

    async def attempt() -> Stored | None:
        gone, present, *others = await deps.store.read_many(CONTAINER, keys)
        if gone is not None:
            return None
        if present is not None and present.body["version"] >= version:
            return present
        document, also = decide(None if present is None else present.body, others)
        own = Create(document) if present is None else Replace(document, present.etag)
        etag, *_ = await deps.store.execute(CONTAINER, member_id, [own, *also])
        return Stored(document, etag or "")

    return await retrying(attempt)

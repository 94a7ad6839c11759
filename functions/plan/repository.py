"""Plans as documents of `plans`, in the partition of their owner: the plan, and beside it a card for lists.

Lists read cards only, so that they never carry itineraries. Both, and the events, are written in one batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.plan.domain import Content, Plan, Source
from functions.plan.links import ShareLink
from shared.dependencies import Dependencies
from shared.events.plan import Visibility
from shared.ids import owner_of
from shared.outbox import stored
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Delete, Document, Equals, OneOf, Operation, Page, Query, Replace, Stored, Upsert

CONTAINER = "plans"
PLAN, DELETED_PLAN, CARD, ACCEPTED = "plan", "deleted-plan", "card", "accepted"
_DELETED_AT_ONCE = 30
"""Three operations each: the tombstone, the card, the event."""


@dataclass(slots=True)
class Loaded:
    """A plan and the ETag it was read with."""

    plan: Plan
    etag: str


async def read(deps: Dependencies, plan_id: str) -> Stored | None:
    """A plan's document, for answering with; None if there is none, or none any more."""
    found = await deps.store.read(CONTAINER, owner_of(plan_id), plan_id)
    return found if found is not None and found.body["type"] == PLAN else None


async def load(deps: Dependencies, plan_id: str) -> Loaded | None:
    """A plan, for changing it; None if there is none, or none any more."""
    found = await read(deps, plan_id)
    return None if found is None else Loaded(plan_of(found.body), found.etag)


async def add(deps: Dependencies, plan: Plan, also: Sequence[Operation] = ()) -> None:
    """Store a new plan, its events and what goes `also` into their batch. Raises `AlreadyExists`."""
    events = [stored(plan.owner_id, event, deps) for event in plan.events]
    operations = [Create(document(plan)), Create(_card(plan)), *events, *also]
    await deps.store.execute(CONTAINER, plan.owner_id, operations)


async def save(deps: Dependencies, loaded: Loaded, also: Sequence[Operation] = ()) -> None:
    """Store a plan that changed, the events it raised and what goes `also` into their batch; nothing if it did not.
    Raises `WriteConflict` if somebody wrote first."""
    if loaded.plan.events:
        await deps.store.execute(CONTAINER, loaded.plan.owner_id, [*_operations(deps, loaded), *also])


async def delete_some(deps: Dependencies, owner_id: str) -> int:
    """Delete as many of an owner's plans as fit a batch, whatever their version; how many that were. Raises
    `WriteConflict` if somebody wrote first."""
    page = await deps.store.query(CONTAINER, owner_id, Query([Equals("type", PLAN)], limit=_DELETED_AT_ONCE))
    operations: list[Operation] = []
    for item in page.items:
        plan = plan_of(item.body)
        plan.delete()
        operations += _operations(deps, Loaded(plan, item.etag))
    if operations:
        await deps.store.execute(CONTAINER, owner_id, operations)
    return len(page.items)


async def rewrite(deps: Dependencies, loaded: Loaded, also: Sequence[Operation] = ()) -> None:
    """Store what changed beside a plan's content and visibility, which is no news to anybody, and what goes `also` into
    the batch. Raises `WriteConflict` if somebody wrote first."""
    plan = loaded.plan
    await deps.store.execute(CONTAINER, plan.owner_id, [Replace(document(plan), loaded.etag), *also])


async def cards(
    deps: Dependencies, owner_id: str, visibilities: frozenset[Visibility] | None, *, limit: int, cursor: str | None
) -> Page:
    """A page of an owner's cards, newest first: all of them, or those of the given visibilities."""
    where: list[Equals | OneOf] = [Equals("type", CARD)]
    if visibilities is not None:
        where.append(OneOf("visibility", sorted(visibilities)))
    query = Query(where, order="sortKey", descending=True, limit=limit, cursor=cursor)
    return await deps.store.query(CONTAINER, owner_id, query)


def document(plan: Plan) -> Document:
    """The document of a plan; its `content` is answered as it is."""
    body: Document = {
        "id": plan.id,
        "pk": plan.owner_id,
        "type": PLAN,
        "version": plan.version,
        "visibility": plan.visibility,
        "placeKey": plan.place_key,
        "content": plan.content.json,
        "createdAt": plan.created_at,
        "updatedAt": plan.updated_at,
    }
    if plan.shown_at is not None:
        body |= {"shownAt": plan.shown_at, "publicAt": plan.public_at, "feedKey": plan.feed_key}
    if plan.forked_from is not None:
        body["forkedFrom"] = _source(plan.forked_from)
    if plan.links:
        body["links"] = [link.json for link in plan.links]
    return body


def plan_of(body: Mapping[str, Any]) -> Plan:
    """The plan in a document."""
    source = body.get("forkedFrom")
    return Plan(
        id=body["id"],
        owner_id=body["pk"],
        version=body["version"],
        visibility=body["visibility"],
        content=content_of(body),
        created_at=body["createdAt"],
        updated_at=body["updatedAt"],
        shown_at=body.get("shownAt"),
        public_at=body.get("publicAt"),
        forked_from=None if source is None else Source(source["planId"], source["ownerId"]),
        links=links_of(body),
    )


def content_of(body: Mapping[str, Any]) -> Content:
    """What a plan's document says."""
    content = body["content"]
    return Content(
        title=content["title"],
        location=content["location"],
        travel_date=date.fromisoformat(content["travelDate"]),
        end_date=date.fromisoformat(content["endDate"]),
        group_size=content["groupSize"],
        budget=content["budget"],
        currency=content["currency"],
        details=content["details"],
        itinerary=content["itinerary"]["days"],
    )


def links_of(body: Mapping[str, Any]) -> tuple[ShareLink, ...]:
    """The share links of a plan's document."""
    return tuple(ShareLink.of(link) for link in body.get("links", ()))


def _card(plan: Plan) -> Document:
    content = plan.content.json
    summary = {
        "id": plan.id,
        "ownerId": plan.owner_id,
        "title": content["title"],
        "location": content["location"],
        "placeKey": plan.place_key,
        "travelDate": content["travelDate"],
        "endDate": content["endDate"],
        "days": plan.content.days,
        "groupSize": content["groupSize"],
        "budget": content["budget"],
        "currency": content["currency"],
        "visibility": plan.visibility,
        "version": plan.version,
        "createdAt": plan.created_at,
        "updatedAt": plan.updated_at,
    }
    return {
        "id": card_id(plan.id),
        "pk": plan.owner_id,
        "type": CARD,
        "visibility": plan.visibility,
        "feedKey": plan.feed_key,
        "sortKey": f"{plan.created_at}.{plan.id.partition('.')[2]}",
        "summary": summary,
    }


def _operations(deps: Dependencies, loaded: Loaded) -> list[Operation]:
    """What stores a plan that changed: it, its card and its events."""
    plan = loaded.plan
    card: Operation = Delete(card_id(plan.id)) if plan.deleted else Upsert(_card(plan))
    changed = _tombstone(plan) if plan.deleted else document(plan)
    return [Replace(changed, loaded.etag), card, *(stored(plan.owner_id, event, deps) for event in plan.events)]


def card_id(plan_id: str) -> str:
    """Where a plan's card is, beside it."""
    return f"card.{plan_id}"


def _tombstone(plan: Plan) -> Document:
    body: Document = {
        "id": plan.id,
        "pk": plan.owner_id,
        "type": DELETED_PLAN,
        "version": plan.version,
        "ttl": TOMBSTONE_SECONDS,
    }
    if plan.forked_from is not None:
        body["forkedFrom"] = _source(plan.forked_from)
    return body


def _source(source: Source) -> Document:
    return {"planId": source.plan_id, "ownerId": source.owner_id}

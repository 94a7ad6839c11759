"""Plans as documents of `plans`, in the partition of their owner: the plan, and beside it a card for lists.

Lists read cards only, so that they never carry itineraries. Both, and the events, are written in one batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.plan.domain import Content, Plan
from shared.dependencies import Dependencies
from shared.events.plan import Visibility
from shared.ids import owner_of
from shared.outbox import stored
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Delete, Document, Equals, OneOf, Operation, Page, Query, Replace, Stored, Upsert

CONTAINER = "plans"
PLAN, DELETED_PLAN, CARD = "plan", "deleted-plan", "card"


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
    return None if found is None else Loaded(_plan(found.body), found.etag)


async def add(deps: Dependencies, plan: Plan, also: Sequence[Operation] = ()) -> None:
    """Store a new plan, its events and what goes `also` into their batch. Raises `AlreadyExists`."""
    events = [stored(plan.owner_id, event, deps) for event in plan.events]
    operations = [Create(document(plan)), Create(_card(plan)), *events, *also]
    await deps.store.execute(CONTAINER, plan.owner_id, operations)


async def save(deps: Dependencies, loaded: Loaded) -> None:
    """Store a plan that changed and the events it raised; nothing if it did not. Raises `WriteConflict` if somebody
    wrote first."""
    plan = loaded.plan
    if not plan.events:
        return
    card: Operation = Delete(_card_id(plan.id)) if plan.deleted else Upsert(_card(plan))
    changed = _tombstone(plan) if plan.deleted else document(plan)
    events = [stored(plan.owner_id, event, deps) for event in plan.events]
    await deps.store.execute(CONTAINER, plan.owner_id, [Replace(changed, loaded.etag), card, *events])


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
    return {
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
        "id": _card_id(plan.id),
        "pk": plan.owner_id,
        "type": CARD,
        "visibility": plan.visibility,
        "sortKey": f"{plan.created_at}.{plan.id.partition('.')[2]}",
        "summary": summary,
    }


def _card_id(plan_id: str) -> str:
    return f"card.{plan_id}"


def _tombstone(plan: Plan) -> Document:
    return {
        "id": plan.id,
        "pk": plan.owner_id,
        "type": DELETED_PLAN,
        "version": plan.version,
        "ttl": TOMBSTONE_SECONDS,
    }


def _plan(body: Mapping[str, Any]) -> Plan:
    content = body["content"]
    return Plan(
        id=body["id"],
        owner_id=body["pk"],
        version=body["version"],
        visibility=body["visibility"],
        content=Content(
            title=content["title"],
            location=content["location"],
            travel_date=date.fromisoformat(content["travelDate"]),
            end_date=date.fromisoformat(content["endDate"]),
            group_size=content["groupSize"],
            budget=content["budget"],
            currency=content["currency"],
            details=content["details"],
            itinerary=content["itinerary"]["days"],
        ),
        created_at=body["createdAt"],
        updated_at=body["updatedAt"],
    )

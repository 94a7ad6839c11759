"""Members, plans and events to test with."""

from datetime import UTC, datetime
from typing import Any

import orjson

from functions.plan import handlers
from functions.plan.domain import Content
from functions.plan.inbox import HANDLERS
from functions.plan.schemas import PlanContent
from shared.auth import Caller
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.plan import Visibility
from shared.http import Reply, json_reply
from shared.idempotency import IdempotentRequest
from shared.store.port import Document

JIWOO = Caller("01jb2k3m4n5p6q7r8s9t0v1w2x", "지우", "s1")
MINJUN = Caller("01jb2k3m4n5p6q7r8s9t0v1w2y", "민준", "s2")
EMMA = Caller("01jb2k3m4n5p6q7r8s9t0v1w2z", "Emma", "s3")

ITEM: dict[str, Any] = {
    "time": "09:30",
    "title": "성산일출봉 오르기",
    "place": {"name": "성산일출봉", "coordinates": {"lat": 33.4581, "lng": 126.9425}},
    "category": "sight",
    "cost": 20000,
    "note": "물 챙기기\n일찍 출발",
}
BODY: dict[str, Any] = {
    "title": "봄 제주",
    "location": "제주 서귀포",
    "travelDate": "2026-04-01",
    "endDate": "2026-04-03",
    "groupSize": 4,
    "budget": 1200000,
    "currency": "KRW",
    "details": "아이와 함께",
    "itinerary": {"days": [{"date": "2026-04-01", "items": [ITEM]}, {"date": "2026-04-02", "items": []}]},
}


def content(**changes: Any) -> Content:
    """A content as a request brings it, with some fields otherwise."""
    return PlanContent.model_validate_json(orjson.dumps(BODY | changes)).content()


def answer(document: Document, name: str) -> Reply:
    """The least of answers."""
    return json_reply(201, {"id": document["id"], "name": name})


async def write(
    deps: Dependencies,
    owner: Caller = JIWOO,
    visibility: Visibility = "private",
    *,
    request: IdempotentRequest | None = None,
    **changes: Any,
) -> str:
    """Write a plan; its id."""
    reply = await handlers.create_plan(deps, owner, content(**changes), visibility, answer=answer, request=request)
    plan_id: str = orjson.loads(reply.body)["id"]
    return plan_id


async def tell(deps: Dependencies, *events: EventData) -> None:
    """Hand events to plan, in this order."""
    for number, data in enumerate(events):
        event = Event(f"e{number}", datetime(2026, 3, 1, tzinfo=UTC), data, None)
        await HANDLERS[type(data)](data, event, deps)

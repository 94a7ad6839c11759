"""Recommendations as documents of `recommendations`, in the partition of their member: each, a card of it for lists,
and the answers that may be given again.

Whatever changes is written in one batch with its events, guarded by the ETag. Of a member who left ids remain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from functions.recommendation.asking import digest
from functions.recommendation.brief import Request
from functions.recommendation.domain import Failure, Recommendation, Result
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.ids import owner_of
from shared.outbox import stored
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import (
    Between,
    Create,
    Delete,
    Document,
    Equals,
    OneOf,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
    Upsert,
)

CONTAINER = "recommendations"
RECOMMENDATION, TOMBSTONE, CARD, ANSWER, GONE = "recommendation", "deleted-recommendation", "card", "answer", "gone"
ANSWER_SECONDS = 3600
"""How long what was made may be given as the answer to the same request."""
_OF_A_MEMBER = (RECOMMENDATION, CARD, ANSWER, "idempotency")
_FORGOTTEN_AT_ONCE = 50
"""Two operations each at most: one batch."""


@dataclass(slots=True)
class Loaded:
    """A recommendation, the ETag it was read with, and whether its member had left by then."""

    recommendation: Recommendation
    etag: str
    member_gone: bool = False


async def read(deps: Dependencies, recommendation_id: str) -> Stored | None:
    """What is there under a recommendation's id: its document, or the tombstone of one."""
    return await deps.store.read(CONTAINER, owner_of(recommendation_id), recommendation_id)


async def load(deps: Dependencies, recommendation_id: str) -> Loaded | None:
    """A recommendation, for changing it; None if there is none, or none any more."""
    member_id = owner_of(recommendation_id)
    found, gone = await deps.store.read_many(CONTAINER, [(member_id, recommendation_id), (member_id, GONE)])
    if found is None or found.body["type"] == TOMBSTONE:
        return None
    return Loaded(recommendation_of(found.body), found.etag, gone is not None)


async def read_before_asking(deps: Dependencies, request: Request, member_id: str) -> tuple[bool, Document | None]:
    """Whether the member has left; and what was made of the same request, if that was within the hour."""
    keys = [(member_id, GONE), (member_id, _answer_id(request))]
    gone, answer = await deps.store.read_many(CONTAINER, keys)
    return gone is not None, None if answer is None else answer.body


async def add(deps: Dependencies, recommendation: Recommendation, also: Sequence[Operation] = ()) -> None:
    """Store a new recommendation, its events and what goes `also` into their batch. Raises `AlreadyExists`."""
    operations: list[Operation] = [Create(document(recommendation)), Create(_card(recommendation))]
    await _execute(deps, recommendation.member_id, [*operations, *also], recommendation.events)


async def save(deps: Dependencies, loaded: Loaded, *, fingerprint: str | None = None) -> None:
    """Store a recommendation that changed and the events it raised. With the fingerprint of its evidence it may be
    given again to who asks the same. Raises `WriteConflict` if somebody wrote first."""
    recommendation = loaded.recommendation
    operations: list[Operation] = [Replace(document(recommendation), loaded.etag), Upsert(_card(recommendation))]
    if fingerprint is not None:
        answer = {
            "id": _answer_id(recommendation.request),
            "pk": recommendation.member_id,
            "type": ANSWER,
            "ttl": ANSWER_SECONDS,
            "recommendationId": recommendation.id,
            "fingerprint": fingerprint,
        }
        operations.append(Upsert(answer))
    await _execute(deps, recommendation.member_id, operations, recommendation.events)


async def claim(deps: Dependencies, loaded: Loaded, until: str | None) -> None:
    """Say that somebody is at it until then, or (None) no longer. Nothing else may have changed in `loaded`, which is
    then as it is stored. Raises as `save` does."""
    loaded.recommendation.claimed_until = until
    operation = Replace(document(loaded.recommendation), loaded.etag)
    (etag,) = await deps.store.execute(CONTAINER, loaded.recommendation.member_id, [operation])
    loaded.etag = etag or ""


async def bury_unknown(deps: Dependencies, recommendation_id: str, event: EventData) -> None:
    """Store an event about a recommendation that is not there, with a tombstone in its place. Raises `AlreadyExists`
    if something is there after all."""
    tombstone = Create(_tombstone(recommendation_id, event.version))
    await _execute(deps, owner_of(recommendation_id), [tombstone], [event])


async def cards(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> Page:
    """A page of a member's cards, newest first."""
    query = Query([Equals("type", CARD)], order="sortKey", descending=True, limit=limit, cursor=cursor)
    return await deps.store.query(CONTAINER, member_id, query)


async def overdue(deps: Dependencies, now: str, *, cursor: str | None) -> Page:
    """A page of the documents, of all members, of what is open past its deadline, the longest overdue first."""
    query = Query(
        [Equals("type", RECOMMENDATION), Between("deadline", high=now)], order="deadline", limit=100, cursor=cursor
    )
    return await deps.store.query_across(CONTAINER, query)


async def is_gone(deps: Dependencies, member_id: str) -> bool:
    """Whether a member has left."""
    return await deps.store.read(CONTAINER, member_id, GONE) is not None


async def mark_gone(deps: Dependencies, member_id: str, version: int) -> None:
    """Remember that a member left."""
    gone = {"id": GONE, "pk": member_id, "type": GONE, "version": version, "ttl": TOMBSTONE_SECONDS}
    await put_newer(deps.store, CONTAINER, gone)


async def page_of_member(deps: Dependencies, member_id: str) -> tuple[list[Loaded], list[str], bool]:
    """Some of what there is of a member: recommendations, the ids of what else there is, and whether there is more."""
    page = await deps.store.query(CONTAINER, member_id, Query([OneOf("type", _OF_A_MEMBER)], limit=_FORGOTTEN_AT_ONCE))
    recommendations, others = [], []
    for item in page.items:
        if item.body["type"] == RECOMMENDATION:
            recommendations.append(Loaded(recommendation_of(item.body), item.etag))
        else:
            others.append(item.body["id"])
    return recommendations, others, page.cursor is not None


async def bury(deps: Dependencies, member_id: str, recommendations: Sequence[Loaded], others: Sequence[str]) -> None:
    """Leave a tombstone of each recommendation, send its events, and delete the others. Raises `WriteConflict`."""
    operations: list[Operation] = [Delete(each) for each in others]
    events: list[EventData] = []
    for loaded in recommendations:
        recommendation = loaded.recommendation
        operations.append(Replace(_tombstone(recommendation.id, recommendation.version), loaded.etag))
        events += recommendation.events
    if operations:
        await _execute(deps, member_id, operations, events)


def document(recommendation: Recommendation) -> Document:
    """The document of a recommendation."""
    request, result, failure = recommendation.request, recommendation.result, recommendation.failure
    body: Document = {
        "id": recommendation.id,
        "pk": recommendation.member_id,
        "type": RECOMMENDATION,
        "version": recommendation.version,
        "kind": request.kind,
        "status": recommendation.status,
        "steps": recommendation.steps,
        "tokens": recommendation.tokens,
        "request": {
            "location": request.location,
            "placeKey": request.place_key,
            "travelDate": request.travel_date.isoformat(),
            "endDate": request.end_date.isoformat(),
            "groupSize": request.group_size,
            "budget": request.budget,
            "currency": request.currency,
            "details": request.details,
            "planId": request.plan_id,
        },
        "language": request.language,
        "madeBy": recommendation.made_by,
        "result": None if result is None else {each.name: getattr(result, each.name) for each in fields(result)},
        "failure": None if failure is None else {"code": failure.code, "params": failure.params},
        "acceptedAs": recommendation.accepted_as,
        "createdAt": recommendation.created_at,
        "updatedAt": recommendation.updated_at,
    }
    # Only what is open has a deadline, so that looking for what is overdue finds nothing else.
    body["deadline" if recommendation.is_open else "deadlineWas"] = recommendation.deadline
    if recommendation.claimed_until is not None:
        body["claimedUntil"] = recommendation.claimed_until
    return body


def recommendation_of(body: Mapping[str, Any]) -> Recommendation:
    """The recommendation in a document."""
    request, result, failure = body["request"], body["result"], body["failure"]
    return Recommendation(
        id=body["id"],
        member_id=body["pk"],
        version=body["version"],
        request=Request(
            kind=body["kind"],
            location=request["location"],
            place_key=request["placeKey"],
            travel_date=date.fromisoformat(request["travelDate"]),
            end_date=date.fromisoformat(request["endDate"]),
            group_size=request["groupSize"],
            budget=request["budget"],
            currency=request["currency"],
            details=request["details"],
            language=body["language"],
            plan_id=request["planId"],
        ),
        status=body["status"],
        steps=body["steps"],
        deadline=body.get("deadline") or body["deadlineWas"],
        created_at=body["createdAt"],
        updated_at=body["updatedAt"],
        made_by=body["madeBy"],
        result=None if result is None else Result(**result),
        failure=None if failure is None else Failure(failure["code"], failure["params"]),
        accepted_as=body["acceptedAs"],
        claimed_until=body.get("claimedUntil"),
    )


def _card(recommendation: Recommendation) -> Document:
    body = document(recommendation)
    kept = ("kind", "status", "tokens", "madeBy", "failure", "acceptedAs", "createdAt", "updatedAt")
    request = {name: value for name, value in body["request"].items() if name != "details"}
    result = recommendation.result
    summary = {
        "id": recommendation.id,
        **{name: body[name] for name in kept},
        "request": request,
        "title": None if result is None else result.title,
    }
    return {
        "id": f"{CARD}.{recommendation.id}",
        "pk": recommendation.member_id,
        "type": CARD,
        "sortKey": f"{recommendation.created_at}.{recommendation.id.partition('.')[2]}",
        "summary": summary,
    }


def _tombstone(recommendation_id: str, version: int) -> Document:
    return {
        "id": recommendation_id,
        "pk": owner_of(recommendation_id),
        "type": TOMBSTONE,
        "version": version,
        "ttl": TOMBSTONE_SECONDS,
    }


def _answer_id(request: Request) -> str:
    return f"{ANSWER}.{digest(request)}"


async def _execute(
    deps: Dependencies, member_id: str, operations: Sequence[Operation], events: Sequence[EventData]
) -> None:
    outbox = [stored(member_id, event, deps) for event in events]
    await deps.store.execute(CONTAINER, member_id, [*operations, *outbox])

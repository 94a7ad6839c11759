"""A saga to test with: one context on fakes, what token would tell it, an AI that answers by a script."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import orjson

from functions.recommendation import handlers
from functions.recommendation.ai.port import Arranged, Declined, Usage
from functions.recommendation.asking import Ask
from functions.recommendation.brief import Candidate, Evidence, Language, Proposal, ProposedDay, ProposedItem, Request
from functions.recommendation.repository import CONTAINER
from functions.recommendation.work import QUEUE, read_job
from shared.auth import Caller
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.token import TokenDecreased, TokenDecreasingFailed, TokenRefunded
from shared.http import Reply, json_reply
from shared.idempotency import IdempotentRequest
from shared.store.port import Document
from tests.fakes import Fakes

JIWOO = Caller("01jb2k3m4n5p6q7r8s9t0v1w2x", "지우", "s1")
MINJUN = Caller("01jb2k3m4n5p6q7r8s9t0v1w2y", "민준", "s2")
PLAN = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w30"
AT = "2026-03-01T09:00:00.000Z"
MADE_BY = "script"

EVIDENCE = Evidence(
    candidates=tuple(
        Candidate(
            ref=f"c{number}",
            title=f"오름 {number}",
            category="sight",
            sources=({"kind": "plans", "plans": number, "travellers": 2, "scope": "place"},),
            cost=1000,
        )
        for number in range(1, 11)
    ),
    plans=3,
    travellers=2,
    scope="place",
    fingerprint="f1",
    plan_version=7,
)
OWN_PLAN: Document = {
    "location": "제주 서귀포",
    "placeKey": "jeju",
    "travelDate": "2026-04-01",
    "endDate": "2026-04-02",
    "groupSize": 4,
    "budget": 1200000,
    "currency": "KRW",
    "details": "아이와 함께",
    "itinerary": [],
    "version": 7,
}


def ask(**changes: Any) -> Ask:
    """A whole request of kind B, with some of it otherwise."""
    said: dict[str, Any] = {
        "kind": "B",
        "location": "제주",
        "travel_date": date(2026, 4, 1),
        "end_date": date(2026, 4, 2),
        "group_size": 2,
        "budget": 300000,
        "details": "바다",
    }
    return Ask(**(said | changes))


def itinerary(request: Request, evidence: Evidence, **changes: Any) -> Proposal:
    """One item a day, as the evidence has them, with something of each otherwise."""
    days = zip(request.dates, evidence.candidates, strict=False)
    return Proposal(
        "제주 이틀",
        tuple(ProposedDay(day, (replace(ProposedItem(c.title, c.category, ref=c.ref), **changes),)) for day, c in days),
    )


type Answer = Arranged | Declined | BaseException | Callable[[Request, Evidence], Awaitable[Arranged | Declined]]


@dataclass
class ScriptedAI:
    """A `Recommender` that answers what the test says, then well."""

    script: list[Answer] = field(default_factory=list)
    asked: list[tuple[Request, Evidence, Sequence[str]]] = field(default_factory=list)

    async def arrange(self, request: Request, evidence: Evidence, complaints: Sequence[str]) -> Arranged | Declined:
        self.asked.append((request, evidence, complaints))
        answer = self.script.pop(0) if self.script else well(request, evidence)
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, Arranged | Declined) else await answer(request, evidence)

    async def close(self) -> None:
        pass


def well(request: Request, evidence: Evidence) -> Arranged:
    """An answer that passes the gates."""
    return Arranged(itinerary(request, evidence), MADE_BY, Usage(1200, 340))


RUBBISH = Arranged(Proposal("Rubbish", ()), MADE_BY, Usage(1200, 3))
"""An answer without a day."""


async def dear(request: Request, evidence: Evidence) -> Arranged:
    """An answer with nothing wrong but its price."""
    unknown = replace(evidence, candidates=tuple(replace(each, cost=None) for each in evidence.candidates))
    proposal = itinerary(request, unknown, ref=None, cost=10**9)
    return Arranged(proposal, MADE_BY)


class KnownEvidence:
    """Stands for the read models: says what the test says."""

    def __init__(self) -> None:
        self.now = EVIDENCE
        self.next: list[Evidence | Exception] = []
        """What is found before `now`, first to last."""
        self.likes: set[str] = {JIWOO.member_id, MINJUN.member_id}
        self.plans: dict[str, Document] = {PLAN: OWN_PLAN}
        self.gathered = 0

    async def gather(
        self,
        _deps: Dependencies,
        _member_id: str,
        _request: Request,
        *,
        earlier: Evidence | None = None,  # noqa: ARG002 - what has not changed is equal
    ) -> Evidence:
        self.gathered += 1
        found = self.next.pop(0) if self.next else self.now
        if isinstance(found, Exception):
            raise found
        return found

    async def likes_anything(self, _deps: Dependencies, member_id: str) -> bool:
        return member_id in self.likes

    async def likes_lately(self, deps: Dependencies, member_id: str) -> bool:
        return await self.likes_anything(deps, member_id)

    async def own_plan(self, _deps: Dependencies, member_id: str, plan_id: str) -> Document | None:
        assert plan_id.startswith(member_id)
        return self.plans.get(plan_id)


class Saga:
    """The context, and what is outside of it."""

    def __init__(self, fakes: Fakes, evidence: KnownEvidence) -> None:
        self.fakes = fakes
        self.deps = fakes.deps
        self.clock = fakes.clock
        self.store = fakes.store
        self.evidence = evidence
        self.ai = ScriptedAI()

    async def request(
        self, caller: Caller = JIWOO, *, key: str | None = None, language: Language = "ko", **changes: Any
    ) -> str:
        """Ask for a recommendation; its id."""
        reply = await self.reply(caller, key=key, language=language, **changes)
        recommendation_id: str = orjson.loads(reply.body)["id"]
        return recommendation_id

    async def reply(
        self, caller: Caller = JIWOO, *, key: str | None = None, language: Language = "ko", **changes: Any
    ) -> Reply:
        """Ask for a recommendation; what is answered."""
        request = key and IdempotentRequest(caller.member_id, "request_recommendation", key, repr(changes).encode())
        return await handlers.request_recommendation(
            self.deps, caller, ask(**changes), language=language, answer=json_reply, request=request or None
        )

    async def hold(self, recommendation_id: str) -> None:
        """Token tells that it holds the price."""
        await handlers.on_token_decreased(*self.told(decreased(recommendation_id)))

    async def refuse(self, recommendation_id: str) -> None:
        """Token tells that it cannot."""
        await handlers.on_token_decreasing_failed(*self.told(short(recommendation_id)))

    async def refund(self, recommendation_id: str) -> None:
        """Token tells that it gave back."""
        await handlers.on_token_refunded(*self.told(refunded(recommendation_id)))

    async def generate(self, recommendation_id: str) -> None:
        """The work queue's function does its part."""
        await handlers.generate(self.deps, self.ai, recommendation_id)

    async def created(self, caller: Caller = JIWOO, **changes: Any) -> str:
        """A recommendation that went well; its id."""
        recommendation_id = await self.request(caller, **changes)
        await self.hold(recommendation_id)
        await self.generate(recommendation_id)
        assert self.read(recommendation_id)["status"] == "created"
        return recommendation_id

    def told(self, data: Any) -> tuple[Any, Event, Dependencies]:
        """The arguments of a handler."""
        return data, Event("e1", datetime(2026, 3, 1, tzinfo=UTC), data, None), self.deps

    def read(self, recommendation_id: str) -> Document:
        """What is stored of a recommendation."""
        (found,) = (each for each in self.store.all(CONTAINER) if each["id"] == recommendation_id)
        return found

    def card(self, recommendation_id: str) -> Document:
        """What its list shows of it."""
        summary: Document = self.read(f"card.{recommendation_id}")["summary"]
        return summary

    def steps(self, recommendation_id: str) -> list[str]:
        """What happened to it."""
        return [step["name"] for step in self.read(recommendation_id)["steps"]]

    def events(self, recommendation_id: str | None = None) -> list[str]:
        """The names of what was told, of one recommendation or of all."""
        return [
            each["type"].split(".")[2]
            for each in self.store.events(CONTAINER)
            if recommendation_id in (None, each["subject"])
        ]

    def work(self) -> list[str]:
        """The recommendations that were sent to be made."""
        return [read_job(message.body) for queue, message in self.fakes.bus.sent if queue == QUEUE]


def decreased(recommendation_id: str) -> TokenDecreased:
    """The price is held."""
    return TokenDecreased(**_token(recommendation_id), amount=100)


def short(recommendation_id: str) -> TokenDecreasingFailed:
    """It could not be."""
    return TokenDecreasingFailed(
        **_token(recommendation_id) | {"free": 30, "paid": 10}, amount=100, missing=60, reason="insufficient_tokens"
    )


def refunded(recommendation_id: str) -> TokenRefunded:
    """It was given back."""
    return TokenRefunded(**_token(recommendation_id), amount=100, code="quality")


def _token(recommendation_id: str) -> dict[str, Any]:
    member_id = recommendation_id.partition(".")[0]
    return {
        "member_id": member_id,
        "recommendation_id": recommendation_id,
        "version": 2,
        "free": 4900,
        "paid": 0,
        "held": 100,
        "at": AT,
    }

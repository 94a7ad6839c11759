"""An AI that is slow, away, unwilling or talks rubbish, as the seed has it."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Candidate, Evidence, Proposal, ProposedDay, ProposedItem, Request
from functions.recommendation.work import read_job
from shared.clock import from_iso
from shared.dependencies import Dependencies
from shared.errors import Poison, Unavailable
from shared.ids import owner_of
from tests.simulation.saga.faults import AI, Faults
from tests.simulation.saga.loop import at_once
from tests.simulation.saga.process import CURRENT

SLOW, FAILED, REFUSED, RUBBISH_ONCE, RUBBISH_TWICE, POISON, AT_DEADLINE = AI
MADE_BY = "fake"
HARDLY_ANY = 45.0
"""Seconds before the deadline: less than an answer may take."""

EVIDENCE = Evidence(
    tuple(
        Candidate(f"c{number}", f"Sight {number}", "sight", ({"kind": "catalogue"},), catalogue_key=f"sight-{number}")
        for number in range(1, 11)
    ),
    fingerprint="as always",
)


async def gather(
    deps: Dependencies,
    member_id: str,
    request: Request,
    *,
    earlier: Evidence | None = None,  # noqa: ARG001 - what has not changed is equal
) -> Evidence:
    """What there is to go by. The read models of evidence have tests of their own, and no part in the saga: they are
    read, which may fail, and say the same."""
    await deps.store.read("recommendation-evidence", member_id, request.place_key)
    return EVIDENCE


class FakeAI:
    """The `Recommender` of a run: mostly good, or mostly bad, or in between."""

    def __init__(self, chance: Random, faults: Faults, race: Callable[[float], None]) -> None:
        self._chance = chance
        self._faults = faults
        self._race = race
        self._late: set[str] = set()
        self._badness = chance.choice((0.0, 0.2, 0.4, 0.9))

    async def arrange(self, request: Request, evidence: Evidence, complaints: Sequence[str]) -> Arranged | Declined:
        """An itinerary of the evidence, if all is well."""

        async def answer() -> Arranged | Declined:
            return await self._answer(request, evidence, is_second=bool(complaints))

        return await CURRENT.get().process.effect("AI", answer)

    async def _answer(self, request: Request, evidence: Evidence, *, is_second: bool) -> Arranged | Declined:
        recommendation_id, left = at_hand()
        if recommendation_id in self._late and 0 < left < HARDLY_ANY:
            self._faults.count(AT_DEADLINE)
            self._race(left)
            await asyncio.sleep(left)
            return arranged(request, evidence)
        mood = self._chance.choice(AI) if self._chance.random() < self._badness else None
        if mood in (SLOW, FAILED, AT_DEADLINE) and not self._faults.active:
            mood = None
        if mood == AT_DEADLINE:
            self._late.add(recommendation_id)
            raise Unavailable("the AI is busy", retry_after=max(left - HARDLY_ANY * self._chance.random(), 0.0))
        if mood is not None:
            self._faults.count(mood)
        if mood == SLOW:
            await asyncio.sleep(self._chance.uniform(1, 90))
        elif mood == FAILED:
            raise Unavailable("the AI did not answer")
        elif mood == REFUSED:
            return Declined("ai_refused", MADE_BY)
        elif mood == POISON:
            raise Poison("the AI's key is wrong")
        elif mood == RUBBISH_TWICE or (mood == RUBBISH_ONCE and not is_second):
            return Arranged(Proposal("Rubbish", ()), MADE_BY)
        return arranged(request, evidence)

    async def close(self) -> None:
        pass


def at_hand() -> tuple[str, float]:
    """The recommendation that is being made here, and the seconds left until just after its deadline."""
    invocation = CURRENT.get()
    assert invocation.message is not None
    recommendation_id = read_job(invocation.message.body)
    process = invocation.process
    found = at_once(process.memory.read("recommendations", owner_of(recommendation_id), recommendation_id))
    if found is None or "deadline" not in found.body:
        return recommendation_id, 0.0
    return recommendation_id, (from_iso(found.body["deadline"]) - process.clock.now()).total_seconds() + 0.002


def arranged(request: Request, evidence: Evidence) -> Arranged:
    """An answer with one that passes the gates."""
    return Arranged(_itinerary(request, evidence), MADE_BY)


def _itinerary(request: Request, evidence: Evidence) -> Proposal:
    days = zip(request.dates, evidence.candidates, strict=False)
    return Proposal("Trip", tuple(ProposedDay(day, (ProposedItem(c.title, c.category, ref=c.ref),)) for day, c in days))

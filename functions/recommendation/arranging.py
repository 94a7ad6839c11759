"""Having an itinerary made: evidence, the AI, the quality gates."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import orjson

from functions.recommendation import quality
from functions.recommendation.ai.port import Arranged, Declined, Recommender
from functions.recommendation.ai.settings import ai_settings
from functions.recommendation.brief import Evidence, Proposal, Request
from functions.recommendation.domain import MAX_DAYS_BYTES, Recommendation, Result
from functions.recommendation.evidence import gather
from shared.dependencies import Dependencies
from shared.errors import Unavailable
from shared.events.recommendation import RecommendedDay
from shared.telemetry import record

OVER_BUDGET = "over_budget"
"""The quality gates' code for what costs too much."""


@dataclass(frozen=True, slots=True)
class Made:
    """An itinerary that passed the gates. `fingerprint` is that of the evidence it was made from."""

    result: Result
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Unmade:
    """There will be none, for the reason `code`. `made_by` is who could not."""

    code: str
    made_by: str | None


async def arrange(
    deps: Dependencies,
    recommender: Recommender,
    recommendation: Recommendation,
    *,
    claim: Callable[[], Awaitable[None]],
) -> Made | Unmade:
    """Have an itinerary made. `claim` is called before the AI is asked, and before it is asked once more: because its
    answer did not pass the gates, or because what it was made from is no longer to be seen. Raises `Transient` when it
    is to be tried later.
    """
    member_id, request = recommendation.member_id, recommendation.request
    evidence, _ = await asyncio.gather(gather(deps, member_id, request), claim())
    complaints: list[str] = []
    was_withdrawn = False
    while True:
        answer = await _ask(recommender, recommendation.id, request, evidence, complaints)
        if isinstance(answer, Declined):
            return Unmade(answer.code, answer.made_by)
        proposal = answer.proposal
        # It took the AI a while: what somebody stopped sharing meanwhile must not be shown.
        present = await gather(deps, member_id, request, earlier=evidence)
        if _withdrawn(proposal, evidence, present):
            if was_withdrawn:
                raise Unavailable("the evidence does not stop changing")
            evidence, was_withdrawn = present, True
            await claim()
            continue
        days, faults = _judged(request, present, proposal)
        if not faults:
            return Made(_result(proposal, days, answer.made_by, present), present.fingerprint)
        if complaints:
            code = OVER_BUDGET if set(faults) == {OVER_BUDGET} else "quality"
            return Unmade(code, answer.made_by)
        evidence, complaints = present, faults
        await claim()


async def _ask(
    recommender: Recommender, recommendation_id: str, request: Request, evidence: Evidence, complaints: Sequence[str]
) -> Arranged | Declined:
    started = perf_counter()
    try:
        # Its own limit should come first; without any, a claim could run out while somebody is still at it.
        async with asyncio.timeout(answer_seconds()):
            answer = await recommender.arrange(request, evidence, complaints)
    except TimeoutError:
        raise Unavailable("the AI did not answer in time") from None
    declined = isinstance(answer, Declined)
    record(
        "ai",
        level=logging.WARNING if declined else logging.INFO,
        recommendation=recommendation_id,
        made_by=answer.made_by,
        outcome=answer.code if isinstance(answer, Declined) else "arranged",
        complaints=",".join(complaints),
        input_tokens=answer.usage.input_tokens if answer.usage else None,
        output_tokens=answer.usage.output_tokens if answer.usage else None,
        ms=round((perf_counter() - started) * 1000, 2),
    )
    return answer


def answer_seconds() -> float:
    """How long the AI may take for one answer."""
    return ai_settings().timeout_seconds + 5


def _withdrawn(proposal: Proposal, evidence: Evidence, present: Evidence) -> bool:
    """Whether the proposal uses, or only names, what is no longer there or what reads otherwise now."""
    if present.fingerprint == evidence.fingerprint:
        return False
    items = [item for day in proposal.days for item in day.items]
    used = {item.ref for item in items}
    said = quality.normalised(" ".join([proposal.title, *(f"{item.title} {item.note or ''}" for item in items)]))
    now = {each.ref: (each.title, each.note) for each in present.candidates}
    gone = [each for each in evidence.candidates if now.get(each.ref) != (each.title, each.note)]
    return any(each.ref in used or ((name := quality.normalised(each.title)) and name in said) for each in gone)


def _judged(request: Request, evidence: Evidence, proposal: Proposal) -> tuple[list[RecommendedDay], list[str]]:
    """The itinerary and its faults. What has faults may not be fit to be settled."""
    if faults := quality.faults(request, evidence, proposal):
        return [], faults
    days = quality.settled(request, evidence, proposal)
    return days, ["too_large"] if len(orjson.dumps(days)) > MAX_DAYS_BYTES else []


def _result(proposal: Proposal, days: list[RecommendedDay], made_by: str, evidence: Evidence) -> Result:
    return Result(
        title=proposal.title,
        days=days,
        made_by=made_by,
        scope=evidence.scope,
        plans=evidence.plans,
        travellers=evidence.travellers,
        plan_version=evidence.plan_version,
    )

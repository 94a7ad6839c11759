"""Making one: the AI, the gates, the claim, and evidence that changes meanwhile."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.recommendation import arranging
from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Evidence, Request
from functions.recommendation.domain import Recommendation, Result
from functions.recommendation.repository import CONTAINER
from shared import telemetry
from shared.clock import from_iso, to_iso
from shared.errors import Poison, Stale, Unavailable
from tests.unit.recommendation.saga.samples import (
    EVIDENCE,
    MADE_BY,
    PLAN,
    RUBBISH,
    Saga,
    ask,
    dear,
    itinerary,
    well,
)


@pytest.fixture
async def held(saga: Saga) -> str:
    """The id of a recommendation whose price is held."""
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    return recommendation_id


async def test_a_good_answer_is_stored_and_told_in_one_batch(saga: Saga, held: str) -> None:
    await saga.generate(held)
    stored = saga.read(held)
    assert (stored["status"], stored["madeBy"], stored["tokens"]) == ("created", MADE_BY, 100)
    assert saga.steps(held) == ["requested", "tokens_held", "generating", "created"]
    assert {name: stored["result"][name] for name in ("title", "scope", "plans", "travellers")} == {
        "title": "제주 이틀",
        "scope": "place",
        "plans": 3,
        "travellers": 2,
    }
    (first, second) = stored["result"]["days"]
    assert (first["date"], second["date"]) == ("2026-04-01", "2026-04-02")
    (item,) = second["items"]
    assert (item["id"], item["title"], item["cost"]) == ("2-1", "오름 2", 2000)
    assert item["sources"] == [{"kind": "plans", "plans": 2, "travellers": 2, "scope": "place"}]
    assert "deadline" not in stored
    assert "claimedUntil" not in stored
    event = saga.store.events(CONTAINER)[-1]
    assert event["type"] == "ktravel.recommendation.RecommendationCreated.v1"
    data = event["data"]
    assert (data["days"], data["title"], data["version"]) == (stored["result"]["days"], "제주 이틀", stored["version"])
    assert (data["travelDate"], data["endDate"], data["groupSize"]) == ("2026-04-01", "2026-04-02", 2)
    assert (data["budget"], data["currency"], data["details"], data["tokens"]) == (300000, "KRW", "바다", 100)
    assert saga.card(held)["title"] == "제주 이틀"
    assert saga.card(held)["status"] == "created"


async def test_what_deepens_a_plan_says_which_version_it_read(saga: Saga) -> None:
    recommendation_id = await saga.created(kind="A", plan_id=PLAN)
    data = saga.store.events(CONTAINER)[-1]["data"]
    assert (data["recommendationId"], data["planId"], data["planVersion"]) == (recommendation_id, PLAN, 7)


async def test_what_fails_the_gates_is_asked_once_more_with_the_complaints(saga: Saga, held: str) -> None:
    saga.ai.script = [RUBBISH]
    await saga.generate(held)
    assert saga.read(held)["status"] == "created"
    assert [list(complaints) for _, _, complaints in saga.ai.asked] == [[], ["missing_day", "empty_day"]]


async def test_what_fails_the_gates_twice_is_not_made(saga: Saga, held: str) -> None:
    saga.ai.script = [RUBBISH, RUBBISH]
    await saga.generate(held)
    stored = saga.read(held)
    assert (stored["status"], stored["failure"]["code"], stored["madeBy"]) == ("failed", "quality", MADE_BY)
    assert stored["result"] is None
    assert saga.events(held) == ["RecommendationRequired", "RecommendationFailed"]


async def test_what_only_costs_too_much_says_so(saga: Saga, held: str) -> None:
    saga.ai.script = [dear, dear]
    await saga.generate(held)
    assert saga.read(held)["failure"] == {"code": "over_budget", "params": {}}


async def test_what_costs_too_much_and_is_bad_besides_is_just_bad(saga: Saga, held: str) -> None:
    saga.ai.script = [dear, RUBBISH]
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "quality"


async def test_an_itinerary_that_fits_no_message_is_a_fault_like_another(
    saga: Saga, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arranging, "MAX_DAYS_BYTES", 300)
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "quality"
    assert [list(complaints) for _, _, complaints in saga.ai.asked] == [[], ["too_large"]]


async def test_the_largest_itinerary_that_passes_fits_its_event(saga: Saga) -> None:
    recommendation_id = await saga.request(details="길" * 4000)
    await saga.hold(recommendation_id)

    async def long(request: Request, evidence: Evidence) -> Arranged:
        return Arranged(itinerary(request, evidence, note="길" * 24_000), MADE_BY)

    saga.ai.script = [long]
    await saga.generate(recommendation_id)
    assert saga.read(recommendation_id)["status"] == "created"


@pytest.mark.parametrize("code", ["ai_refused", "ai_filtered", "ai_unusable", "no_candidates", "budget_too_small"])
async def test_what_the_ai_declines_ends_with_its_reason(saga: Saga, held: str, code: str) -> None:
    saga.ai.script = [Declined(code, "openai/gpt")]
    await saga.generate(held)
    stored = saga.read(held)
    assert (stored["status"], stored["failure"], stored["madeBy"]) == (
        "failed",
        {"code": code, "params": {}},
        "openai/gpt",
    )
    assert saga.events(held) == ["RecommendationRequired", "RecommendationFailed"]
    assert saga.store.events(CONTAINER)[-1]["data"]["code"] == code


async def test_a_reason_nobody_can_read_becomes_one_that_can_be_read(saga: Saga, held: str) -> None:
    saga.ai.script = [Declined("E_4711", MADE_BY)]
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "ai_unusable"


async def test_poison_ends_it_rather_than_leave_tokens_held(saga: Saga, held: str) -> None:
    saga.ai.script = [Poison("the key is wrong")]
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "ai_unusable"


async def test_what_can_never_be_stored_ends_it_too(saga: Saga, held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "MAX_DAYS_BYTES", 10**9)

    async def endless(request: Request, evidence: Evidence) -> Arranged:
        return Arranged(itinerary(request, evidence, note="x" * 200_000), MADE_BY)

    saga.ai.script = [endless]
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "ai_unusable"
    assert saga.events(held) == ["RecommendationRequired", "RecommendationFailed"]


async def test_a_defect_of_the_adapter_is_tried_again_and_ends_at_the_deadline(saga: Saga, held: str) -> None:
    saga.ai.script = [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        await saga.generate(held)
    assert saga.read(held)["status"] == "generating"
    assert "claimedUntil" not in saga.read(held)
    saga.clock.advance(901)
    saga.ai.script = [ZeroDivisionError()]
    await saga.generate(held)
    assert saga.read(held)["failure"]["code"] == "timed_out"
    assert len(saga.ai.asked) == 1


async def test_while_one_is_at_it_another_waits_for_the_rest_of_the_claim(saga: Saga, held: str) -> None:
    async def slow(request: Request, evidence: Evidence) -> Arranged:
        saga.clock.advance(10)
        with pytest.raises(Unavailable) as caught:
            await saga.generate(held)
        assert caught.value.retry_after == pytest.approx(arranging.answer_seconds() + 15 - 10)
        return well(request, evidence)

    saga.ai.script = [slow]
    await saga.generate(held)
    assert len(saga.ai.asked) == 1
    await saga.generate(held)
    assert saga.events(held) == ["RecommendationRequired", "RecommendationCreated"]


@pytest.mark.parametrize("why", ["the gates", "the evidence"])
async def test_a_claim_outlives_the_ai_and_is_renewed_before_it_is_asked_again(saga: Saga, held: str, why: str) -> None:
    claims: list[float] = []
    if why == "the evidence":
        saga.evidence.next = [EVIDENCE]
        saga.evidence.now = replace(EVIDENCE, candidates=EVIDENCE.candidates[1:], fingerprint="f2")

    async def note(request: Request, evidence: Evidence) -> Arranged:
        until = from_iso(saga.read(held)["claimedUntil"])
        claims.append((until - saga.clock.now()).total_seconds())
        saga.clock.advance(50)
        return RUBBISH if why == "the gates" and len(claims) == 1 else well(request, evidence)

    saga.ai.script = [note, note]
    await saga.generate(held)
    assert claims == [arranging.answer_seconds() + 15] * 2
    assert saga.read(held)["status"] == "created"


async def test_whoever_died_at_it_blocks_nobody_longer_than_their_claim(saga: Saga, held: str) -> None:
    saga.ai.script = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await saga.generate(held)
    with pytest.raises(Unavailable):
        await saga.generate(held)
    saga.clock.advance(arranging.answer_seconds() + 16)
    await saga.generate(held)
    assert saga.read(held)["status"] == "created"


async def test_an_outage_lifts_the_claim_so_that_the_next_try_may_follow_at_once(saga: Saga, held: str) -> None:
    saga.ai.script = [Unavailable("503")]
    with pytest.raises(Unavailable):
        await saga.generate(held)
    await saga.generate(held)
    assert saga.read(held)["status"] == "created"


async def test_an_ai_that_never_answers_is_given_up_in_time(
    saga: Saga, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arranging, "answer_seconds", lambda: 0.001)

    async def never(_request: Request, _evidence: Evidence) -> Arranged:
        await asyncio.Event().wait()
        raise AssertionError

    saga.ai.script = [never]
    with pytest.raises(Unavailable):
        await saga.generate(held)
    assert saga.read(held)["status"] == "generating"


async def test_a_failed_write_of_the_result_is_no_result(saga: Saga, held: str) -> None:
    async def then_the_store_is_down(request: Request, evidence: Evidence) -> Arranged:
        saga.store.failures = [Unavailable("down")]
        return well(request, evidence)

    saga.ai.script = [then_the_store_is_down]
    with pytest.raises(Unavailable):
        await saga.generate(held)
    assert saga.read(held)["status"] == "generating"
    assert saga.events(held) == ["RecommendationRequired"]
    await saga.generate(held)
    assert saga.events(held) == ["RecommendationRequired", "RecommendationCreated"]


async def test_a_result_whose_write_met_another_is_written_again(saga: Saga, held: str) -> None:
    async def then_somebody_writes(request: Request, evidence: Evidence) -> Arranged:
        saga.store.failures = [Stale("changed", 0)]
        return well(request, evidence)

    saga.ai.script = [then_somebody_writes]
    await saga.generate(held)
    assert saga.events(held) == ["RecommendationRequired", "RecommendationCreated"]
    assert len(saga.ai.asked) == 1


async def test_nothing_is_made_of_what_is_not_paid_for(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.generate(recommendation_id)
    assert saga.read(recommendation_id)["status"] == "requested"
    assert saga.ai.asked == []


def test_what_is_not_paid_for_is_never_created() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    wanted = ask().request("ko", on=now.date())
    recommendation = Recommendation.require("m.r", "m", wanted, now)
    result = Result(title="x", days=[], made_by="x", scope="place", plans=0, travellers=0, plan_version=None)
    recommendation.create(result, now)
    assert (recommendation.status, recommendation.version, len(recommendation.events)) == ("requested", 1, 1)


async def test_what_is_unshared_meanwhile_is_not_shown(saga: Saga, held: str) -> None:
    saga.evidence.next = [EVIDENCE]
    saga.evidence.now = replace(EVIDENCE, candidates=EVIDENCE.candidates[1:], fingerprint="f2")
    await saga.generate(held)
    days = saga.read(held)["result"]["days"]
    assert [item["title"] for day in days for item in day["items"]] == ["오름 2", "오름 3"]
    assert [list(complaints) for _, _, complaints in saga.ai.asked] == [[], []]
    answer = next(each for each in saga.store.all(CONTAINER) if each["type"] == "answer")
    assert answer["fingerprint"] == "f2"


async def test_what_reads_otherwise_meanwhile_is_not_shown_as_it_was(saga: Saga, held: str) -> None:
    first, *others = EVIDENCE.candidates
    saga.evidence.next = [replace(EVIDENCE, candidates=(replace(first, note="비밀 장소"), *others), fingerprint="f0")]
    await saga.generate(held)
    assert len(saga.ai.asked) == 2


async def test_what_changes_but_is_not_used_is_not_asked_about_again(saga: Saga, held: str) -> None:
    saga.evidence.next = [EVIDENCE]
    counted = replace(EVIDENCE.candidates[0], sources=({"kind": "catalogue"},))
    saga.evidence.now = replace(EVIDENCE, candidates=(counted, *EVIDENCE.candidates[1:9]), fingerprint="f2", plans=1)
    await saga.generate(held)
    assert len(saga.ai.asked) == 1
    result = saga.read(held)["result"]
    # What is told of where it comes from is what is true now.
    assert result["days"][0]["items"][0]["sources"] == [{"kind": "catalogue"}]
    assert result["plans"] == 1


async def test_evidence_that_does_not_stop_changing_is_tried_later(saga: Saga, held: str) -> None:
    def only(*numbers: int) -> Evidence:
        kept = tuple(EVIDENCE.candidates[number] for number in numbers)
        return replace(EVIDENCE, candidates=kept, fingerprint=str(numbers))

    saga.evidence.next = [only(0, 1), only(2, 3), only(4, 5)]
    with pytest.raises(Unavailable):
        await saga.generate(held)
    assert len(saga.ai.asked) == 2
    assert saga.read(held)["status"] == "generating"
    await saga.generate(held)
    assert saga.read(held)["status"] == "created"


async def test_what_the_ai_cost_is_recorded(saga: Saga, held: str) -> None:
    lines: list[dict[str, Any]] = []
    telemetry.write_lines_to(lambda _level, line: lines.append(dict(line)))
    try:
        await saga.generate(held)
    finally:
        telemetry.write_lines_to(None)
    (line,) = (each for each in lines if each["kind"] == "ai")
    assert (line["recommendation"], line["made_by"], line["outcome"]) == (held, MADE_BY, "arranged")
    assert (line["input_tokens"], line["output_tokens"]) == (1200, 340)


async def test_the_ai_is_asked_in_the_members_language(saga: Saga) -> None:
    await saga.created(language="en")
    assert saga.ai.asked[0][0].language == "en"


async def test_the_deadline_is_fifteen_minutes_from_the_request(saga: Saga) -> None:
    recommendation_id = await saga.request()
    assert saga.read(recommendation_id)["deadline"] == to_iso(saga.clock.now() + timedelta(minutes=15))

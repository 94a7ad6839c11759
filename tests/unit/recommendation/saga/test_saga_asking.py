"""What may be asked for; and of what may not, nothing is stored."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from functions.recommendation.asking import today
from functions.recommendation.repository import CONTAINER
from functions.recommendation.schemas import RecommendationDraft
from shared.errors import NotFound, Rejection
from shared.http import field_errors
from tests.unit.recommendation.saga.samples import JIWOO, MINJUN, PLAN, Saga

BODY: dict[str, Any] = {
    "type": "A",
    "location": "제주",
    "travelDate": "2026-04-01",
    "endDate": "2026-04-03",
    "groupSize": 2,
    "budget": 300000,
}


async def refused(saga: Saga, **changes: Any) -> dict[str, str]:
    """Pointer → code of what is wrong; nothing has come of it."""
    with pytest.raises(Rejection) as caught:
        await saga.request(**changes)
    assert (caught.value.status, caught.value.code) == (422, "validation_failed")
    assert saga.store.all(CONTAINER) == []
    return {each.pointer: each.code for each in caught.value.errors}


def misread(changes: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        RecommendationDraft.model_validate_json(orjson.dumps(BODY | changes))
    return {each.pointer: each.code for each in field_errors(caught.value)}


@pytest.mark.parametrize("kind", ["B", "C"])
async def test_kinds_b_and_c_need_a_place_a_date_and_a_group(saga: Saga, kind: str) -> None:
    wrong = await refused(saga, kind=kind, location=None, travel_date=None, end_date=None, group_size=None, budget=None)
    assert wrong == dict.fromkeys(["/location", "/travelDate", "/groupSize"], "required")


async def test_kind_a_needs_a_budget_too(saga: Saga) -> None:
    assert await refused(saga, kind="A", budget=None) == {"/budget": "required"}


async def test_kind_b_needs_no_budget(saga: Saga) -> None:
    assert saga.read(await saga.request(budget=None))["request"]["budget"] is None


async def test_a_budget_of_nothing_is_one(saga: Saga) -> None:
    assert saga.read(await saga.request(kind="A", budget=0))["request"]["budget"] == 0


@pytest.mark.parametrize("kind", ["B", "C"])
async def test_a_plan_goes_with_kind_a_only(saga: Saga, kind: str) -> None:
    assert await refused(saga, kind=kind, plan_id=PLAN) == {"/planId": "only_for_kind"}


async def test_past_dates_are_refused_by_the_day_in_seoul(saga: Saga) -> None:
    # 09:00 UTC on the first of March: 18:00 in Seoul.
    assert await refused(saga, travel_date=date(2026, 2, 28), end_date=None) == {"/travelDate": "past_date"}
    saga.clock.advance(6 * 3600)
    assert await refused(saga, travel_date=date(2026, 3, 1), end_date=None) == {"/travelDate": "past_date"}
    await saga.request(travel_date=date(2026, 3, 2), end_date=None)


def test_the_day_begins_in_seoul_at_15_utc() -> None:
    assert today(datetime(2026, 3, 1, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert today(datetime(2026, 3, 1, 15, tzinfo=UTC)) == date(2026, 3, 2)


async def test_eleven_days_are_too_many_and_ten_are_not(saga: Saga) -> None:
    assert await refused(saga, end_date=date(2026, 4, 11)) == {"/endDate": "too_many_days"}
    await saga.request(end_date=date(2026, 4, 10))


async def test_a_trip_does_not_end_before_it_begins(saga: Saga) -> None:
    assert await refused(saga, end_date=date(2026, 3, 31)) == {"/endDate": "before_start"}


@pytest.mark.parametrize("currency", ["XXX", "krw", "원"])
async def test_the_currency_must_be_one(saga: Saga, currency: str) -> None:
    assert await refused(saga, currency=currency) == {"/currency": "unknown_currency"}


async def test_all_faults_are_named_at_once(saga: Saga) -> None:
    wrong = await refused(
        saga, kind="A", location=None, budget=None, travel_date=date(2026, 1, 1), end_date=date(2025, 1, 1)
    )
    assert wrong == {
        "/location": "required",
        "/budget": "required",
        "/travelDate": "past_date",
        "/endDate": "before_start",
    }


async def test_kind_c_without_likes_is_told_what_to_do_before_any_charge(saga: Saga) -> None:
    saga.evidence.likes.clear()
    with pytest.raises(Rejection) as caught:
        await saga.request(kind="C")
    assert (caught.value.status, caught.value.code) == (409, "no_likes_yet")
    assert saga.store.all(CONTAINER) == []


async def test_kind_c_waits_a_moment_for_the_first_like_to_be_heard_of(
    saga: Saga, monkeypatch: pytest.MonkeyPatch
) -> None:
    saga.evidence.likes.clear()
    looked = 0

    async def likes_lately(_deps: object, _member_id: str) -> bool:
        nonlocal looked
        looked += 1
        return looked > 1

    monkeypatch.setattr("functions.recommendation.handlers.likes_lately", likes_lately)
    assert saga.read(await saga.request(kind="C"))["kind"] == "C"


async def test_what_is_left_out_is_taken_from_the_plan(saga: Saga) -> None:
    recommendation_id = await saga.request(
        kind="A",
        plan_id=PLAN,
        location=None,
        travel_date=None,
        end_date=None,
        group_size=None,
        budget=None,
        details=None,
    )
    assert saga.read(recommendation_id)["request"] == {
        "location": "제주 서귀포",
        "placeKey": "jeju",
        "travelDate": "2026-04-01",
        "endDate": "2026-04-02",
        "groupSize": 4,
        "budget": 1200000,
        "currency": "KRW",
        "details": "아이와 함께",
        "planId": PLAN,
    }


async def test_what_is_given_wins_over_the_plan(saga: Saga) -> None:
    recommendation_id = await saga.request(
        kind="A",
        plan_id=PLAN,
        location="부산",
        travel_date=date(2026, 5, 1),
        end_date=date(2026, 5, 1),
        group_size=1,
        budget=10,
        currency="USD",
        details="혼자",
    )
    assert saga.read(recommendation_id)["request"] == {
        "location": "부산",
        "placeKey": "busan",
        "travelDate": "2026-05-01",
        "endDate": "2026-05-01",
        "groupSize": 1,
        "budget": 10,
        "currency": "USD",
        "details": "혼자",
        "planId": PLAN,
    }


async def test_a_plans_budget_is_not_taken_in_another_currency(saga: Saga) -> None:
    assert await refused(saga, kind="A", plan_id=PLAN, budget=None, currency="USD") == {"/budget": "required"}


async def test_a_budget_given_alone_is_in_the_plans_currency(saga: Saga) -> None:
    saga.evidence.plans[PLAN] = saga.evidence.plans[PLAN] | {"currency": "JPY"}
    request = saga.read(await saga.request(kind="A", plan_id=PLAN, budget=500))["request"]
    assert (request["budget"], request["currency"]) == (500, "JPY")


async def test_a_plan_of_the_past_cannot_be_deepened_as_it_is(saga: Saga) -> None:
    saga.evidence.plans[PLAN] = saga.evidence.plans[PLAN] | {"travelDate": "2025-04-01", "endDate": "2025-04-02"}
    wrong = await refused(saga, kind="A", plan_id=PLAN, travel_date=None, end_date=None)
    assert wrong == {"/travelDate": "past_date"}


@pytest.mark.parametrize(
    "plan_id",
    [f"{MINJUN.member_id}.01jb2k3m4n5p6q7r8s9t0v1w30", f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w31", "x", ""],
    ids=["foreign", "unknown", "garbage", "empty"],
)
async def test_only_an_own_plan_can_be_deepened(saga: Saga, plan_id: str) -> None:
    with pytest.raises(NotFound):
        await saga.request(kind="A", plan_id=plan_id)
    assert saga.store.all(CONTAINER) == []


async def test_an_unknown_destination_fails_at_once_and_asks_for_no_tokens(saga: Saga) -> None:
    recommendation_id = await saga.request(location="아틀란티스")
    stored = saga.read(recommendation_id)
    assert (stored["status"], stored["tokens"]) == ("failed", 0)
    assert stored["failure"] == {"code": "unknown_destination", "params": {}}
    assert stored["request"]["placeKey"] == "x-아틀란티스"
    assert saga.steps(recommendation_id) == ["requested", "failed"]
    assert saga.events() == ["RecommendationFailed"]
    assert saga.card(recommendation_id)["status"] == "failed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": "D"}, {"/type": "not_allowed"}),
        ({"type": None}, {"/type": "not_allowed"}),
        ({"groupSize": "2"}, {"/groupSize": "wrong_type"}),
        ({"groupSize": 2.5}, {"/groupSize": "wrong_type"}),
        ({"groupSize": 0}, {"/groupSize": "too_small"}),
        ({"groupSize": 101}, {"/groupSize": "too_large"}),
        ({"budget": -1}, {"/budget": "too_small"}),
        ({"budget": 10**13}, {"/budget": "too_large"}),
        ({"travelDate": "tomorrow"}, {"/travelDate": "invalid"}),
        ({"travelDate": 20260401}, {"/travelDate": "invalid"}),
        ({"location": "x" * 121}, {"/location": "too_long"}),
        ({"location": "제\u0000주"}, {"/location": "invalid"}),
        ({"details": "x" * 4001}, {"/details": "too_long"}),
        ({"fresh": "yes"}, {"/fresh": "wrong_type"}),
        ({"planId": 1}, {"/planId": "wrong_type"}),
        ({"planId": "x" * 65}, {"/planId": "too_long"}),
        ({"tokens": 0}, {"/tokens": "unknown_field"}),
        ({"travel_date": "2026-04-01"}, {"/travel_date": "unknown_field"}),
    ],
)
def test_a_body_that_cannot_be_read_says_where(changes: dict[str, Any], expected: dict[str, str]) -> None:
    assert misread(changes) == expected


def test_a_blank_is_as_good_as_nothing() -> None:
    draft = RecommendationDraft.model_validate_json(orjson.dumps(BODY | {"location": "  ", "details": " \n "}))
    assert (draft.ask().location, draft.ask().details) == (None, None)

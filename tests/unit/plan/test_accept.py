"""Accepting a recommendation: what it becomes, that it becomes it once, and what is refused."""

import asyncio
from typing import Any

import pytest

from functions.plan import handlers
from shared import patience
from shared.auth import Caller
from shared.errors import AlreadyExists, NotFound, Rejection, Stale, Unavailable
from shared.events.member import MemberDeleted
from tests.fakes import Fakes
from tests.unit.plan.recommended import RECOMMENDATION, item, planned, recommended, take
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, content, tell, write


def events(fakes: Fakes) -> list[tuple[str, str, str | None]]:
    """Name, plan and recommendation of what was told."""
    return [
        (each["type"].split(".")[2], each["data"]["planId"], each["data"].get("recommendationId"))
        for each in fakes.store.events("plans")
    ]


def days(document: dict[str, Any]) -> dict[str, list[str]]:
    return {day["date"]: [item["title"] for item in day["items"]] for day in document["content"]["itinerary"]["days"]}


async def deepening(fakes: Fakes, **changes: Any) -> str:
    """A plan and a recommendation that deepens it."""
    plan_id = await write(fakes.deps)
    await tell(fakes.deps, recommended(kind="A", plan_id=plan_id, plan_version=1, **changes))
    return plan_id


async def test_it_becomes_a_private_plan_with_its_record_and_its_event(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    accepted = await take(fakes.deps)
    assert accepted.created
    assert accepted.owner_name == "지우"
    plan = accepted.document
    assert (plan["version"], plan["visibility"], plan["placeKey"]) == (1, "private", "jeju")
    assert plan["content"] == {
        "title": "제주 3일",
        "location": "제주",
        "travelDate": "2026-04-01",
        "endDate": "2026-04-03",
        "groupSize": 2,
        "budget": 500_000,
        "currency": "KRW",
        "details": "바다",
        "itinerary": {
            "days": [
                {"date": "2026-04-01", "items": [planned("만장굴", "10:00"), planned("흑돼지 거리", "18:00")]},
                {"date": "2026-04-02", "items": [planned("우도", "09:00")]},
                {"date": "2026-04-03", "items": [planned("동문시장")]},
            ]
        },
    }
    assert events(fakes) == [("PlanCreated", plan["id"], RECOMMENDATION)]
    assert sorted(each["type"] for each in fakes.store.all("plans")) == ["accepted", "card", "outbox", "plan"]


async def test_chosen_items_a_title_and_a_visibility(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    accepted = await take(fakes.deps, item_ids=("3-1", "1-2"), title="먹으러", visibility="public")
    assert days(accepted.document) == {"2026-04-01": ["흑돼지 거리"], "2026-04-03": ["동문시장"]}
    assert accepted.document["content"]["title"] == "먹으러"
    assert accepted.document["content"]["endDate"] == "2026-04-03", "the trip is as long as it was meant to be"
    assert accepted.document["visibility"] == "public"


async def test_a_place_without_coordinates_and_none_at_all(fakes: Fakes) -> None:
    items = [item("1-1", "가", place={"name": "가"}), item("1-2", "나", place=None)]
    await tell(fakes.deps, recommended(days=[{"date": "2026-04-01", "items": items}]))
    [day] = (await take(fakes.deps)).document["content"]["itinerary"]["days"]
    assert [each["place"] for each in day["items"]] == [{"name": "가", "coordinates": None}, None]


async def test_accepting_again_gives_the_same_plan_as_it_is_now_whatever_is_said(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    plan_id = (await take(fakes.deps)).document["id"]
    await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(title="고친"), version=1)
    before = fakes.store.all("plans")
    for wish in ({}, {"as_new": True}, {"item_ids": ("nonsense",)}, {"plan_id": "x"}, {"guarded": True, "version": 7}):
        again = await take(fakes.deps, **wish)
        assert not again.created
        assert (again.document["id"], again.document["content"]["title"]) == (plan_id, "고친")
    assert fakes.store.all("plans") == before


@pytest.mark.parametrize("deepens", [False, True])
async def test_two_at_once_accept_once(fakes: Fakes, deepens: bool) -> None:
    if deepens:
        await deepening(fakes)
    else:
        await tell(fakes.deps, recommended())
    read = fakes.store.read

    async def slowly(*arguments: Any) -> Any:
        found = await read(*arguments)
        await asyncio.sleep(0)
        return found

    fakes.store.read = slowly  # type: ignore[assignment, method-assign]
    accepted = await asyncio.gather(*(take(fakes.deps) for _ in range(5)))
    assert len({each.document["id"] for each in accepted}) == 1
    assert sum(each.created for each in accepted) == (0 if deepens else 1)
    assert len([each for each in events(fakes) if each[2] is not None]) == 1


async def test_accepting_after_its_plan_was_deleted_makes_a_new_one_once(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    first = (await take(fakes.deps)).document["id"]
    await handlers.delete_plan(fakes.deps, JIWOO, first, version=None)
    second = await take(fakes.deps)
    assert second.created
    assert second.document["id"] != first
    assert (await take(fakes.deps)).document["id"] == second.document["id"]
    assert len(fakes.store.all("plans", "accepted")) == 1


async def test_what_deepens_a_plan_goes_into_it(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    fakes.clock.advance(60)
    accepted = await take(fakes.deps)
    plan = accepted.document
    assert not accepted.created
    assert (plan["id"], plan["version"], plan["updatedAt"]) == (plan_id, 2, "2026-03-01T09:01:00.000Z")
    assert days(plan) == {
        "2026-04-01": ["성산일출봉 오르기", "만장굴", "흑돼지 거리"],
        "2026-04-02": ["우도"],
        "2026-04-03": ["동문시장"],
    }
    kept = content().json | {"itinerary": plan["content"]["itinerary"]}
    assert plan["content"] == kept, "nothing else of the plan changes"
    assert events(fakes)[1:] == [("PlanUpdated", plan_id, RECOMMENDATION)]
    assert fakes.store.all("plans", "card")[0]["summary"]["version"] == 2
    assert (await take(fakes.deps)).document == plan


async def test_it_is_told_even_if_the_plan_had_it_all(fakes: Fakes) -> None:
    plan_id = await deepening(
        fakes, days=[{"date": "2026-04-01", "items": [item("1-1", "성산 일출봉 오르기!", "09:00")]}]
    )
    plan = (await take(fakes.deps)).document
    assert (plan["version"], plan["content"]) == (2, content().json)
    assert events(fakes)[1:] == [("PlanUpdated", plan_id, RECOMMENDATION)]


async def test_as_new_leaves_the_deepened_plan_alone(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    await handlers.set_visibility(fakes.deps, JIWOO, plan_id, "public", version=None)
    accepted = await take(fakes.deps, as_new=True)
    assert accepted.created
    assert accepted.document["id"] != plan_id
    assert accepted.document["visibility"] == "private"
    assert (await handlers.read_plan(fakes.deps, plan_id, JIWOO))[0]["content"] == content().json


async def test_if_the_deepened_plan_is_gone_it_becomes_a_new_one(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    await handlers.delete_plan(fakes.deps, JIWOO, plan_id, version=None)
    await refused(fakes, ("precondition_failed", 412), guarded=True, version=1)
    assert (await take(fakes.deps)).created


@pytest.mark.parametrize("named", [False, True])
async def test_a_plan_that_changed_since_is_not_touched(fakes: Fakes, named: bool) -> None:
    plan_id = await deepening(fakes)
    await handlers.replace_plan(fakes.deps, JIWOO, plan_id, content(title="고친"), version=1)
    wish: Any = {"plan_id": plan_id} if named else {}
    await refused(fakes, ("precondition_failed", 412), **wish)
    await refused(fakes, ("precondition_failed", 412), **wish, guarded=True, version=1)
    accepted = await take(fakes.deps, **wish, guarded=True, version=2)
    assert (accepted.document["version"], accepted.document["content"]["title"]) == (3, "고친")


async def test_any_version_may_be_meant(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    await handlers.set_visibility(fakes.deps, JIWOO, plan_id, "public", version=None)
    accepted = await take(fakes.deps, guarded=True)
    assert (accepted.document["version"], accepted.document["visibility"]) == (3, "public")


async def test_another_plan_takes_it_in_at_the_version_that_was_read(fakes: Fakes) -> None:
    await deepening(fakes)
    other = await write(fakes.deps, itinerary=None, currency="USD")
    await refused(fakes, ("precondition_required", 428), plan_id=other)
    await refused(fakes, ("precondition_failed", 412), plan_id=other, guarded=True, version=2)
    plan = (await take(fakes.deps, plan_id=other, guarded=True, version=1)).document
    assert plan["id"] == other
    assert [each["cost"] for day in plan["content"]["itinerary"]["days"] for each in day["items"]] == [None] * 4
    assert plan["content"]["currency"] == "USD"


async def test_a_plan_changed_between_reading_and_writing_is_read_again(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    execute, raced = fakes.store.execute, False

    async def second(*arguments: Any) -> Any:
        nonlocal raced
        if not raced:
            raced = True
            await handlers.set_visibility(fakes.deps, JIWOO, plan_id, "public", version=None)
        return await execute(*arguments)

    fakes.store.execute = second  # type: ignore[assignment, method-assign]
    with pytest.raises(Rejection, match="precondition_failed"):
        await take(fakes.deps)
    assert [name for name, _, _ in events(fakes)] == ["PlanCreated", "PlanShared"]
    assert fakes.store.all("plans", "accepted") == []


@pytest.mark.parametrize("conflict", [Stale("busy", 0), AlreadyExists("accepted", 3)])
async def test_a_conflict_of_our_own_is_tried_again(fakes: Fakes, conflict: Exception) -> None:
    await deepening(fakes)
    fakes.store.failures += [conflict, conflict]
    assert (await take(fakes.deps)).document["version"] == 2


async def test_a_store_out_of_reach_leaves_nothing(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    fakes.store.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):
        await take(fakes.deps)
    assert fakes.store.all("plans") == []


async def refused(
    fakes: Fakes,
    said: tuple[str, int],
    *fields: tuple[str, str],
    caller: Caller = JIWOO,
    recommendation: str = RECOMMENDATION,
    **wish: Any,
) -> None:
    """It is refused so, for these fields, and nothing is stored."""
    before = fakes.store.all("plans")
    with pytest.raises(Rejection) as caught:
        await take(fakes.deps, caller, recommendation, **wish)
    assert (caught.value.code, caught.value.status) == said
    assert [(each.pointer, each.code) for each in caught.value.errors] == list(fields)
    assert fakes.store.all("plans") == before


INVALID = ("validation_failed", 422)
NOT_THERE = ("not_found", 404)


async def test_a_strangers_recommendation_is_not_there(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    await refused(fakes, NOT_THERE, caller=MINJUN)


async def test_one_that_never_was_is_not_there(fakes: Fakes) -> None:
    await refused(fakes, NOT_THERE)


@pytest.mark.parametrize(
    "plan_id", ["garbage", f"{MINJUN.member_id}.{EMMA.member_id}", f"{JIWOO.member_id}.{EMMA.member_id}"]
)
async def test_a_plan_that_is_not_the_members_is_not_there(fakes: Fakes, plan_id: str) -> None:
    await deepening(fakes)
    await refused(fakes, NOT_THERE, plan_id=plan_id, guarded=True, version=1)


async def test_a_strangers_plan_is_not_there_and_not_touched(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended())
    theirs = await write(fakes.deps, MINJUN, "public")
    await refused(fakes, NOT_THERE, plan_id=theirs, guarded=True, version=1)


async def test_what_makes_no_sense_is_named(fakes: Fakes) -> None:
    plan_id = await deepening(fakes)
    await refused(fakes, INVALID, ("/planId", "invalid"), plan_id=plan_id, as_new=True)
    await refused(fakes, INVALID, ("/visibility", "only_for_new_plan"), visibility="public")
    await refused(fakes, INVALID, ("/title", "only_for_new_plan"), title="새 이름")
    unknown = ("/items/1", "unknown_item"), ("/items/2", "duplicate"), ("/items/3", "unknown_item")
    await refused(fakes, INVALID, *unknown, item_ids=("1-1", "9-9", "1-1", ""))
    await refused(fakes, INVALID, *unknown, item_ids=("1-1", "9-9", "1-1", ""), as_new=True)


async def test_days_that_adjoin_make_the_trip_longer_and_others_are_refused(fakes: Fakes) -> None:
    before_and_after = [
        {"date": "2026-03-29", "items": [item("9-1", "훌쩍 앞")]},
        {"date": "2026-03-31", "items": [item("0-1", "하루 일찍")]},
        {"date": "2026-04-04", "items": [item("4-1", "하루 늦게")]},
        {"date": "2026-04-06", "items": [item("6-1", "훌쩍 뒤")]},
    ]
    await deepening(fakes, travel_date="2026-03-29", end_date="2026-04-06", days=before_and_after)
    await refused(fakes, INVALID, ("/items", "outside_trip"))
    for alone in ("6-1", "9-1"):
        await refused(fakes, INVALID, ("/items", "outside_trip"), item_ids=(alone,))
    plan = (await take(fakes.deps, item_ids=("0-1", "4-1"))).document
    assert (plan["content"]["travelDate"], plan["content"]["endDate"]) == ("2026-03-31", "2026-04-04")
    assert list(days(plan)) == ["2026-03-31", "2026-04-01", "2026-04-02", "2026-04-04"]


async def test_a_trip_grows_to_sixty_days_at_most(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps, endDate="2026-05-30", itinerary=None)
    day = {"date": "2026-05-31", "items": [item("1-1", "하루 더")]}
    await tell(fakes.deps, recommended(plan_id=plan_id, plan_version=1, days=[day]))
    await refused(fakes, INVALID, ("/endDate", "too_many_days"))


async def test_a_day_has_forty_items_at_most(fakes: Fakes) -> None:
    items = [item(f"1-{number}", f"할 일 {number}") for number in range(40)]
    await deepening(fakes, days=[{"date": "2026-04-01", "items": items}])
    await refused(fakes, INVALID, ("/itinerary/days/0/items", "too_many"))
    ids = tuple(each["id"] for each in items[:39])
    assert len(days((await take(fakes.deps, item_ids=ids)).document)["2026-04-01"]) == 40


async def test_a_plan_that_grows_too_large_is_refused(fakes: Fakes) -> None:
    long = [{"title": f"{number}", "note": "가" * 1000} for number in range(40)]
    plan_id = await write(fakes.deps, itinerary={"days": [{"date": "2026-04-01", "items": long}]})
    more = [item(f"2-{number}", f"더 {number}", note="가" * 1000) for number in range(10)]
    await tell(fakes.deps, recommended(plan_id=plan_id, plan_version=1, days=[{"date": "2026-04-02", "items": more}]))
    await refused(fakes, ("plan_too_large", 413))


async def test_who_left_accepts_nothing(fakes: Fakes) -> None:
    await tell(fakes.deps, recommended(), MemberDeleted(member_id=JIWOO.member_id, version=2))
    await refused(fakes, ("unauthenticated", 401))


async def test_accepting_before_the_copy_arrived_waits_for_it(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 1.0)

    async def news() -> None:
        await asyncio.sleep(0.003)
        await tell(fakes.deps, recommended())

    accepted, _ = await asyncio.gather(take(fakes.deps), news())
    assert accepted.created


async def test_a_strangers_is_not_waited_for(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 3600.0)
    async with asyncio.timeout(1):
        with pytest.raises(NotFound):
            await take(fakes.deps, MINJUN)

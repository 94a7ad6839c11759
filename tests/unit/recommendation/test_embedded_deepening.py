"""A plan that is there already is planned around: nothing of it again, nothing at its times."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.recommendation import quality
from functions.recommendation.ai.embedded import EmbeddedRecommender
from functions.recommendation.ai.port import Declined
from functions.recommendation.brief import Proposal, Request
from shared.catalogue import Sight, find
from shared.events.plan import ItineraryDay
from tests.unit.recommendation.itinerary_samples import arranged, evidence, minute, request, sights, total


def item(title: str, time: str | None = None, category: str = "sight", **also: Any) -> Any:
    return {"title": title, "time": time, "category": category, **also}


def at(key: str, time: str | None, location: str = "jeju") -> Any:
    """A sight of the catalogue as somebody planned it."""
    destination = find(location)
    assert destination is not None
    place = next(each for each in (*destination.sights, *destination.meals) if each.key == key)
    name = place.names.ko
    coordinates = {"lat": place.location.lat, "lng": place.location.lng}
    category = "sight" if isinstance(place, Sight) else "meal"
    return item(name, time, category, place={"name": name, "coordinates": coordinates})


def present(asked: Request, *days: list[Any]) -> list[ItineraryDay]:
    return [{"date": day.isoformat(), "items": items} for day, items in zip(asked.dates, days, strict=False)]


async def deepened(asked: Request, plan: list[ItineraryDay]) -> Proposal:
    told = evidence(asked, present=plan)
    proposal = await arranged(asked, told)
    assert quality.faults(asked, told, proposal) == []
    return proposal


async def test_gaps_are_filled_near_what_is_there() -> None:
    asked = request("제주", 2)
    plan = present(asked, [at("seongsan-ilchulbong", "09:30"), at("myeongjin-jeonbok", "12:00")])
    proposal = await deepened(asked, plan)
    first = proposal.days[0]
    assert {sight.area for sight in sights(asked, first.items)} <= {"seongsan", "jeju-city"}
    assert "seongsan" in {sight.area for sight in sights(asked, first.items)}
    assert all(minute(each) >= 13 * 60 for each in first.items)
    assert [each.category for each in first.items].count("meal") >= 1
    assert not any(11 * 60 <= minute(each) <= 14 * 60 for each in first.items if each.category == "meal")


async def test_what_is_there_is_not_recommended_again() -> None:
    asked = request("제주", 2)
    usual = await deepened(asked, [])
    keys = [each.ref for day in usual.days for each in day.items if each.ref is not None]
    plan = present(asked, [at(key, None) for key in keys[:2]], [at(key, None) for key in keys[2:4]])
    again = await deepened(asked, plan)
    assert {each.ref for day in again.days for each in day.items}.isdisjoint(keys[:4])


async def test_a_full_day_is_left_as_it_is() -> None:
    asked = request("제주", 2)
    full = [
        item("아침", "08:00", "meal"),
        item("친구 집", "09:00"),
        item("점심", "12:00", "meal"),
        item("산책", "14:00"),
        item("낮잠", "15:30"),
        item("공원", "16:40"),
        item("저녁", "18:30", "meal"),
    ]
    proposal = await deepened(asked, present(asked, full))
    assert proposal.days[0].items == ()
    assert proposal.days[1].items


async def test_nothing_to_add_is_declined() -> None:
    asked = request("제주", 1)
    meals = [item("점심", "12:00", "meal"), item("저녁", "18:30", "meal")]
    plan = present(asked, [*meals, *(item(f"약속 {number}") for number in range(9))])
    answer = await EmbeddedRecommender().arrange(asked, evidence(asked, present=plan), ())
    assert answer == Declined("no_candidates", "embedded")


async def test_only_what_the_plan_leaves_of_the_budget_is_spent() -> None:
    asked = request("제주", 2, budget=300_000)
    plan = present(asked, [item("호텔", None, "stay", cost=180_000)])
    assert total(await deepened(asked, plan)) <= 120_000


async def test_a_plan_over_its_budget_has_no_room_for_meals() -> None:
    asked = request("제주", 2, budget=100_000)
    plan = present(asked, [item("호텔", None, "stay", cost=180_000)])
    answer = await EmbeddedRecommender().arrange(asked, evidence(asked, present=plan), ())
    assert answer == Declined("budget_too_small", "embedded")


FULL = 3
TIMES = [f"{hour:02}:{minutes}" for hour in range(7, 22) for minutes in ("00", "30")]
PLANNED = st.lists(
    st.tuples(st.sampled_from(TIMES), st.sampled_from(["sight", "meal", "activity", "transport"])),
    max_size=5,
    unique_by=lambda each: each[0],
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PLANNED, min_size=3, max_size=3), st.sampled_from(["제주", "서울", "파리"]))
def test_nothing_happens_while_something_planned_does(planned: list[list[tuple[str, str]]], location: str) -> None:
    asked = request(location, 3)
    plan = present(
        asked,
        *(
            [item(f"약속 {number}-{time}", time, category) for time, category in day]
            for number, day in enumerate(planned)
        ),
    )
    told = evidence(asked, present=plan)
    answer = asyncio.run(EmbeddedRecommender().arrange(asked, told, ()))
    if isinstance(answer, Declined):
        assert answer.code == "no_candidates"
        assert all(len(day) >= FULL for day in planned)
        return
    assert quality.faults(asked, told, answer.proposal) == []
    lengths = {each.ref: each.minutes or 60 for each in told.candidates}
    for day, theirs in zip(answer.proposal.days, plan, strict=True):
        for ours in day.items:
            for other in theirs["items"]:
                time = other.get("time") or ""
                begins = int(time[:2]) * 60 + int(time[3:])
                ends = begins + (90 if other.get("category") == "activity" else 60)
                stays = lengths.get(ours.ref or "", 60)
                assert minute(ours) >= ends or minute(ours) + min(stays, 60) <= begins, (ours, other)

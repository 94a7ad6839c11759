"""Each gate lets pass what it should and stops what it should; and what passes is settled by its refs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.recommendation.brief import Candidate, Evidence, Proposal, ProposedDay, ProposedItem, Request
from functions.recommendation.quality import MAX_ITEMS_A_DAY, budget_left, faults, normalised, settled
from shared.events.plan import ItineraryDay
from tests.unit.recommendation.itinerary_samples import MONDAY, request

REQUEST = request("제주", 2, group_size=2, budget=100_000)
BEACH = Candidate(
    ref="beach",
    title="협재해수욕장",
    category="sight",
    sources=({"kind": "plans", "plans": 3, "travellers": 2, "scope": "place"}, {"kind": "catalogue"}),
    coordinates={"lat": 33.394, "lng": 126.2397},
    cost=0,
)
MUSEUM = Candidate(
    ref="museum",
    title="Jeju Museum",
    category="sight",
    sources=({"kind": "catalogue"},),
    cost=10_000,
    usually_closed=frozenset({"mon"}),
)
NOODLES = Candidate(
    ref="noodles", title="고기국수", category="meal", sources=({"kind": "catalogue"},), meals=frozenset({"lunch"})
)
EVIDENCE = Evidence(candidates=(BEACH, MUSEUM, NOODLES))


def item(title: str = "산책", **also: Any) -> ProposedItem:
    return ProposedItem(**({"title": title, "category": "sight"} | also))


def of(candidate: Candidate, **also: Any) -> ProposedItem:
    return item(candidate.title, ref=candidate.ref, category=candidate.category, **also)


def proposal(*days: tuple[ProposedItem, ...], start: date = MONDAY) -> Proposal:
    return Proposal(
        "제주", tuple(ProposedDay(start + timedelta(days=number), items) for number, items in enumerate(days))
    )


def found(made: Proposal, *, request: Request = REQUEST, present: tuple[ItineraryDay, ...] = ()) -> list[str]:
    return faults(request, replace(EVIDENCE, present=present), made)


GOOD = proposal(
    (of(BEACH, time="09:30", cost=0), of(NOODLES, time="12:00")),
    (of(MUSEUM, time="10:00", cost=20_000), item("바닷가 산책", time="14:00")),
)


def test_a_good_one_passes() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    "days",
    [
        GOOD.days[:1],
        (),
        (*GOOD.days, ProposedDay(MONDAY + timedelta(days=2), (item("더"),))),
        GOOD.days[::-1],
        (GOOD.days[0], replace(GOOD.days[1], date=MONDAY)),
        (replace(GOOD.days[0], date=MONDAY - timedelta(days=1)), GOOD.days[1]),
    ],
)
def test_missing_day(days: tuple[ProposedDay, ...]) -> None:
    assert "missing_day" in found(replace(GOOD, days=days))


def test_empty_day() -> None:
    assert found(proposal((), (item(),))) == ["empty_day"]
    assert found(proposal((), ())) == ["empty_day"]


def test_a_day_that_is_filled_already_may_stay_empty_but_not_all() -> None:
    filled = ({"date": "2026-10-12", "items": [{"title": "친구 집"}]},)
    both: tuple[ItineraryDay, ...] = (*filled, {"date": "2026-10-13", "items": [{"title": "산"}]})  # type: ignore[assignment]
    assert found(proposal((), (item(),)), present=filled) == []  # type: ignore[arg-type]
    assert found(proposal((item(),), ()), present=filled) == ["empty_day"]  # type: ignore[arg-type]
    assert found(proposal((), ()), present=both) == ["empty_day"]


def test_unknown_ref() -> None:
    assert found(proposal((item(ref="nobody"),), (item("해변"),))) == ["unknown_ref"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of(BEACH), of(BEACH)),
        (of(BEACH), item("협재 해수욕장!")),
        (item("Café Onion"), item("CAFE ONION")),
        (item("ｊｅｊｕ ｍｕｓｅｕｍ"), of(replace(MUSEUM, usually_closed=frozenset()))),
        (replace(of(BEACH), title="다른 이름"), item("협재해수욕장")),
        (item("호텔", category="sight"), item("호텔", category="sight")),
    ],
)
def test_duplicate_item(one: ProposedItem, other: ProposedItem) -> None:
    assert found(proposal((one,), (other,))) == ["duplicate_item"]
    assert found(proposal((one, other), (item("끝"),))) in (["duplicate_item"], ["duplicate_item", "closed_day"])


@pytest.mark.parametrize("category", ["stay", "transport"])
def test_one_goes_back_to_the_hotel(category: str) -> None:
    back = item("호텔로", category=category)
    assert found(proposal((back,), (back,))) == []


def test_what_the_plan_has_already_is_a_duplicate() -> None:
    present: tuple[ItineraryDay, ...] = ({"date": "2026-10-13", "items": [{"title": "협재 해수욕장"}]},)
    assert found(proposal((of(BEACH),), (item(),)), present=present) == ["duplicate_item"]


def test_too_many_items() -> None:
    many = tuple(item(f"{number}번") for number in range(MAX_ITEMS_A_DAY))
    assert found(proposal(many, (item(),))) == []
    assert found(proposal((*many, item("또")), (item(),))) == ["too_many_items"]


@pytest.mark.parametrize(
    "times",
    [
        ("9:30",),
        ("24:00",),
        ("12:60",),
        ("noon",),
        ("",),
        ("12:00", "11:50"),
        ("12:00", "12:00"),
        ("09:00", None, "08:00"),
    ],
)
def test_bad_time(times: tuple[str | None, ...]) -> None:
    day = tuple(item(f"{number}번", time=time) for number, time in enumerate(times))
    assert found(proposal(day, (item(),))) == ["bad_time"]


def test_items_without_a_time_are_in_order_anyway() -> None:
    day = (item("하나", time="09:00"), item("둘"), item("셋", time="09:10"))
    assert found(proposal(day, (item(time="08:00"),))) == []


def test_closed_day() -> None:
    assert found(proposal((of(MUSEUM),), (item(),))) == ["closed_day"]
    assert found(proposal((item(),), (of(MUSEUM),))) == []


@pytest.mark.parametrize(
    ("cost", "passes"),
    [
        (20_000, True),
        (10_000, True),
        (9_999, False),
        (60_000, True),
        (60_001, False),
        (0, False),
        (-1, False),
        (None, True),
    ],
)
def test_cost_not_for_group(cost: int | None, passes: bool) -> None:
    assert found(proposal((item(),), (of(MUSEUM, cost=cost),))) == ([] if passes else ["cost_not_for_group"])


def test_what_is_free_or_nobody_knows_the_cost_of_may_cost_something_but_never_less_than_nothing() -> None:
    assert found(proposal((of(BEACH, cost=5000), of(NOODLES, cost=30_000)), (item(cost=1),))) == []
    assert found(proposal((item(cost=-5000),), (item("또"),))) == ["cost_not_for_group"]


def test_over_budget() -> None:
    assert found(proposal((item(cost=60_000),), (item("또", cost=40_000),))) == []
    assert found(proposal((item(cost=60_000),), (item("또", cost=40_001),))) == ["over_budget"]
    without = replace(REQUEST, budget=None)
    assert found(proposal((item(cost=10**9),), (item("또"),)), request=without) == []


def test_an_unknown_cost_counts_as_the_candidate_estimates_it() -> None:
    tight = replace(REQUEST, budget=19_999)
    assert found(proposal((item(),), (of(MUSEUM),)), request=tight) == ["over_budget"]
    assert found(proposal((item(),), (of(MUSEUM),)), request=replace(tight, budget=20_000)) == []


def test_what_the_plan_costs_already_counts() -> None:
    present: tuple[ItineraryDay, ...] = ({"date": "2026-10-12", "items": [{"title": "호텔", "cost": 90_000}]},)
    assert budget_left(REQUEST, replace(EVIDENCE, present=present)) == 10_000
    assert found(proposal((item(cost=10_000),), (item("또"),)), present=present) == []
    assert found(proposal((item(cost=10_001),), (item("또"),)), present=present) == ["over_budget"]


def test_a_plan_over_its_budget_takes_what_is_free() -> None:
    present: tuple[ItineraryDay, ...] = ({"date": "2026-10-12", "items": [{"title": "호텔", "cost": 200_000}]},)
    assert budget_left(REQUEST, replace(EVIDENCE, present=present)) == 0
    assert found(proposal((of(BEACH),), (item(cost=0),)), present=present) == []
    assert found(proposal((of(BEACH),), (item(cost=1),)), present=present) == ["over_budget"]


def test_every_fault_is_told_once_in_the_order_of_the_gates() -> None:
    bad = (of(MUSEUM, cost=200_000), of(MUSEUM, time="x"), item(ref="nobody"))
    assert found(proposal(bad, bad, ())) == [
        "missing_day",
        "empty_day",
        "unknown_ref",
        "duplicate_item",
        "bad_time",
        "closed_day",
        "cost_not_for_group",
        "over_budget",
    ]


def test_what_passes_is_settled_by_its_refs() -> None:
    claimed = ProposedItem(
        title="내가 지은 이름", category="shopping", time="09:30", ref="beach", cost=None, note="약 90분"
    )
    own = item("바닷가 산책", time="14:00", cost=None)
    days = settled(REQUEST, EVIDENCE, proposal((claimed, of(NOODLES)), (own, of(MUSEUM))))
    assert [day["date"] for day in days] == ["2026-10-12", "2026-10-13"]
    assert [one["id"] for day in days for one in day["items"]] == ["1-1", "1-2", "2-1", "2-2"]
    assert days[0]["items"][0] == {
        "id": "1-1",
        "time": "09:30",
        "title": "협재해수욕장",
        "place": {"name": "협재해수욕장", "coordinates": {"lat": 33.394, "lng": 126.2397}},
        "category": "sight",
        "cost": 0,
        "note": "약 90분",
        "sources": [{"kind": "plans", "plans": 3, "travellers": 2, "scope": "place"}, {"kind": "catalogue"}],
    }
    assert days[0]["items"][1]["cost"] is None
    assert days[1]["items"][0] == {
        "id": "2-1",
        "time": "14:00",
        "title": "바닷가 산책",
        "place": None,
        "category": "sight",
        "cost": None,
        "note": None,
        "sources": [{"kind": "unverified"}],
    }
    assert days[1]["items"][1]["cost"] == 20_000


@given(st.text(max_size=40))
def test_titles_are_the_same_whatever_their_case_space_and_punctuation(title: str) -> None:
    assert normalised(f" {title.upper()}! ") in (normalised(title), normalised(title.upper()))
    assert normalised(normalised(title)) == normalised(title)

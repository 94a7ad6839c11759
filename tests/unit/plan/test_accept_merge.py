"""How recommended items are put among those of a plan."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.plan.merge import taken_in
from shared.events.plan import ItineraryDay, ItineraryItem
from tests.unit.plan.recommended import planned
from tests.unit.plan.samples import content

DAY = "2026-04-02"


def merged(present: list[ItineraryItem], coming: list[ItineraryItem]) -> list[str]:
    """The titles of a day after it took in another's items."""
    days: list[ItineraryDay] = [{"date": DAY, "items": coming}]
    itinerary: Any = {"days": [{"date": DAY, "items": present}]}
    [day] = taken_in(content(itinerary=itinerary), days, "KRW").checked().itinerary
    return [item["title"] for item in day["items"]]


@pytest.mark.parametrize(
    ("present", "coming", "expected"),
    [
        pytest.param([], ["09 a", "b", "12 c"], "a b c", id="an empty day is as recommended"),
        pytest.param(["10 a", "14 b"], ["12 x"], "a x b", id="by time"),
        pytest.param(["10 a", "14 b"], ["10 x", "14 y"], "a x b y", id="of the same time the plan's comes first"),
        pytest.param(["10 a", "b", "14 c"], ["12 x"], "a b x c", id="what has no time stays behind what it was behind"),
        pytest.param(["15 a"], ["09 x", "y", "12 z"], "x y z a", id="a recommended one stays behind its own"),
        pytest.param(["15 a"], ["x", "y"], "a x y", id="without any times at the end"),
        pytest.param(["14 a", "09 b"], ["10 x"], "x a b", id="an order of the member's own is kept"),
        pytest.param(["b", "a"], ["09 x"], "b a x", id="of a plan without times too"),
        pytest.param(["10 A·b"], ["18 ａ B!", "19 c"], "A·b c", id="the same title is not repeated"),
        pytest.param(["10 ★"], ["11 ☆"], "★ ☆", id="titles of signs only differ"),
    ],
)
def test_items_go_where_a_traveller_would_put_them(present: list[str], coming: list[str], expected: str) -> None:
    def items(said: list[str]) -> list[ItineraryItem]:
        split = [(each[3:], f"{each[:2]}:00") if each[:2].isdigit() else (each, None) for each in said]
        return [planned(title, time) for title, time in split]

    found = merged(items(present), items(coming))
    assert " ".join(found) == expected


TIMES = st.none() | st.sampled_from(["08:00", "09:00", "12:00", "18:00"])


def some(prefix: str) -> Any:
    return st.lists(TIMES, max_size=8).map(
        lambda times: [planned(f"{prefix}{number}", time) for number, time in enumerate(times)]
    )


@given(some("own"), some("new"))
def test_nothing_is_lost_moved_or_repeated(present: list[ItineraryItem], coming: list[ItineraryItem]) -> None:
    found = merged(present, coming)
    assert [title for title in found if title.startswith("own")] == [each["title"] for each in present]
    assert sorted(found) == sorted(each["title"] for each in present + coming)


@given(some("own"), some("new"))
def test_what_is_in_order_stays_in_order(present: list[ItineraryItem], coming: list[ItineraryItem]) -> None:
    def in_order(items: list[ItineraryItem]) -> list[ItineraryItem]:
        times = iter(sorted(time for each in items if (time := each.get("time")) is not None))
        return [each if each.get("time") is None else {**each, "time": next(times)} for each in items]

    present, coming = in_order(present), in_order(coming)
    time_of = {each["title"]: each.get("time") for each in present + coming}
    times = [time for title in merged(present, coming) if (time := time_of[title]) is not None]
    assert times == sorted(times)


def test_of_another_currency_costs_are_left_out() -> None:
    days: list[ItineraryDay] = [{"date": DAY, "items": [planned("x")]}]
    plan = content(itinerary=None)
    assert [taken_in(plan, days, currency).itinerary[0]["items"][0].get("cost") for currency in ("KRW", "JPY")] == [
        10_000,
        None,
    ]
    assert days == [{"date": DAY, "items": [planned("x")]}]

"""What holds for every itinerary of the embedded adapter: all destinations, lengths, weekdays and groups."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from functions.recommendation import quality
from functions.recommendation.brief import Evidence, Proposal, ProposedItem, Request
from shared.catalogue import find
from tests.unit.recommendation.itinerary_samples import (
    arranged,
    candidate_of,
    evidence,
    meal_minutes,
    minute,
    path_km,
    points,
    request,
    samples,
    sights,
    thing,
    tree_km,
)

LUNCH, DINNER = (11 * 60 + 30, 13 * 60 + 30), (17 * 60 + 30, 19 * 60 + 30)
DETOUR_KM = 8
"""What one goes out of the shortest way to eat, or for the evening."""

each_sample = pytest.mark.parametrize(("key", "days", "start", "group"), list(samples()))


async def made(key: str, days: int, start: date, group: int) -> tuple[Request, Evidence, Proposal]:
    destination = find(key)
    assert destination is not None
    asked = request(destination.names.ko, days, start=start, group_size=group, currency=destination.currency)
    told = evidence(asked)
    return asked, told, await arranged(asked, told)


def within(minutes: int, window: tuple[int, int]) -> bool:
    return window[0] <= minutes <= window[1]


@each_sample
async def test_it_passes_the_gates_and_is_one_to_follow(key: str, days: int, start: date, group: int) -> None:
    asked, told, proposal = await made(key, days, start, group)
    assert quality.faults(asked, told, proposal) == []
    for number, day in enumerate(proposal.days):
        arrives, leaves = days > 2 and number == 0, days > 2 and number == days - 1
        assert_meals(day, arrives=arrives, leaves=leaves)
        assert_hours(asked, told, day)
        assert_route(told, day)
        assert sights(asked, day.items), "nothing to see"
        if arrives:
            assert minute(day.items[0]) >= 12 * 60
        if leaves:
            assert minute(day.items[-1]) < 16 * 60


def assert_meals(day: Any, *, arrives: bool, leaves: bool) -> None:
    meals = meal_minutes(day)
    assert sum(within(each, LUNCH) for each in meals) == 1
    assert sum(within(each, DINNER) for each in meals) == (0 if leaves else 1)
    between = [each for each in meals if not within(each, LUNCH) and not within(each, DINNER)]
    assert len(between) <= 1
    assert all(14 * 60 <= each <= 17 * 60 for each in between)
    assert not arrives or within(meals[0], LUNCH)


def assert_hours(asked: Request, told: Evidence, day: Any) -> None:
    """Things happen one after the other, when they are open; what is for the evening is in the evening."""
    ends = 0
    for item in day.items:
        candidate = candidate_of(told, item)
        inside = item.category == "meal" and minute(item) < ends
        assert (
            not inside or item.ref is None or getattr(thing(asked, item), "within", None) is not None or is_near(item)
        )
        if candidate is not None and not inside:
            place = thing(asked, item)
            assert place is not None
            finish = minute(item) + (candidate.minutes or 0)
            if place.usual_hours is not None and item.category != "meal":
                opens, closes = place.usual_hours
                assert opens <= (item.time or "") <= closes
                assert f"{finish // 60:02}:{finish % 60:02}" <= closes
            if place.best_in_the_evening and item.category != "meal":
                assert minute(item) >= 17 * 60
            assert minute(item) >= ends
            ends = minute(item) + (
                min(candidate.minutes or 0, 60) if item.category == "meal" else candidate.minutes or 0
            )
    assert ends <= 23 * 60


def is_near(item: ProposedItem) -> bool:
    """Eating during a long visit happens next to it."""
    return item.note is not None and "이동" not in item.note and "차로" not in item.note


def assert_route(told: Evidence, day: Any) -> None:
    """Two areas at most, and no to and fro: near the shortest way there could be."""
    seen = [candidate_of(told, item) for item in day.items if item.category != "meal"]
    assert len({each.area for each in seen if each is not None}) <= 2
    route = points(told, day)
    assert path_km(route) <= 2 * tree_km(route) + DETOUR_KM
    assert len(route) < 2 or max(path_km(pair) for pair in pairwise(route)) <= 110


@pytest.mark.parametrize(("location", "days", "language"), [("제주", 3, "ko"), ("Paris", 7, "en"), ("서울", 10, "ko")])
async def test_the_same_request_has_the_same_answer(location: str, days: int, language: str) -> None:
    asked = request(location, days, language=language)
    assert await arranged(asked) == await arranged(asked)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_it_speaks_the_language_of_the_request(language: str) -> None:
    asked = request("Gyeongju", 3, language=language, details="temples and history, 사찰과 역사")
    proposal = await arranged(asked)
    texts = [proposal.title, *(text for day in proposal.days for item in day.items for text in (item.title, item.note))]
    hangul = [any("가" <= character <= "힣" for character in text or "") for text in texts]
    assert all(hangul) if language == "ko" else not any(hangul)
    assert all(text for text in texts)


async def test_the_title_says_where_how_long_and_what_for() -> None:
    three = await arranged(request("제주", 3))
    assert three.title.startswith("제주 3일: ")
    assert "우도" in three.title
    one = await arranged(request("Osaka", 1, language="en"))
    assert one.title.startswith("A day in Osaka: ")
    assert "Osaka Castle" in one.title


async def test_notes_say_how_long_how_far_and_when_it_is_closed() -> None:
    proposal = await arranged(request("제주", 3))
    notes = {item.ref: item.note or "" for day in proposal.days for item in day.items}
    assert notes["udo"] == "중심에서 차로 65분 · 약 240분 (추정) · 파도가 높으면 배가 쉼"
    assert notes["seongsan-ilchulbong"].endswith("매월 첫째 월요일 탐방로 휴무")

"""The embedded adapter does what it is asked: words, taste, people, budgets, and what there is nothing for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.recommendation import quality
from functions.recommendation.ai.embedded import EmbeddedRecommender
from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Candidate, Evidence, Proposal, Request, Taste
from shared.catalogue import destinations
from shared.events.recommendation import Source
from tests.unit.recommendation.itinerary_samples import (
    MONDAY,
    all_sights,
    arranged,
    evidence,
    minute,
    praised,
    request,
    thing,
    total,
)

CHRISTMAS = date(2026, 12, 24)


def refs(proposal: Proposal) -> set[str | None]:
    return {item.ref for day in proposal.days for item in day.items}


def kinds(asked: Request, proposal: Proposal) -> list[str]:
    return [sight.category for sight in all_sights(asked, proposal)]


@pytest.mark.parametrize(
    ("location", "wish", "categories"),
    [
        ("부산", "바다가 좋아요", {"beach"}),
        ("서울", "미술관 위주로", {"museum", "gallery"}),
        ("London", "museums and art", {"museum", "gallery"}),
        ("Kyoto", "temples, please", {"temple", "religious"}),
        ("오사카", "쇼핑!", {"shopping", "market"}),
        ("Bangkok", "somewhere green: gardens and flowers", {"garden", "park"}),
    ],
)
async def test_a_wish_for_something_has_more_of_it(location: str, wish: str, categories: set[str]) -> None:
    plain, wished = request(location, 2, language="en"), request(location, 2, language="en", details=wish)
    before, after = [
        sum(kind in categories for kind in kinds(asked, await arranged(asked))) for asked in (plain, wished)
    ]
    assert after > before


@pytest.mark.parametrize(
    ("location", "refusal", "categories"),
    [
        ("London", "No museums, we get tired.", {"museum", "gallery"}),
        ("서울", "시장 말고", {"market"}),
        ("Kyoto", "without temples", {"temple", "religious"}),
        ("경주", "박물관은 빼고", {"museum", "gallery"}),
    ],
)
async def test_what_is_not_wanted_is_left_out(location: str, refusal: str, categories: set[str]) -> None:
    asked = request(location, 2, details=refusal)
    assert categories.isdisjoint(kinds(asked, await arranged(asked)))


async def test_a_wish_is_given_as_the_reason() -> None:
    proposal = await arranged(request("부산", 2, details="바다 보러 갑니다"))
    notes = {item.ref: item.note or "" for day in proposal.days for item in day.items}
    assert any("바라신 것: 바다" in note for note in notes.values())


@pytest.mark.parametrize(
    ("location", "words", "ref"),
    [
        ("제주", "아쿠아플라넷은 꼭 가고 싶어요", "aqua-planet-jeju"),
        ("Paris", "I want to see the Moulin Rouge", "moulin-rouge"),
        ("오사카", "유니버설 스튜디오 재팬에 하루", "universal-studios-japan"),
        ("제주", "백록담 성판악 등반", "hallasan-seongpanak"),
    ],
)
async def test_what_is_named_is_in_it(location: str, words: str, ref: str) -> None:
    asked = request(location, 3)
    assert ref not in refs(await arranged(asked))
    assert ref in refs(await arranged(replace(asked, details=words)))


async def test_an_area_that_is_named_is_preferred() -> None:
    asked = request("제주 서귀포", 1)
    areas = [sight.area for sight in all_sights(asked, await arranged(asked))]
    assert areas.count("seogwipo") >= len(areas) / 2
    assert {sight.area for sight in all_sights(asked, await arranged(request("제주", 1)))} != {"seogwipo"}


async def test_who_has_time_starts_later_and_sees_less() -> None:
    usual, slow = request("Paris", 2), request("Paris", 2, details="천천히 여유롭게")
    at_ease, in_haste = await arranged(slow), await arranged(usual)
    assert all(minute(day.items[0]) >= 10 * 60 for day in at_ease.days)
    assert any(minute(day.items[0]) < 10 * 60 for day in in_haste.days)
    assert len(all_sights(slow, at_ease)) < len(all_sights(usual, in_haste))


async def test_how_full_somebodys_days_are_is_kept_to() -> None:
    asked = request("서울", 2)
    few, many = [
        len(all_sights(asked, await arranged(asked, evidence(asked, taste=Taste(items_a_day=number)))))
        for number in (4.0, 8.0)
    ]
    assert few < many


async def test_who_likes_cafes_goes_to_more_of_them() -> None:
    counted = []
    for details in (None, "카페 투어"):
        asked = [request(location, 2, details=details) for location in ("강릉", "제주", "후쿠오카", "Hanoi")]
        proposals = [(each, await arranged(each)) for each in asked]
        counted.append(
            sum(
                getattr(thing(each, item), "kind", None) == "cafe"
                for each, proposal in proposals
                for day in proposal.days
                for item in day.items
            )
        )
    assert counted[1] >= counted[0] + 3


async def test_breakfast_is_there_for_those_who_ask() -> None:
    asked = request("Singapore", 2, details="breakfast like the locals")
    breakfasts = [item for day in (await arranged(asked)).days for item in day.items if minute(item) <= 9 * 60 + 30]
    assert any(item.category == "meal" for item in breakfasts)
    before = await arranged(request("Singapore", 2))
    assert not any(item.category == "meal" and minute(item) < 11 * 60 for day in before.days for item in day.items)


async def test_hikes_of_half_a_day_are_for_those_who_hike() -> None:
    plain, hiker = request("경주", 3), request("경주", 3, details="등산 좋아합니다")
    assert "samneung-namsan" not in refs(await arranged(plain))
    assert "samneung-namsan" in refs(await arranged(hiker))


async def test_taste_weighs_categories() -> None:
    asked = request("Tokyo", 2)
    taste = Taste(categories=(("gallery", 1.0), ("museum", 0.9)))
    plain, tasteful = await arranged(asked), await arranged(asked, evidence(asked, taste=taste))
    museums = {"gallery", "museum"}
    assert sum(kind in museums for kind in kinds(asked, tasteful)) > sum(
        kind in museums for kind in kinds(asked, plain)
    )


@pytest.mark.parametrize(
    ("location", "ref"),
    [("파리", "cluny-museum"), ("서울", "changgyeonggung"), ("부산", "ibagu-gil")],
)
async def test_what_people_wrote_of_comes_first(location: str, ref: str) -> None:
    asked = request(location, 3)
    told = evidence(asked)
    assert ref not in refs(await arranged(asked, told))
    assert ref in refs(await arranged(asked, praised(told, ref, travellers=7)))


async def test_what_the_catalogue_has_not_is_used_where_people_speak_for_it() -> None:
    asked = request("제주", 2)
    told = evidence(asked)
    found = Candidate(
        ref="m-1",
        title="작은 책방",
        category="shopping",
        sources=({"kind": "plans", "plans": 3, "travellers": 3},),
        score=4,
        coordinates={"lat": 33.46, "lng": 126.93},
    )
    proposal = await arranged(asked, replace(told, candidates=(found, *told.candidates)))
    [item] = [item for day in proposal.days for item in day.items if item.ref == "m-1"]
    assert (item.title, item.category, item.cost) == ("작은 책방", "shopping", None)


async def test_a_stay_is_not_a_thing_to_do() -> None:
    asked = request("제주", 2)
    told = evidence(asked)
    hotel = Candidate(ref="m-2", title="바닷가 호텔", category="stay", sources=({"kind": "own_plans"},), score=9)
    assert "m-2" not in refs(await arranged(asked, replace(told, candidates=(hotel, *told.candidates))))


async def test_night_views_are_later_in_summer() -> None:
    summer, winter = (request("여수", 2, start=start) for start in (date(2026, 7, 4), CHRISTMAS))
    latest = []
    for asked in (summer, winter):
        evenings = [
            minute(item)
            for day in (await arranged(asked)).days
            for item in day.items
            if getattr(thing(asked, item), "best_in_the_evening", False)
        ]
        latest.append(min(evenings))
    assert latest[0] >= 19 * 60 > latest[1] >= 17 * 60


async def test_a_far_island_has_a_day_of_its_own_or_none() -> None:
    assert "somaemuldo" not in refs(await arranged(request("통영", 1)))
    asked = request("통영", 5)
    proposal = await arranged(asked)
    for day in proposal.days:
        islands = [sight for item in day.items if (sight := thing(asked, item)) and sight.area == "islands"]
        assert not islands or len([item for item in day.items if item.category != "meal"]) <= 2


@pytest.mark.parametrize("days", [1, 3, 7])
@pytest.mark.parametrize("key", ["jeju", "paris", "hanoi", "new-york"])
async def test_a_budget_is_kept_whatever_it_is(key: str, days: int) -> None:
    destination = destinations()[key]
    asked = request(destination.names.ko, days, currency="KRW", group_size=3)
    told = evidence(asked)
    free = total(await arranged(asked, told))
    spent = []
    for share in (2.0, 1.0, 0.7, 0.4, 0.1, 0.0):
        with_budget = replace(asked, budget=round(free * share))
        answer = await EmbeddedRecommender().arrange(with_budget, told, ())
        if isinstance(answer, Declined):
            assert answer.code == "budget_too_small"
            assert share < 0.7
        else:
            assert quality.faults(with_budget, told, answer.proposal) == []
            spent.append(total(answer.proposal))
    assert len(spent) >= 3
    assert spent[0] >= spent[-1]


async def test_of_a_longer_trips_budget_a_quarter_is_left_for_bed_and_journey() -> None:
    asked = request("제주", 3, budget=260_000)
    assert total(await arranged(replace(asked, budget=None))) > 0.75 * 260_000
    assert total(await arranged(asked)) <= 0.75 * 260_000


async def test_a_complaint_about_the_budget_makes_it_cheaper() -> None:
    asked = request("Tokyo", 3, budget=800_000)
    told = evidence(asked)
    assert total(await arranged(asked, told, ["over_budget"])) < total(await arranged(asked, told))


async def test_an_impossible_budget_is_declined() -> None:
    asked = request("Paris", 3, budget=1000)
    answer = await EmbeddedRecommender().arrange(asked, evidence(asked), ())
    assert answer == Declined("budget_too_small", "embedded")


async def test_an_unknown_destination_is_declined() -> None:
    asked = request("아틀란티스", 2)
    assert await EmbeddedRecommender().arrange(asked, evidence(asked), ()) == Declined(
        "unknown_destination", "embedded"
    )


async def test_nothing_to_go_by_is_declined() -> None:
    answer = await EmbeddedRecommender().arrange(request("제주", 2), Evidence(candidates=()), ())
    assert answer == Declined("no_candidates", "embedded")


async def test_too_little_to_go_by_is_declined() -> None:
    asked = request("제주", 6)
    told = evidence(asked)
    answer = await EmbeddedRecommender().arrange(asked, replace(told, candidates=told.candidates[:2]), ())
    assert answer == Declined("no_candidates", "embedded")


async def test_a_place_the_catalogue_has_not_works_with_own_plans() -> None:
    asked = request("완도", 1, kind="A", budget=200_000)
    sources: tuple[Source, ...] = ({"kind": "own_plans", "plans": 1, "travellers": 1},)
    own = tuple(
        Candidate(ref=f"m-{number}", title=title, category="sight", sources=sources, score=2)
        for number, title in enumerate(("명사십리", "청산도", "완도타워"))
    )
    told = Evidence(candidates=own)
    answer = await EmbeddedRecommender().arrange(asked, told, ())
    assert isinstance(answer, Arranged)
    assert quality.faults(asked, told, answer.proposal) == []
    assert answer.proposal.title.startswith("완도 하루: ")


async def test_an_unknown_currency_has_unknown_costs() -> None:
    asked = request("Paris", 2, currency="XOF", budget=10)
    proposal = await arranged(asked)
    assert {item.cost for day in proposal.days for item in day.items if item.category == "meal"} == {None}


@pytest.mark.parametrize("weekday", range(7))
async def test_what_is_closed_is_seen_on_another_day(weekday: int) -> None:
    asked = request("Paris", 3, start=MONDAY + timedelta(days=weekday))
    assert "louvre-museum" in refs(await arranged(asked))


async def test_letting_go_of_it_is_letting_go_of_nothing() -> None:
    recommender = EmbeddedRecommender()
    await recommender.close()
    asked = request("제주", 1)
    assert isinstance(await recommender.arrange(asked, evidence(asked), ()), Arranged)

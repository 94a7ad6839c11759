"""Which sight or meal an item is, however it is written; and what is made of what is none."""

import itertools
from hashlib import blake2b
from typing import Any, cast

import pytest

from functions.recommendation import candidates
from functions.recommendation.candidates import Candidates
from functions.recommendation.matching import gazetteer, is_something_to_do, metres, plain, similarity
from functions.recommendation.taste import taste_of
from functions.recommendation.weighing import Weighed
from shared.catalogue import destinations
from shared.events.plan import ItineraryItem
from tests.unit.recommendation.evidence_samples import (
    ME,
    World,
    from_plans,
    item,
    member,
    named,
    plan_id,
    planned,
    request,
)

SEOUL, JEJU = destinations()["seoul"], destinations()["jeju"]
GYEONGBOKGUNG = next(each for each in SEOUL.sights if each.key == "gyeongbokgung")
A, B = member(1), member(2)


def found_in_seoul(said: dict[str, Any]) -> str | None:
    names = gazetteer("seoul")
    assert names is not None
    thing = names.find(cast("ItineraryItem", said))
    return None if thing is None else thing.key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (item("경복궁"), "gyeongbokgung"),
        (item("  경복궁! "), "gyeongbokgung"),
        (item("Gyeongbokgung Palace"), "gyeongbokgung"),
        (item("ＧＹＥＯＮＧＢＯＫＧＵＮＧ palace"), "gyeongbokgung"),
        (item("Kyongbokkung"), "gyeongbokgung"),
        (item("아침 일찍 경복궁에서 한복 입고 사진"), "gyeongbokgung"),
        (item("Visit Gyeongbokgung Palace at opening"), "gyeongbokgung"),
        (item("오전 산책", place={"name": "경복궁"}), "gyeongbokgung"),
        (item("창덕궁"), "changdeokgung"),
        (item("남산타워 야경", category="sight"), "n-seoul-tower"),
        (item("한옥마을"), None),  # several have that in their names
        (item("National Museum"), "national-museum-korea"),
        (item("경복궁 근처 카페", category="meal"), None),
        (item("경복궁 옆 골목"), None),
        (item("Café near Gyeongbokgung Palace"), None),
        (item("명동 산책"), None),  # two syllables are not enough
        (item("경복궁역 국밥", category="meal"), None),  # what one eats is no palace
        (item("토속촌 삼계탕 점심", category="meal"), "tosokchon"),
        (item("점심"), None),
        (item("!!!"), None),
        (item(""), None),
    ],
    ids=lambda each: str(each)[:60],
)
def test_items_are_known_by_their_names(said: dict[str, Any], key: str | None) -> None:
    assert found_in_seoul(said) == key


@pytest.mark.parametrize("distance", [0.0, 0.001, 0.1])
def test_a_name_far_away_is_another_of_that_name(distance: float) -> None:
    at = {"lat": GYEONGBOKGUNG.location.lat + distance, "lng": GYEONGBOKGUNG.location.lng}
    known = found_in_seoul(item("경복궁", place={"name": "경복궁", "coordinates": at}))
    assert known == ("gyeongbokgung" if distance < 0.05 else None)


def test_a_similar_name_in_the_same_spot_is_the_same() -> None:
    location = GYEONGBOKGUNG.location
    here = {"lat": location.lat + 0.001, "lng": location.lng}
    beyond = {"lat": location.lat + 0.004, "lng": location.lng}
    assert found_in_seoul(item("Gyeongbok-gung palaces", place={"name": "x", "coordinates": here})) == "gyeongbokgung"
    assert found_in_seoul(item("Gyeongbok-gung palaces", place={"name": "x", "coordinates": beyond})) is None
    assert found_in_seoul(item("분식집", place={"name": "분식집", "coordinates": here})) is None


def test_every_name_of_the_catalogue_is_found_by_itself() -> None:
    for destination in destinations().values():
        names = gazetteer(destination.key)
        assert names is not None
        things = [*destination.sights, *destination.meals]
        assert len({each.key for each in things}) == len(things), "keys are refs"
        for each in things:
            for name in (each.names.ko, each.names.en):
                category = "meal" if each in destination.meals else "sight"
                thing = names.find(ItineraryItem(title=name, category=category))
                assert thing is not None
                assert plain(name) in {plain(thing.names.ko), plain(thing.names.en), *map(plain, thing.aliases)}


def test_names_are_one_however_they_are_written() -> None:
    assert plain("Café  de l'Été") == plain("cafe DE L’ete") == "cafedelete"
    assert plain("성산 일출봉") == plain("성산일출봉") == plain("성산일출봉")


def test_metres_are_about_right() -> None:
    assert metres({"lat": 37.0, "lng": 127.0}, {"lat": 37.0, "lng": 127.0}) == 0
    assert metres({"lat": 37.0, "lng": 127.0}, {"lat": 37.01, "lng": 127.0}) == pytest.approx(1_112, rel=0.01)
    assert metres({"lat": 60.0, "lng": 127.0}, {"lat": 60.0, "lng": 127.01}) == pytest.approx(556, rel=0.01)


@pytest.mark.parametrize(
    ("said", "to_do"),
    [
        (item("제주공항 도착"), False),
        (item("호텔 체크인"), False),
        (item("Check-in at the hotel"), False),
        (item("KTX", category="transport"), False),
        (item("우리 숙소", category="stay"), False),
        (item("이동하며 간식", category="meal"), True),
        (item("협재해변"), True),
        (item("산책", category="other"), True),
    ],
)
def test_ways_nights_and_pauses_are_nothing_to_recommend(said: dict[str, Any], to_do: bool) -> None:
    assert is_something_to_do(cast("ItineraryItem", said)) is to_do


def day(*items: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"date": "2026-05-01", "items": list(items)}]


def at(name: str, lat: float = 33.5, lng: float = 126.5) -> dict[str, Any]:
    return {"name": name, "coordinates": {"lat": lat, "lng": lng}}


async def test_what_one_traveller_alone_wrote_is_not_told_to_others() -> None:
    world = World()
    alone = item("지우네 다락방", place=at("지우네 다락방"))
    await world.plan(A, days=day(alone, item("엄마 생일 저녁", category="meal"), item("늦잠")))
    assert from_plans(await world.gather()) == []
    await world.plan(B, days=day(item("늦잠")))
    assert [each.title for each in from_plans(await world.gather())] == ["늦잠"]


async def test_what_nobody_knows_keeps_its_travellers_words_without_the_note() -> None:
    world = World()
    dinner = item(
        "모퉁이국밥 본점", place=at("모퉁이국밥 본점"), category="meal", time="18:30", cost=20_000, note="secret"
    )
    await world.plan(A, days=day(dinner))
    await world.plan(B, days=day(dinner))
    [found] = from_plans(await world.gather())
    assert found.title == "모퉁이국밥 본점"
    assert found.sources == ({"kind": "plans", "plans": 2, "travellers": 2, "scope": "place"},)
    assert (found.category, found.time, found.cost) == ("meal", "18:30", 10_000)
    assert found.meals == {"dinner"}
    assert found.area == "jeju-city"
    assert found.coordinates == {"lat": 33.5, "lng": 126.5}
    assert found.catalogue_key is None
    assert found.note is None


async def test_a_place_says_more_than_what_one_does_there() -> None:
    world = World()
    for author in (A, B):
        await world.plan(author, days=day(item("저녁 먹기", place=at("고집돌우럭"), category="meal")))
    assert [each.title for each in from_plans(await world.gather())] == ["고집돌우럭"]


async def test_the_same_thing_by_several_names_is_one() -> None:
    world = World()
    await world.plan(A, days=day(item("모퉁이국밥", place=at("모퉁이국밥"))))
    await world.plan(B, days=day(item("모퉁이 국밥!", place=at("모퉁이 국밥"))))
    await world.plan(member(3), days=day(item("모퉁이국밥 본점", place=at("모퉁이국밥 본점", 33.5005))))
    await world.plan(member(4), days=day(item("모퉁이국밥 분점", place=at("모퉁이국밥 분점", 33.3))))
    await world.plan(member(5), days=day(item("모퉁이국밥 분점", place=at("모퉁이국밥 분점", 33.3))))
    found = from_plans(await world.gather())
    assert sorted(each.sources[0]["travellers"] for each in found) == [2, 3]


@pytest.mark.parametrize("apart", [0.0, 0.01])
async def test_however_many_things_nobody_knows_few_are_compared(monkeypatch: pytest.MonkeyPatch, apart: float) -> None:
    compared = 0

    def counted(one: str, other: str) -> float:
        nonlocal compared
        compared += 1
        return similarity(one, other)

    monkeypatch.setattr(candidates, "similarity", counted)
    world = World()
    names = (blake2b(bytes([number % 256, number // 256])).hexdigest()[:16] for number in itertools.count())
    for number in range(20):
        said = [item(name, place=at(name, 33.3 + apart * n)) for n, name in zip(range(60), names, strict=False)]
        await world.plan(ME, number, visibility="private", days=day(*said))
    assert len(from_plans(await world.gather("A"))) == candidates.MAX_FROM_PLANS
    assert compared <= 20 * 60 * 40


async def test_what_is_out_of_town_is_not_at_the_place() -> None:
    world = World()
    await world.plan(A, days=day(item("김포공항 맛집", place=at("김포 맛집", 37.56, 126.8), category="meal")))
    assert from_plans(await world.gather()) == []


async def test_refs_stay_the_same_while_what_else_is_there_changes() -> None:
    world = World()
    for author in (A, member(3)):
        await world.plan(author, 1, days=day(item("모퉁이국밥", place=at("모퉁이국밥"))))
    await world.plan(A, days=day(item(JEJU.sights[3].names.ko)))
    before = {each.title: each.ref for each in (await world.gather()).candidates}
    await world.plan(B, days=day(item("자매국수", place=at("자매국수", 33.4)), item(JEJU.sights[5].names.ko)))
    after = {each.title: each.ref for each in (await world.gather()).candidates}
    assert {title: after[title] for title in before} == before
    assert len(set(after.values())) == len(after)


async def test_the_catalogue_knows_the_cost_better_than_one_traveller_but_not_than_two() -> None:
    world = World()
    sight = JEJU.sights[0]
    await world.plan(A, days=day(item(sight.names.ko, cost=999_999_999_999)))
    assert named(await world.gather(), sight.names.ko).cost == sight.estimated_cost_krw
    await world.plan(B, days=day(item(sight.names.ko, cost=10_000)))
    assert named(await world.gather(), sight.names.ko).cost == 5_000


def test_candidates_do_not_depend_on_the_order_of_plans() -> None:
    plans = []
    for number, weight in enumerate((1.0, 3.0, 1.0)):
        told = planned(plan_id(member(number)), days=day(item("모퉁이국밥" + "!" * number, place=at(f"국밥 {number}"))))
        plans.append(Weighed({**told.data(), "itinerary": told.data()["itinerary"]}, weight))
    taste = taste_of(plans)
    one = Candidates(request(), taste, source="plans").of(plans, None)
    assert one == Candidates(request(), taste, source="plans").of(plans[::-1], None)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ("미술관을 좋아하고 한옥마을도", ("미술관", "한옥마을도")),
        ("시장에서 시장으로, 바다는 매일", ("바다", "시장")),
        ("I love museums and MUSEUMS", ("love", "museums")),
        ("카페 Café cafe", ("cafe", "카페")),
        ("me@example.com https://example.com/secret 010-1234-5678", ()),
        ("", ()),
    ],
)
def test_words_that_tell_taste(details: str, words: tuple[str, ...]) -> None:
    plan = Weighed(planned(plan_id(A), days=[], details=details).data(), 1.0)
    assert taste_of([plan]).words == words

"""What is evidence for B: public plans at the place, of those with most followers."""

from datetime import timedelta
from typing import Any

import pytest

from functions.recommendation.evidence import AUTHORS, PLANS_OF_AN_AUTHOR
from shared.catalogue import destinations
from shared.clock import to_iso
from shared.events.base import EventData
from shared.events.plan import PlanShared, PlanUnshared, PlanUpdated
from tests.unit.recommendation.evidence_samples import (
    ME,
    World,
    blocked,
    deleted,
    followed,
    from_plans,
    item,
    itinerary,
    left,
    member,
    named,
    nothing_happens,
    plan_id,
    planned,
    unblocked,
    unfollowed,
)

JEJU = destinations()["jeju"]
A, B, C = member(1), member(2), member(3)


async def test_plans_of_others_at_the_place_speak_for_what_is_in_them() -> None:
    world = World()
    await world.plan(A, days=itinerary(JEJU, 0, 3))
    await world.plan(B, days=itinerary(JEJU, 2, 3))
    found = await world.gather()
    assert {each.catalogue_key for each in from_plans(found)} == {sight.key for sight in JEJU.sights[:5]}
    assert (found.plans, found.travellers) == (2, 2)
    best = found.candidates[0]
    assert best.title == JEJU.sights[2].names.ko, "what two wrote is better than what one did"
    assert best.sources == (
        {"kind": "plans", "plans": 2, "travellers": 2, "scope": "place"},
        {"kind": "catalogue"},
    )


async def test_what_only_the_catalogue_has_comes_last_and_is_complete() -> None:
    world = World()
    await world.plan(A)
    found = await world.gather()
    told = len(from_plans(found))
    assert all(each.score >= 1 for each in found.candidates[:told])
    assert all(each.score < 1 and each.sources[0]["kind"] == "catalogue" for each in found.candidates[told:])
    assert {each.ref for each in found.candidates} == {each.key for each in (*JEJU.sights, *JEJU.meals)}


@pytest.mark.parametrize("location", ["제주", "제주도", "Jeju", "제주 서귀포 3일"])
async def test_a_place_is_one_place_however_it_is_written(location: str) -> None:
    world = World()
    await world.plan(A, location=location)
    for asked in ("제주", "제주도", "Jeju"):
        assert (await world.gather(location=asked)).plans == 1


async def test_the_most_followed_are_asked_and_speak_loudest() -> None:
    world = World()
    for number in range(AUTHORS + 5):
        await world.plan(member(number), days=itinerary(JEJU, number, 1))
    await world.follow(member(AUTHORS + 4), 3)
    await world.follow(member(AUTHORS + 3), 2)
    found = await world.gather()
    assert found.travellers == AUTHORS
    assert [each.catalogue_key for each in found.candidates[:2]] == [
        JEJU.sights[AUTHORS + 4].key,
        JEJU.sights[AUTHORS + 3].key,
    ]


async def test_an_author_is_heard_for_a_few_plans_and_has_one_voice() -> None:
    world = World()
    for number in range(10):
        await world.plan(A, number, days=itinerary(JEJU, 0, 1))
    await world.plan(B, days=itinerary(JEJU, 0, 1))
    await world.plan(C, days=itinerary(JEJU, 1, 1))
    found = await world.gather()
    assert found.plans == PLANS_OF_AN_AUTHOR + 2
    both, one = named(found, JEJU.sights[0].names.ko), named(found, JEJU.sights[1].names.ko)
    assert both.sources[0]["plans"] == PLANS_OF_AN_AUTHOR + 1
    assert both.sources[0]["travellers"] == 2
    assert both.score - 1 < 2 * one.score, "ten plans of one author are one voice"


async def test_what_is_old_speaks_quietly() -> None:
    world = World()
    now = world.clock.now()
    await world.plan(A, days=itinerary(JEJU, 0, 1), updated_at=to_iso(now - timedelta(days=360)))
    await world.plan(B, days=itinerary(JEJU, 1, 1), updated_at=to_iso(now - timedelta(days=180)))
    await world.plan(C, days=itinerary(JEJU, 2, 1), updated_at=to_iso(now))
    found = await world.gather(place_key="jeju")
    assert [each.catalogue_key for each in found.candidates[:3]] == [sight.key for sight in JEJU.sights[2::-1]]


PLAN = plan_id(A)


@pytest.mark.parametrize(
    "end",
    [
        planned(PLAN, kind=PlanUnshared, version=2, visibility="private"),
        planned(PLAN, kind=PlanUnshared, version=2, visibility="followers"),
        planned(PLAN, location="오사카", kind=PlanUpdated, version=2),
        deleted(PLAN, 2),
        left(A),
        blocked(A, ME),
        blocked(ME, A),
    ],
    ids=["private", "followers", "elsewhere", "deleted", "left", "blocks", "blocked"],
)
async def test_what_is_withdrawn_is_evidence_no_longer(end: EventData) -> None:
    world = World()
    await world.plan(A)
    before = await world.gather()
    assert before.plans == 1
    await world.tell(end)
    after = await world.gather()
    assert (after.plans, from_plans(after)) == (0, [])
    assert after.fingerprint != before.fingerprint


async def test_the_plan_itself_says_whether_it_may_be_seen() -> None:
    """Even while the place still points to its author: as if the process had ended before it was brought in line."""
    world = World()
    await world.plan(A)
    unshared = planned(plan_id(A), kind=PlanUnshared, version=2, visibility="private")
    writes: list[None] = []

    async def killed_behind_the_first(_: str) -> None:
        if writes:
            raise RuntimeError("killed")
        writes.append(None)

    world.counting.before_write = killed_behind_the_first
    with pytest.raises(RuntimeError):
        await world.tell(unshared)
    assert world.store.all("recommendation-evidence", "author"), "the place was not brought in line"
    assert (await world.gather()).plans == 0
    world.counting.before_write = nothing_happens
    await world.tell(unshared)
    assert not world.store.all("recommendation-evidence", "author")


async def test_shared_again_or_unblocked_it_is_evidence_again() -> None:
    world = World()
    plan = await world.plan(A)
    before = await world.gather()
    await world.tell(planned(plan, kind=PlanUnshared, version=2, visibility="private"), blocked(ME, A))
    await world.tell(planned(plan, kind=PlanShared, version=3), unblocked(ME, A))
    after = await world.gather()
    assert from_plans(after) == from_plans(before)
    assert after.fingerprint != before.fingerprint, "it is another version"


async def test_my_own_plans_are_no_trend() -> None:
    world = World()
    await world.plan(ME)
    await world.follow(ME, 5)
    assert (await world.gather()).plans == 0


async def test_followers_count_once_each_however_often_and_in_whatever_order_they_are_heard_of() -> None:
    world = World()
    await world.plan(A)
    await world.tell(unfollowed(B, A, 2), followed(B, A, 1), followed(C, A), followed(C, A), followed(B, A, 3))
    await world.tell(followed(ME, A, 1), unfollowed(ME, A, 2), followed(ME, A, 1), unfollowed(ME, A, 2))
    [popularity] = world.store.all("recommendation-evidence", "popularity")
    [author] = world.store.all("recommendation-evidence", "author")
    assert popularity["followers"] == 2
    assert author["rank"] == 2


async def test_a_follow_of_somebody_with_many_rarely_writes_to_their_places() -> None:
    world = World()
    await world.plan(A)
    await world.follow(A, 120)
    [author] = world.store.all("recommendation-evidence", "author")
    assert author["rank"] == 120
    world.counting.calls.clear()
    await world.tell(followed(member(1_000), A))
    assert world.counting.calls.count("execute") == 1
    assert world.store.all("recommendation-evidence", "author") == [author]


async def test_thin_evidence_widens_to_the_region_then_the_country_and_says_so() -> None:
    world = World()
    plain = await world.gather(location="경주")
    assert plain.scope == "catalogue"
    assert all(each.sources == ({"kind": "catalogue"},) for each in plain.candidates)

    beaches = [sight for sight in destinations()["busan"].sights if sight.category == "beach"]
    days = [{"date": "2026-05-01", "items": [item(sight.names.ko) for sight in beaches * 3]}]
    country_authors = [member(number) for number in range(3)]
    for author in country_authors:
        await world.plan(author, location="부산", days=days)
    # Two authors of a place are asked where it is for taste: the third is one too many.
    await world.plan(member(7), location="대구", days=itinerary(destinations()["daegu"], 0, 8))
    await world.plan(member(8), location="대구", days=itinerary(destinations()["daegu"], 0, 8))
    # And who is far away is not asked, where so many are near.
    await world.plan(member(9), location="제주")
    country = await world.gather(location="경주")
    assert country.scope == "country"
    assert country.plans == 4
    assert country.candidates[0].sources == ({"kind": "catalogue", "scope": "country"},)
    assert from_plans(country) == [], "what is elsewhere is not recommended here"
    assert dict(country.taste.categories)["beach"] == 1.0

    for number in range(10, 12):
        await world.plan(member(number), location="안동", days=itinerary(destinations()["andong"], 0, 6))
        await world.plan(member(number), 1, location="포항", days=itinerary(destinations()["pohang"], 0, 6))
    await world.plan(member(12), location="포항", days=itinerary(destinations()["pohang"], 0, 6))
    region = await world.gather(location="경주")
    assert region.scope == "region"

    gyeongju = destinations()["gyeongju"]
    for number in range(20, 23):
        await world.plan(member(number), location="경주", days=itinerary(gyeongju, 0, 4))
    place = await world.gather(location="경주")
    assert place.scope == "place"
    assert place.plans == 3
    assert place.candidates[-1].sources == ({"kind": "catalogue"},)


async def test_an_unknown_place_has_what_people_wrote_of_it() -> None:
    world = World()
    where = {"name": "마을회관", "coordinates": {"lat": 34.0, "lng": 126.0}}
    for author in (A, B):
        days = [{"date": "2026-05-01", "items": [item("마을회관 잔치", place=where)]}]
        await world.plan(author, location="우리동네", days=days)
    found = await world.gather(location="우리동네")
    assert [each.title for each in found.candidates] == ["마을회관 잔치"]
    assert found.scope == "catalogue"


async def test_fingerprints_are_equal_as_long_as_evidence_is() -> None:
    world = World()
    await world.plan(A)
    first = (await world.gather()).fingerprint
    world.clock.advance(3_000)
    assert (await world.gather()).fingerprint == first
    await world.follow(A, 1)
    assert (await world.gather()).fingerprint != first
    assert (await world.gather(location="부산")).fingerprint != first


async def test_words_tell_taste_only_if_several_travellers_use_them() -> None:
    world = World()
    await world.plan(A, details="오름과 시장에서 하루. 지우 010-1234-5678 jiu@example.com")
    await world.plan(B, details="오름은 아침 일찍, 그리고 시장!")
    found = await world.gather()
    assert found.taste.words == ("시장", "오름")


@pytest.mark.parametrize(("language", "title"), [("ko", "성산일출봉"), ("en", None)])
async def test_what_the_catalogue_knows_is_named_in_the_language_of_the_request(
    language: Any, title: str | None
) -> None:
    world = World()
    sight = next(each for each in JEJU.sights if each.names.ko == "성산일출봉")
    await world.plan(A, days=[{"date": "2026-05-01", "items": [item("성산 일출봉 (Seongsan Ilchulbong)")]}])
    [found] = from_plans(await world.gather(language=language))
    assert found.title == (title or sight.names.en)
    assert found.ref == found.catalogue_key == sight.key
    assert (found.area, found.minutes, found.cost) == (sight.area, sight.estimated_minutes, sight.estimated_cost_krw)

"""What is evidence for A (a member's own plans) and C (what they like), and what is left of who leaves."""

from datetime import timedelta

import pytest

from functions.recommendation import evidence, ranks
from functions.recommendation.evidence_handlers import forget_member
from functions.recommendation.rates import from_krw
from shared.catalogue import destinations
from shared.clock import to_iso
from shared.events.plan import PlanUnshared, PlanUpdated
from tests.unit.recommendation.evidence_samples import (
    CONTAINER,
    ME,
    World,
    blocked,
    deleted,
    followed,
    from_plans,
    item,
    itinerary,
    left,
    liked,
    member,
    named,
    plan_id,
    planned,
    unliked,
)

JEJU, BUSAN = destinations()["jeju"], destinations()["busan"]
A, B, C = member(1), member(2), member(3)


async def test_a_reads_my_own_plans_whatever_their_visibility_and_nobody_elses() -> None:
    world = World()
    await world.plan(ME, 1, visibility="private", days=itinerary(JEJU, 0, 1))
    await world.plan(ME, 2, visibility="followers", days=itinerary(JEJU, 0, 2))
    await world.plan(A, days=itinerary(JEJU, 3, 1))
    found = await world.gather("A")
    assert [each.catalogue_key for each in from_plans(found)] == [JEJU.sights[0].key, JEJU.sights[1].key]
    assert found.candidates[0].sources[0] == {"kind": "own_plans", "plans": 2, "travellers": 1, "scope": "place"}
    assert (found.plans, found.travellers, found.scope) == (2, 1, "place")


async def test_my_plans_of_other_places_tell_my_taste_only() -> None:
    world = World()
    beaches = [sight for sight in BUSAN.sights if sight.category == "beach"]
    days = [{"date": "2026-05-01", "items": [item(sight.names.ko) for sight in beaches]}]
    await world.plan(ME, location="부산", visibility="private", days=days, details="바다 바다 바다")
    found = await world.gather("A")
    assert from_plans(found) == []
    assert found.taste.categories == (("beach", 1.0),)
    assert found.taste.words == ("바다",)
    assert found.taste.items_a_day == len(beaches)
    assert found.scope == "country"
    by_key = {sight.key: sight for sight in JEJU.sights}
    best = found.candidates[0]
    assert best.catalogue_key is not None
    assert by_key[best.catalogue_key].category == "beach"


async def test_the_plan_to_deepen_is_kept_in_mind_and_not_repeated() -> None:
    world = World()
    plan = await world.plan(
        ME,
        visibility="private",
        version=7,
        days=[{"date": "2026-05-01", "items": [item(JEJU.sights[0].names.ko, note="secret"), item("엄마와 산책")]}],
    )
    await world.plan(ME, 1, visibility="private", days=itinerary(JEJU, 0, 2))
    found = await world.gather("A", plan_id=plan)
    assert found.plan_version == 7
    assert found.present == ({"date": "2026-05-01", "items": [item(JEJU.sights[0].names.ko), item("엄마와 산책")]},)
    assert JEJU.sights[0].key not in {each.catalogue_key for each in found.candidates}
    assert [each.catalogue_key for each in from_plans(found)] == [JEJU.sights[1].key]


async def test_an_own_plan_is_found_by_its_owner_only_and_while_it_is_there() -> None:
    world = World()
    plan = await world.plan(ME, visibility="private", details="조용히", currency="USD")
    found = await evidence.own_plan(world.deps, ME, plan)
    assert found is not None
    assert (found["location"], found["details"], found["currency"], found["version"]) == ("제주", "조용히", "USD", 1)
    assert len(found["itinerary"][0]["items"]) == 4
    for nobodys in (plan_id(A), plan_id(ME, 99), "rubbish", f"{ME}.rubbish"):
        assert await evidence.own_plan(world.deps, ME, nobodys) is None
    assert await evidence.own_plan(world.deps, A, plan) is None
    await world.tell(deleted(plan))
    assert await evidence.own_plan(world.deps, ME, plan) is None
    assert (await world.gather("A", plan_id=plan)).present == ()


async def test_c_reads_what_i_like_and_is_public_now() -> None:
    world = World()
    seen = await world.plan(A, days=itinerary(JEJU, 0, 2), details="시장에서 먹기")
    private = await world.plan(B, visibility="private", days=itinerary(JEJU, 3, 1))
    await world.tell(liked(seen), liked(private), liked(plan_id(C)), liked(await world.plan(ME)))
    found = await world.gather("C")
    assert [each.catalogue_key for each in from_plans(found)] == [
        sight.key for sight in sorted(JEJU.sights[:2], key=lambda each: each.key)
    ]
    assert found.candidates[0].sources[0] == {"kind": "liked_plans", "plans": 1, "travellers": 1, "scope": "place"}
    assert (found.plans, found.travellers) == (1, 1)
    assert found.taste.words == ("시장",)


async def test_what_i_liked_long_ago_speaks_quietly() -> None:
    world = World()
    now = world.clock.now()
    old = await world.plan(A, days=itinerary(JEJU, 0, 1))
    new = await world.plan(B, days=itinerary(JEJU, 1, 1))
    await world.tell(liked(old, at=to_iso(now - timedelta(days=400))), liked(new, at=to_iso(now)))
    found = await world.gather("C")
    assert [each.catalogue_key for each in found.candidates[:2]] == [JEJU.sights[1].key, JEJU.sights[0].key]


@pytest.mark.parametrize("how", ["unliked", "private", "followers", "deleted", "left", "blocks", "blocked"])
async def test_a_like_is_no_evidence_of_what_i_may_not_see(how: str) -> None:
    world = World()
    plan = await world.plan(A)
    await world.tell(liked(plan))
    assert await evidence.likes_anything(world.deps, ME)
    before = await world.gather("C")
    await world.tell(
        {
            "unliked": unliked(plan),
            "private": planned(plan, kind=PlanUnshared, version=2, visibility="private"),
            "followers": planned(plan, kind=PlanUnshared, version=2, visibility="followers"),
            "deleted": deleted(plan, 2),
            "left": left(A),
            "blocks": blocked(A, ME),
            "blocked": blocked(ME, A),
        }[how]
    )
    after = await world.gather("C")
    assert (after.plans, from_plans(after), after.scope) == (0, [], "catalogue")
    assert after.fingerprint != before.fingerprint
    assert not await evidence.likes_anything(world.deps, ME)


async def test_who_likes_only_their_own_or_nothing_likes_nothing() -> None:
    world = World()
    assert not await evidence.likes_anything(world.deps, ME)
    await world.tell(liked(await world.plan(ME)))
    assert not await evidence.likes_anything(world.deps, ME)


async def test_a_like_is_looked_for_behind_the_latest_that_are_gone() -> None:
    world = World()
    await world.tell(liked(await world.plan(A), at="2026-01-01T00:00:00.000Z"))
    await world.tell(*(liked(plan_id(B, number)) for number in range(30)))
    assert await evidence.likes_anything(world.deps, ME)
    assert (await world.gather("C")).plans == 1


async def test_a_second_like_is_not_mistaken_for_the_first() -> None:
    world = World()
    plan = await world.plan(A)
    await world.tell(liked(plan, 3), unliked(plan, 2), liked(plan, 1))
    assert await evidence.likes_anything(world.deps, ME)


async def _somebody_with_everything(world: World) -> None:
    for number in range(3):
        await world.plan(A, number, location=("제주", "부산", "우리동네")[number], details="secret words")
    await world.plan(B)
    await world.tell(liked(plan_id(B), by=A), followed(C, A), blocked(A, C), blocked(ME, A))


def _of(world: World, member_id: str) -> list[str]:
    documents = world.store.all(CONTAINER)
    return [each["id"] for each in documents if each["pk"] == member_id or each["id"] == member_id]


async def test_of_who_leaves_only_that_is_left() -> None:
    world = World()
    await _somebody_with_everything(world)
    assert len(_of(world, A)) == 3 + 1 + 1 + 1 + 1 + 1 + 3 + 3 + 1
    await world.tell(left(A))
    assert _of(world, A) == ["gone"]
    assert "secret" not in str(world.store.all(CONTAINER))
    [gone] = world.store.all(CONTAINER, "gone")
    assert set(gone) == {"id", "pk", "type", "version", "ttl"}


async def test_nothing_late_brings_back_who_left() -> None:
    world = World()
    await world.tell(left(A))
    await _somebody_with_everything(world)
    await world.tell(planned(plan_id(A), kind=PlanUpdated, version=50))
    assert _of(world, A) == ["gone"]
    assert (await world.gather()).travellers == 1, "B is still there"


async def test_what_is_written_while_somebody_leaves_is_forgotten_too() -> None:
    world = World()
    await world.plan(A, 1)
    leaving: list[bool] = []

    async def leaves_meanwhile(_: str) -> None:
        if not leaving:
            leaving.append(True)
            await world.tell(left(A))
            assert _of(world, A) == ["gone"]

    world.counting.before_write = leaves_meanwhile
    await world.plan(A, 2)
    await world.tell(followed(C, A))
    assert leaving
    assert _of(world, A) == ["gone"]


async def test_forgetting_goes_in_pages_and_can_be_resumed() -> None:
    world = World()
    await world.tell(*(followed(member(5_000 + number), A) for number in range(1_100)))
    await world.plan(A)
    assert not await forget_member(world.deps, A, 5)
    assert (await world.gather()).plans == 0, "from the first moment on"
    assert len(_of(world, A)) > 1
    assert await ranks.forget_rest(world.deps, A)
    assert _of(world, A) == ["gone"]
    assert await forget_member(world.deps, A, 5)


async def test_costs_are_for_one_person_in_the_currency_of_the_request() -> None:
    world = World()
    sight, unknown = JEJU.sights[0], {"name": "해녀의 부엌", "coordinates": {"lat": 33.5, "lng": 126.9}}
    days = [
        {
            "date": "2026-05-01",
            "items": [item(sight.names.ko, cost=9_000), item("해녀 공연", place=unknown, cost=60_000)],
        }
    ]
    await world.plan(ME, visibility="private", days=days, group_size=3)
    found = await world.gather("A")
    assert named(found, sight.names.ko).cost == 3_000
    assert named(found, "해녀의 부엌").cost == 20_000
    foreign = await world.gather("A", currency="USD")
    assert named(foreign, sight.names.ko).cost == from_krw(sight.estimated_cost_krw, "USD")
    assert named(foreign, "해녀의 부엌").cost is None

"""What evidence costs in calls to the store: bounded, however much there is."""

from functions.recommendation import evidence
from shared.catalogue import destinations
from shared.events.plan import PlanUpdated
from shared.events.recommendation import Kind
from tests.unit.recommendation.evidence_samples import (
    ME,
    World,
    followed,
    item,
    liked,
    member,
    plan_id,
    planned,
)


async def calls_of(world: World, kind: Kind, location: str = "제주") -> int:
    world.counting.calls.clear()
    await world.gather(kind, location)
    return len(world.counting.calls)


async def test_own_plans_cost_the_same_however_many() -> None:
    world = World()
    await world.plan(ME)
    assert await calls_of(world, "A") == 2
    for number in range(1, 1_000):
        await world.plan(ME, number, days=[])
    assert await calls_of(world, "A") == 2
    assert (await world.gather("A")).plans == evidence.OWN_PLANS


async def test_likes_cost_the_same_however_many() -> None:
    world = World()
    await world.tell(liked(await world.plan(member(1))))
    assert await calls_of(world, "C") == 3
    for number in range(1_000):
        plan = await world.plan(member(number), 1, days=[])
        await world.tell(liked(plan, at=f"2026-03-01T10:00:00.{number:03d}Z"))
    assert await calls_of(world, "C") == 3
    assert (await world.gather("C")).plans == evidence.LIKES
    world.counting.calls.clear()
    assert await evidence.likes_anything(world.deps, ME)
    assert len(world.counting.calls) == 3


async def test_a_trend_costs_the_same_however_many_plans_and_authors() -> None:
    world = World()
    for number in range(evidence.AUTHORS):
        await world.plan(member(number))
    # The authors, who of them is heard, and the plans of each.
    assert await calls_of(world, "B") == 2 + evidence.AUTHORS
    for number in range(1_000):
        await world.plan(member(number % 100), 1 + number)
    assert await calls_of(world, "B") == 2 + evidence.AUTHORS


async def test_thin_evidence_costs_more_and_no_more_than_that() -> None:
    world = World()
    thin = [{"date": "2026-05-01", "items": [item("바다")]}]
    # Enough to ask everywhere, and never enough.
    for number, destination in enumerate(destinations().values()):
        if destination.country == "KR":
            for author in range(3):
                await world.plan(member(100 * number + author), location=destination.names.ko, days=thin)
    neighbours = evidence.NEIGHBOURS
    assert await calls_of(world, "B", "경주") <= (1 + 1 + 3) + 2 * (neighbours + 1 + neighbours)


async def test_what_news_costs() -> None:
    world = World()
    author, private, public = member(1), plan_id(member(1), 1), plan_id(member(1), 2)

    async def calls(*news: object) -> list[str]:
        world.counting.calls.clear()
        await world.tell(*news)  # type: ignore[arg-type]
        return world.counting.calls

    assert len(await calls(planned(private, visibility="private"))) == 3
    assert len(await calls(planned(private, visibility="private"))) == 2, "twice"
    assert len(await calls(planned(public))) == 8, "an author is new at a place"
    assert len(await calls(planned(public, kind=PlanUpdated, version=2))) == 5
    assert len(await calls(liked(public))) == 3
    assert len(await calls(followed(member(9), member(8)))) == 5, "nobody's author"
    assert len(await calls(followed(member(9), author))) == 9 + 5, "the first one"
    assert len(await calls(followed(member(7), author))) == 8 + 5, "an author's rank is another"
    many = [followed(member(1_000 + number), author) for number in range(100)]
    await world.tell(*many)
    assert len(await calls(followed(member(6), author))) == 4, "the rank is the same"

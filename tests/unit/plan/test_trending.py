"""What trends: by likes and forks of late, as everybody may see it now."""

import pytest

from functions.plan import fork, lineage, timers, trending
from functions.plan.feed import Asked, read_feed
from shared.clock import to_iso
from shared.ids import new_ulid
from tests.fakes import Fakes
from tests.unit.plan.feeding import everybody, feed_ids, likes, list_all
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, tell, write

DAY = 24 * 3600


@pytest.fixture
async def people(fakes: Fakes) -> Fakes:
    await everybody(fakes.deps)
    return fakes


async def trend(fakes: Fakes, location: str = "") -> list[str]:
    await list_all(fakes.deps)
    await trending.refresh(fakes.deps)
    return await feed_ids(fakes.deps, sort="trending", location=location)


async def like(fakes: Fakes, plan_id: str, times: int) -> None:
    for _ in range(times):
        await tell(fakes.deps, likes(new_ulid(fakes.clock.now()), plan_id, at=to_iso(fakes.clock.now())))


async def test_the_most_liked_come_first_and_those_without_likes_not_at_all(people: Fakes) -> None:
    plans = [await write(people.deps, visibility="public", title=f"{number}") for number in range(4)]
    for number, plan_id in enumerate(plans):
        await like(people, plan_id, number)
    assert await trend(people) == [plans[3], plans[2], plans[1]]


async def test_a_week_halves_what_a_like_is_worth(people: Fakes) -> None:
    old, new = [await write(people.deps, visibility="public") for _ in range(2)]
    await like(people, old, 3)
    people.clock.advance(7 * DAY)
    await like(people, new, 1)
    assert await trend(people) == [old, new]
    await like(people, new, 1)
    assert await trend(people) == [new, old]


async def test_what_trended_when_a_quarter_ended_trends_when_the_next_begins(people: Fakes) -> None:
    people.clock.advance(26 * DAY)
    old, new = [await write(people.deps, visibility="public") for _ in range(2)]
    await like(people, old, 4)
    assert await trend(people) == [old]
    people.clock.advance(7 * DAY)
    await like(people, new, 1)
    assert await trend(people) == [old, new]
    await like(people, new, 2)
    assert await trend(people) == [new, old]


async def test_a_fork_counts_and_so_does_its_end(people: Fakes) -> None:
    liked, forked = [await write(people.deps, visibility="public") for _ in range(2)]
    await list_all(people.deps)
    await fork.fork_plan(people.deps, MINJUN, forked, visibility="private", title=None, request=None)
    await lineage.on_feed(people.deps, people.store.all("plans", "plan"))
    assert await trend(people) == [forked]
    await like(people, liked, 2)
    assert await trend(people) == [liked, forked]
    await like(people, forked, 2)
    assert await trend(people) == [forked, liked]


async def test_a_like_that_ends_cools(people: Fakes) -> None:
    one, other = [await write(people.deps, visibility="public") for _ in range(2)]
    await tell(people.deps, likes(MINJUN, one), likes(EMMA, one), likes(EMMA, other))
    assert await trend(people) == [one, other]
    await tell(people.deps, likes(MINJUN, one, 2), likes(EMMA, one, 2))
    assert await trend(people) == [other]
    await tell(people.deps, likes(EMMA, other, 2))
    assert await trend(people) == []


async def test_each_place_has_its_own(people: Fakes) -> None:
    jeju = await write(people.deps, visibility="public")
    busan = await write(people.deps, visibility="public", location="부산")
    await like(people, jeju, 1)
    await like(people, busan, 2)
    assert await trend(people) == [busan, jeju]
    assert await trend(people, "제주도") == [jeju]
    assert await trend(people, "Busan") == [busan]
    assert await trend(people, "서울") == []


async def test_words_choose_among_what_trends(people: Fakes) -> None:
    one = await write(people.deps, visibility="public", title="별 보기")
    two = await write(people.deps, visibility="public", title="달 보기")
    await like(people, one, 1)
    await like(people, two, 1)
    await trend(people)
    assert await feed_ids(people.deps, sort="trending", q="별") == [one]


async def test_pages_of_what_trends_meet(people: Fakes) -> None:
    plans = [await write(people.deps, visibility="public") for _ in range(5)]
    for plan_id in plans:
        await like(people, plan_id, 1)  # as hot as each other
    await trend(people)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = await read_feed(people.deps, Asked(sort="trending"), limit=2, cursor=cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
    assert (sorted(seen), cursor) == (sorted(plans), None)


async def test_a_hundred_trend_however_many_are_liked(people: Fakes) -> None:
    plans = [await write(people.deps, visibility="public") for _ in range(trending.HOTTEST + 30)]
    for number, plan_id in enumerate(plans):
        await like(people, plan_id, 1 + number // 50)
    assert len(await trend(people)) == trending.HOTTEST
    assert people.store.all("plan-trending", "warm") == []


async def test_what_is_warmed_while_it_is_taken_is_taken_again(people: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id, other = [await write(people.deps, visibility="public") for _ in range(2)]
    await list_all(people.deps)
    await like(people, plan_id, 1)
    await like(people, other, 1)
    write_heat = trending._write_heat

    async def meanwhile(*arguments: object) -> None:
        await write_heat(*arguments)  # type: ignore[arg-type]
        monkeypatch.undo()
        await like(people, plan_id, 1)

    monkeypatch.setattr(trending, "_write_heat", meanwhile)
    await trending.refresh(people.deps)
    assert [each["id"] for each in people.store.all("plan-trending", "warm")] == [plan_id]
    assert await trend(people) == [plan_id, other]


async def test_nothing_new_writes_nothing(people: Fakes) -> None:
    await like(people, await write(people.deps, visibility="public"), 1)
    await trend(people)
    before = await people.store.read_feed("plan-trending", None, 100)
    await trending.refresh(people.deps)
    assert (await people.store.read_feed("plan-trending", before.continuation, 100)).items == []


async def test_the_timer_brings_it_up_to_date(people: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "dependencies", lambda _context: people.deps)
    plan_id = await write(people.deps, JIWOO, "public")
    await list_all(people.deps)
    await like(people, plan_id, 1)
    await timers.plan_trending.build().get_user_function()(None)
    assert await feed_ids(people.deps, sort="trending") == [plan_id]

"""What the list shows, how it is filled, and what asking for it costs."""

from datetime import timedelta

import pytest

from functions.notification import api, handlers, projections, reading
from functions.notification.domain import Kind
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared, PlanUpdated
from tests.unit.notification.world import (
    START,
    A,
    B,
    C,
    D,
    World,
    follow,
    like,
    member_created,
    new_plan_id,
    not_recommended,
    plan,
    plan_deleted,
    renamed,
    unfollow,
)

PLAN = new_plan_id(A)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.meet(A, B, C, D)
    return made


async def etag(world: World, member_id: str) -> str:
    """That of the list."""
    return api._list_etag(world.deps, await world.inbox(member_id))


async def page(world: World, member_id: str, limit: int, cursor: str | None = None) -> reading.Shown:
    return await reading.page(world.deps, await world.inbox(member_id), limit=limit, cursor=cursor)


async def test_a_page_is_filled_where_much_is_hidden(world: World) -> None:
    await world.tell(follow(B, A))
    plans = [new_plan_id(A) for _ in range(12)]
    await world.tell(*(plan(PlanCreated, each, "public") for each in plans))
    await world.read(B)
    hidden = [each for number, each in enumerate(plans) if number % 3]
    await world.tell(*(plan(PlanUnshared, each, "private", 2) for each in hidden))
    first = await page(world, B, 3)
    assert [item["subject"]["id"] for item in first.items] == [plans[9], plans[6], plans[3]]
    second = await page(world, B, 3, first.cursor)
    assert ([item["subject"]["id"] for item in second.items], second.cursor) == ([plans[0]], None)


async def test_filling_a_page_is_bounded(world: World) -> None:
    await world.tell(follow(B, A))
    plans = [new_plan_id(A) for _ in range(40)]
    await world.tell(*(plan(PlanCreated, each, "public") for each in plans))
    await world.read(B)
    await world.tell(*(plan(PlanUnshared, each, "private", 2) for each in plans[1:]))
    world.store.calls.clear()
    found = await page(world, B, 5)
    assert (found.items, found.cursor is not None) == ([], True), "the client goes on if it wants to"
    assert world.store.calls.count("query") == 5
    seen: list[str] = []
    cursor = found.cursor
    while cursor is not None:
        found = await page(world, B, 5, cursor)
        seen, cursor = seen + [item["subject"]["id"] for item in found.items], found.cursor
    assert seen == [plans[0]]


async def test_a_notification_survives_that_the_latest_few_are_hidden(world: World) -> None:
    likers = [f"01km{number:02d}{'0' * 20}" for number in range(14)]
    await world.tell(plan(PlanCreated, PLAN, "public"), *(member_created(each) for each in likers))
    await world.tell(
        *(like(each, PLAN, at=START + timedelta(minutes=number)) for number, each in enumerate(likers)),
    )
    for each in likers[-9:]:
        await projections.change_tie(world.deps, A, each, "mutes", lambda tie: type(tie)(tie.version + 1, holds=True))
    (item,) = await world.shown(A)
    assert ([each["id"] for each in item["actors"]], item["count"]) == ([likers[4]], 5)
    assert item["createdAt"] < item["updatedAt"]


async def test_an_empty_inbox_has_an_etag_too(world: World) -> None:
    assert (await page(world, D, 20)) == reading.Shown([], None, final=True)
    assert await etag(world, D) == await etag(world, D)


async def test_whatever_changes_in_the_list_changes_its_etag(world: World) -> None:
    """Also what changes for who has read of it: what hides it, and what shows it again."""
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    tags = [await etag(world, B)]

    async def changed() -> None:
        tags.append(await etag(world, B))
        assert len(tags) == len(set(tags))

    await handlers.mark_read(world.deps, B, [f"plan_created.{PLAN}"])
    await changed()
    await world.tell(plan(PlanUnshared, PLAN, "private", 2))
    assert await world.shown(B) == []
    await changed()
    await world.tell(plan(PlanUnshared, PLAN, "public", 3))
    assert len(await world.shown(B)) == 1
    await changed()
    await world.tell(follow(C, B))
    await changed()
    await world.tell(follow(D, B))
    await changed()
    await world.read(B)
    await changed()
    await handlers.dismiss(world.deps, B, f"followed.{B}.1")
    await changed()
    await handlers.set_preferences(world.deps, B, {**dict.fromkeys(Kind, True), Kind.FOLLOWED: False}, version=None)
    await changed()
    await world.tell(plan_deleted(PLAN, 4))
    assert await world.shown(B) == []
    await changed()


async def test_who_no_longer_follows_hears_too_that_what_was_read_is_hidden(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    await world.read(B)
    await world.tell(unfollow(B, A))
    assert len(await world.shown(B)) == 1
    tags = [await etag(world, B)]
    changes = [
        plan(PlanUnshared, PLAN, "private", 2),
        plan(PlanShared, PLAN, "public", 3),
        plan(PlanUnshared, PLAN, "private", 4),
    ]
    for number, change in enumerate(changes):
        await world.tell(change)
        tags.append(await etag(world, B))
        assert (len(await world.shown(B)), len(set(tags))) == (number % 2, len(tags))


async def test_what_does_not_change_the_list_leaves_its_etag(world: World) -> None:
    event = world.happened(plan(PlanCreated, PLAN, "public"))
    await world.tell(follow(B, A))
    await world.deliver(event)
    before = await etag(world, B)
    await world.deliver(event)
    await world.tell(follow(B, A), follow(C, A), plan(PlanUpdated, PLAN, "public", 2, title="다른 제목"))
    assert await world.inbox(B) is not None
    assert await etag(world, B) == before


async def test_new_names_and_titles_show_within_minutes(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    before = await etag(world, B)
    await world.tell(renamed(A, "지우개"), plan(PlanUpdated, PLAN, "public", 2, title="다른 제목"))
    world.clock.advance(api.STALE_SECONDS)
    assert await etag(world, B) != before


async def test_a_list_that_waits_for_news_of_somebody_has_no_etag_yet() -> None:
    world = World()
    await world.meet(A)
    await world.tell(follow(B, A))
    assert not (await page(world, A, 20)).final
    await world.tell(member_created(B))
    found = await page(world, A, 20)
    assert (len(found.items), found.final) == (1, True)


async def test_what_operations_cost(world: World) -> None:
    """Calls of the store, in their order: an extra one is paid for with every notification."""

    async def calls(work: object) -> list[str]:
        world.store.calls.clear()
        await work  # type: ignore[misc]
        return world.store.calls

    await world.tell(plan(PlanCreated, PLAN, "public"), follow(B, A))
    another = plan(PlanCreated, new_plan_id(A), "public")
    decide, learn, look_again = ["read_many"], ["read_many", "execute", "read_many"], ["read_many"]
    assert await calls(world.tell(another)) == [*learn, "query", *decide, "read_many", "execute", *look_again]
    told = ["read_many", "execute", "read_many", "query"]
    assert await calls(world.tell(like(B, PLAN))) == [*learn, *decide, *told, *look_again]
    assert await calls(world.tell(like(C, PLAN))) == [*learn, *decide, *told, *look_again]
    assert await calls(world.tell(not_recommended(new_plan_id(A)))) == [*decide, "read_many", "execute", *look_again]
    assert await calls(handlers.mark_read(world.deps, A, [f"plan_liked.{PLAN}.1"])) == ["read_many", "execute", "read"]
    assert await calls(handlers.mark_all_read(world.deps, A)) == ["read", "execute", "read"]
    assert await calls(handlers.dismiss(world.deps, B, f"plan_created.{PLAN}")) == ["read_many", "execute"]
    kinds = len({item["kind"] for item in await world.shown(A)} & {"followed", "plan_liked"})
    assert await calls(page(world, A, 20)) == ["read", "query", *["query", "read"] * kinds, "read_many"]

"""What members are told, what they are shown and what is taken back, on fakes."""

import itertools
from datetime import timedelta

import pytest

from functions.notification import handlers, reading
from shared.clock import to_iso
from shared.errors import Rejection, Stale
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared, PlanUpdated, Visibility
from tests.unit.notification.world import (
    START,
    A,
    B,
    C,
    World,
    block,
    follow,
    like,
    member_created,
    member_deleted,
    new_plan_id,
    plan,
    plan_deleted,
    renamed,
    unblock,
    unfollow,
    unlike,
)

PLAN = new_plan_id(A)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.meet(A, B, C)
    return made


async def test_who_is_followed_is_told(world: World) -> None:
    await world.tell(follow(B, A))
    (item,) = await world.shown(A)
    assert item == {
        "id": f"followed.{A}.1",
        "kind": "followed",
        "actors": [{"id": B, "name": "Bora"}],
        "count": 1,
        "subject": {"type": "member", "id": A},
        "read": False,
        "createdAt": to_iso(START),
        "updatedAt": to_iso(START),
    }
    assert world.counts() == {A: 1}
    assert await world.shown(B) == []


@pytest.mark.parametrize("visibility", ["followers", "public"])
async def test_followers_are_told_of_a_new_plan_and_nobody_else_is(world: World, visibility: Visibility) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, visibility))
    (item,) = await world.shown(B)
    assert (item["id"], item["kind"], item["read"]) == (f"plan_created.{PLAN}", "plan_created", False)
    assert item["actors"] == [{"id": A, "name": "지우"}]
    assert item["subject"] == {"type": "plan", "id": PLAN, "title": "제주 3일"}
    assert item["createdAt"] == to_iso(world.clock.now())
    assert await world.shown(C) == []
    assert world.counts() == {A: 1, B: 1}


async def test_a_private_plan_is_told_to_nobody_until_it_is_first_shared(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "private"))
    assert world.counts() == {A: 1}
    assert "제주" not in str(world.store.all("notification-audience")), "its title is nobody's business here"
    await world.tell(plan(PlanShared, PLAN, "followers", 2))
    assert await world.ids(B) == [f"plan_created.{PLAN}"]
    await world.tell(plan(PlanShared, PLAN, "public", 3))
    assert world.counts() == {A: 1, B: 1}


async def test_a_plan_shared_before_the_follow_is_no_news(world: World) -> None:
    await world.tell(plan(PlanCreated, PLAN, "public"), follow(B, A, at=START + timedelta(minutes=1)))
    await world.tell(plan(PlanUnshared, PLAN, "private", 2), plan(PlanShared, PLAN, "public", 3))
    assert await world.shown(B) == []
    assert world.counts() == {A: 1}


async def test_a_follow_heard_of_after_the_plan_it_came_before_is_told_of_it(world: World) -> None:
    followed = world.happened(follow(B, A))
    await world.tell(plan(PlanCreated, PLAN, "followers"))
    assert await world.shown(B) == []
    await world.deliver(followed)
    await world.drain()
    assert await world.ids(B) == [f"plan_created.{PLAN}"]


async def test_a_follow_and_a_plan_of_the_same_moment_count_as_following_first(world: World) -> None:
    await world.tell(follow(B, A, at=world.clock.now() + timedelta(seconds=2)), plan(PlanCreated, PLAN, "public"))
    assert await world.ids(B) == [f"plan_created.{PLAN}"]


async def test_who_is_not_known_by_name_is_shown_once_they_are() -> None:
    world = World()
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    assert (await world.shown(A), await world.shown(B)) == ([], [])
    assert world.counts() == {A: 1, B: 1}
    await world.tell(member_created(A), member_created(B))
    assert (await world.ids(A), await world.ids(B)) == ([f"followed.{A}.1"], [f"plan_created.{PLAN}"])


async def test_names_and_titles_are_the_present_ones(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    await world.tell(renamed(A, "지우개"), plan(PlanUpdated, PLAN, "public", 2, title="제주 4일"))
    (item,) = await world.shown(B)
    assert (item["actors"][0]["name"], item["subject"]["title"]) == ("지우개", "제주 4일")


@pytest.mark.parametrize(
    "withdrawal", [plan(PlanUnshared, PLAN, "private", 2), plan_deleted(PLAN), unfollow(B, A), member_deleted(A)]
)
async def test_what_no_longer_holds_is_taken_back_while_unread(world: World, withdrawal: PlanUnshared) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    await world.tell(withdrawal)
    assert await world.shown(B) == []
    assert (B, f"plan_created.{PLAN}") not in world.told()
    assert world.counts().get(B, 0) == 0
    world.check_counts()


async def test_what_was_read_stays_as_far_as_it_may_be_seen(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    assert await handlers.mark_all_read(world.deps, B) == 0
    await world.tell(unfollow(B, A))
    assert await world.ids(B) == [f"plan_created.{PLAN}"], "anybody may see it"
    await world.tell(plan(PlanUnshared, PLAN, "followers", 2))
    assert await world.shown(B) == []
    await world.tell(follow(B, A, 3))
    assert await world.ids(B) == [f"plan_created.{PLAN}"]
    await world.tell(plan(PlanUnshared, PLAN, "private", 3))
    assert await world.shown(B) == []
    await world.tell(plan(PlanShared, PLAN, "public", 4))
    assert [item["read"] for item in await world.shown(B)] == [True], "once read it is never news again"
    await world.tell(plan_deleted(PLAN, 5))
    assert await world.shown(B) == []
    assert world.counts() == {A: 1}


async def test_a_plan_for_followers_that_becomes_private_and_back_is_told_once(world: World) -> None:
    await world.tell(follow(B, A), plan(PlanCreated, PLAN, "public"))
    shared_at = world.told()[B, f"plan_created.{PLAN}"]["createdAt"]
    await world.tell(plan(PlanUnshared, PLAN, "private", 2), plan(PlanShared, PLAN, "public", 3))
    (item,) = await world.shown(B)
    assert item["createdAt"] == shared_at
    assert world.counts() == {A: 1, B: 1}


async def test_follow_unfollow_and_follow_again_is_one_notification_of_the_last_follow(world: World) -> None:
    again = START + timedelta(hours=1)
    await world.tell(follow(B, A), unfollow(B, A))
    assert (await world.shown(A), world.counts()) == ([], {})
    await world.tell(follow(B, A, 3, at=again))
    assert [item["createdAt"] for item in await world.shown(A)] == [to_iso(again)]
    await handlers.mark_all_read(world.deps, A)
    await world.tell(unfollow(B, A, 4), follow(B, A, 5))
    assert [item["read"] for item in await world.shown(A)] == [True], "nobody is pestered by following again and again"
    assert world.counts() == {}


@pytest.mark.parametrize(("blocker", "blocked"), [(A, B), (B, A)])
async def test_a_block_silences_both_ways(world: World, blocker: str, blocked: str) -> None:
    await world.tell(follow(B, A), follow(A, B), plan(PlanCreated, PLAN, "public"))
    await handlers.mark_read(world.deps, B, [f"plan_created.{PLAN}"])
    await world.tell(block(blocker, blocked))
    assert (await world.shown(A), await world.shown(B)) == ([], [])
    assert world.counts() == {}
    other = new_plan_id(A)
    await world.tell(plan(PlanCreated, other, "public"), follow(B, A, 3))
    assert (await world.shown(A), await world.shown(B)) == ([], [])
    assert world.counts() == {}
    await world.tell(unfollow(B, A, 4), unfollow(A, B), unblock(blocker, blocked))
    assert (await world.ids(A), await world.ids(B)) == ([], []), "what was read of them is gone too"


async def test_whoever_is_gone_is_gone_from_every_inbox(world: World) -> None:
    await world.tell(follow(B, A), follow(B, C), follow(A, C), follow(A, B), plan(PlanCreated, PLAN, "public"))
    await handlers.mark_all_read(world.deps, C)
    await world.tell(member_deleted(B))
    assert await world.ids(A) == []
    (item,) = await world.shown(C)
    assert ([each["id"] for each in item["actors"]], item["count"]) == ([A], 1), "it was read, and is gone all the same"
    assert world.counts().get(A, 0) == 0
    await world.tell(follow(B, A, 3))
    assert world.counts().get(A, 0) == 0, "news of the dead is no news"


async def test_the_counter_survives_its_first_writers_meeting(world: World) -> None:
    world.store.failures = [Stale("somebody wrote first", 0)] * 3
    await world.tell(follow(B, A))
    assert world.counts() == {A: 1}


async def test_marking_some_read(world: World) -> None:
    await world.tell(follow(B, A), follow(A, C), plan(PlanCreated, new_plan_id(C), "public"))
    followed, created = f"followed.{A}.1", next(each for recipient, each in world.told() if each.startswith("plan"))
    foreign = [
        "unread",
        "",
        "/",
        "a" * 100,
        f"followed.{B}.1",
        "inbox",
        f"count.{followed}",
        f"head.followed.{A}",
        "#?\\",
    ]
    assert await handlers.mark_read(world.deps, A, [followed, followed, *foreign]) == 1
    assert await handlers.mark_read(world.deps, A, [followed]) == 1
    assert await handlers.mark_read(world.deps, B, [created]) == 0, "somebody else's"
    assert {item["id"]: item["read"] for item in await world.shown(A)} == {followed: True, created: False}
    assert [item["updatedAt"] for item in await world.shown(A) if item["read"]] == [to_iso(world.clock.now())]
    world.check_counts()


async def test_marking_hundreds_read_takes_batches_that_fit(world: World) -> None:
    plans = [new_plan_id(A) for _ in range(250)]
    await world.tell(follow(B, A), *(plan(PlanCreated, each, "public") for each in plans))
    assert await handlers.mark_read(world.deps, B, [f"plan_created.{each}" for each in plans[:100]]) == 150
    world.check_counts()
    before = world.faults.effects
    assert await handlers.mark_all_read(world.deps, B) == 0
    assert world.faults.effects - before == 1, "however many there are"
    assert not {each for each in world.unread() if each[0] == B}
    assert await handlers.mark_all_read(world.deps, B) == 0
    assert world.faults.effects - before == 1, "and nothing if there are none"


async def test_the_list_pages_newest_first_through_everything_once(world: World) -> None:
    plans = [new_plan_id(A) for _ in range(7)]
    await world.tell(follow(B, A), *(plan(PlanCreated, each, "public") for each in plans))
    seen, cursor = [], None
    for _ in range(3):
        page = await reading.page(world.deps, await world.inbox(B), limit=3, cursor=cursor)
        seen += [item["subject"]["id"] for item in page.items]
        cursor = page.cursor
    assert (seen, cursor) == (plans[::-1], None)
    with pytest.raises(Rejection) as refused:
        await reading.page(world.deps, await world.inbox(B), limit=3, cursor="garbage")
    assert refused.value.code == "invalid_cursor"


async def test_a_strangers_private_plan_is_in_no_list_whatever_was_heard_first(world: World) -> None:
    events = [world.happened(each) for each in (follow(B, A), plan(PlanCreated, PLAN, "public"))]
    hidden = world.happened(plan(PlanUnshared, PLAN, "private", 2))
    for order in itertools.permutations([*events, hidden]):
        other = World()
        await other.meet(A, B, C)
        heard = False
        for event in order:
            await other.deliver(event)
            heard = heard or event is hidden
            assert not (heard and await other.shown(B)), "from the moment it is heard of, even before it is taken back"
            await other.drain()
        assert other.counts() == {A: 1}


async def test_what_ended_is_remembered_long_and_by_ids_only(world: World) -> None:
    await world.tell(follow(B, A), unfollow(B, A), plan(PlanCreated, PLAN, "public"), like(B, PLAN), unlike(B, PLAN))
    await world.tell(plan_deleted(PLAN), member_deleted(C))
    kept = {each["id"]: each for each in world.store.all("notification-audience") if "ttl" in each}
    assert set(kept) == {f"relation.{A}", f"relation.{B}", f"plan.{PLAN}", f"like.{PLAN}", "member"}
    assert all(each["ttl"] == 400 * 86_400 for each in kept.values())
    assert kept[f"plan.{PLAN}"]["title"] == ""
    await world.tell(plan(PlanUpdated, PLAN, "public", 1), follow(B, A), like(B, PLAN), member_created(C))
    assert {each["id"] for each in world.store.all("notification-audience") if "ttl" in each} == set(kept)

"""Snapshots make facts known again; nobody is told anything because of one."""

from typing import Any

from functions.notification import handlers, rebuilding
from shared.clock import to_iso
from shared.events.follow import BlockSnapshot, FollowSnapshot
from shared.events.like import LikeSnapshot
from shared.events.member import MemberSnapshot
from shared.events.plan import PlanCreated, PlanSnapshot, PlanUpdated, Visibility
from shared.ids import owner_of
from shared.rebuilding import empty
from shared.store.port import Document
from tests.unit.notification.world import START, A, B, C, World, follow, like, new_plan_id, plan, plan_deleted

AT = to_iso(START)
[MODEL] = rebuilding.REBUILDING.models


def snapshot(plan_id: str, visibility: Visibility, version: int = 1, **more: Any) -> PlanSnapshot:
    return PlanSnapshot(
        plan_id=plan_id,
        owner_id=owner_of(plan_id),
        version=version,
        state=plan(PlanUpdated, plan_id, visibility, version),
        **more,
    )


def member(member_id: str, name: str | None = "someone", version: int = 1) -> MemberSnapshot:
    return MemberSnapshot(member_id=member_id, version=version, name=name)


async def test_a_world_that_is_only_known_by_snapshots_is_silent_and_goes_on_as_any_other() -> None:
    world = World()
    shared, copied, hidden = new_plan_id(A), new_plan_id(B), new_plan_id(A)
    await world.tell(
        FollowSnapshot(follower_id=B, followee_id=A, version=1, since=AT),
        FollowSnapshot(follower_id=C, followee_id=A, version=2, since=None),
        BlockSnapshot(blocker_id=A, blocked_id=C, version=1, blocking=True),
        snapshot(shared, "public", shared_at=AT),
        snapshot(hidden, "private"),
        snapshot(copied, "public", shared_at=AT, source_plan_id=shared, source_owner_id=A),
        LikeSnapshot(member_id=B, plan_id=shared, owner_id=A, version=1, since=AT),
        *(member(each) for each in (A, B, C)),
    )
    assert world.told() == {}
    another = new_plan_id(A)
    await world.tell(plan(PlanCreated, another, "public"), like(B, another))
    assert await world.ids(B) == [f"plan_created.{another}"]
    assert [(each["kind"], each["count"]) for each in await world.shown(A)] == [("plan_liked", 1)]
    assert await world.ids(C) == []


async def test_snapshots_say_as_much_as_the_events_did_and_touch_no_inbox() -> None:
    world = World()
    await world.meet(A, B, C)
    shared, gone = new_plan_id(A), new_plan_id(A)
    await world.tell(
        follow(B, A), plan(PlanCreated, shared, "public"), plan(PlanCreated, gone, "public"), like(B, shared),
        plan_deleted(gone),
    )  # fmt: skip
    await handlers.mute(world.deps, C, A)
    await handlers.mute(world.deps, B, A)
    await handlers.unmute(world.deps, B, A)
    inboxes, facts = world.store.all("notifications"), world.store.all("notification-audience")
    shared_at = next(each["sharedAt"] for each in facts if each.get("planId") == shared)
    assert await empty(world.deps, MODEL) > 0
    kept = world.store.all("notification-audience")
    assert [(each["pk"], sorted(each)) for each in kept] == [
        (B, ["id", "memberId", "mutes", "pk", "ttl", "type"]),
        (C, ["id", "memberId", "muteKey", "mutes", "pk", "type"]),
    ], "whom somebody mutes, or muted, nobody else knows"
    await world.tell(
        *(member(each["pk"], each["name"]) for each in facts if each["type"] == "member"),
        FollowSnapshot(follower_id=B, followee_id=A, version=1, since=AT),
        snapshot(shared, "public", shared_at=shared_at),
        PlanSnapshot(plan_id=gone, owner_id=A, version=2, state=None),
        LikeSnapshot(member_id=B, plan_id=shared, owner_id=A, version=1, since=AT),
    )
    assert world.store.all("notifications") == inboxes
    for before, after in zip(facts, world.store.all("notification-audience"), strict=True):
        lost = {"sharedAt", "sortKey"} if before.get("planId") == gone else set()
        assert {name: after.get(name) for name in before.keys() - lost} == without(before, lost)


def without(document: Document, names: set[str]) -> Document:
    return {name: value for name, value in document.items() if name not in names}


async def test_what_is_known_of_a_version_stays_as_it_is_and_what_is_older_is_passed_over() -> None:
    world = World()
    await world.meet(A, B)
    shared = new_plan_id(A)
    await world.tell(plan(PlanCreated, shared, "public"), follow(B, A, 3))
    before = world.store.all("notification-audience")
    await world.tell(
        snapshot(shared, "private"),
        FollowSnapshot(follower_id=B, followee_id=A, version=2, since=None),
        member(A, "old", 0),
    )
    assert world.store.all("notification-audience") == before


async def test_of_a_member_who_left_nothing_is_kept_whichever_snapshot_comes_first() -> None:
    for last_first in (False, True):
        world = World()
        of_who_left = [
            FollowSnapshot(follower_id=B, followee_id=A, version=2, since=None),
            BlockSnapshot(blocker_id=A, blocked_id=C, version=2, blocking=False),
            PlanSnapshot(plan_id=new_plan_id(A), owner_id=A, version=2, state=None),
            member(A, None, 3),
        ]
        await world.tell(*(reversed(of_who_left) if last_first else of_who_left))
        [remains] = world.store.all("notification-audience")
        assert (remains["pk"], remains["type"], remains["name"], remains["version"]) == (A, "member", None, 3)

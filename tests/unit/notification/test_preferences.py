"""What members want to be told, and of whom."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.notification import handlers, projections
from functions.notification.domain import Kind
from functions.notification.schemas import Preferences
from shared.errors import NotFound, Rejection
from shared.events.base import EventData
from shared.events.plan import PlanCreated, PlanUnshared
from tests.unit.notification.world import (
    START,
    A,
    B,
    C,
    World,
    block,
    follow,
    forked,
    like,
    member_created,
    member_deleted,
    new_plan_id,
    not_recommended,
    plan,
    plan_deleted,
    recommended,
    tokens,
    unfollow,
    unlike,
)

MINE, THEIRS, FORK, ASKED = new_plan_id(A), new_plan_id(B), new_plan_id(B), new_plan_id(A)
ALL = dict.fromkeys(Kind, True)
BY_B: dict[Kind, EventData] = {
    Kind.FOLLOWED: follow(B, A, at=START + timedelta(hours=1)),  # after A's plan: B is not told of it
    Kind.PLAN_CREATED: plan(PlanCreated, THEIRS, "public"),
    Kind.PLAN_LIKED: like(B, MINE),
    Kind.PLAN_FORKED: forked(FORK, MINE),
}
BY_NOBODY: dict[Kind, EventData] = {
    Kind.RECOMMENDATION_CREATED: recommended(ASKED),
    Kind.RECOMMENDATION_FAILED: not_recommended(ASKED, "insufficient_tokens"),
    Kind.TOKENS_INCREASED: tokens(A),
}
HAPPENING = BY_B | BY_NOBODY
"""What A is told of each kind."""
WITHDRAWAL: dict[Kind, EventData] = {
    Kind.FOLLOWED: unfollow(B, A),
    Kind.PLAN_CREATED: plan(PlanUnshared, THEIRS, "private", 2),
    Kind.PLAN_LIKED: unlike(B, MINE),
    Kind.PLAN_FORKED: plan_deleted(FORK),
}


@pytest.fixture
async def world() -> World:
    """A has a plan and follows B; what is to happen can be told."""
    made = World()
    await made.meet(A, B, C)
    await made.tell(follow(A, B), plan(PlanCreated, MINE, "public"), plan(PlanCreated, FORK, "private"))
    assert (await made.shown(A), made.counts()) == ([], {B: 1})
    return made


def again(kind: Kind) -> EventData:
    """What happens once more, to another thing or by another member, a day later."""
    at = START + timedelta(days=1)
    asked = new_plan_id(A)
    happenings: dict[Kind, EventData] = {
        Kind.FOLLOWED: follow(C, A, at=at),
        Kind.PLAN_CREATED: plan(PlanCreated, new_plan_id(B), "public"),
        Kind.PLAN_LIKED: like(C, MINE, at=at),
        Kind.PLAN_FORKED: forked(new_plan_id(C), MINE, at=at),
        Kind.RECOMMENDATION_CREATED: recommended(asked, at=at),
        Kind.RECOMMENDATION_FAILED: not_recommended(asked, at=at),
        Kind.TOKENS_INCREASED: tokens(A, version=9, at=at),
    }
    return happenings[kind]


@pytest.mark.parametrize(
    ("kind", "subject", "more"),
    [
        (Kind.FOLLOWED, {"type": "member", "id": A}, {}),
        (Kind.PLAN_CREATED, {"type": "plan", "id": THEIRS, "title": "제주 3일"}, {}),
        (Kind.PLAN_LIKED, {"type": "plan", "id": MINE, "title": "제주 3일"}, {}),
        (Kind.PLAN_FORKED, {"type": "plan", "id": MINE, "title": "제주 3일"}, {}),
        (Kind.RECOMMENDATION_CREATED, {"type": "recommendation", "id": ASKED, "title": "제주 바다 3일"}, {}),
        (
            Kind.RECOMMENDATION_FAILED,
            {"type": "recommendation", "id": ASKED, "title": "제주"},
            {"reason": "insufficient_tokens"},
        ),
        (Kind.TOKENS_INCREASED, {"type": "wallet", "id": A}, {"reason": "purchase", "amount": 1_000}),
    ],
)
async def test_each_kind_is_told_once_with_a_link_to_its_subject(
    world: World, kind: Kind, subject: dict[str, str], more: dict[str, object]
) -> None:
    await world.tell(HAPPENING[kind], HAPPENING[kind])
    (item,) = await world.shown(A)
    assert (item["kind"], item["subject"], item["count"], item["read"]) == (kind, subject, 1, False)
    assert item["actors"] == ([{"id": B, "name": "Bora"}] if kind in BY_B else [])
    assert {field: item[field] for field in ("reason", "amount") if field in item} == more
    assert world.counts() == {A: 1, B: 1}


async def test_what_a_new_member_begins_with_is_no_news(world: World) -> None:
    await world.tell(tokens(A, "grant", 1))
    assert await world.shown(A) == []


@pytest.mark.parametrize("kind", list(WITHDRAWAL))
async def test_what_is_withdrawn_while_unread_vanishes_and_what_was_read_stays(world: World, kind: Kind) -> None:
    await world.tell(HAPPENING[kind], WITHDRAWAL[kind])
    assert (await world.shown(A), world.counts().get(A)) == ([], None)
    world.check_counts()
    other = World()
    await other.meet(A, B, C)
    await other.tell(follow(A, B), plan(PlanCreated, MINE, "public"), HAPPENING[kind])
    await other.read(A)
    await other.tell(WITHDRAWAL[kind])
    assert [item["read"] for item in await other.shown(A)] == ([] if kind is Kind.PLAN_CREATED else [True])
    other.check_counts()


@pytest.mark.parametrize("kind", Kind)
async def test_a_kind_that_is_switched_off_is_neither_told_nor_shown_nor_counted(world: World, kind: Kind) -> None:
    await world.tell(HAPPENING[kind])
    await handlers.set_preferences(world.deps, A, {**ALL, kind: False}, version=None)
    assert (await world.shown(A), world.counts()) == ([], {B: 1})
    await world.tell(again(kind))
    assert (await world.shown(A), world.counts()) == ([], {B: 1})
    before = await world.inbox(A)

    world.clock.advance(2 * 86_400)
    await handlers.set_preferences(world.deps, A, ALL, version=None)
    assert [item["read"] for item in await world.shown(A)] == [True], "what was there is history"
    await world.tell(again(kind), HAPPENING[kind])
    expected = 1 + (kind is Kind.PLAN_CREATED)  # that is another plan
    assert len(await world.shown(A)) == expected, "what happened meanwhile is not told later"
    assert (await world.inbox(A)).revision > before.revision
    world.check_counts()


@pytest.mark.parametrize("kind", Kind)
async def test_other_kinds_are_told_all_the_same(world: World, kind: Kind) -> None:
    await handlers.set_preferences(world.deps, A, {**dict.fromkeys(Kind, False), kind: True}, version=None)
    await world.tell(*HAPPENING.values())
    assert [item["kind"] for item in await world.shown(A)] == [kind]
    assert world.counts()[A] == 1


def test_there_is_a_preference_for_each_kind() -> None:
    assert set(Preferences.model_fields) == set(Kind)
    assert Preferences().model_dump() == ALL


async def test_preferences_say_how_often_they_changed_and_refuse_a_stale_change(world: World) -> None:
    off = {**ALL, Kind.FOLLOWED: False}
    assert (await handlers.set_preferences(world.deps, A, off, version=0)).preferences_version == 1
    assert (await handlers.set_preferences(world.deps, A, off, version=1)).preferences_version == 1, "nothing changed"
    before = world.store.all("notifications")
    with pytest.raises(Rejection) as refused:
        await handlers.set_preferences(world.deps, A, ALL, version=0)
    assert (refused.value.code, refused.value.status) == ("precondition_failed", 412)
    assert world.store.all("notifications") == before


async def silence(world: World, how: str) -> None:
    if how == "mute":
        await handlers.mute(world.deps, A, B)
    else:
        await world.tell({"block": block(A, B), "blocked": block(B, A), "gone": member_deleted(B)}[how])


@pytest.mark.parametrize("how", ["mute", "block", "blocked", "gone"])
@pytest.mark.parametrize("kind", list(BY_B))
async def test_of_whom_is_silenced_nothing_is_told_and_nothing_stays(world: World, kind: Kind, how: str) -> None:
    await silence(world, how)
    await world.tell(HAPPENING[kind])
    assert (await world.shown(A), world.counts().get(A)) == ([], None)
    world.check_counts()


@pytest.mark.parametrize("how", ["mute", "block", "blocked", "gone"])
@pytest.mark.parametrize("read", [False, True])
@pytest.mark.parametrize("kind", list(BY_B))
async def test_what_was_told_of_whom_is_silenced_is_taken_back_read_or_not(
    world: World, kind: Kind, read: bool, how: str
) -> None:
    await world.tell(HAPPENING[kind])
    if read:
        await world.read(A)
    before = await world.inbox(A)
    await silence(world, how)
    assert (await world.shown(A), world.counts().get(A)) == ([], None)
    assert (A, kind) not in {(recipient, each["kind"]) for (recipient, _), each in world.told().items()}
    assert (await world.inbox(A)).revision > before.revision, "a list that is polled changes"
    world.check_counts()


@pytest.mark.parametrize("kind", list(BY_B))
async def test_the_others_of_a_notification_stay(world: World, kind: Kind) -> None:
    if kind is Kind.PLAN_CREATED:
        await world.tell(follow(A, C))
    await world.tell(HAPPENING[kind], again(kind) if kind is not Kind.PLAN_CREATED else _by_c())
    await handlers.mute(world.deps, A, B)
    (item,) = await world.shown(A)
    assert ([each["id"] for each in item["actors"]], item["count"]) == ([C], 1)
    assert world.counts()[A] == 1


def _by_c() -> EventData:
    return plan(PlanCreated, new_plan_id(C), "public")


@pytest.mark.parametrize("kind", list(BY_B))
async def test_unmuting_tells_of_what_is_to_come_and_of_nothing_before(world: World, kind: Kind) -> None:
    await handlers.mute(world.deps, A, B)
    await world.tell(HAPPENING[kind])
    world.clock.advance(2 * 3600)
    await handlers.unmute(world.deps, A, B)
    await world.tell(HAPPENING[kind])
    assert (await world.shown(A), world.counts().get(A)) == ([], None)
    at = world.clock.now() + timedelta(seconds=1)
    fresh: dict[Kind, list[EventData]] = {
        Kind.FOLLOWED: [unfollow(B, A), follow(B, A, 3, at=at)],
        Kind.PLAN_CREATED: [plan(PlanCreated, new_plan_id(B), "public")],
        Kind.PLAN_LIKED: [unlike(B, MINE), like(B, MINE, 3, at=at)],
        Kind.PLAN_FORKED: [plan_deleted(FORK), forked(new_plan_id(B), MINE, at=at)],
    }
    await world.tell(*fresh[kind])
    assert [item["kind"] for item in await world.shown(A)] == [kind]


async def test_muting_is_silent_and_one_way(world: World) -> None:
    await handlers.mute(world.deps, A, B)
    await handlers.mute(world.deps, A, B)
    await world.tell(like(A, THEIRS))
    assert world.counts() == {B: 2}, "B is told of A as ever"
    relation = next(each for each in world.store.all("notification-audience") if each["id"] == f"relation.{B}")
    assert relation["mutes"]["version"] == 1, "saying it twice is saying it once"


async def test_a_mute_heard_of_in_the_middle_hides_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.tell(*BY_B.values())
    assert len(await world.shown(A)) == len(BY_B)

    async def dies(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("functions.notification.fanout.review_member", dies)
    with pytest.raises(RuntimeError):
        await handlers.mute(world.deps, A, B)
    assert await world.shown(A) == []
    monkeypatch.undo()
    await handlers.mute(world.deps, A, B)
    assert world.counts().get(A) is None, "saying it again does what was left to do"


@pytest.mark.parametrize(
    ("other_id", "code"), [(A, "cannot_mute_self"), ("01kq" + "0" * 22, "not_found"), (C, "not_found")]
)
async def test_who_cannot_be_muted_is_refused_and_nothing_is_stored(world: World, other_id: str, code: str) -> None:
    await world.tell(member_deleted(C))
    before = world.store.all("notification-audience")
    with pytest.raises(Rejection) as refused:
        await handlers.mute(world.deps, A, other_id)
    assert (refused.value.code, refused.value.status) == (code, 422 if other_id == A else 404)
    await handlers.unmute(world.deps, A, other_id)
    assert world.store.all("notification-audience") == before


async def test_a_member_who_is_gone_can_change_nothing(world: World) -> None:
    await world.tell(member_deleted(A))
    everything = {name: world.store.all(name) for name in ("notifications", "notification-audience")}
    commands: list[Callable[[], object]] = [
        lambda: handlers.mute(world.deps, A, B),
        lambda: handlers.set_preferences(world.deps, A, {**ALL, Kind.FOLLOWED: False}, version=None),
    ]
    for command in commands:
        with pytest.raises(Rejection) as refused:
            await command()  # type: ignore[misc]
        assert refused.value.status == 401
    await handlers.mark_all_read(world.deps, A)
    await handlers.dismiss(world.deps, A, f"followed.{A}.1")
    assert {name: world.store.all(name) for name in everything} == everything


@pytest.mark.parametrize(
    "notification_id", ["", "inbox", "preferences", "x" * 100, "plan_created", "a.b", "여행.1", "followed./"]
)
async def test_what_is_no_id_of_a_notification_cannot_be_dismissed(world: World, notification_id: str) -> None:
    before = world.store.all("notifications")
    with pytest.raises(NotFound):
        await handlers.dismiss(world.deps, A, notification_id)
    await handlers.dismiss(world.deps, A, f"followed.{B}.1")
    assert world.store.all("notifications") == before, "nor somebody else's"


async def test_whoever_is_not_heard_of_yet_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = "01kr" + "0" * 22
    reads = 0
    read = world.store.read

    async def late(container: str, partition: str, document_id: str) -> object:
        nonlocal reads
        reads += partition == newcomer
        if reads == 2 and partition == newcomer:
            monkeypatch.undo()
            await world.tell(member_created(newcomer))
        return await read(container, partition, document_id)

    monkeypatch.setattr(world.store, "read", late)
    await handlers.mute(world.deps, A, newcomer)
    assert (await projections.relation(world.deps, A, newcomer)).silent

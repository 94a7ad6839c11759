"""Whatever order events come in, however often, and whoever runs at the same time: it ends as if all was in order."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.notification import fanout, handlers
from functions.notification.fanout import read_job
from shared.errors import Transient
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.plan import PlanCreated, PlanShared, PlanUnshared, PlanUpdated, Visibility
from shared.ids import owner_of
from shared.store.port import Document
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
    not_recommended,
    plan,
    plan_deleted,
    recommended,
    renamed,
    tokens,
    unblock,
    unfollow,
    unlike,
)

MEMBERS = (A, B, C)
PLANS = tuple(f"{owner}.01kz{number}{'0' * 21}" for owner in (A, B) for number in range(2))
LEVELS: tuple[Visibility, ...] = ("private", "followers", "public")
PAIRS = [(one, other) for one in MEMBERS for other in MEMBERS if one != other]

type Draw = Callable[..., Any]


class Contexts:
    """What member, follow and plan would publish: every event with the version its aggregate has by then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.events: list[Event] = []
        self.following: dict[tuple[str, str], int] = {}
        self.blocking: dict[tuple[str, str], int] = {}
        self.plans: dict[str, tuple[int, Visibility | None]] = {}
        self.members: dict[str, int] = {}
        self.liking: dict[tuple[str, str], int] = {}
        self.forks: list[str] = []
        for member_id in MEMBERS:
            self.members[member_id] = 1
            self.publish(member_created(member_id))

    def publish(self, data: EventData) -> None:
        self.events.append(self.world.happened(data))

    def follow(self, draw: Draw) -> None:
        """Begin to follow, or end it: an odd version is a follow."""
        self._turn(*draw(st.sampled_from(PAIRS)))

    def block(self, draw: Draw) -> None:
        """Block, which ends both edges, or lift it."""
        blocker, blocked = pair = draw(st.sampled_from(PAIRS))
        version = self.blocking[pair] = self.blocking.get(pair, 0) + 1
        self.publish((block if version % 2 else unblock)(blocker, blocked, version))
        for edge in (pair, (blocked, blocker)):
            if version % 2 and self.following.get(edge, 0) % 2:
                self._turn(*edge)

    def plan(self, draw: Draw) -> None:
        """Create, update, share, unshare or delete a plan."""
        plan_id = draw(st.sampled_from([*PLANS, *self.forks]))
        before, present = self.plans.get(plan_id, (0, "private"))
        if present is None:
            return
        version, wanted = before + 1, draw(st.sampled_from([*LEVELS, None]))
        self.plans[plan_id] = version, wanted
        if wanted is None:
            self.publish(plan_deleted(plan_id, version))
            return
        change = LEVELS.index(wanted) - LEVELS.index(present)
        kind: Any = PlanCreated if version == 1 else PlanUpdated if not change else PlanUnshared
        self.publish(plan(PlanShared if version > 1 and change > 0 else kind, plan_id, wanted, version, f"v{version}"))

    def like(self, draw: Draw) -> None:
        """Like a plan, or no longer: an odd version is a like."""
        pair = draw(st.sampled_from(MEMBERS)), draw(st.sampled_from(PLANS))
        if pair[0] == owner_of(pair[1]) or pair[1] not in self.plans:
            return
        version = self.liking[pair] = self.liking.get(pair, 0) + 1
        self.publish((like if version % 2 else unlike)(*pair, version, at=self.world.clock.now()))

    def fork(self, draw: Draw) -> None:
        """Make a plan from another, one's own too."""
        member_id, source_id = draw(st.sampled_from(MEMBERS)), draw(st.sampled_from(PLANS))
        if source_id not in self.plans:
            return
        plan_id = f"{member_id}.01kz{len(self.forks) + 5}{'0' * 21}"
        self.forks.append(plan_id)
        self.plans[plan_id] = 1, "private"
        self.publish(plan(PlanCreated, plan_id, "private"))
        self.publish(forked(plan_id, source_id, at=self.world.clock.now()))

    def system(self, draw: Draw) -> None:
        """A recommendation ends, or tokens arrive."""
        member_id, number = draw(st.sampled_from(MEMBERS)), draw(st.integers(1, 9))
        recommendation_id = f"{member_id}.01kr{number}{'0' * 21}"
        kind = recommended if number % 2 else not_recommended
        self.publish(kind(recommendation_id, at=START))
        self.publish(tokens(member_id, version=number, at=START))

    def member(self, draw: Draw) -> None:
        """Take another name, or leave (B alone, or little would be left to see)."""
        member_id = draw(st.sampled_from(MEMBERS))
        if self.members[member_id] < 0:
            return
        version = self.members[member_id] = self.members[member_id] + 1
        if member_id == B and draw(st.booleans()):
            self.members[member_id] = -1
            self.publish(member_deleted(member_id, version))
        else:
            self.publish(renamed(member_id, f"v{version}", version))

    def _turn(self, follower_id: str, followee_id: str) -> None:
        edge = follower_id, followee_id
        version = self.following[edge] = self.following.get(edge, 0) + 1
        follows = version % 2 == 1
        now = self.world.clock.now()
        self.publish(follow(*edge, version, at=now) if follows else unfollow(*edge, version))


@st.composite
def histories(draw: Draw) -> list[Event]:
    """Events in the order in which they happened."""
    contexts = Contexts(World())
    steps = [contexts.follow] * 3 + [contexts.plan] * 4 + [contexts.like] * 3 + [contexts.fork] * 2
    steps += [contexts.block, contexts.member, contexts.system]
    for step in draw(st.lists(st.sampled_from(range(len(steps))), min_size=5, max_size=25)):
        steps[step](draw)
    return contexts.events


async def in_order(events: list[Event]) -> World:
    """The world in which everything went as it should."""
    world = World()
    for event in events:
        await world.deliver(event)
        await world.drain()
    return world


async def carry_out(world: World, work: list[Callable[[], Awaitable[None]]], chance: random.Random, hands: int) -> None:
    """Do all that is to be done and whatever comes of it, in any order, by several at once, again when it fails."""

    async def hand() -> None:
        while work or world.bus.sent:
            if world.bus.sent and (not work or chance.random() < 0.5):
                _, message = world.bus.sent.pop(chance.randrange(len(world.bus.sent)))
                task: Callable[[], Awaitable[None]] = partial(_page, world, message.body)
            else:
                task = work.pop(chance.randrange(len(work)))
            try:
                await task()
            except Transient:
                work.append(task)
            else:
                if chance.random() < 0.1:
                    work.append(task)

    while work or world.bus.sent:
        await asyncio.gather(*(hand() for _ in range(hands)))


async def _page(world: World, body: bytes) -> None:
    await fanout.run(world.deps, read_job(body))


def state(world: World) -> list[Document]:
    """What is in all inboxes. (Their states count how often something changed, which differs.)"""
    return [each for each in world.store.all("notifications") if each["type"] != "inbox"]


def occasions(world: World, *, unread: bool) -> dict[tuple[str, str, str], str]:
    """What members were told, and when it happened: by recipient, what it is about, and actor."""
    unread_ones = world.unread()
    found: dict[tuple[str, str, str], str] = {}
    for each in world.store.all("notifications"):
        key = each["pk"], str(each.get("groupId", each["id"]))
        is_one = each["type"] in ("entry", "dismissed") or "createdAt" in each
        if is_one and (key in unread_ones) == unread:
            about = each["pk"], each["kind"] + each["subjectId"], each.get("actorId", "")
            found[about] = str(each.get("at", each.get("createdAt")))
    return found


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
async def test_any_order_with_repeats_ends_as_in_order(events: list[Event], seed: int) -> None:
    clean, world = await in_order(events), World()
    chance = random.Random(seed)  # noqa: S311
    work = [partial(world.deliver, event) for event in events + chance.choices(events, k=5)]
    await carry_out(world, [*work], chance, hands=1)
    assert state(world) == state(clean)
    assert world.counts() == clean.counts()
    for member_id in MEMBERS:
        assert await world.shown(member_id) == await clean.shown(member_id)
        assert len(await world.shown(member_id)) == world.counts().get(member_id, 0), "what is counted is shown"
    world.check_counts()


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
async def test_several_at_once_that_fail_halfway_end_as_in_order(events: list[Event], seed: int) -> None:
    clean, world = await in_order(events), World()
    chance = world.faults.random = random.Random(seed)  # noqa: S311
    world.faults.rate = 0.1
    work = [partial(world.deliver, event) for event in events]
    await carry_out(world, [*work], chance, hands=4)
    assert state(world) == state(clean)
    world.check_counts()


@given(histories(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
async def test_reading_and_dismissing_in_between_changes_nothing_but_what_was_read(
    events: list[Event], seed: int
) -> None:
    clean, world = await in_order(events), World()
    chance = world.faults.random = random.Random(seed)  # noqa: S311

    async def read(member_id: str) -> None:
        told = [notification_id for recipient, notification_id in world.told() if recipient == member_id]
        if chance.random() < 0.3:
            for notification_id in told[:2]:
                await handlers.dismiss(world.deps, member_id, notification_id)
        elif chance.random() < 0.5:
            await handlers.mark_all_read(world.deps, member_id)
        else:
            await handlers.mark_read(world.deps, member_id, told[:2])

    work: list[Callable[[], Awaitable[None]]] = [partial(world.deliver, event) for event in events]
    work += [partial(read, member_id) for member_id in MEMBERS * 2]
    await carry_out(world, work, chance, hands=3)
    seen = occasions(world, unread=False)
    expected = {key: at for key, at in occasions(clean, unread=True).items() if key not in seen}
    assert occasions(world, unread=True) == expected, "everything is told once: now, or before it was read"
    world.check_counts()

"""A world around notification: contexts that publish, a bus that repeats and reorders, processes that die."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from functions.notification import fanout, handlers, reading, repository
from functions.notification.domain import GROUPED, Kind
from functions.notification.inbox import HANDLERS
from functions.notification.state import Inbox
from shared.bus.port import Message
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Transient, Unavailable
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.like import LikeCreated, LikeDeleted
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanForked, PlanShared, PlanUnshared, PlanUpdated, Visibility
from shared.events.recommendation import RecommendationCreated, RecommendationFailed
from shared.events.token import TokenIncreased
from shared.ids import new_ulid
from shared.store.port import Operation, Page, Query, Stored
from tests.fakes import ManualClock, MemoryBus, MemoryStore

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
A, B, C, D = (f"01k{letter}{'0' * 22}" for letter in "abcd")
NAMES = {A: "지우", B: "Bora", C: "Chan", D: "다온"}


class Faults:
    """What goes wrong with writes and sends. Nothing, until told otherwise."""

    def __init__(self) -> None:
        self.effects = 0
        """Writes and sends asked for so far."""
        self.deaths: dict[int, bool] = {}
        """The numbers of the effects at which a process dies (nothing has any effect then, until it is started
        again); True: behind the effect, without hearing how it went, False: before it."""
        self.dead = False
        self.rate = 0.0
        """How many effects fail for a moment, of one: half of them after the fact."""
        self.random: random.Random | None = None
        """Chance, for `rate` and for who goes first of those who do something at once."""

    async def effect[T](self, carry_out: Callable[[], Awaitable[T]]) -> T:
        await self.pause()
        if not self.dead:
            self.effects += 1
            if self.effects in self.deaths:
                self.dead = True
                if self.deaths[self.effects]:
                    await carry_out()
        if self.dead:
            raise Unavailable("the process is dead")
        failing = self.random is not None and self.random.random() < self.rate
        if failing and self.random and self.random.random() < 0.5:
            raise Unavailable("refused")
        result = await carry_out()
        if failing:
            raise Unavailable("done, and not said")
        return result

    async def pause(self) -> None:
        """Let others go first, perhaps."""
        if self.random is not None:
            longest = 4 if self.random.random() < 0.9 else 60
            for _ in range(self.random.randrange(longest)):
                await asyncio.sleep(0)


class FaultyStore(MemoryStore):
    """A store in which others get their turn between any two calls, and some calls fail."""

    def __init__(self, clock: ManualClock, faults: Faults) -> None:
        super().__init__(clock)
        self.faults = faults
        self.calls: list[str] = []
        """The methods that were called, for what an operation costs."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        self.calls.append("read")
        await self.faults.pause()
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        self.calls.append("read_many")
        await self.faults.pause()
        return await super().read_many(container, keys)

    async def query(self, container: str, partition: str, query: Query) -> Page:
        self.calls.append("query")
        await self.faults.pause()
        return await super().query(container, partition, query)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        self.calls.append("execute")
        execute = super().execute
        return await self.faults.effect(lambda: execute(container, partition, operations))


class FaultyBus(MemoryBus):
    """A bus that fails as the store does."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.faults = faults

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        send = super().send
        await self.faults.effect(lambda: send(entity, messages))


class World:
    """Notification and what happens around it. Each event is a second after the one before."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.faults = Faults()
        self.store = FaultyStore(self.clock, self.faults)
        self.bus = FaultyBus(self.faults)
        self.deps = Dependencies(store=self.store, bus=self.bus, clock=self.clock)

    def happened(self, data: EventData) -> Event:
        """An event, not delivered yet."""
        self.clock.advance(1)
        if "updated_at" in type(data).model_fields:
            data = data.model_copy(update={"updated_at": to_iso(self.clock.now())})
        return Event(new_ulid(self.clock.now()), self.clock.now(), data, None)

    async def deliver(self, event: Event) -> None:
        """One delivery to the inbox, without what it puts into the fan-out queue."""
        await HANDLERS[type(event.data)](event.data, event, self.deps)

    async def tell(self, *happenings: EventData) -> None:
        """Things that happen and are heard of at once, one after another."""
        for data in happenings:
            await self.deliver(self.happened(data))
            await self.drain()

    async def drain(self) -> None:
        """Carry out what is in the fan-out queue until it is empty."""
        while self.bus.sent:
            queue, message = self.bus.sent.pop(0)
            assert queue == fanout.QUEUE
            await fanout.run(self.deps, fanout.read_job(message.body))

    async def meet(self, *member_ids: str) -> None:
        """Members who sign up."""
        await self.tell(*(member_created(each) for each in member_ids))

    async def shown(self, member_id: str) -> list[dict[str, Any]]:
        """What a member is shown, on one page."""
        page = await reading.page(self.deps, await self.inbox(member_id), limit=100, cursor=None)
        assert page.cursor is None
        return page.items

    async def ids(self, member_id: str) -> list[str]:
        return [item["id"] for item in await self.shown(member_id)]

    async def inbox(self, member_id: str) -> Inbox:
        return await repository.read_inbox(self.deps, member_id)

    async def read(self, member_id: str) -> None:
        """A member reads everything."""
        assert await handlers.mark_all_read(self.deps, member_id) == 0

    def told(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every notification there is, by recipient and id."""
        return {(each["pk"], each["id"]): each for each in self.store.all("notifications", "notification")}

    def inboxes(self) -> dict[str, Inbox]:
        """The state of every inbox, by recipient."""
        return {each["pk"]: Inbox(each["pk"], Stored(each, "")) for each in self.store.all("notifications", "inbox")}

    def unread(self) -> set[tuple[str, str]]:
        """Every unread notification, by recipient and id."""
        inboxes = self.inboxes()
        return {key for key, each in self.told().items() if inboxes[key[0]].is_unread(each)}

    def counts(self) -> dict[str, int]:
        """Every recipient's unread count, where it is not 0."""
        return {member_id: inbox.count() for member_id, inbox in self.inboxes().items() if inbox.count()}

    def check_counts(self) -> None:
        """Every count is that of what it counts, and nothing is left over."""
        unread: dict[str, dict[str, int]] = {}
        for recipient_id, notification_id in self.unread():
            kinds = unread.setdefault(recipient_id, {})
            kind = notification_id.partition(".")[0]
            kinds[kind] = kinds.get(kind, 0) + 1
        for member_id, inbox in self.inboxes().items():
            assert {kind: inbox.unread(kind) for kind in Kind if inbox.unread(kind)} == unread.get(member_id, {})
        groups: dict[tuple[str, str], int] = {}
        for each in self.store.all("notifications", "entry"):
            key = each["pk"], each["groupId"]
            groups[key] = groups.get(key, 0) + 1
        told = self.told()
        for each in self.store.all("notifications", "count"):
            key = each["pk"], each["id"].removeprefix("count.")
            assert key in told
            assert each["count"] == groups[key] > 0
        assert {key for key, each in told.items() if each["kind"] in GROUPED} <= groups.keys()


async def survive(world: World, handle: Callable[[], Awaitable[None]]) -> int:
    """Deliver a message until it is handled, by a new process each time; how many deliveries it took."""
    for delivery in range(1, 1_000):
        try:
            await handle()
        except Transient:
            world.faults.dead = False
        else:
            return delivery
    raise AssertionError("it is never handled")


def member_created(member_id: str) -> MemberCreated:
    return MemberCreated(member_id=member_id, name=NAMES.get(member_id, "someone"), version=1, created_at="")


def follow(follower_id: str, followee_id: str, version: int = 1, *, at: datetime = START) -> FollowCreated:
    return FollowCreated(follower_id=follower_id, followee_id=followee_id, version=version, at=to_iso(at))


def unfollow(follower_id: str, followee_id: str, version: int = 2) -> FollowDeleted:
    return FollowDeleted(follower_id=follower_id, followee_id=followee_id, version=version)


def block(blocker_id: str, blocked_id: str, version: int = 1) -> MemberBlocked:
    return MemberBlocked(blocker_id=blocker_id, blocked_id=blocked_id, version=version)


def unblock(blocker_id: str, blocked_id: str, version: int = 2) -> MemberUnblocked:
    return MemberUnblocked(blocker_id=blocker_id, blocked_id=blocked_id, version=version)


def new_plan_id(owner_id: str) -> str:
    return f"{owner_id}.{new_ulid(START)}"


def plan[P: (PlanCreated, PlanUpdated, PlanShared, PlanUnshared)](
    kind: type[P], plan_id: str, visibility: Visibility, version: int = 1, title: str = "제주 3일"
) -> P:
    return kind(
        plan_id=plan_id,
        owner_id=plan_id.partition(".")[0],
        version=version,
        visibility=visibility,
        title=title,
        location="제주",
        place_key="jeju",
        travel_date="2026-05-01",
        end_date="2026-05-03",
        group_size=2,
        created_at="",
        updated_at=to_iso(START),
    )


def plan_deleted(plan_id: str, version: int = 2) -> PlanDeleted:
    return PlanDeleted(plan_id=plan_id, owner_id=plan_id.partition(".")[0], version=version)


def like(member_id: str, plan_id: str, version: int = 1, *, at: datetime = START) -> LikeCreated:
    owner_id = plan_id.partition(".")[0]
    return LikeCreated(member_id=member_id, plan_id=plan_id, owner_id=owner_id, version=version, at=to_iso(at))


def unlike(member_id: str, plan_id: str, version: int = 2, *, at: datetime = START) -> LikeDeleted:
    owner_id = plan_id.partition(".")[0]
    return LikeDeleted(member_id=member_id, plan_id=plan_id, owner_id=owner_id, version=version, at=to_iso(at))


def forked(plan_id: str, source_id: str, *, at: datetime = START) -> PlanForked:
    owner_id, source_owner_id = (each.partition(".")[0] for each in (plan_id, source_id))
    return PlanForked(
        plan_id=plan_id,
        owner_id=owner_id,
        version=1,
        source_plan_id=source_id,
        source_owner_id=source_owner_id,
        at=to_iso(at),
    )


def recommended(recommendation_id: str, *, at: datetime = START) -> RecommendationCreated:
    return RecommendationCreated(
        recommendation_id=recommendation_id,
        member_id=recommendation_id.partition(".")[0],
        version=3,
        kind="A",
        location="제주",
        place_key="jeju",
        tokens=100,
        at=to_iso(at),
        title="제주 바다 3일",
        travel_date="2026-05-01",
        end_date="2026-05-03",
        group_size=2,
        currency="KRW",
        days=[],
        made_by="embedded",
    )


def not_recommended(recommendation_id: str, code: str = "unusable", *, at: datetime = START) -> RecommendationFailed:
    return RecommendationFailed(
        recommendation_id=recommendation_id,
        member_id=recommendation_id.partition(".")[0],
        version=2,
        kind="A",
        location="제주",
        place_key="jeju",
        tokens=100,
        at=to_iso(at),
        code=code,
    )


def tokens(
    member_id: str, reason: Literal["grant", "purchase"] = "purchase", version: int = 2, *, at: datetime = START
) -> TokenIncreased:
    return TokenIncreased(
        member_id=member_id, version=version, free=5_000, paid=1_000, held=0, at=to_iso(at), amount=1_000, reason=reason
    )


def member_deleted(member_id: str, version: int = 2) -> MemberDeleted:
    return MemberDeleted(member_id=member_id, version=version)


def renamed(member_id: str, name: str, version: int = 2) -> MemberUpdated:
    return MemberUpdated(member_id=member_id, name=name, version=version)

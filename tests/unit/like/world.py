"""Members, plans and events to like with, and what hands them to the context."""

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.like import handlers, projections
from functions.like.handlers import QUEUE
from functions.like.inbox import HANDLERS
from shared.clock import to_iso
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.member import MemberCreated, MemberDeleted
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanUnshared, PlanUpdated, Visibility
from shared.ids import new_ulid, owner_of
from shared.inbox import receive_event
from tests.fakes import Delivered, Fakes

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def member_id(number: int) -> str:
    """The id of the number-th member, always the same order."""
    return new_ulid(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number))


OWNER, FAN, OTHER = (member_id(number) for number in range(3))
PLAN = f"{OWNER}.{new_ulid(datetime(2026, 2, 1, tzinfo=UTC))}"


def plan_id(number: int, owner_id: str = OWNER) -> str:
    """The id of one of an owner's plans."""
    return f"{owner_id}.{new_ulid(datetime(2026, 2, 2, tzinfo=UTC) + timedelta(seconds=number))}"


def plan_event[E: PlanCreated | PlanUpdated | PlanShared | PlanUnshared](
    kind: type[E], version: int = 1, visibility: Visibility = "public", plan: str = PLAN, title: str = "봄 제주"
) -> E:
    """A plan as plan tells of it."""
    return kind(
        plan_id=plan,
        owner_id=owner_of(plan),
        version=version,
        visibility=visibility,
        title=title,
        location="제주",
        place_key="jeju",
        travel_date="2026-04-01",
        end_date="2026-04-03",
        group_size=2,
        created_at=to_iso(START),
        updated_at=to_iso(START),
    )


def plan_deleted(version: int, plan: str = PLAN) -> PlanDeleted:
    return PlanDeleted(plan_id=plan, owner_id=owner_of(plan), version=version)


def named(member: str, name: str = "누구", version: int = 1) -> MemberCreated:
    return MemberCreated(member_id=member, name=name, version=version, created_at=to_iso(START))


def left(member: str, version: int = 9) -> MemberDeleted:
    return MemberDeleted(member_id=member, version=version)


def follows(follower: str, followee: str, version: int = 1) -> FollowCreated:
    return FollowCreated(follower_id=follower, followee_id=followee, version=version, at=to_iso(START))


def unfollows(follower: str, followee: str, version: int = 2) -> FollowDeleted:
    return FollowDeleted(follower_id=follower, followee_id=followee, version=version)


def blocks(blocker: str, blocked: str, version: int = 1) -> MemberBlocked:
    return MemberBlocked(blocker_id=blocker, blocked_id=blocked, version=version)


def unblocks(blocker: str, blocked: str, version: int = 2) -> MemberUnblocked:
    return MemberUnblocked(blocker_id=blocker, blocked_id=blocked, version=version)


class World(Fakes):
    """The context on fakes."""

    async def introduce(self) -> None:
        await self.tell(named(OWNER, "지우"), named(FAN, "민준"), named(OTHER, "Emma"))

    async def tell(self, *events: EventData, at: datetime | None = None) -> None:
        """Hand events to like, in this order, as the bus would: any failure is this test's."""
        for data in events:
            event = Event(new_ulid(START), at or self.clock.now(), data, None)
            await HANDLERS[type(data)](data, event, self.deps)

    async def feed(self) -> None:
        """What the change feed trigger does, from the beginning, until nothing is new."""
        before = None
        while before != (documents := self.store.all("likes")):
            before = documents
            await handlers.on_feed(self.deps, documents)

    async def carry_on(self) -> int:
        """Deliver what like put into its own queue, until there is nothing more; how many messages that were."""
        delivered = 0
        while self.bus.sent:
            queue, message = self.bus.sent.pop(0)
            assert queue == QUEUE
            delivered += 1
            body = Delivered(message.body, message.id, message.subject, application_properties=dict(message.properties))
            await receive_event(self.deps, QUEUE, body, HANDLERS)
        return delivered

    async def like(self, member: str = FAN, plan: str = PLAN) -> int:
        return await handlers.like_plan(self.deps, member, plan)

    async def unlike(self, member: str = FAN, plan: str = PLAN) -> None:
        await handlers.unlike_plan(self.deps, member, plan)

    async def my_likes(self, member: str = FAN) -> list[dict[str, Any]]:
        """All that a member's list shows."""
        page = await projections.my_likes(self.deps, member, limit=100, cursor=None)
        assert page["nextCursor"] is None
        items: list[dict[str, Any]] = page["items"]
        return items

    async def shown(self, member: str = FAN) -> list[str]:
        """Ids of the plans that a member's list shows."""
        return [item["id"] for item in await self.my_likes(member)]

    def told(self) -> list[tuple[str, str, int]]:
        """Events told so far: name, who likes, version."""
        events = self.store.events("likes")
        return [(each["type"].split(".")[2], each["data"]["memberId"], each["data"]["version"]) for each in events]

    def counted(self, plan: str = PLAN) -> int:
        """The count of a plan; proves that it is that of its likes."""
        of_plan = [document for document in self.store.all("likes") if document["pk"] == plan]
        counts = [document["likes"] for document in of_plan if document["type"] == "count"]
        assert sum(counts) == sum(document["type"] == "like" for document in of_plan)
        return sum(counts)

"""However the bus delivers (late, twice, in any order, into faults), it ends as a clean delivery does.

Commands are carried out once, on the real handlers; what they sent is then delivered to copies of the same state: in
order, once, without a fault; and as badly as the bus's contract allows, from a seed that replays.
"""

import contextlib
import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
import pytest

from functions.follow import handlers as follow
from functions.follow.inbox import HANDLERS as FOLLOW
from functions.notification import fanout
from functions.notification.inbox import HANDLERS as NOTIFICATION
from functions.plan import handlers as plan
from functions.plan.domain import Content
from functions.plan.inbox import HANDLERS as PLAN
from functions.plan.schemas import PlanContent
from shared import outbox
from shared.auth import Caller
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import Visibility
from shared.http import Reply
from shared.ids import new_ulid
from shared.inbox import EventHandler, receive_event, receive_work
from shared.store.port import Document
from shared.topology import topology
from tests.fakes import Delivered, ManualClock, MemoryStore

MEMBERS = [new_ulid(datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 5)]
INBOXES: Mapping[str, Mapping[type[EventData], EventHandler]] = {
    "plan-inbox": PLAN,
    "follow-inbox": FOLLOW,
    "notification-inbox": NOTIFICATION,
}
OUTBOXES = {"plan": ("plans", "plan-events"), "follow": ("follows", "follow-events")}
READ_MODELS = {
    "plan": ["plan-people"],
    "follow": ["followers"],
    "notification": ["notifications", "notification-audience"],
}


@dataclass
class Wire:
    """The bus: routes by the topology and holds every message until it is told to deliver."""

    pending: list[tuple[str, Message]] = field(default_factory=list)

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        for message in messages:
            self.pending += [(queue, message) for queue in _queues(entity, message.subject)]

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:  # noqa: ARG002 - later is later
        await self.send(entity, [message])

    async def close(self) -> None:
        pass


def _queues(entity: str, subject: str) -> list[str]:
    subscribed = [
        each.forward_to for each in topology().subscriptions if each.topic == entity and subject in each.subjects
    ]
    return subscribed if entity in topology().topics else [entity]


class World:
    """All contexts on fakes, and what is on the wire between them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.wire = Wire()
        self.stores = {name: MemoryStore(self.clock) for name in topology().contexts}

    def deps(self, context: str) -> Dependencies:
        return Dependencies(store=self.stores[context], bus=self.wire, clock=self.clock)

    async def tell(self, data: EventData) -> None:
        """An event of member's, which has no other part in this."""
        event = seal(data, event_id=new_ulid(self.clock.now()), at=self.clock.now())
        message = Message(id=event["id"], subject=event["type"], body=orjson.dumps(event))
        await self.wire.send("member-events", [message])

    async def relay(self) -> None:
        """What the change feed triggers do, until nothing is new."""
        for context, (container, topic) in OUTBOXES.items():
            before: list[Document] = []
            while before != (documents := self.stores[context].all(container)):
                before = documents
                if context == "follow":
                    await follow.on_feed(self.deps("follow"), documents)
                await outbox.relay(self.deps(context), container, topic, self.stores[context].all(container))

    async def deliver(self, queue: str, message: Message) -> None:
        """One invocation of the queue's function."""
        delivery = Delivered(message.body, message.id, message.subject, application_properties=dict(message.properties))
        deps = self.deps(queue.partition("-")[0])
        if queue == fanout.QUEUE:
            await receive_work(deps, queue, delivery, lambda: fanout.run(deps, fanout.read_job(message.body)))
        else:
            await receive_event(deps, queue, delivery, INBOXES[queue])

    def read_models(self) -> dict[str, list[Document]]:
        """Everything that events have made. A count of nothing is as good as none."""
        return {
            container: [each for each in self.stores[context].all(container) if each.get("count") != 0]
            for context, containers in READ_MODELS.items()
            for container in containers
        }


class People:
    """Four members who do things at random."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._plans: list[str] = []

    async def act(self, number: int) -> None:
        """One command. Raises the `Rejection` of what is refused."""
        one, other = self._chance.sample(MEMBERS, 2)
        kind = self._chance.choice((self._stand, self._stand, self._stand, self._write, self._write, self._change))
        await kind(one, other, number)

    async def _stand(self, one: str, other: str, _number: int) -> None:
        commands = (
            *(follow.follow_member,) * 6, follow.unfollow_member, follow.block_member, *(follow.unblock_member,) * 2,
        )  # fmt: skip
        await self._chance.choice(commands)(self._world.deps("follow"), one, other)

    async def _write(self, one: str, _other: str, number: int) -> None:
        reply = await plan.create_plan(
            self._world.deps("plan"), Caller(one, "", "s"), _content(number), self._visibility(), answer=_answer
        )
        self._plans.append(reply.body.decode())

    async def _change(self, one: str, _other: str, number: int) -> None:
        mine = [each for each in self._plans if each.startswith(one)]
        if not mine:
            return
        deps, caller, chosen = self._world.deps("plan"), Caller(one, "", "s"), self._chance.choice(mine)
        match self._chance.choice(("show", "show", "replace", "delete")):
            case "show":
                await plan.set_visibility(deps, caller, chosen, self._visibility(), version=None)
            case "replace":
                await plan.replace_plan(deps, caller, chosen, _content(number), version=None)
            case _:
                await plan.delete_plan(deps, caller, chosen, version=None)

    def _visibility(self) -> Visibility:
        choices: tuple[Visibility, ...] = ("private", "followers", "public")
        return self._chance.choice(choices)


async def carry_out(world: World, chance: random.Random, commands: int) -> None:
    """A week of random commands; what they sent is left on the wire."""
    for number, member_id in enumerate(MEMBERS):
        await world.tell(MemberCreated(member_id=member_id, name=f"m{number}", version=1, created_at=""))
    for queue, message in [each for each in world.wire.pending if each[0] == "follow-inbox"]:
        await world.deliver(queue, message)  # a command waits for a member whom nobody has heard of
    people = People(world, chance)
    for number in range(commands):
        world.clock.advance(1)
        with contextlib.suppress(Rejection):
            await people.act(number)
        await world.relay()
    await world.tell(MemberUpdated(member_id=MEMBERS[0], name="renamed", version=2))
    if chance.random() < 0.3:
        await world.tell(MemberDeleted(member_id=MEMBERS[3], version=2))


def _content(number: int) -> Content:
    return PlanContent.model_validate(
        {"location": "제주", "travelDate": "2026-05-01", "groupSize": 2, "title": f"t{number}"}
    ).content()


def _answer(document: Document, _name: str) -> Reply:
    return Reply(201, document["id"].encode())


async def deliver_cleanly(world: World) -> None:
    while world.wire.pending:
        await world.deliver(*world.wire.pending.pop(0))


async def deliver_badly(world: World, chance: random.Random) -> None:
    """In any order, some twice, some into a store that is out of reach at any of its writes."""
    twice = set()
    while world.wire.pending:
        queue, message = world.wire.pending.pop(chance.randrange(len(world.wire.pending)))
        if chance.random() < 0.3 and (queue, message.id) not in twice:
            twice.add((queue, message.id))
            world.wire.pending.append((queue, message))
        store = world.stores[queue.partition("-")[0]]
        if chance.random() < 0.2:
            store.failures = [Unavailable("away")] * chance.randint(1, 2)
        await world.deliver(queue, message)
        store.failures = []


@pytest.mark.parametrize("seed", range(40))
async def test_duplicated_delayed_and_reordered_deliveries_end_as_clean_ones(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    clean = World()
    await carry_out(clean, chance, commands=40)
    bad = [copy.deepcopy(clean) for _ in range(3)]
    await deliver_cleanly(clean)
    expected = clean.read_models()
    assert sum(map(len, expected.values())) > 20, "the week was not an empty one"
    for world in bad:
        await deliver_badly(world, chance)
        assert world.read_models() == expected


async def test_follow_unfollow_and_follow_again_end_as_followed_in_every_order() -> None:
    for seed in range(30):
        world = World()
        a, b = MEMBERS[:2]
        for member_id in (a, b):
            await world.tell(MemberCreated(member_id=member_id, name="m", version=1, created_at=""))
        await deliver_cleanly(world)
        for command in (follow.follow_member, follow.unfollow_member, follow.follow_member):
            world.clock.advance(1)
            await command(world.deps("follow"), a, b)
            await world.relay()
        await deliver_badly(world, random.Random(seed))  # noqa: S311
        (told,) = [each for each in world.read_models()["notifications"] if each["id"] == f"followed.{a}"]
        assert told["read"] is False
        (unread,) = [each for each in world.read_models()["notifications"] if each["id"] == "unread"]
        assert unread["count"] == 1

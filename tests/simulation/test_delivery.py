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
from functions.like import handlers as like
from functions.like.inbox import HANDLERS as LIKE
from functions.notification import fanout, reading, repository
from functions.notification.inbox import HANDLERS as NOTIFICATION
from functions.plan import handlers as plan
from functions.plan.domain import Content
from functions.plan.inbox import HANDLERS as PLAN
from functions.plan.schemas import PlanContent
from shared import outbox, patience
from shared.auth import Caller
from shared.bus.port import Message
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import PlanForked, Visibility
from shared.events.recommendation import RecommendationFailed
from shared.events.token import TokenIncreased
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
    "like-inbox": LIKE,
    "notification-inbox": NOTIFICATION,
}
OUTBOXES = {
    "plan": ("plans", "plan-events"),
    "follow": ("follows", "follow-events"),
    "like": ("likes", "like-events"),
}
READ_MODELS = {
    "plan": ["plan-people"],
    "follow": ["followers"],
    "like": ["like-members"],
    "notification": ["notifications", "notification-audience"],
}


_BARE = {"id", "pk", "type"}


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
    return [each for each in subscribed if each in INBOXES] if entity in topology().topics else [entity]


class World:
    """All contexts on fakes, and what is on the wire between them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.wire = Wire()
        self.stores = {name: MemoryStore(self.clock) for name in topology().contexts}

    def deps(self, context: str) -> Dependencies:
        return Dependencies(store=self.stores[context], bus=self.wire, clock=self.clock)

    async def tell(self, data: EventData) -> None:
        """An event of a context that has no other part in this."""
        event = seal(data, event_id=new_ulid(self.clock.now()), at=self.clock.now())
        message = Message(id=event["id"], subject=event["type"], body=orjson.dumps(event))
        await self.wire.send(f"{data.context}-events", [message])

    async def relay(self) -> None:
        """What the change feed triggers do, until nothing is new."""
        for context, (container, topic) in OUTBOXES.items():
            before: list[Document] = []
            while before != (documents := self.stores[context].all(container)):
                before = documents
                if context == "follow":
                    await follow.on_feed(self.deps("follow"), documents)
                elif context == "like":
                    await like.on_feed(self.deps("like"), documents)
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
        """Everything that events have made, but for how often it changed on the way."""
        return {
            container: [each for each in map(_counted, self.stores[context].all(container)) if len(each) > len(_BARE)]
            for context, containers in READ_MODELS.items()
            for container in containers
        }


def _counted(document: Document) -> Document:
    """A count of nothing is as good as none, and a document of nothing else as good as none too."""
    return {field: value for field, value in document.items() if field != "revision" and value != 0}


class People:
    """Four members who do things at random."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._plans: list[str] = []
        self._forks: set[str] = set()

    async def act(self, number: int) -> None:
        """One command. Raises the `Rejection` of what is refused."""
        one, other = self._chance.sample(MEMBERS, 2)
        kinds = (self._stand,) * 3 + (self._write,) * 2 + (self._change,) + (self._like,) * 3 + (self._hear,)
        await self._chance.choice(kinds)(one, other, number)

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

    async def _like(self, one: str, _other: str, _number: int) -> None:
        if self._plans:
            command = self._chance.choice((like.like_plan,) * 3 + (like.unlike_plan,))
            await command(self._world.deps("like"), one, self._chance.choice(self._plans))

    async def _hear(self, one: str, other: str, number: int) -> None:
        """What contexts that have no other part in this say: of a fork, a recommendation, tokens."""
        at, made = to_iso(self._world.clock.now()), f"{one}.{new_ulid(self._world.clock.now())}"
        asked = {"recommendation_id": made, "member_id": one, "kind": "A", "location": "제주", "place_key": "jeju"}
        happenings: list[EventData] = [
            RecommendationFailed.model_validate({**asked, "tokens": 100, "at": at, "version": 2, "code": "late"}),
            TokenIncreased.model_validate(
                {"member_id": one, "free": 0, "paid": 1, "held": 0, "at": at, "amount": 1, "version": number + 1}
                | {"reason": self._chance.choice(("grant", "purchase"))}
            ),
        ]
        theirs = [each for each in self._plans if each.startswith(other)]
        mine = [each for each in self._plans if each.startswith(one) and each not in self._forks]
        if theirs and mine:
            self._forks.add(mine[-1])
            fork = {"plan_id": mine[-1], "owner_id": one, "source_plan_id": theirs[0], "source_owner_id": other}
            happenings.append(PlanForked.model_validate({**fork, "at": at, "version": 1}))
        await self._world.tell(self._chance.choice(happenings))

    def _visibility(self) -> Visibility:
        choices: tuple[Visibility, ...] = ("private", "followers", "public")
        return self._chance.choice(choices)


async def carry_out(world: World, chance: random.Random, commands: int) -> None:
    """A week of random commands; what they sent is left on the wire."""
    for number, member_id in enumerate(MEMBERS):
        await world.tell(MemberCreated(member_id=member_id, name=f"m{number}", version=1, created_at=""))
    for queue, message in [each for each in world.wire.pending if each[0] in ("follow-inbox", "like-inbox")]:
        await world.deliver(queue, message)  # a command waits for a member whom nobody has heard of
    people = People(world, chance)
    heard = len(world.wire.pending)
    for number in range(commands):
        world.clock.advance(1)
        with contextlib.suppress(Rejection):
            await people.act(number)
        await world.relay()
        for queue, message in [each for each in world.wire.pending[heard:] if each[0] == "like-inbox"]:
            await world.deliver(queue, message)  # nor can a plan be liked that was not heard of
        heard = len(world.wire.pending)
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
        if not world.wire.pending:
            await world.relay()


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
        if not world.wire.pending:
            await world.relay()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing comes in while a command waits for it here."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0)


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
        inbox = await repository.read_inbox(world.deps("notification"), b)
        shown = await reading.page(world.deps("notification"), inbox, limit=20, cursor=None)
        assert [(item["kind"], item["count"], item["read"]) for item in shown.items] == [("followed", 1, False)]
        assert inbox.count() == 1

"""A week on the whole platform, on fakes: the real handlers of every context that has read models, and everything that
was said between them, kept so that it can be said again."""

import contextlib
import importlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from functions.follow import handlers as follow
from functions.like import handlers as like
from functions.member import handlers as member
from functions.member import leaving as member_leaving
from functions.member import repository as members
from functions.member.domain import Member
from functions.notification import fanout
from functions.notification import handlers as notification
from functions.plan import accept, fork, leaving, lineage, shelves, trending
from functions.plan import handlers as plan
from functions.plan.domain import Content
from functions.plan.schemas import PlanContent
from functions.recommendation import repository as recommendations
from functions.recommendation.brief import Request
from functions.recommendation.domain import Failure, Recommendation, Result
from local.rebuild import rebuildings
from shared import outbox
from shared.auth import Caller
from shared.bus.port import Message
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Rejection
from shared.events.base import EventData
from shared.events.plan import Visibility
from shared.http import Reply
from shared.ids import new_ulid, owner_of
from shared.inbox import EventHandler, receive_event, receive_work
from shared.rebuilding import Project
from shared.store.port import Document
from shared.topology import topology
from tests.fakes import Delivered, ManualClock, MemoryStore

MEMBERS = [new_ulid(datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 6)]
PLACES = ("제주", "부산", "경주", "Lisbon")
VISIBILITIES: tuple[Visibility, ...] = ("private", "followers", "public", "public")
REBUILDINGS = rebuildings()
INBOXES: Mapping[str, Mapping[type[EventData], EventHandler]] = {
    f"{name}-inbox": importlib.import_module(f"functions.{name}.inbox").HANDLERS
    for name in REBUILDINGS
    if name != "member"
}
FEEDS: Mapping[str, Sequence[Project]] = {
    "member": (member.on_feed,),
    "plan": (lineage.on_feed, leaving.on_feed, shelves.on_feed),
    "follow": (follow.on_feed,),
    "like": (like.on_feed,),
    "recommendation": (),
}
"""What each relay does with its feed before it sends what the outbox holds."""

type Sent = tuple[str, Message]
"""A queue and a message that came into it."""


def owned(context: str) -> str:
    """The container that a context's own documents are in."""
    [container] = [each.name for each in topology().contexts[context].containers if each.outbox]
    return container


@dataclass
class Wire:
    """The bus: routes by the topology, holds every message until it is told to deliver, and remembers the events."""

    pending: list[Sent] = field(default_factory=list)
    events: list[Sent] = field(default_factory=list)

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        for message in messages:
            routed = [(queue, message) for queue in _queues(entity, message.subject)]
            self.pending += routed
            if entity in topology().topics:
                self.events += routed

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        raise AssertionError(f"{entity} could not handle {message.subject}, and tries again at {at}")

    async def close(self) -> None:
        pass


def _queues(entity: str, subject: str) -> list[str]:
    if entity not in topology().topics:
        return [entity]
    subscriptions = [each for each in topology().subscriptions if each.topic == entity and subject in each.subjects]
    return [each.forward_to for each in subscriptions if each.forward_to in INBOXES]


class Platform:
    """All contexts on fakes, and what is on the wire between them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.wire = Wire()
        self.stores = {name: MemoryStore(self.clock) for name in REBUILDINGS}
        self._fed: dict[str, str | None] = dict.fromkeys(FEEDS)
        self.shown: dict[str, list[Document]] = {context: [] for context in FEEDS}
        """Every version of every document that the feeds ever showed."""

    def copy(self) -> "Platform":
        """Another that is as this one is, and goes on by itself. Nobody changes a message or a document: they share
        them."""
        made = Platform()
        made.clock.advance((self.clock.now() - made.clock.now()).total_seconds())
        made.wire = Wire(self.wire.pending.copy(), self.wire.events.copy())
        made.stores = {context: store.copy(made.clock) for context, store in self.stores.items()}
        made._fed = self._fed.copy()
        made.shown = {context: documents.copy() for context, documents in self.shown.items()}
        return made

    def deps(self, context: str) -> Dependencies:
        return Dependencies(store=self.stores[context], bus=self.wire, clock=self.clock)

    async def settle(self, chance: random.Random | None = None) -> None:
        """Deliver what is on the wire, and what comes of it, until nothing is left: in order, or in any."""
        while await self._feed() or self.wire.pending:
            while self.wire.pending:
                await self.deliver(*self.wire.pending.pop(chance.randrange(len(self.wire.pending)) if chance else 0))

    async def deliver(self, queue: str, message: Message) -> None:
        """One invocation of the queue's function."""
        deps = self.deps(queue.partition("-")[0])
        delivery = Delivered(message.body, message.id, message.subject, application_properties=dict(message.properties))
        if queue == fanout.QUEUE:
            await receive_work(deps, queue, delivery, lambda: fanout.run(deps, fanout.read_job(message.body)))
        else:
            await receive_event(deps, queue, delivery, INBOXES[queue])

    def documents(self, *containers: str) -> dict[str, list[Document]]:
        """Everything in these containers."""
        return {
            container.name: self.stores[context].all(container.name)
            for context in REBUILDINGS
            for container in topology().contexts[context].containers
            if container.name in containers
        }

    async def _feed(self) -> bool:
        told = False
        for context, steps in FEEDS.items():
            deps, container = self.deps(context), owned(context)
            while (feed := await deps.store.read_feed(container, self._fed[context])).items:
                told, self._fed[context] = True, feed.continuation
                documents = [item.body for item in feed.items]
                self.shown[context] += documents
                for step in steps:
                    await step(deps, documents)
                await outbox.relay(deps, container, f"{context}-events", documents)
        return told


class People:
    """Five members who do things at random."""

    def __init__(self, platform: Platform, chance: random.Random) -> None:
        self._platform = platform
        self._chance = chance
        self._plans: list[str] = []
        self._made: list[str] = []
        self._blocked: set[tuple[str, str]] = set()
        """Whom somebody ever blocked: a block that is told again, long after it was lifted, ends later likes too."""

    async def sign_up(self) -> None:
        for number, member_id in enumerate(MEMBERS):
            one = Member.create(member_id, identity=f"i{number}", name=f"이름 m{number}", language="ko", at=self._now)
            await members.save_member(self._deps("member"), one, None)

    async def act(self, number: int) -> None:
        """One command; what is refused does nothing."""
        one, other = self._chance.sample(MEMBERS, 2)
        kinds: list[Callable[[str, str, int], Awaitable[None]]] = [
            *(self._follow,) * 5, *(self._write,) * 4, *(self._change,) * 4, *(self._like,) * 5,
            self._block, self._fork, self._ask, self._accept, self._edit,
        ]  # fmt: skip
        with contextlib.suppress(Rejection):
            await self._chance.choice(kinds)(one, other, number)

    async def mute(self) -> None:
        """Two who want to hear nothing of one, one of them no longer."""
        deps = self._deps("notification")
        with contextlib.suppress(Rejection):
            await notification.mute(deps, MEMBERS[1], MEMBERS[0])
            await notification.mute(deps, MEMBERS[2], MEMBERS[0])
            await notification.unmute(deps, MEMBERS[2], MEMBERS[0])

    async def leave(self) -> None:
        await member_leaving.delete_account(self._deps("member"), MEMBERS[-1])

    async def _follow(self, one: str, other: str, _number: int) -> None:
        command = self._chance.choice((follow.follow_member,) * 4 + (follow.unfollow_member,))
        await command(self._deps("follow"), one, other)

    async def _block(self, one: str, other: str, _number: int) -> None:
        await follow.block_member(self._deps("follow"), one, other)
        self._blocked.add((one, other))
        if self._chance.random() < 0.6:
            self._platform.clock.advance(1)
            await follow.unblock_member(self._deps("follow"), one, other)

    async def _write(self, one: str, _other: str, number: int) -> None:
        reply = await plan.create_plan(
            self._deps("plan"), _caller(one), self._content(number), self._visibility(), answer=_answer
        )
        self._plans.append(reply.body.decode())

    async def _change(self, one: str, _other: str, number: int) -> None:
        deps, mine = self._deps("plan"), [each for each in self._plans if owner_of(each) == one]
        if not mine:
            return
        chosen = self._chance.choice(mine)
        match self._chance.choice(("show", "show", "replace", "delete")):
            case "show":
                await plan.set_visibility(deps, _caller(one), chosen, self._visibility(), version=None)
            case "replace":
                await plan.replace_plan(deps, _caller(one), chosen, self._content(number), version=None)
            case _:
                await plan.delete_plan(deps, _caller(one), chosen, version=None)

    async def _like(self, one: str, _other: str, _number: int) -> None:
        liked = [each for each in self._plans if (owner_of(each), one) not in self._blocked]
        if liked:
            command = self._chance.choice((like.like_plan,) * 3 + (like.unlike_plan,))
            await command(self._deps("like"), one, self._chance.choice(liked))

    async def _fork(self, one: str, _other: str, _number: int) -> None:
        if self._plans:
            copied = self._chance.choice(self._plans)
            shown = self._visibility()
            await fork.fork_plan(self._deps("plan"), _caller(one), copied, visibility=shown, title=None, request=None)

    async def _ask(self, one: str, _other: str, number: int) -> None:
        now, recommendation_id = self._platform.clock.now(), f"{one}.{new_ulid(self._platform.clock.now())}"
        day = date(2026, 5, 1)
        request = Request("A", "제주", "jeju", day, day, 2, None, "KRW", "바다", "ko")
        made = Recommendation.require(recommendation_id, one, request, now)
        made.begin(now)
        if number % 4:
            made.create(Result(title=f"r{number}", days=[], made_by="embedded", scope="place", **_NOTHING), now)
            self._made.append(recommendation_id)
        else:
            made.fail(Failure("unusable"), now)
        # Nobody hears here that it was asked for: token has no read models.
        made.events = made.events[1:]
        await recommendations.add(self._deps("recommendation"), made)

    async def _accept(self, _one: str, _other: str, _number: int) -> None:
        if self._made:
            chosen = self._chance.choice(self._made)
            caller = _caller(owner_of(chosen))
            await accept.accept_recommendation(self._deps("plan"), caller, chosen, accept.Wish())

    async def _edit(self, one: str, _other: str, number: int) -> None:
        deps, loaded = self._deps("member"), await members.load_member(self._deps("member"), one)
        assert loaded is not None
        name = f"이름 v{number}" if self._chance.random() < 0.5 else None
        if loaded.aggregate.edit(at=self._now, name=name, bio=f"b{number}"):
            await members.save_member(deps, loaded.aggregate, loaded.etag)

    def _deps(self, context: str) -> Dependencies:
        return self._platform.deps(context)

    @property
    def _now(self) -> str:
        return to_iso(self._platform.clock.now())

    def _visibility(self) -> Visibility:
        return self._chance.choice(VISIBILITIES)

    def _content(self, number: int) -> Content:
        said = {"location": self._chance.choice(PLACES), "travelDate": "2026-05-01", "groupSize": 2}
        return PlanContent.model_validate(said | {"title": f"t{number} 바다"}).content()


_NOTHING: Mapping[str, Any] = {"plans": 0, "travellers": 0, "plan_version": None}


def _caller(member_id: str) -> Caller:
    return Caller(member_id, "", "s")


def _answer(document: Document, _name: str) -> Reply:
    return Reply(201, document["id"].encode())


async def live(chance: random.Random, *, commands: int, mutes: bool = False) -> Platform:
    """A week in which everything is heard of at once; sometimes somebody leaves at its end."""
    platform = Platform()
    people = People(platform, chance)
    await people.sign_up()
    await platform.settle()
    for number in range(commands):
        platform.clock.advance(60)
        await people.act(number)
        await platform.settle()
    if chance.random() < 0.4:
        await people.leave()
        await platform.settle()
    if mutes:
        await people.mute()
        await platform.settle()
    await trending.refresh(platform.deps("plan"))
    return platform

"""Members: they sign up, ask for recommendations (at once, too), say again what got lost, and leave."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from functions.member.domain import Member
from functions.member.repository import CONTAINER as MEMBERS
from functions.member.repository import save_member
from functions.recommendation import handlers
from functions.recommendation.asking import Ask
from shared.auth import Caller
from shared.clock import to_iso
from shared.errors import Rejection, Transient
from shared.events.member import MemberDeleted
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.ids import new_ulid
from shared.outbox import stored
from shared.store.port import Delete, Document
from tests.simulation.saga.faults import PEOPLE, Faults
from tests.simulation.saga.loop import VirtualLoop
from tests.simulation.saga.process import START, Killed, Process

SAID_AGAIN, GIVEN_UP, DELETED, AT_ONCE, SHORT = PEOPLE
WORDS = "something only the member may read"
PLACES = ("제주", "부산", "Seoul", "제주", "부산", "Seoul", "Seoul", "nowhere anybody knows")


class Client:
    """Whoever calls an API: hears an answer, or that none came."""

    def __init__(self, loop: VirtualLoop, chance: Random, faults: Faults) -> None:
        self.loop = loop
        self.chance = chance
        self.faults = faults

    async def call[T](self, process: Process, name: str, command: Callable[[], Awaitable[T]]) -> T:
        """Carry out a command in a process. Raises what it raises: `Killed` if the process died of it."""
        answer: asyncio.Future[T] = self.loop.create_future()
        given: list[T] = []

        async def work() -> None:
            given.append(await command())

        def done(died_of: BaseException | None) -> None:
            # Wrapped by whoever waits, not here: a future may not hold what is no error.
            if died_of is None:
                answer.set_result(given[0])
            else:
                answer.set_exception(died_of)

        process.run(name, work, done)
        return await answer

    async def insist[T](self, process: Process, name: str, command: Callable[[], Awaitable[T]]) -> T | None:
        """The same, said again while no answer comes; None if the client gives up."""
        for _ in range(8):
            try:
                return await self.call(process, name, command)
            except (Transient, Killed):
                if self.faults.active and self.chance.random() < 0.15:
                    break
                self.faults.count(SAID_AGAIN)
                await asyncio.sleep(self.chance.choice((0.0, 0.1, 5.0, 90.0, 700.0)) * self.chance.random())
        self.faults.count(GIVEN_UP)
        return None


@dataclass(slots=True)
class Person:
    """One member, and what they were answered."""

    member_id: str
    asked: int = 0
    """How often they asked with a key: each may have become one recommendation."""
    asked_without_key: int = 0
    answers: dict[str, set[str]] = field(default_factory=dict)
    """Idempotency-Key → the recommendations answered to it: never more than one."""
    is_leaving: bool = False
    has_left: bool = False

    @classmethod
    def born(cls, chance: Random) -> "Person":
        """Somebody new."""
        return cls(new_ulid(START + timedelta(milliseconds=chance.randrange(10**9))))


class Life:
    """What one person does in a run."""

    def __init__(self, person: Person, client: Client, *, member: Process, recommendation: Process) -> None:
        self.person = person
        self._client = client
        self._chance = client.chance
        self._member = member
        self._recommendation = recommendation

    async def sign_up(self) -> None:
        """Become a member: at once, or after many tries."""
        deps, member_id = self._member.deps, self.person.member_id

        async def create() -> None:
            at = to_iso(deps.clock.now())
            member = Member.create(member_id, identity=f"identity.{member_id}", name="n", language="ko", at=at)
            if await deps.store.read(MEMBERS, member_id, "member") is None:
                await save_member(deps, member, None)

        await self._surely(create)

    async def leave(self) -> None:
        """Delete the account."""
        deps, member_id = self._member.deps, self.person.member_id

        async def delete() -> None:
            event = stored(member_id, MemberDeleted(member_id=member_id, version=9), deps)
            present = await deps.store.read(MEMBERS, member_id, "member")
            if present is not None:
                await deps.store.execute(MEMBERS, member_id, [Delete("member", present.etag), event])

        self._client.faults.count(DELETED)
        self.person.is_leaving = True
        await self._surely(delete)
        self.person.has_left = True

    async def ask(self, number: int) -> None:
        """Ask for something, perhaps the same as before; mostly with an Idempotency-Key."""
        ask = trip(number % 2, self._chance.choice(PLACES), fresh=self._chance.random() < 0.7)
        await self.request(ask, f"key-{number}" if self._chance.random() < 0.8 else None)

    async def request(self, ask: Ask, key: str | None) -> None:
        """Ask for one recommendation; with an Idempotency-Key, for the same one however often."""
        caller = Caller(self.person.member_id, "n", "s")
        idempotent = key and IdempotentRequest(caller.member_id, "request_recommendation", key, b"{}")
        deps = self._recommendation.deps
        self.person.asked += key is not None
        self.person.asked_without_key += key is None

        async def command() -> Reply:
            return await handlers.request_recommendation(
                deps, caller, ask, language="ko", answer=_answer, request=idempotent or None
            )

        try:
            reply = await self._client.insist(self._recommendation, "POST /recommendations", command)
        except Rejection as rejection:
            # Refused is only who has left.
            if not (rejection.code == "unauthenticated" and self.person.is_leaving):
                raise
            return
        if reply is not None and key is not None:
            self.person.answers.setdefault(key, set()).add(reply.body.decode())

    async def _surely(self, command: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await self._client.call(self._member, "member", command)
            except (Transient, Killed):
                await asyncio.sleep(1)
            else:
                return


def trip(number: int, location: str = "제주", *, fresh: bool = True) -> Ask:
    """A trip that differs from those of other numbers."""
    return Ask(
        kind="B",
        location=location,
        travel_date=START.date() + timedelta(days=30 + number),
        group_size=2,
        details=WORDS,
        fresh=fresh,
    )


def _answer(_status: int, document: Document) -> Reply:
    return Reply(202, document["id"].encode())

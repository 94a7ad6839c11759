"""The table of design §5, row by row: what goes wrong, and what must be true afterwards."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from functions.recommendation import domain
from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Evidence, Proposal, Request
from shared.errors import Unavailable
from shared.store.port import Document
from tests.simulation.saga.ai import arranged, at_hand
from tests.simulation.saga.contexts import Patch, patched
from tests.simulation.saga.faults import DELIVERY, EFFECTS, FEED, SENDING, Faults
from tests.simulation.saga.people import Life, trip
from tests.simulation.saga.process import START, Process
from tests.simulation.saga.runs import carry_out, simulating
from tests.simulation.saga.world import World

type Answer = Callable[[Request, Evidence], Arranged | Declined]

MINUTE, HOUR = 60.0, 3600.0
COMPLETION_LOST = DELIVERY[4]


@pytest.fixture(autouse=True)
def _simulating() -> Iterator[None]:
    with simulating():
        yield


class ScriptedAI:
    """Answers each trip as told: `answers` by the trip's number. `waits` seconds first, and `down` until a moment."""

    def __init__(
        self, process: Process, world: World, *, answers: Sequence[Answer] = (), waits: float = 0, down: float = 0
    ) -> None:
        self.asked = 0
        self._process = process
        self._world = world
        self._answers = answers
        self._waits = waits
        self._down = down

    async def arrange(
        self,
        request: Request,
        evidence: Evidence,
        complaints: Sequence[str],  # noqa: ARG002 - it answers as it was told
    ) -> Arranged | Declined:
        async def answer() -> Arranged | Declined:
            self.asked += 1
            if self._world.loop.time() < self._down:
                raise Unavailable("the AI is down")
            await asyncio.sleep(self._waits)
            number = (request.travel_date - START.date()).days - 30
            return (self._answers[number] if self._answers else arranged)(request, evidence)

        return await self._process.effect("AI", answer)

    async def close(self) -> None:
        pass


def made_world(
    seed: int = 0,
    *,
    faults: Callable[[Random], Faults] = lambda chance: Faults(chance, harsh=0),
    grant: int = 5000,
    answers: Sequence[Answer] = (),
    waits: float = 0,
    down: float = 0,
) -> tuple[World, Life, ScriptedAI]:
    """A world with one member who has said nothing yet."""
    world = World(seed, faults=faults, grant=grant)
    process = world.processes["recommendation"]
    ai = ScriptedAI(process, world, answers=answers, waits=waits, down=down)
    process.ai = ai
    life, _ = world.person()
    return world, life, ai


async def asks(life: Life, numbers: Sequence[int], *, after: float = 0) -> None:
    """Sign up and ask for trips, all at once."""
    await life.sign_up()
    await asyncio.sleep(after)
    await asyncio.gather(*(life.request(trip(number), f"key-{number}") for number in numbers))


def ends(world: World) -> dict[int, tuple[str, str | None]]:
    """Trip → how its recommendation ended, and why it failed."""
    return {
        _number(body): (body["status"], body["failure"] and body["failure"]["code"]) for body in recommendations(world)
    }


def recommendations(world: World) -> list[Document]:
    """What is stored of recommendations."""
    return world.processes["recommendation"].memory.all("recommendations", "recommendation")


def balance(world: World) -> dict[str, int]:
    """The accounts of the one wallet."""
    (wallet,) = world.audit.wallets.values()
    return {name: amount for name, amount in wallet["accounts"].items() if amount}


def _number(body: Document) -> int:
    return (date.fromisoformat(body["request"]["travelDate"]) - START.date()).days - 30


def refusing(_request: Request, _evidence: Evidence) -> Declined:
    return Declined("ai_refused", "scripted")


def rubbish(_request: Request, _evidence: Evidence) -> Arranged:
    return Arranged(Proposal("Rubbish", ()), "scripted")


MIXED = (arranged, refusing, arranged, rubbish)


def test_any_message_delivered_twice_late_or_out_of_order_gives_the_same_ledger_as_once_in_order() -> None:
    clean, life, _ = made_world(answers=MIXED)
    clean.live(asks(life, range(4)))
    carry_out(clean)
    assert Counter(ends(clean).values()) == {
        ("created", None): 2,
        ("failed", "ai_refused"): 1,
        ("failed", "quality"): 1,
    }
    seen: Counter[str] = Counter()
    # With all the time in the world: what is late by hours would else be failed by its deadline, and rightly.
    with patched(Patch(domain, "DEADLINE", timedelta(days=2))):
        for seed in range(40):
            world, life, _ = made_world(seed, faults=badly_delivered, answers=MIXED)
            world.faults.active = False
            world.faults.lasts = 6 * HOUR
            world.live(asks_into_trouble(world, life))
            carry_out(world)
            assert (ends(world), balance(world)) == (ends(clean), balance(clean)), seed
            seen.update(world.faults.counts)
    assert all(seen[kind] for kind in (*DELIVERY, *FEED, *SENDING, "message reordered"))


def badly_delivered(chance: Random) -> Faults:
    return Faults(chance, harsh=4, kinds=(*DELIVERY, *FEED, *SENDING))


async def asks_into_trouble(world: World, life: Life) -> None:
    await life.sign_up()
    await asyncio.sleep(10)
    world.faults.active = True
    await asks(life, range(4))


class Once(Faults):
    """One fault, at one of the effects, or deliveries, of a run."""

    def __init__(self, chance: Random, kind: str, number: int) -> None:
        super().__init__(chance, harsh=0)
        self.effects = 0
        self.deliveries = 0
        self._kind = kind
        self._number = number

    def on_effect(self, *, is_write: bool) -> str | None:
        self.effects += 1
        hits = self._kind in EFFECTS and self.effects == self._number
        return None if not hits or (self._kind == EFFECTS[4] and not is_write) else self._kind

    def on_delivery(self) -> str | None:
        self.deliveries += 1
        return self._kind if self._kind in DELIVERY and self.deliveries == self._number else None


@pytest.mark.parametrize("kind", [*EFFECTS, COMPLETION_LOST])
@pytest.mark.parametrize(("answer", "status"), [(arranged, "created"), (refusing, "failed")])
def test_crash_before_or_after_any_single_write_send_or_acknowledge(kind: str, answer: Answer, status: str) -> None:
    number, last = 0, 1
    while number < last:
        number += 1
        world, life, _ = made_world(faults=partial(Once, kind=kind, number=number), answers=[answer])
        world.live(asks(life, [0]))
        carry_out(world)
        (end,) = ends(world).values()
        assert end[0] == status, number
        assert balance(world).get("spent", 0) == (100 if status == "created" else 0)
        faults = world.faults
        assert isinstance(faults, Once)
        last = faults.effects if kind in EFFECTS else faults.deliveries
    assert last >= 10


def test_two_requests_at_once_with_balance_for_one() -> None:
    for seed in range(60):
        world, life, _ = made_world(seed, grant=100)
        world.live(asks(life, [0, 1]))
        carry_out(world)
        assert Counter(ends(world).values()) == {("created", None): 1, ("failed", "insufficient_tokens"): 1}
        assert balance(world) == {"granted": -100, "spent": 100}


def test_fifty_requests_at_once_on_a_thousand_tokens() -> None:
    world, life, _ = made_world(grant=1000)
    world.live(asks(life, range(50)))
    carry_out(world)
    assert Counter(ends(world).values()) == {("created", None): 10, ("failed", "insufficient_tokens"): 40}
    assert balance(world) == {"granted": -1000, "spent": 1000}
    failures = [body["failure"] for body in recommendations(world) if body["failure"]]
    assert all(failure["params"] == {"missing": 100, "available": 0} for failure in failures)
    assert world.faults.counts["conflict of two writers"] > 0, "they met"


def test_an_ai_that_is_slow() -> None:
    world, life, _ = made_world(waits=40)
    world.live(asks(life, [0, 1]))
    carry_out(world)
    assert set(ends(world).values()) == {("created", None)}


@pytest.mark.parametrize("minutes", [5, 13])
def test_an_ai_that_is_down_for_minutes(minutes: int) -> None:
    for seed in range(20):
        world, life, ai = made_world(seed, down=minutes * MINUTE)
        world.live(asks(life, [0]))
        carry_out(world)
        assert set(ends(world).values()) == {("created", None)}
        assert ai.asked > 2
        assert balance(world) == {"granted": -5000, "available-free": 4900, "spent": 100}


def test_an_ai_that_is_down_for_an_hour() -> None:
    for seed in range(20):
        world, life, _ = made_world(seed, down=60 * MINUTE)
        world.live(asks(life, [0]))
        carry_out(world)
        assert set(ends(world).values()) == {("failed", "timed_out")}
        assert balance(world) == {"granted": -5000, "available-free": 5000}


@pytest.mark.parametrize(("answer", "code"), [(refusing, "ai_refused"), (rubbish, "quality")])
def test_an_ai_that_refuses_or_answers_rubbish(answer: Answer, code: str) -> None:
    world, life, _ = made_world(answers=[answer])
    world.live(asks(life, [0]))
    carry_out(world)
    assert ends(world) == {0: ("failed", code)}
    (body,) = recommendations(world)
    assert [step["name"] for step in body["steps"]][-2:] == ["failed", "tokens_returned"]
    assert balance(world) == {"granted": -5000, "available-free": 5000}


class LateAI(ScriptedAI):
    """Has itself asked again shortly before the deadline, and answers in the very moment of it."""

    async def arrange(
        self,
        request: Request,
        evidence: Evidence,
        complaints: Sequence[str],  # noqa: ARG002 - it answers as it was told
    ) -> Arranged | Declined:
        _, left = at_hand()
        self.asked += 1
        if left > 30:
            raise Unavailable("the AI is busy", retry_after=left - 20)
        self._world.race(left)
        await asyncio.sleep(left)
        return arranged(request, evidence)


def test_sweeper_and_a_late_success_race() -> None:
    outcomes: Counter[tuple[str, str | None]] = Counter()
    for seed in range(60):
        world, life, _ = made_world(seed)
        world.processes["recommendation"].ai = LateAI(world.processes["recommendation"], world)
        world.live(asks(life, [0]))
        carry_out(world)
        (end,) = ends(world).values()
        outcomes[end] += 1
        assert balance(world).get("spent", 0) == (100 if end[0] == "created" else 0)
    assert set(outcomes) == {("created", None), ("failed", "timed_out")}, "each was faster at times"


def test_member_deleted_meanwhile() -> None:
    settled: Counter[str] = Counter()
    for seed in range(60):
        world, life, _ = made_world(seed, waits=20)
        world.live(asks(life, [0, 1]))
        world.live(leaves(life, after=world.chance.choice((0.5, 1.0, 2.0, 15.0, 22.0, 40.0))))
        carry_out(world)
        assert not ends(world), "of who left, only tombstones are kept"
        assert world.audit.wallets[life.person.member_id]["type"] == "closed-wallet"
        settled.update(world.audit.holds.values())
    assert {"captured", "released"} <= set(settled) <= {"captured", "released", "refused", "void"}


async def leaves(life: Life, *, after: float) -> None:
    await life.sign_up()
    await asyncio.sleep(after)
    await life.leave()

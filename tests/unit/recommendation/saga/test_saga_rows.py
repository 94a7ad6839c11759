"""The table of what goes wrong and what must be true afterwards (docs: the token saga), as far as recommendation is
concerned: its tests are named after its rows."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import permutations

import orjson
import pytest

from functions.recommendation import handlers, repository, work
from functions.recommendation.ai.port import Arranged, Declined
from functions.recommendation.brief import Evidence, Request
from functions.recommendation.failures import SENTENCES
from functions.recommendation.repository import CONTAINER
from shared import inbox
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import Unavailable
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.inbox import receive_event, receive_work
from shared.store.port import Operation
from tests.fakes import Delivered, Fakes
from tests.unit.recommendation.saga.samples import (
    JIWOO,
    MINJUN,
    RUBBISH,
    Saga,
    decreased,
    refunded,
    short,
    well,
)

TOKEN_HANDLERS: dict[type[EventData], inbox.EventHandler] = {
    type(decreased(JIWOO.member_id)): handlers.on_token_decreased,
    type(short(JIWOO.member_id)): handlers.on_token_decreasing_failed,
    type(refunded(JIWOO.member_id)): handlers.on_token_refunded,
}
ENDS = {"RecommendationCreated", "RecommendationFailed"}


def ends(saga: Saga, recommendation_id: str) -> list[str]:
    """The ends that were told of a recommendation."""
    return [each for each in saga.events(recommendation_id) if each in ENDS]


# any message delivered twice, late or out of order: the same ledger as once, in order


@pytest.mark.parametrize("order", sorted(set(permutations(["hold", "generate", "hold", "generate", "sweep"]))))
async def test_any_message_delivered_twice_late_or_out_of_order_when_it_is_made(
    saga: Saga, order: tuple[str, ...]
) -> None:
    recommendation_id = await saga.request()
    for step in order:
        match step:
            case "hold":
                await saga.hold(recommendation_id)
            case "generate":
                await saga.generate(recommendation_id)
            case _:
                await handlers.sweep_overdue(saga.deps)
    # Whatever work was asked for is delivered in the end.
    await saga.generate(recommendation_id)
    assert ends(saga, recommendation_id) == ["RecommendationCreated"]
    assert saga.steps(recommendation_id) == ["requested", "tokens_held", "generating", "created"]
    assert len(saga.ai.asked) == 1


@pytest.mark.parametrize("order", sorted(set(permutations(["hold", "refund", "refund", "sweep", "generate"]))))
async def test_any_message_delivered_twice_late_or_out_of_order_when_it_is_too_late(
    saga: Saga, order: tuple[str, ...]
) -> None:
    recommendation_id = await saga.request()
    saga.clock.advance(901)
    for step in order:
        match step:
            case "hold":
                await saga.hold(recommendation_id)
            case "refund":
                await saga.refund(recommendation_id)
            case "generate":
                await saga.generate(recommendation_id)
            case _:
                await handlers.sweep_overdue(saga.deps)
    assert ends(saga, recommendation_id) == ["RecommendationFailed"]
    assert saga.read(recommendation_id)["failure"]["code"] == "timed_out"
    assert saga.steps(recommendation_id)[:2] == ["requested", "failed"]
    assert saga.steps(recommendation_id)[2:] in ([], ["tokens_returned"])
    assert saga.ai.asked == []
    assert saga.work() == []


async def test_any_message_delivered_twice_when_tokens_are_short(saga: Saga) -> None:
    recommendation_id = await saga.request()
    for _ in range(3):
        await saga.refuse(recommendation_id)
    await saga.hold(recommendation_id)
    assert ends(saga, recommendation_id) == ["RecommendationFailed"]
    assert saga.steps(recommendation_id) == ["requested", "failed"]
    assert saga.work() == []


async def test_a_refund_is_shown_once_and_only_of_what_failed(saga: Saga) -> None:
    failed = await saga.request()
    await saga.refuse(failed)
    for _ in range(2):
        await saga.refund(failed)
    assert saga.steps(failed) == ["requested", "failed", "tokens_returned"]
    made = await saga.created()
    await saga.refund(made)
    assert saga.steps(made)[-1] == "created"


# crash before or after any single write, send or acknowledge: saga ends; charged once if created, not at all if not


class Killed(BaseException):
    """The process ends: nothing of ours catches it."""


class Doomed:
    """Passes effects on to a store and a bus, and dies before or after the one of a number."""

    def __init__(self, fakes: Fakes, number: int, *, after: bool) -> None:
        self._fakes = fakes
        self._number = number
        self._after = after
        self._count = 0
        self.read = fakes.store.read
        self.read_many = fakes.store.read_many
        self.query = fakes.store.query
        self.query_across = fakes.store.query_across
        self.read_feed = fakes.store.read_feed

    @property
    def died(self) -> bool:
        return self._count >= self._number

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        return await self._effect(lambda: self._fakes.store.execute(container, partition, operations))

    async def send(self, entity: str, messages: Sequence[Message]) -> None:
        await self._effect(lambda: self._fakes.bus.send(entity, messages))

    async def schedule(self, entity: str, message: Message, at: datetime) -> None:
        await self._effect(lambda: self._fakes.bus.schedule(entity, message, at))

    async def close(self) -> None:
        pass

    async def acknowledge(self) -> None:
        async def nothing() -> None:
            pass

        await self._effect(nothing)

    async def _effect[T](self, effect: Callable[[], Awaitable[T]]) -> T:
        self._count += 1
        if self._count == self._number and not self._after:
            raise Killed
        outcome = await effect()
        if self._count == self._number:
            raise Killed
        return outcome


async def _deliver(saga: Saga, deps: Dependencies, doomed: Doomed, queue: str, message: Message) -> None:
    """One message, until it is acknowledged; a process that dies is followed by another."""
    delivery = Delivered(message.body, message.id, message.subject, application_properties=dict(message.properties))
    while True:
        with contextlib.suppress(Killed):
            if queue == work.QUEUE:
                await receive_work(
                    deps,
                    queue,
                    delivery,
                    lambda: handlers.generate(deps, saga.ai, work.read_job(message.body)),
                    delays=work.DELAYS,
                )
            else:
                await receive_event(deps, queue, delivery, TOKEN_HANDLERS)
            await doomed.acknowledge()
            return


async def _settle(saga: Saga, deps: Dependencies, doomed: Doomed) -> None:
    """Deliver what was sent and, as its time comes, what was scheduled, until nothing is left."""
    bus = saga.fakes.bus
    while bus.sent or bus.scheduled:
        if bus.sent:
            await _deliver(saga, deps, doomed, *bus.sent.pop(0))
        else:
            bus.scheduled.sort(key=lambda each: each[2])
            queue, message, at = bus.scheduled.pop(0)
            saga.clock.advance(max(0.0, (at - saga.clock.now()).total_seconds()))
            await _deliver(saga, deps, doomed, queue, message)


def _message(saga: Saga, data: EventData) -> Message:
    event = seal(data, event_id=saga.deps.new_id(), at=saga.clock.now())
    return Message(id=event["id"], subject=event["type"], body=orjson.dumps(event))


@pytest.mark.parametrize("end", ["created", "failed"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 10))
async def test_crash_before_or_after_any_single_write_send_or_acknowledge(
    saga: Saga, number: int, after: bool, end: str
) -> None:
    recommendation_id = await saga.request()
    doomed = Doomed(saga.fakes, number, after=after)
    deps = Dependencies(store=doomed, bus=doomed, clock=saga.clock)
    if end == "failed":
        saga.ai.script = [Declined("ai_refused", "x")] * 9
    await _deliver(saga, deps, doomed, "recommendation-inbox", _message(saga, decreased(recommendation_id)))
    await _settle(saga, deps, doomed)
    assert saga.read(recommendation_id)["status"] == end
    assert ends(saga, recommendation_id) == [f"Recommendation{end.capitalize()}"]
    # Save and send of the hold, two acknowledgements, claim and result: the last numbers are reached by none.
    assert doomed.died is (number <= 6)


async def test_a_crash_between_saving_and_sending_the_work_is_made_good_by_the_next_delivery(saga: Saga) -> None:
    recommendation_id = await saga.request()
    saga.fakes.bus.failures = [Unavailable("down")]
    with pytest.raises(Unavailable):
        await saga.hold(recommendation_id)
    assert saga.read(recommendation_id)["status"] == "generating"
    assert saga.work() == []
    await saga.hold(recommendation_id)
    assert saga.work() == [recommendation_id]
    assert saga.steps(recommendation_id) == ["requested", "tokens_held", "generating"]


async def test_the_work_is_known_by_the_recommendation(saga: Saga) -> None:
    recommendation_id = await saga.request()
    for _ in range(2):
        await saga.hold(recommendation_id)
    assert {message.id for _, message in saga.fakes.bus.sent} == {f"generate.{recommendation_id}"}


# two requests at once, balance for one: one is created, one is rejected


async def test_two_requests_at_once_balance_for_one(saga: Saga) -> None:
    one, other = await asyncio.gather(saga.request(), saga.request(group_size=4))
    await saga.refuse(other)
    await saga.hold(one)
    await saga.generate(one)
    assert (ends(saga, one), ends(saga, other)) == (["RecommendationCreated"], ["RecommendationFailed"])
    assert saga.read(other)["failure"] == {"code": "insufficient_tokens", "params": {"missing": 60, "available": 40}}
    assert (saga.read(one)["tokens"], saga.read(other)["tokens"]) == (100, 0)
    message = SENTENCES["insufficient_tokens"][1].format(missing=60, available=40)
    assert "60" in message
    assert "40" in message
    assert "Top up" in message


# AI slow, down for minutes, refusing, or answering rubbish: created late, or refunded with the reason shown


async def _outage(saga: Saga, seconds: float) -> list[float]:
    """An AI that is down so long; when it was asked, in seconds since."""
    began, asked = saga.clock.now(), []

    async def answer(request: Request, evidence: Evidence) -> Arranged:
        since = (saga.clock.now() - began).total_seconds()
        asked.append(since)
        if since < seconds:
            raise Unavailable("503")
        return well(request, evidence)

    saga.ai.script = [answer] * 20
    recommendation_id = await saga.request()
    doomed = Doomed(saga.fakes, -1, after=False)
    await saga.hold(recommendation_id)
    await _settle(saga, saga.deps, doomed)
    return asked


@pytest.mark.parametrize("minutes", [5, 7, 9, 11, 13])
async def test_ai_down_for_minutes_but_not_as_long_as_the_deadline(saga: Saga, minutes: int) -> None:
    asked = await _outage(saga, minutes * 60)
    (stored,) = (each for each in saga.store.all(CONTAINER) if each["type"] == "recommendation")
    assert stored["status"] == "created"
    assert asked[-1] - minutes * 60 < 75, "within a minute of its being up again, and jitter"
    assert saga.events() == ["RecommendationRequired", "RecommendationCreated"]


async def test_ai_down_for_longer_than_the_deadline(saga: Saga) -> None:
    asked = await _outage(saga, 3600)
    (stored,) = (each for each in saga.store.all(CONTAINER) if each["type"] == "recommendation")
    assert (stored["status"], stored["failure"]["code"]) == ("failed", "timed_out")
    assert 800 < max(asked) < 900, "tried until shortly before it"
    # It ended by its own work long before that would be dead-lettered.
    assert len(asked) < len(work.DELAYS)
    assert saga.events() == ["RecommendationRequired", "RecommendationFailed"]
    assert saga.fakes.bus.scheduled == []


async def test_ai_refusing(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    saga.ai.script = [Declined("ai_refused", "x")]
    await saga.generate(recommendation_id)
    await saga.refund(recommendation_id)
    assert saga.read(recommendation_id)["failure"]["code"] == "ai_refused"
    assert saga.steps(recommendation_id)[-2:] == ["failed", "tokens_returned"]


async def test_ai_answering_rubbish(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    saga.ai.script = [RUBBISH, RUBBISH]
    await saga.generate(recommendation_id)
    assert saga.read(recommendation_id)["failure"]["code"] == "quality"
    assert ends(saga, recommendation_id) == ["RecommendationFailed"]


# sweeper and a late success race: one terminal state; ledger agrees with it


async def test_sweeper_and_a_late_success_race_when_the_sweeper_wins(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)

    async def late(request: Request, evidence: Evidence) -> Arranged:
        saga.clock.advance(901)
        assert await handlers.sweep_overdue(saga.deps) == 1
        return well(request, evidence)

    saga.ai.script = [late]
    await saga.generate(recommendation_id)
    assert ends(saga, recommendation_id) == ["RecommendationFailed"]
    stored = saga.read(recommendation_id)
    assert (stored["status"], stored["result"], stored["failure"]["code"]) == ("failed", None, "timed_out")
    assert saga.card(recommendation_id)["status"] == "failed"
    assert not [each for each in saga.store.all(CONTAINER) if each["type"] == "answer"]


async def test_sweeper_and_a_late_success_race_when_the_success_wins(
    saga: Saga, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommendation_id = await saga.request()
    await saga.hold(recommendation_id)
    load = repository.load

    async def then_it_is_made(deps: Dependencies, wanted: str) -> object:
        monkeypatch.setattr(repository, "load", load)
        found = await load(deps, wanted)
        # Made by somebody whose clock is behind, between the sweeper's reading and its writing.
        saga.clock.advance(-60)
        await saga.generate(wanted)
        saga.clock.advance(60)
        return found

    saga.clock.advance(901)
    monkeypatch.setattr(repository, "load", then_it_is_made)
    assert await handlers.sweep_overdue(saga.deps) == 1
    assert ends(saga, recommendation_id) == ["RecommendationCreated"]
    assert saga.read(recommendation_id)["status"] == "created"


async def test_the_sweeper_ends_what_is_overdue_and_nothing_else(saga: Saga) -> None:
    unheard = await saga.request()
    generating = await saga.request()
    await saga.hold(generating)
    made = await saga.created(group_size=7)
    saga.clock.advance(600)
    young = await saga.request()
    saga.clock.advance(299)
    assert await handlers.sweep_overdue(saga.deps) == 0
    saga.clock.advance(2)
    assert await handlers.sweep_overdue(saga.deps) == 2
    assert await handlers.sweep_overdue(saga.deps) == 0
    states = [saga.read(each)["status"] for each in (unheard, generating, made, young)]
    assert states == ["failed", "failed", "created", "requested"]


async def test_the_sweeper_goes_through_all_pages_and_all_members(saga: Saga) -> None:
    for _ in range(60):
        await saga.request()
        await saga.request(MINJUN)
    saga.clock.advance(901)
    assert await handlers.sweep_overdue(saga.deps) == 120
    assert {each["status"] for each in saga.store.all(CONTAINER, "recommendation")} == {"failed"}


async def test_what_the_sweeper_cannot_end_holds_up_nothing_else(saga: Saga) -> None:
    for _ in range(3):
        await saga.request()
    saga.clock.advance(901)
    saga.store.failures = [Unavailable("down")]
    with pytest.raises(Unavailable):
        await handlers.sweep_overdue(saga.deps)
    states = [each["status"] for each in saga.store.all(CONTAINER, "recommendation")]
    assert sorted(states) == ["failed", "failed", "requested"]
    assert await handlers.sweep_overdue(saga.deps) == 1

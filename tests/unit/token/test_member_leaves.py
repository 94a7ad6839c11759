"""A member who leaves: nothing of their text stays, nothing comes back to life, and what is held is settled."""

import asyncio
from collections.abc import Sequence
from itertools import count

import orjson
import pytest

from functions.token import leaving, repository
from functions.token.inbox import HANDLERS
from functions.token.leaving import QUEUE
from functions.token.orders import PACKAGES
from functions.token.orders_handlers import create_order
from functions.token.payments.chosen import payment_provider
from functions.token.repository import CONTAINER
from shared.errors import Unavailable
from shared.events.base import EventData
from shared.http import Reply
from shared.inbox import receive_event
from shared.store.port import Operation
from tests.fakes import Delivered, Fakes
from tests.unit.token.ledger import (
    EMMA,
    JIWOO,
    TurnTakingFakes,
    accounts,
    check_books,
    created,
    failed,
    holds,
    joined,
    left,
    recommendation,
    required,
    tell,
    told,
)


def texts(fakes: Fakes) -> str:
    return orjson.dumps(fakes.store.all(CONTAINER)).decode()


async def test_the_history_is_erased_and_the_balance_written_off(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(), created())
    assert "서귀포" in texts(fakes)
    await tell(fakes.deps, left(), left())
    assert accounts(fakes) == {"granted": -5000, "spent": 100, "forfeited": 4900}
    assert fakes.store.all(CONTAINER, "entry") == []
    assert "서귀포" not in texts(fakes)
    check_books(fakes)


async def test_somebody_elses_history_is_not(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), joined(EMMA), left())
    assert [each["pk"] for each in fakes.store.all(CONTAINER, "entry")] == [EMMA.member_id]
    assert accounts(fakes, EMMA) == {"granted": -5000, "available-free": 5000}


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (created(), {"granted": -5000, "spent": 100, "forfeited": 4900}),
        (failed(), {"granted": -5000, "forfeited": 5000}),
    ],
    ids=["created", "failed"],
)
async def test_what_is_held_is_settled_by_the_end_of_its_recommendation(
    fakes: Fakes, end: EventData, expected: dict[str, int]
) -> None:
    await tell(fakes.deps, joined(), required(), left())
    assert accounts(fakes) == {"granted": -5000, "held-free": 100, "forfeited": 4900}
    await tell(fakes.deps, end, end, left())
    assert accounts(fakes) == expected
    assert holds(fakes)[recommendation(1)] in ("captured", "released")
    assert told(fakes) == ["TokenIncreased", "TokenDecreased"]
    assert "서귀포" not in texts(fakes)
    check_books(fakes)


async def test_who_left_before_they_came_gets_no_grant(fakes: Fakes) -> None:
    await tell(fakes.deps, left(), joined())
    assert accounts(fakes) == {}
    assert told(fakes) == []
    fakes.clock.advance(399 * 24 * 3600)
    await tell(fakes.deps, joined())
    assert told(fakes) == []


async def test_nothing_is_held_for_who_left(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), left(), required(), required())
    assert holds(fakes) == {recommendation(1): "refused"}
    assert told(fakes) == ["TokenIncreased", "TokenDecreasingFailed"]
    assert fakes.store.events(CONTAINER)[-1]["data"]["reason"] == "member_gone"
    assert "서귀포" not in texts(fakes)
    check_books(fakes)


async def test_a_long_history_is_erased_in_several_invocations(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "PAGES_AT_ONCE", 1)
    monkeypatch.setattr(repository, "MAX_OPERATIONS", 10)
    await tell(fakes.deps, joined(), *(required(number) for number in range(24)))
    await tell(fakes.deps, left())
    assert len(fakes.store.all(CONTAINER, "entry")) == 15
    for remaining in (5, 0):
        ((queue, message),) = fakes.bus.sent
        fakes.bus.sent.clear()
        delivery = Delivered(message.body, message.id, message.subject, application_properties=dict(message.properties))
        assert queue == QUEUE
        await receive_event(fakes.deps, queue, delivery, HANDLERS)
        assert len(fakes.store.all(CONTAINER, "entry")) == remaining
    assert fakes.bus.sent == []
    assert "서귀포" not in texts(fakes)
    check_books(fakes)


@pytest.mark.parametrize("failing", [1, 2, 3])
async def test_an_erasure_that_was_interrupted_goes_on(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    monkeypatch.setattr(repository, "MAX_OPERATIONS", 2)
    await tell(fakes.deps, joined(), *(required(number) for number in range(4)))
    execute, writes = fakes.store.execute, count(1)

    async def fails_once(container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if next(writes) == failing:
            raise Unavailable("no store")
        return await execute(container, partition, operations)

    monkeypatch.setattr(fakes.store, "execute", fails_once)
    with pytest.raises(Unavailable):
        await tell(fakes.deps, left())
    assert len(fakes.store.all(CONTAINER, "entry")) == {1: 5, 2: 5, 3: 3}[failing]
    await tell(fakes.deps, left())
    assert fakes.store.all(CONTAINER, "entry") == []
    check_books(fakes)


async def test_two_erasures_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MAX_OPERATIONS", 2)
    fakes = TurnTakingFakes()
    await tell(fakes.deps, joined(), *(required(number) for number in range(7)))
    await asyncio.gather(*(tell(fakes.deps, left()) for _ in range(3)))
    assert accounts(fakes) == {"granted": -5000, "held-free": 700, "forfeited": 4300}
    assert fakes.store.all(CONTAINER, "entry") == []


async def test_a_hold_that_races_with_leaving_is_not_lost() -> None:
    fakes = TurnTakingFakes()
    await tell(fakes.deps, joined())
    await asyncio.gather(tell(fakes.deps, left()), *(tell(fakes.deps, required(number)) for number in range(5)))
    kept = list(holds(fakes).values())
    assert kept.count("held") * 100 == accounts(fakes).get("held-free", 0)
    assert kept.count("held") + kept.count("refused") == 5
    assert fakes.store.all(CONTAINER, "entry") == []
    check_books(fakes)


async def test_the_tombstone_ends(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(), created(), left())
    fakes.clock.advance(401 * 24 * 3600)
    assert [each["type"] for each in fakes.store.all(CONTAINER) if each["type"] != "outbox"] == []
    assert JIWOO.name not in texts(fakes)


async def test_orders_are_parted_with(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    provider = payment_provider(fakes.deps)
    package = PACKAGES["tokens-1000"]
    await create_order(fakes.deps, provider, JIWOO.member_id, package, answer=lambda _order: Reply(201))
    assert len(fakes.store.all(CONTAINER, "order")) == 1
    await tell(fakes.deps, left())
    assert fakes.store.all(CONTAINER, "order") == []

"""What recommendations do to wallets: each is charged once or not at all, whatever comes twice, late or disordered."""

import asyncio
from collections.abc import Sequence
from itertools import permutations, product
from typing import Any

import pytest

from functions.token.repository import CONTAINER
from shared.errors import Poison, Stale, Unavailable
from shared.events.base import EventData
from shared.store.port import Operation, Stored
from tests.fakes import Fakes, MemoryStore
from tests.unit.token.ledger import (
    EMMA,
    TurnTakingFakes,
    accounts,
    check_books,
    created,
    failed,
    holds,
    joined,
    recommendation,
    required,
    tell,
    told,
    top_up,
)

ONE = recommendation(1)


async def drain(fakes: Fakes, leaving: int) -> None:
    """Spend a new member's tokens but for a few."""
    await tell(fakes.deps, required(999, tokens=5000 - leaving), created(999))


async def test_a_new_member_is_granted_once(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), joined())
    assert accounts(fakes) == {"granted": -5000, "available-free": 5000}
    assert told(fakes) == ["TokenIncreased"]
    assert len(fakes.store.all(CONTAINER)) == 3
    check_books(fakes)


@pytest.mark.parametrize(
    ("before", "data"),
    [
        ([], joined()),
        ([], failed()),
        ([joined()], required()),
        ([joined(), required()], created()),
        ([joined(), required()], failed()),
        ([joined(), required(2, tokens=5000)], required()),
    ],
    ids=["grant", "void", "hold", "capture", "release", "refusal"],
)
async def test_what_the_store_does_not_take_is_as_if_it_had_not_been_tried(
    fakes: Fakes, before: Sequence[EventData], data: EventData
) -> None:
    await tell(fakes.deps, *before)
    stored = fakes.store.all(CONTAINER)
    fakes.store.failures.append(Unavailable("no store"))
    with pytest.raises(Unavailable):
        await tell(fakes.deps, data)
    assert fakes.store.all(CONTAINER) == stored
    await tell(fakes.deps, data)
    assert fakes.store.all(CONTAINER) != stored
    check_books(fakes)


async def test_the_wallet_its_entry_its_hold_and_the_event_are_stored_together(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    before = fakes.store.all(CONTAINER)
    await tell(fakes.deps, required())
    assert accounts(fakes) == {"granted": -5000, "available-free": 4900, "held-free": 100}
    assert holds(fakes) == {ONE: "held"}
    assert told(fakes) == ["TokenIncreased", "TokenDecreased"]
    assert len(fakes.store.all(CONTAINER)) == len(before) + 3
    check_books(fakes)


async def test_a_recommendation_that_was_made_is_paid_for(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(), created())
    assert accounts(fakes) == {"granted": -5000, "available-free": 4900, "spent": 100}
    assert holds(fakes) == {ONE: "captured"}
    assert told(fakes) == ["TokenIncreased", "TokenDecreased"]
    check_books(fakes)


async def test_one_that_failed_costs_nothing(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(), failed())
    assert accounts(fakes) == {"granted": -5000, "available-free": 5000}
    assert told(fakes) == ["TokenIncreased", "TokenDecreased", "TokenRefunded"]
    assert fakes.store.events(CONTAINER)[-1]["data"]["code"] == "over_budget"
    check_books(fakes)


async def test_who_is_short_of_tokens_hears_how_many_and_the_decision_stays(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    await drain(fakes, leaving=60)
    await tell(fakes.deps, required())
    await top_up(fakes, 1000)
    await tell(fakes.deps, required(), failed(code="insufficient_tokens"))
    assert holds(fakes)[ONE] == "refused"
    assert told(fakes).count("TokenDecreasingFailed") == 1
    (event,) = [each["data"] for each in fakes.store.events(CONTAINER) if "DecreasingFailed" in each["type"]]
    assert (event["missing"], event["free"], event["reason"]) == (40, 60, "insufficient_tokens")
    assert accounts(fakes)["available-paid"] == 1000
    check_books(fakes)


async def test_bought_tokens_are_held_after_free_ones_and_come_back_as_bought(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    await drain(fakes, leaving=60)
    await top_up(fakes, 100)
    before = accounts(fakes)
    await tell(fakes.deps, required())
    assert (accounts(fakes)["held-free"], accounts(fakes)["held-paid"]) == (60, 40)
    await tell(fakes.deps, failed())
    assert accounts(fakes) == before
    check_books(fakes)


async def test_a_request_waits_for_the_wallet(fakes: Fakes) -> None:
    with pytest.raises(Unavailable):
        await tell(fakes.deps, required())
    assert fakes.store.all(CONTAINER) == []
    await tell(fakes.deps, joined(), required())
    assert holds(fakes) == {ONE: "held"}


async def test_a_failure_before_its_hold_leaves_a_tombstone(fakes: Fakes) -> None:
    await tell(fakes.deps, failed(), failed(), required(), joined(), required())
    assert holds(fakes) == {ONE: "void"}
    assert accounts(fakes) == {"granted": -5000, "available-free": 5000}
    assert told(fakes) == ["TokenIncreased"]
    check_books(fakes)


MADE = {"granted": -5000, "available-free": 4900, "spent": 100}
NOT_MADE = {"granted": -5000, "available-free": 5000}


async def deliver(fakes: Fakes, messages: list[EventData]) -> None:
    """As the broker does: what cannot be done yet comes again, behind the others. An end that comes before its hold is
    poison, and is replayed: a recommendation is created only once its hold was told of, so nothing else leads there."""
    for _ in range(50):
        if not messages:
            return
        data = messages.pop(0)
        try:
            await tell(fakes.deps, data)
        except Unavailable:
            messages.append(data)
        except Poison:
            assert (data, holds(fakes)) == (created(), {})
            messages.append(data)
    raise AssertionError("it does not end")


@pytest.mark.parametrize(("end", "expected"), [(created(), MADE), (failed(), NOT_MADE)], ids=["created", "failed"])
async def test_any_order_with_any_repeat_gives_the_same_ledger(end: EventData, expected: dict[str, int]) -> None:
    events = [joined(), required(), end]
    for first, second in product(permutations(events), permutations(events)):
        fakes = Fakes()
        await deliver(fakes, [*first, *second])
        assert accounts(fakes) == expected
        # Of what was never held nothing is told.
        around = ["TokenDecreased"] if end == created() else ["TokenDecreased", "TokenRefunded"]
        assert told(fakes) == ["TokenIncreased", *([] if holds(fakes)[ONE] == "void" else around)]
        check_books(fakes)


@pytest.mark.parametrize(
    ("before", "impossible"),
    [
        ([], created()),
        ([required(), failed()], created()),
        ([failed()], created()),
        ([required(), created()], failed()),
    ],
    ids=["created without a hold", "created after release", "created after a void", "failed after capture"],
)
async def test_what_cannot_be_is_poison_and_moves_nothing(
    fakes: Fakes, before: Sequence[EventData], impossible: EventData
) -> None:
    await tell(fakes.deps, joined(), *before)
    stored = fakes.store.all(CONTAINER)
    with pytest.raises(Poison) as poison:
        await tell(fakes.deps, impossible)
    assert ONE in poison.value.reason
    assert "제주" not in poison.value.reason
    assert fakes.store.all(CONTAINER) == stored


async def test_a_refusal_is_not_created(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    await drain(fakes, leaving=0)
    await tell(fakes.deps, required())
    with pytest.raises(Poison, match="refused"):
        await tell(fakes.deps, created())
    check_books(fakes)


@pytest.mark.parametrize("make", [required, created, failed])
async def test_a_recommendation_of_somebody_else_is_poison(fakes: Fakes, make: Any) -> None:
    await tell(fakes.deps, joined(), joined(EMMA))
    stored = fakes.store.all(CONTAINER)
    with pytest.raises(Poison, match="not a recommendation of"):
        await tell(fakes.deps, make(member_id=EMMA.member_id))
    assert fakes.store.all(CONTAINER) == stored


@pytest.mark.parametrize("end", [created(), failed()], ids=["created", "failed"])
async def test_who_loses_a_race_looks_again(fakes: Fakes, end: EventData) -> None:
    await tell(fakes.deps, joined())
    fakes.store.failures += [Stale("somebody wrote first", 1)] * 2
    await tell(fakes.deps, required())
    fakes.store.failures += [Stale("somebody wrote first", 1)] * 2
    await tell(fakes.deps, end)
    assert "held" not in holds(fakes).values()
    assert fakes.store.failures == []
    check_books(fakes)


async def test_fifty_different_requests_at_once_on_a_thousand_tokens() -> None:
    fakes = TurnTakingFakes()
    await tell(fakes.deps, joined())
    await drain(fakes, leaving=1000)
    await asyncio.gather(*(tell(fakes.deps, required(number)) for number in range(50)))
    states = [state for number, state in holds(fakes).items() if number != recommendation(999)]
    assert (states.count("held"), states.count("refused")) == (10, 40)
    assert accounts(fakes) == {"granted": -5000, "held-free": 1000, "spent": 4000}
    refusals = [e["data"] for e in fakes.store.events(CONTAINER) if "DecreasingFailed" in e["type"]]
    assert len(refusals) == 40
    assert all(0 < each["missing"] <= 100 for each in refusals)
    check_books(fakes)


async def test_one_request_delivered_ten_times_at_once_is_held_once() -> None:
    fakes = TurnTakingFakes()
    await tell(fakes.deps, joined())
    await asyncio.gather(*(tell(fakes.deps, required()) for _ in range(10)))
    assert accounts(fakes)["held-free"] == 100
    assert told(fakes) == ["TokenIncreased", "TokenDecreased"]
    check_books(fakes)


async def test_a_hold_and_a_failure_at_once_end_uncharged() -> None:
    fakes = TurnTakingFakes()
    await tell(fakes.deps, joined())
    pairs = [each for number in range(10) for each in (required(number), failed(number))]
    await asyncio.gather(*(tell(fakes.deps, each) for each in pairs))
    assert accounts(fakes) == {"granted": -5000, "available-free": 5000}
    assert set(holds(fakes).values()) <= {"released", "void"}
    check_books(fakes)


class Counting(MemoryStore):
    """Remembers what was asked of it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[str] = []

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        self.asked.append("read 1")
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        self.asked.append(f"read {len(keys)}")
        return await super().read_many(container, keys)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        self.asked.append(f"write {len(operations)}")
        return await super().execute(container, partition, operations)


async def test_each_step_of_the_saga_is_one_read_and_one_write() -> None:
    fakes = Fakes()
    store = Counting(fakes.clock)
    deps = type(fakes.deps)(store=store, bus=fakes.bus, clock=fakes.clock)
    await tell(deps, joined(), required(1), created(1), required(2), failed(2), required(1))
    assert store.asked == [
        "write 3",
        *("read 2", "write 4"),
        *("read 2", "write 3"),
        *("read 2", "write 4"),
        *("read 2", "write 4"),
        "read 2",
    ]


async def test_how_a_hold_ended_is_known_for_longer_than_anything_is_delivered(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(1), created(1), required(2), failed(2), failed(3), required(4))
    by_state = {each["state"]: each for each in fakes.store.all(CONTAINER, "hold")}
    assert {state for state, each in by_state.items() if "ttl" in each} == {"captured", "released", "void"}
    fakes.clock.advance(399 * 24 * 3600)
    with pytest.raises(Poison):
        await tell(fakes.deps, created(2))
    await tell(fakes.deps, created(4))
    check_books(fakes)

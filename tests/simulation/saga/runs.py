"""Runs from seeds: who does what in each, and what came of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.simulation.saga.contexts import plugged_in
from tests.simulation.saga.defects import Listening, found_defects
from tests.simulation.saga.people import AT_ONCE, Life
from tests.simulation.saga.shop import Shop
from tests.simulation.saga.world import World


@dataclass(slots=True)
class Tally:
    """What was simulated."""

    runs: int = 0
    sagas: int = 0
    """Recommendations asked for: each is one saga."""
    orders: int = 0
    steps: int = 0
    hours: float = 0.0
    """Virtual ones."""
    ends: Counter[str] = field(default_factory=Counter)
    """How sagas and orders ended."""
    counts: Counter[str] = field(default_factory=Counter)
    """What went wrong, and how often."""

    def add(self, other: "Tally") -> None:
        """Count another's runs too."""
        self.runs += other.runs
        self.sagas += other.sagas
        self.orders += other.orders
        self.steps += other.steps
        self.hours += other.hours
        self.ends.update(other.ends)
        self.counts.update(other.counts)


@contextmanager
def simulating() -> Iterator[None]:
    """Have the contexts work in worlds, inside."""
    with plugged_in(), Listening():
        yield


def run(seed: int) -> Tally:
    """One run. Raises `Violation`."""
    with simulating():
        return carry_out(prepared(seed))


def prepared(seed: int) -> World:
    """A world in which people are about to do what the seed says."""
    world = World(seed)
    world.trouble()
    for _ in range(world.chance.choice((1, 1, 1, 2, 3))):
        world.live(_biography(world, *world.person()))
    return world


def carry_out(world: World) -> Tally:
    """What came of a world. Raises `Violation`."""
    found_defects()
    try:
        world.run()
    finally:
        world.loop.abandon()
    audit = world.audit
    ends = Counter(audit.recommendations.values())
    ends.update(f"order {order['state']}" for order in audit.orders.values())
    return Tally(
        runs=1,
        sagas=len(audit.recommendations),
        orders=len(audit.orders),
        steps=world.loop.steps,
        hours=world.loop.time() / 3600,
        ends=ends,
        counts=world.faults.counts,
    )


async def _biography(world: World, life: Life, shop: Shop) -> None:
    chance = world.chance
    await life.sign_up()
    moments = [chance.choice((0.0, 0.0, 1.0, 60.0, 900.0, 2000.0)) for _ in range(chance.choice((1, 2, 2, 3, 4, 6)))]
    if len(set(moments)) < len(moments):
        world.faults.count(AT_ONCE)
    steps = [_after(moment, partial(life.ask, number)) for number, moment in enumerate(moments)]
    if chance.random() < 0.5:
        orders = chance.choice((1, 1, 2))
        steps += [_after(600 * chance.random(), partial(shop.buy, number)) for number in range(orders)]
    if chance.random() < 0.15:
        steps.append(_after(2000 * chance.random(), life.leave))
    await asyncio.gather(*steps)


async def _after(seconds: float, what: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await what()

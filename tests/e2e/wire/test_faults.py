"""Every call of both SDKs fails in every way while people go about their journey; it ends as if none had.

The faults are set in the emulators from outside: for each kind of request each kind of fault, at requests
that nobody chose. People do what browsers do: they say again what was not answered, with the same Idempotency-Key.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock
from shared.topology import topology
from tests.e2e.platform import Answer, Client, Platform, a_plan, browser, eventually
from tests.e2e.test_crash import documents
from tests.e2e.test_recommendations import a_request, holding
from tests.e2e.wire.emulators import Emulators

PAIRS, PLANS, TIMES = 6, 3, 1
STORE_OPERATIONS = ("read", "create", "upsert", "replace", "delete", "batch", "query", "feed")
"""All that a journey asks for: a count is changed within a batch, never by a patch of its own."""
STORE_KINDS = ("throttled", "retry_with", "unavailable", "timeout", "timeout_after", "reset", "lost")
BUS_OPERATIONS = ("send", "receive", "settle")
BUS_KINDS = ("reset", "lost-ack", "busy")
PATIENCE_SECONDS = 180
"""A message that failed four times is tried again after more than a minute."""

type Ask = Callable[[], Awaitable[Answer]]


async def persistently(ask: Ask, *expected: int) -> Answer:
    """Ask until there is an answer that is none of a server in trouble."""
    answer: Answer | None = None
    give_up = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < give_up:
        try:
            answer = await ask()
        except aiohttp.ClientError:
            answer = None
        if answer is not None and answer.status in expected:
            return answer
        assert answer is None or answer.status in (404, 500, 503, 504), answer.body
        await asyncio.sleep(0.1)
    raise AssertionError(f"never answered {expected}: {answer and answer.body!r}")


@asynccontextmanager
async def failing(emulators: Emulators) -> AsyncIterator[Callable[[], Awaitable[list[dict[str, Any]]]]]:
    """Both emulators fail while the body runs; what is given tells which of the store's faults have happened."""
    store, bus = emulators.controls
    faults = [
        {"kind": kind, "operations": [operation], "times": TIMES, "every": 2 + number}
        for operation in STORE_OPERATIONS
        for number, kind in enumerate(STORE_KINDS)
    ]
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        await session.put(store, json=faults)
        for operation in BUS_OPERATIONS:
            for kind in BUS_KINDS:
                await session.post(f"{bus}/faults", json={"operation": operation, "kind": kind, "times": TIMES})

        async def happened() -> list[dict[str, Any]]:
            async with session.get(store) as answer:
                found: list[dict[str, Any]] = await answer.json()
                return found

        yield happened
        await session.delete(store)
        await session.delete(f"{bus}/faults")


async def test_whatever_fails_it_ends_as_if_nothing_had(wired: tuple[Platform, Emulators]) -> None:
    platform, emulators = wired
    async with browser(platform) as sign_in:
        authors = [await sign_in(f"author-{number}") for number in range(PAIRS)]
        readers = [await sign_in(f"reader-{number}") for number in range(PAIRS)]
        for member in (*authors, *readers):
            await holding(member, available=5000)
        async with failing(emulators) as happened:
            for author, reader in zip(authors, readers, strict=True):
                await go_about(author, reader)
            met = Counter((fault["operations"][0], fault["happened"] > 0) for fault in await happened())
        for author, reader in zip(authors, readers, strict=True):
            await as_if_nothing_had_failed(author, reader)
    for operation in STORE_OPERATIONS:
        assert met[operation, True] == len(STORE_KINDS), f"not every fault met a {operation}: {met}"
    await nothing_is_left(platform.state)


async def go_about(author: Client, reader: Client) -> None:
    """Follow, write, like, ask: each until it is answered."""
    await persistently(lambda: reader.put(f"members/{author.id}/follow"), 200)

    async def write(number: int) -> str:
        body, key = a_plan(title=f"plan {number}", visibility="public"), {"Idempotency-Key": f"plan-{number}"}
        answer = await persistently(lambda: author.post("plans", json=body, headers=key), 201)
        return str(answer.json["id"])

    plans = await asyncio.gather(*map(write, range(PLANS)))
    await persistently(lambda: reader.put(f"plans/{plans[0]}/like"), 200)
    asked = {"Idempotency-Key": "ask"}
    await persistently(lambda: reader.post("recommendations", json=a_request(), headers=asked), 202)


async def as_if_nothing_had_failed(author: Client, reader: Client) -> None:
    """What both find in the end: everything once."""
    plans = {plan["title"]: plan["id"] for plan in await author.everything("members/me/plans")}
    assert sorted(plans) == [f"plan {number}" for number in range(PLANS)]
    assert len(await author.everything("members/me/plans")) == PLANS

    async def told(member: Client) -> Counter[tuple[str, str, int]]:
        items = await member.everything("notifications")
        return Counter((each["kind"], each["subject"]["id"], each["count"]) for each in items)

    recommendations = await reader.everything("recommendations")
    assert len(recommendations) == 1
    expected = Counter({("plan_created", plan_id, 1): 1 for plan_id in plans.values()})
    expected["recommendation_created", recommendations[0]["id"], 1] = 1
    await eventually(lambda: told(reader), lambda found: found == expected, seconds=PATIENCE_SECONDS)
    expected = Counter({("followed", author.id, 1): 1, ("plan_liked", plans["plan 0"], 1): 1})
    await eventually(lambda: told(author), lambda found: found == expected, seconds=PATIENCE_SECONDS)
    assert (await reader.get(f"plans/{plans['plan 0']}")).json["likes"] == 1

    await eventually(
        lambda: reader.get(f"recommendations/{recommendations[0]['id']}"),
        lambda answer: answer.json["status"] == "created",
        seconds=PATIENCE_SECONDS,
    )
    await holding(reader, available=4900, held=0)
    moved = Counter(each["kind"] for each in await reader.everything("wallet/entries"))
    assert moved == {"grant": 1, "hold": 1, "capture": 1}


async def nothing_is_left(state: Path) -> None:
    """No event was parked and no message given up."""
    assert documents(state, "parked") == []
    bus = EmbeddedBus(state / "bus.sqlite3", topology(), clock=SystemClock())
    dead = {queue.name: (await bus.counts(queue.name)).dead_lettered for queue in topology().queues}
    await bus.close()
    assert set(dead.values()) == {0}, dead

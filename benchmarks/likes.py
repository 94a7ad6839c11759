"""Likes: a thousand at once, and how long an author waits to read of one."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.journeys import CONNECTIONS, Member, People, plan_body, unread, waits_until_told
from benchmarks.load import request, run

CROWD = 1_000
PROBES = 300
_SIGN_IN_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many who like one plan at once: seconds until all were answered, and until they were counted in the plan and
    its author was told of all of them."""

    answered: float
    told: float


async def at_once(people: People) -> Crowd:
    """A thousand members, a connection each. None may be refused, and every count must be right."""
    author = await people.sign_in("liked-author")
    plan_id = (await people.ask("POST", "plans", author, plan_body(0)))["id"]
    slots = asyncio.Semaphore(_SIGN_IN_AT_ONCE)

    async def sign_in(number: int) -> Member:
        async with slots:
            return await people.sign_in(f"fan-{number}")

    crowd = await asyncio.gather(*(sign_in(number) for number in range(CROWD)))
    first, *others = crowd
    await _like_once_known(people, first, plan_id)
    started = time.perf_counter()
    result = await run(people.url, [iter([_like(people, member, plan_id)]) for member in others])
    answered = time.perf_counter() - started
    assert result.statuses == {200: CROWD - 1}, result.statuses
    while not await _all_counted(people, author, plan_id):
        await asyncio.sleep(0.01)
    return Crowd(answered, time.perf_counter() - started)


async def waits(people: People, rate: float) -> list[float]:
    """How long it takes from a like until its author can read of it, in seconds and sorted, while others like and
    unlike `rate` times a second."""
    author, liker = await people.sign_in("probe-author"), await people.sign_in("probe-liker")
    other = await people.sign_in("other-author")
    plans = [(await people.ask("POST", "plans", author, plan_body(number)))["id"] for number in range(PROBES)]
    others = [(await people.ask("POST", "plans", other, plan_body(number)))["id"] for number in range(CONNECTIONS)]
    fans = [await people.sign_in(f"fan-{number}") for number in range(CONNECTIONS - 1)]
    await _like_once_known(people, fans[0], others[-1])
    acts = [partial(people.ask, "PUT", f"plans/{plan_id}/like", liker) for plan_id in plans]
    background = [_back_and_forth(people, fan, others) for fan in fans]
    return await waits_until_told(people, author, acts, background=background, rate=rate)


def _like(people: People, member: Member, plan_id: str, method: str = "PUT") -> bytes:
    return request(method, people.url, f"/api/plans/{plan_id}/like", token=member.token)


def _back_and_forth(people: People, fan: Member, plan_ids: Sequence[str]) -> Iterator[bytes]:
    for plan_id in itertools.cycle(plan_ids):
        yield _like(people, fan, plan_id)
        yield _like(people, fan, plan_id, "DELETE")


async def _like_once_known(people: People, member: Member, plan_id: str) -> None:
    """Every sign-up is news to every context, and the plan may be heard of behind them."""
    while (await run(people.url, [iter([_like(people, member, plan_id)])])).statuses != {200: 1}:
        await asyncio.sleep(0.01)


async def _all_counted(people: People, author: Member, plan_id: str) -> bool:
    plan = await people.ask("GET", f"plans/{plan_id}", author)
    told = (await people.ask("GET", "notifications", author))["items"]
    assert plan["likes"] <= CROWD, plan["likes"]
    assert await unread(people, author) <= 1
    return plan["likes"] == CROWD and [item["count"] for item in told] == [CROWD]

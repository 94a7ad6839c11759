"""One process per context: a fault stays where it happens."""

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import yaml

from shared.topology import topology
from tests.e2e.platform import ROOT, Client, Platform, a_plan, browser, eventually

DEAD, PLANS = "notification", 50
OF_ALL = "members/me/export"
"""The one answer that is made of all contexts' and is whole or not at all."""
OF_EVERYBODY = "feed"
"""What others do shows there."""
PROBE_SECONDS, PAUSE_SECONDS, FEWEST_ROUNDS = 15, 0.05, 5
"""How long the answers to one round may take at most, how long the next one waits, and how many it must have been."""

type Answers = dict[str, tuple[int, bytes]]


def pids(platform: Platform) -> dict[str, list[int]]:
    """The processes that each context has had, as the platform printed them."""
    said = platform.output.read_text(encoding="utf-8")
    return {name: [int(pid) for pid in re.findall(rf"\b{name}: pid (\d+)", said)] for name in topology().contexts}


def operations() -> Iterator[tuple[str, str, str]]:
    """The context, method and path of every operation there is."""
    document: Any = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            yield item[method]["tags"][0], method.upper(), path.removeprefix("/api/")


async def ask_the_others(stranger: Client, bystander: Client, plan_id: str) -> Answers:
    """What every operation of every other context answers: the bystander reads, and what a stranger writes is refused.

    To the bystander nothing happens meanwhile, so that the answers stay the same. Bodies of problems have a trace id.
    """

    async def ask(method: str, path: str) -> tuple[int, bytes]:
        known = {"memberId": bystander.id, "planId": plan_id, "provider": "sandbox"}
        asked = re.sub(r"{(\w+)}", lambda name: known.get(name[1], "x"), path)
        answer = await (bystander if method == "GET" else stranger).ask(method, asked)
        return answer.status, answer.body if answer.status < 400 and path != OF_EVERYBODY else b""

    asked = {
        f"{method} {path}": ask(method, path)
        for context, method, path in operations()
        if context != DEAD and path != OF_ALL
    }
    async with asyncio.timeout(PROBE_SECONDS):
        return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))


async def probe(ask: Callable[[], Awaitable[Answers]], expected: Answers, over: asyncio.Event) -> int:
    """Ask again and again until it is over; how often. Fails at the first answer that is not as before."""
    rounds = 0
    while not over.is_set():
        assert await ask() == expected
        rounds += 1
        await asyncio.sleep(PAUSE_SECONDS)
    return rounds


async def test_while_notification_is_dead_nobody_else_notices_and_afterwards_everyone_is_told(
    services: Platform,
) -> None:
    async with browser(services) as sign_in, asyncio.TaskGroup() as tasks:
        stranger, bystander = await sign_in(""), await sign_in("bystander")
        author, follower = await sign_in("author"), await sign_in("follower")
        plan_id = (await bystander.post("plans", json=a_plan())).json["id"]
        assert (await follower.put(f"members/{author.id}/follow")).status == 200
        await eventually(lambda: author.get("notifications"), lambda answer: len(answer.json["items"]) == 1)
        before, over = pids(services), asyncio.Event()
        ask = partial(ask_the_others, stranger, bystander, plan_id)
        assert (await author.get(OF_ALL)).status == 200
        probing = tasks.create_task(probe(ask, await ask(), over))

        os.kill(before[DEAD][0], signal.SIGKILL)
        await eventually(lambda: author.get("notifications"), lambda answer: answer.status == 503)
        assert (await author.get(OF_ALL)).status == 503, "no part of it is given for the whole"
        for context, method, path in operations():
            if context == DEAD:
                down = await author.ask(method, path)
                said = (down.status, down.headers["Content-Type"], down.json["code"])
                assert said == (503, "application/problem+json", "unavailable")
                assert int(down.headers["Retry-After"]) > 0
        created = await asyncio.gather(
            *(author.post("plans", json=a_plan(visibility="public", title=f"plan {n}")) for n in range(PLANS))
        )
        assert [answer.status for answer in created] == [201] * PLANS
        assert (await author.get("notifications")).status == 503, "it was dead while all of them were created"

        await eventually(
            lambda: follower.get("notifications/unread-count"),
            lambda answer: answer.json == {"count": PLANS},
            seconds=60,
        )
        told = Counter((item["kind"], item["subject"]["id"]) for item in await follower.everything("notifications"))
        assert told == Counter(("plan_created", answer.json["id"]) for answer in created)
        over.set()
        assert await probing >= FEWEST_ROUNDS

    after = pids(services)
    assert (len(after.pop(DEAD)), len(before.pop(DEAD))) == (2, 1), "it alone was started again"
    assert after == before
    for (pid,) in after.values():
        os.kill(pid, 0)
    assert ": ended" not in services.output.read_text(encoding="utf-8").replace(f"{DEAD}: ended", "")

"""kill -9 in the middle of everything: what was answered is there, and everyone is told exactly once."""

import asyncio
import itertools
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import orjson

from tests.e2e.platform import Client, Platform, a_plan, browser, end_locks, eventually

CLIENTS, FOLLOWERS, SEED = 16, 3, 20_260_301

type Document = dict[str, object]


def documents(state: Path, kind: str, context: str = "*") -> list[Document]:
    """Every stored document of a type (of one context), read from the files themselves."""
    found: list[Document] = []
    for path in (state / "store").glob(f"{context}.sqlite3"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%body%'"
            ).fetchall()
            for (table,) in tables:
                for (body,) in connection.execute(f'SELECT body FROM "{table}"'):  # noqa: S608 - our own names
                    document = orjson.loads(body)
                    if document.get("type") == kind:
                        found.append(document)
    return found


async def test_kill_9_in_the_middle_of_many_creations_loses_nothing_and_tells_each_follower_once(
    platform: Platform, creations: int
) -> None:
    kill_at = random.Random(SEED).randint(creations // 4, 3 * creations // 4)  # noqa: S311
    numbers = iter(range(creations))
    answered: list[str] = []
    unanswered: list[int] = []

    async def write(author: Client, mine: Iterator[int]) -> None:
        for number in mine:
            body = a_plan(title=f"plan {number}", visibility="followers", details="가" * 200)
            try:
                answer = await author.post("plans", json=body, headers={"Idempotency-Key": f"plan-{number}"})
            except aiohttp.ClientError:
                unanswered.append(number)
                return
            assert answer.status == 201, answer.body
            answered.append(answer.json["id"])
            if len(answered) == kill_at:
                platform.kill()

    async with browser(platform) as sign_in:
        author = await sign_in("author")
        for number in range(FOLLOWERS):
            follower = await sign_in(f"follower-{number}")
            assert (await follower.put(f"members/{author.id}/follow")).status == 200
        await eventually(
            lambda: author.get("notifications"),
            lambda answer: sum(each["count"] for each in answer.json["items"]) == FOLLOWERS,
        )
        await asyncio.gather(*(write(author, numbers) for _ in range(CLIENTS)))
    assert len(answered) >= kill_at
    assert 0 < len(unanswered) <= CLIENTS

    end_locks(platform.state)
    platform.start()
    async with browser(platform) as sign_in:
        author = await sign_in("author")
        rest = itertools.chain(list(unanswered), numbers)
        await asyncio.gather(*(write(author, rest) for _ in range(CLIENTS)))

        plans = await author.everything("members/me/plans")
        written = {plan["id"] for plan in plans}
        assert len(plans) == len(written) == creations
        assert len({plan["title"] for plan in plans}) == creations, (
            "nothing is there twice, though the client asked again"
        )
        assert set(answered) <= written, "every plan that was answered 201 is there"
        for number in range(FOLLOWERS):
            await all_told(await sign_in(f"follower-{number}"), written)

    state = platform.data_dir / "state"

    async def outbox() -> list[Document]:
        return documents(state, "outbox")

    assert await eventually(outbox, lambda found: not found) == []
    assert documents(state, "parked") == []
    assert len(documents(state, "plan", "plan")) == creations
    cards = documents(state, "card", "plan")
    assert sum("summary" in card for card in cards) == creations, "no plan without its card"

    async def listed() -> int:
        return sum("sortKey" in card and "summary" not in card for card in documents(state, "card", "plan"))

    await eventually(listed, lambda found: found == creations)
    assert platform.stop() == 0


async def all_told(follower: Client, plans: set[str]) -> None:
    """The follower has exactly one notification for each plan, and the count says so."""
    await eventually(
        lambda: follower.get("notifications/unread-count"),
        lambda answer: answer.json["count"] == len(plans),
        seconds=60,
    )
    told = Counter(each["subject"]["id"] for each in await follower.everything("notifications"))
    assert told == Counter(plans)

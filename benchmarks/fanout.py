"""How long it takes until the last of many followers is told of a plan, and how much memory that takes."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from benchmarks import servers
from benchmarks.clones import cloning, templates, write
from benchmarks.journeys import Member, People, plan_body, unread
from shared.ids import new_ulid

FOLLOWERS = (10_000, 100_000)
_CONTAINER = "notification-audience"
_KINDS = ["follower", "acquaintance", "member"]
_STORE = Path("store") / "notification.sqlite3"
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class FanOut:
    """One plan told to many: `seconds` from sending it until the last could read of it; `megabytes` is the most that
    the process had to itself meanwhile."""

    followers: int
    seconds: float
    megabytes: float


async def fan_outs() -> Sequence[FanOut]:
    """Told to ten thousand, then to a hundred thousand, by one process."""
    with tempfile.TemporaryDirectory(prefix="ktravel-bench-fanout-") as directory:
        state = Path(directory)
        async with _platform(state) as (_, people):
            marks = [await _last_follower(people, followers) for followers in FOLLOWERS]
        with cloning(state / _STORE, [_CONTAINER]) as connection:
            for followers, mark in zip(FOLLOWERS, marks, strict=True):
                # Pages go by id: whoever signed up today comes last.
                ids = sorted(new_ulid(_LONG_AGO + timedelta(milliseconds=number)) for number in range(followers - 1))
                for template in templates(connection, _CONTAINER, kinds=_KINDS, marks={mark: "follower"}):
                    write(connection, template, ({"follower": each} for each in ids))
        async with _platform(state) as (platform, people):
            return [await _told(platform, people, followers) for followers in FOLLOWERS]


@asynccontextmanager
async def _platform(state: Path) -> AsyncIterator[tuple[servers.Platform, People]]:
    with servers.platform(state) as platform:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield platform, People(session, platform.url)


async def _pair(people: People, followers: int) -> tuple[Member, Member]:
    """An author, and the last of their followers."""
    return await people.sign_in(f"author-{followers}"), await people.sign_in(f"follower-{followers}")


async def _last_follower(people: People, followers: int) -> str:
    author, follower = await _pair(people, followers)
    await people.ask("PUT", f"members/{author.id}/follow", follower)
    while await unread(people, author) == 0:
        await asyncio.sleep(_POLL_SECONDS)
    return follower.id


async def _told(platform: servers.Platform, people: People, followers: int) -> FanOut:
    author, follower = await _pair(people, followers)
    megabytes = 0.0
    started = time.perf_counter()
    plan = await people.ask("POST", "plans", author, plan_body(0))
    while await unread(people, follower) == 0:
        megabytes = max(megabytes, _own_megabytes(platform.pid))
        await asyncio.sleep(_POLL_SECONDS)
    seconds = time.perf_counter() - started
    await asyncio.sleep(1)
    told = _tellings(platform.state, f"plan_created.{plan['id']}")
    assert told == followers, (told, followers)
    return FanOut(followers, seconds, megabytes)


def _own_megabytes(pid: int) -> float:
    """Memory that is not a part of a file: of a database, as much as is asked for may be mapped."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def _tellings(state: Path, notification_id: str) -> int:
    with closing(sqlite3.connect(f"file:{state / _STORE}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM notifications WHERE id = ?", (notification_id,)).fetchone()
    return int(count)

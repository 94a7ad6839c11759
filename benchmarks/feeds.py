"""What the first page of the feed takes with a thousand plans and with a million."""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import orjson

from benchmarks import servers
from benchmarks.clones import Values, cloning, templates, write
from benchmarks.journeys import People
from functions.plan import feed
from functions.plan.feed import Asked
from functions.plan.words import searched
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, to_iso
from shared.dependencies import Dependencies
from shared.ids import new_ulid
from shared.store.sqlite import SqliteStore
from shared.topology import topology

FEW, MANY = 1_000, 1_000_000
EACH = 20
"""Plans of one owner: with few as with many, the latest ones are of as many owners."""
READS = 200
PAGE = 20
_DAYS = 20
_SETTLE_SECONDS = 0.5
_STORE = Path("store") / "plan.sqlite3"
_PEOPLE = "plan-people"
_KINDS: Mapping[str, Sequence[str]] = {
    "plans": ["plan", "card"],
    "plan-feed": ["card", "placed"],
    "plan-words": ["word"],
}
_BODY = orjson.dumps(
    {
        "location": "제주", "title": "제주", "travelDate": "2026-12-24", "groupSize": 2, "budget": 600_000,
        "visibility": "public",
    }
)  # fmt: skip

QUESTIONS: Mapping[str, Asked] = {
    "all": Asked(),
    "of a place": Asked(place_key="jeju"),
    "by a word": Asked(words=searched("제주")),
}


async def first_pages() -> tuple[Mapping[str, tuple[float, float]], float]:
    """For each question the median seconds of its first page with few plans and with many, read in turn; and how long
    it took to make the many."""
    with tempfile.TemporaryDirectory(prefix="ktravel-bench-feed-") as directory:
        few, many = Path(directory) / "few", Path(directory) / "many"
        latest, marks = await _seed(few)
        shutil.copytree(few, many)
        _fill(few, latest, marks, FEW)
        started = time.perf_counter()
        _fill(many, latest, marks, MANY)
        making = time.perf_counter() - started
        async with AsyncExitStack() as stack:
            both = [_dependencies(each, stack) for each in (few, many)]
            return {name: await _read(both, asked) for name, asked in QUESTIONS.items()}, making


async def _seed(state: Path) -> tuple[datetime, Mapping[str, str]]:
    """A platform's state with one public plan; when that was written, and what is to be marked in its documents."""
    with servers.platform(state) as platform:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            people = People(session, platform.url)
            owner = await people.sign_in("owner")
            plan = await people.ask("POST", "plans", owner, _BODY)
            while not (await people.ask("GET", "feed", None))["items"]:
                await asyncio.sleep(0.01)
            await asyncio.sleep(_SETTLE_SECONDS)  # until it is listed in the other places as well
    _, _, ulid = plan["id"].partition(".")
    marks = {ulid: "plan", owner.id: "owner", plan["createdAt"]: "at"}
    return datetime.fromisoformat(plan["createdAt"]), marks


def _fill(state: Path, latest: datetime, marks: Mapping[str, str], plans: int) -> None:
    """Write the plan anew until there are so many more, over the days before it within its month: all in the one list
    that the first page is read from."""
    owners = sorted(new_ulid(latest) for _ in range(plans // EACH))
    first = max(latest - timedelta(days=_DAYS), datetime(latest.year, latest.month, 1, tzinfo=UTC))
    step = (latest - first) / (plans + 1)
    times = [first + step * number for number in range(plans)]
    made = [(new_ulid(at), to_iso(at)) for at in times]

    def values() -> Iterator[Values]:
        for first_number, owner in enumerate(owners):
            for plan, at in made[first_number :: len(owners)]:
                yield {"plan": plan, "owner": owner, "at": at}

    with cloning(state / _STORE, [*_KINDS, _PEOPLE]) as connection:
        for template in templates(connection, _PEOPLE, kinds=["member"], marks=marks):
            write(connection, template, ({"owner": owner} for owner in owners))
        for container, kinds in _KINDS.items():
            for template in templates(connection, container, kinds=kinds, marks=marks):
                write(connection, template, values())


def _dependencies(state: Path, stack: AsyncExitStack) -> Dependencies:
    clock = SystemClock()
    store = SqliteStore(state / _STORE, topology().contexts["plan"].containers, clock=clock)
    bus = EmbeddedBus(state / "bus.sqlite3", topology(), clock=clock)
    stack.push_async_callback(store.close)
    stack.push_async_callback(bus.close)
    return Dependencies(store=store, bus=bus, clock=clock)


async def _read(both: Sequence[Dependencies], asked: Asked) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(READS + READS // 10):
        for deps, seconds in zip(both, taken, strict=True):
            started = time.perf_counter()
            page = await feed.read_feed(deps, asked, limit=PAGE, cursor=None)
            if number >= READS // 10:  # what is read first fills caches
                seconds.append(time.perf_counter() - started)
            assert len(page["items"]) == PAGE
            assert len({item["ownerId"] for item in page["items"]}) == PAGE
    few, many = map(statistics.median, taken)
    return few, many

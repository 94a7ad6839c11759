"""How long a recommendation takes beside the AI's own time: asked for, paid for, made, captured, readable."""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import orjson

from benchmarks.journeys import Member, People

MEMBERS = 4
EACH = 40
"""A new member has tokens for fifty."""
_LOG_FLUSH_SECONDS = 0.5


async def sagas(people: People, state: Path) -> tuple[float, float, float]:
    """Seconds from sending a request until its itinerary can be read, less what the AI took: p50 and p99 of 160, one
    after another, by members with a few plans; and the AI's own p50."""
    waits: dict[str, float] = {}
    for number in range(MEMBERS):
        member = await people.sign_in(f"asker-{number}")
        for _ in range(3):
            await people.ask("POST", "plans", member, _plan())
        await people.ask("GET", "wallet", member)
        for group_size in range(1, EACH + 1):
            started = time.perf_counter()
            asked = await people.ask("POST", "recommendations", member, _request(group_size))
            await _until_created(people, member, asked["id"])
            waits[asked["id"]] = time.perf_counter() - started
            await asyncio.sleep(0.02)
    await asyncio.sleep(_LOG_FLUSH_SECONDS)
    arranging = _seconds_of_ai(state)
    beside = sorted(wait - arranging[recommendation] for recommendation, wait in waits.items())
    return statistics.median(beside), beside[int(len(beside) * 0.99)], statistics.median(arranging.values())


async def _until_created(people: People, member: Member, recommendation_id: str) -> None:
    while True:
        status = (await people.ask("GET", f"recommendations/{recommendation_id}", member))["status"]
        if status == "created":
            return
        assert status in ("requested", "generating"), status
        await asyncio.sleep(0.002)  # asking all the time would be a load of its own


def _seconds_of_ai(state: Path) -> Mapping[str, float]:
    """What the platform's own log says of each recommendation."""
    seconds: dict[str, float] = defaultdict(float)
    for path in (state / "log").glob("*.jsonl"):
        for text in path.read_bytes().splitlines():
            if b'"kind":"ai"' in text:
                line = orjson.loads(text)
                seconds[line["recommendation"]] += line["ms"] / 1000
    return seconds


def _plan() -> bytes:
    item = {"time": "09:30", "title": "성산일출봉", "category": "sight", "cost": 10_000}
    days = [{"date": "2027-05-01", "items": [item]}]
    plan = {"location": "제주", "travelDate": "2027-05-01", "groupSize": 2, "itinerary": {"days": days}}
    return orjson.dumps(plan)


def _request(group_size: int) -> bytes:
    return orjson.dumps(
        {
            "type": "A", "location": "제주", "travelDate": "2027-05-01", "endDate": "2027-05-03",
            "groupSize": group_size, "budget": 1_000_000 * group_size,
        }
    )  # fmt: skip

"""What is measured on the platform: members, plans, and how long a follower waits."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from benchmarks.load import Result, request, run

CONNECTIONS = 16

type Act = Callable[[], Awaitable[object]]
"""Something that somebody does, of which somebody else is told."""


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in member."""

    id: str
    token: str


def plan_body(number: int, visibility: str = "public") -> bytes:
    """A plan as people write them: three days with five items each, about 3 KB."""
    days = [
        {
            "date": f"2026-12-2{day}",
            "items": [
                {
                    "time": f"{9 + 2 * hour:02}:30",
                    "title": f"오전 산책과 카페 {hour}",
                    "place": {"name": "성산일출봉", "coordinates": {"lat": 33.458, "lng": 126.942}},
                    "category": "sight",
                    "cost": 12_000,
                    "note": "일찍 가면 사람이 적다",
                }
                for hour in range(5)
            ],
        }
        for day in range(4, 7)
    ]
    return orjson.dumps(
        {
            "location": "제주", "title": f"겨울 제주 {number}", "travelDate": "2026-12-24", "endDate": "2026-12-26",
            "groupSize": 2, "budget": 600_000, "details": "버스로 다니는 조용한 여행", "visibility": visibility,
            "itinerary": {"days": days},
        }
    )  # fmt: skip


class People:
    """Signs members in and asks on their behalf."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def sign_in(self, persona: str) -> Member:
        """A member by persona."""
        answer = await self.ask("POST", "auth/dev/token", None, orjson.dumps({"persona": persona}))
        return Member(answer["member"]["id"], answer["accessToken"])

    async def ask(self, method: str, path: str, member: Member | None, body: bytes | None = None) -> Any:
        """One request that must succeed."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if member is not None:
            headers["Authorization"] = f"Bearer {member.token}"
        async with self.session.request(method, f"{self.url}/api/{path}", data=body, headers=headers) as response:
            assert response.status < 300, (method, path, response.status, await response.text())
            return await response.json()


async def reading(url: str, member: Member, path: str, seconds: float) -> Result:
    """The same GET on all connections."""
    raw = request("GET", url, f"/api/{path}", token=member.token)
    return await run(url, [itertools.repeat(raw) for _ in range(CONNECTIONS)], seconds=seconds)


async def creating(people: People, authors: list[Member], follower: Member, plans: int) -> tuple[Result, float]:
    """Create plans on all connections, each by an author of its own whom `follower` follows; and how long it took from
    the first request until the follower could read of the last plan, in seconds."""
    before = await unread(people, follower)
    numbers = iter(range(plans))

    def requests(author: Member) -> Iterator[bytes]:
        for number in numbers:
            yield request("POST", people.url, "/api/plans", token=author.token, body=plan_body(number))

    started = time.perf_counter()
    result = await run(people.url, [requests(author) for author in authors])
    while await unread(people, follower) < before + plans:
        await asyncio.sleep(0.005)
    return result, time.perf_counter() - started


async def unread(people: People, member: Member) -> int:
    """A member's unread count."""
    return int((await people.ask("GET", "notifications/unread-count", member))["count"])


async def waits_until_told(
    people: People, reader: Member, acts: Iterable[Act], *, background: Sequence[Iterable[bytes]], rate: float
) -> list[float]:
    """How long it takes from each act until `reader` can read of it, in seconds, while others send `rate` requests of
    the `background` a second, each on a connection of its own."""
    stop = asyncio.Event()

    def until_stopped(requests: Iterable[bytes]) -> Iterator[bytes]:
        return itertools.takewhile(lambda _: not stop.is_set(), requests)

    connections = [until_stopped(each) for each in background]
    load = asyncio.create_task(run(people.url, connections, pause=len(background) / rate))
    await asyncio.sleep(0.5)
    waits = []
    known = await unread(people, reader)
    for act in acts:
        started = time.perf_counter()
        await act()
        while await unread(people, reader) == known:
            await asyncio.sleep(0.002)  # asking all the time would be a load of its own
        waits.append(time.perf_counter() - started)
        known += 1
        await asyncio.sleep(0.02)
    stop.set()
    result = await load
    assert all(status < 300 for status in result.statuses), result.statuses
    return sorted(waits)


def posts(people: People, author: Member) -> Iterator[bytes]:
    """Requests that write plans, without an end."""
    return (
        request("POST", people.url, "/api/plans", token=author.token, body=plan_body(number))
        for number in itertools.count()
    )

"""The whole platform as a person starts it, in processes of its own, for tests that use it from outside."""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from shared.bus.embedded_sql import LOCKED
from tests.sockets import remove_sockets

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Platform:
    """`make run` (or `make run-services`) on a data directory; the address stays the same over restarts."""

    def __init__(self, data_dir: Path, *, services: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.state = data_dir / "state"
        self._module = "local.services" if services else "local.run"
        self._settings = {"KTRAVEL_DEMO": "0", "KTRAVEL_LIMITS": "off", **(settings or {})}
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.output = data_dir / "output.txt"

    def start(self) -> None:
        """Start, and wait until it says its address."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
        environment |= {
            "KTRAVEL_DATA_DIR": str(self.state),
            "KTRAVEL_PORT": self._port,
            "PYTHONUNBUFFERED": "1",
            **self._settings,
        }
        with self.output.open("a", encoding="utf-8") as output:
            start = output.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            said = self.output.read_text(encoding="utf-8")[start:]
            if match := _ADDRESS.search(said):
                self.url = match[0]
                self._port = self.url.rpartition(":")[2]
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"the platform did not start:\n{self.output.read_text(encoding='utf-8')}")

    def stop(self) -> int:
        """Stop as Ctrl-C does; its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, the children too: nobody gets to finish anything."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Kill what still runs, and take away what that leaves in the machine's temporary directory."""
        self.kill()
        remove_sockets(self.state)

    def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        if number == signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)
        try:
            status = self._process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise
        self._process = None
        return status


@dataclass
class Answer:
    """One HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    json: Any


@dataclass
class Client:
    """Speaks to the platform as one person, or as nobody."""

    session: aiohttp.ClientSession
    url: str
    token: str | None = None
    id: str = ""
    name: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request. `path` is below /api."""
        sent = {**self.headers, **(headers or {})}
        if self.token is not None and "Authorization" not in sent:
            sent["Authorization"] = f"Bearer {self.token}"
        async with self.session.request(
            method, f"{self.url}/api/{path}", json=json, data=data, headers=sent, allow_redirects=False
        ) as response:
            body = await response.read()
            parsed = await response.json(content_type=None) if body and "json" in response.content_type else None
            return Answer(response.status, response.headers.copy(), body, parsed)

    async def get(self, path: str, **more: Any) -> Answer:
        """GET."""
        return await self.ask("GET", path, **more)

    async def post(self, path: str, **more: Any) -> Answer:
        """POST."""
        return await self.ask("POST", path, **more)

    async def put(self, path: str, **more: Any) -> Answer:
        """PUT."""
        return await self.ask("PUT", path, **more)

    async def delete(self, path: str, **more: Any) -> Answer:
        """DELETE."""
        return await self.ask("DELETE", path, **more)

    async def everything(self, path: str, *, limit: int = 100) -> list[Any]:
        """All items of a list, page by page."""
        items: list[Any] = []
        cursor = ""
        while True:
            answer = await self.get(f"{path}?limit={limit}{cursor}")
            assert answer.status == 200, answer.body
            items += answer.json["items"]
            if answer.json["nextCursor"] is None:
                return items
            cursor = f"&cursor={answer.json['nextCursor']}"


@asynccontextmanager
async def browser(platform: Platform) -> AsyncIterator[Callable[[str], Awaitable[Client]]]:
    """Sign people in by persona; an empty one is a stranger."""
    # The server lets go of a connection that is idle for five seconds: none is used again as it does so.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def sign_in(persona: str) -> Client:
            client = Client(session, platform.url)
            if not persona:
                return client
            answer = await client.post("auth/dev/token", json={"persona": persona})
            assert answer.status == 200, answer.body
            member = answer.json["member"]
            return Client(session, platform.url, answer.json["accessToken"], member["id"], member["name"])

        yield sign_in


async def eventually[T](
    read: Callable[[], Awaitable[T]], expected: Callable[[T], bool], *, seconds: float = 20, share: float = 0.1
) -> T:
    """What `read` gives once it is as expected; the last of it fails the test if that does not come.

    It is asked again after a `share` of the time that has passed: who asks all the time slows down what is waited for.
    """
    began = time.monotonic()
    while True:
        found = await read()
        if expected(found):
            return found
        passed = time.monotonic() - began
        assert passed < seconds, f"after {seconds} s still {found!r}"
        await asyncio.sleep(max(0.02, min(share * passed, 0.5, seconds - passed)))


def end_locks(state: Path) -> int:
    """What time does with the locks of the dead, without waiting for it; how many there were."""
    with closing(sqlite3.connect(state / "bus.sqlite3", isolation_level=None, timeout=10)) as connection:
        return connection.execute(f"UPDATE message SET at = 0 WHERE state = {LOCKED}").rowcount  # noqa: S608


def a_plan(**changes: Any) -> dict[str, Any]:
    """A plan that is accepted."""
    return {"location": "제주", "travelDate": "2026-12-24", "groupSize": 2, **changes}

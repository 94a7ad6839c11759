"""A load generator light enough to keep a Python server busy from one core: keep-alive connections, raw requests."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, override
from urllib.parse import urlsplit

import httptools


@dataclass(frozen=True, slots=True)
class Result:
    """What one run gave. Times in seconds."""

    requests: int
    seconds: float
    latencies: Sequence[float]
    statuses: Mapping[int, int]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that `share` (0..1) of the requests stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, url: str, path: str, *, token: str | None = None, body: bytes = b"") -> bytes:
    """A raw HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def run(url: str, connections: Sequence[Iterator[bytes]], *, seconds: float = 1e9, pause: float = 0.0) -> Result:
    """Send each connection's requests one after the other, all connections at once, until they or the seconds end.

    `pause` is waited between a connection's requests: for measuring latency at less than full load.
    """
    host, _, port = urlsplit(url).netloc.partition(":")
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    deadline = started + seconds

    def connection(requests: Iterator[bytes]) -> Callable[[], _Connection]:
        return lambda: _Connection(requests, latencies, statuses, deadline, pause)

    made = [await loop.create_connection(connection(each), host, int(port)) for each in connections]
    await asyncio.gather(*(protocol.done for _, protocol in made))
    elapsed = time.perf_counter() - started
    for transport, _ in made:
        transport.close()
    return Result(len(latencies), elapsed, latencies, statuses)


class _Connection(asyncio.Protocol):
    def __init__(
        self,
        requests: Iterator[bytes],
        latencies: list[float],
        statuses: dict[int, int],
        deadline: float,
        pause: float,
    ) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._latencies = latencies
        self._statuses = statuses
        self._deadline = deadline
        self._pause = pause
        self._sent_at = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._parser = httptools.HttpResponseParser(self)
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def on_message_complete(self) -> None:
        """The parser has read a whole answer."""
        now = time.perf_counter()
        self._latencies.append(now - self._sent_at)
        status = self._parser.get_status_code()
        self._statuses[status] = self._statuses.get(status, 0) + 1
        self._parser = httptools.HttpResponseParser(self)
        if self._pause:
            asyncio.get_running_loop().call_later(self._pause, self._send)
        else:
            self._send()

    def _send(self) -> None:
        following = next(self._requests, None) if time.perf_counter() < self._deadline else None
        if following is None:
            if not self.done.done():
                self.done.set_result(None)
            return
        self._sent_at = time.perf_counter()
        self._transport.write(following)

"""The Service Bus adapter over the emulator, on an event loop that outlives the tests: each test has one of its own."""

import asyncio
import sqlite3
import tempfile
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from local.emulators.servicebus.emulator import ServiceBusEmulator
from shared.connections import ServiceBusConnection
from shared.topology import Topology
from tests.fakes import ManualClock

if TYPE_CHECKING:
    from tests.contract.bus_adapters import Client


class Wire:
    """One emulator and the clients that tests have asked for so far."""

    _shared: ClassVar["Wire | None"] = None

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._clock = ManualClock()
        self._directory = tempfile.TemporaryDirectory()
        self._path = Path(self._directory.name) / "bus.sqlite3"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire")
        self._thread.start()
        self.emulator = ServiceBusEmulator(self._path, topology, clock=self._clock)
        self.run(self.emulator.start())
        self._idle: list[_FromAnotherLoop] = []
        self._lent: list[_FromAnotherLoop] = []

    @classmethod
    def shared(cls, topology: Topology) -> "Wire":
        """The one of this process, made when first asked for."""
        if cls._shared is None:
            cls._shared = cls(topology)
        return cls._shared

    @classmethod
    def close_shared(cls) -> None:
        """Let go of it, if it was made."""
        if cls._shared is not None:
            cls._shared.close()
            cls._shared = None

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do it over there and wait."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def on_its_loop(self, do: Callable[[], None]) -> None:
        """Have it done over there, soon."""
        self._loop.call_soon_threadsafe(do)

    def start_anew(self) -> ManualClock:
        """Nothing is in the broker, and it is now: the SDK looks at the clock on the wall. In whole milliseconds, as
        moments are on the wire."""
        with closing(sqlite3.connect(self._path, timeout=10)) as connection:
            connection.executescript("BEGIN; DELETE FROM message; DELETE FROM accepted; COMMIT")
        self.emulator.faults.clear()
        now = datetime.now(UTC)
        self._clock.advance(
            (now.replace(microsecond=now.microsecond // 1000 * 1000) - self._clock.now()).total_seconds()
        )
        return self._clock

    def connect(self) -> "Client":
        """A client that nobody else has."""
        client = self._idle.pop() if self._idle else self.run(self._open())
        self._lent.append(client)
        return cast("Client", client)

    def give_back(self) -> None:
        """The test is over: others may have its clients, unless it closed them."""
        self._idle += [client for client in self._lent if not client.is_closed]
        self._lent.clear()

    def close(self) -> None:
        """End everything."""
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._directory.cleanup()

    async def _open(self) -> "_FromAnotherLoop":
        from shared.bus.servicebus import connect  # noqa: PLC0415 - heavy

        connection = ServiceBusConnection.model_validate(
            {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_SERVICEBUS": self.emulator.connection_string}
        )
        return _FromAnotherLoop(connect(connection, self.topology), self._loop)

    async def _close(self) -> None:
        await asyncio.gather(*(client.bus.close() for client in [*self._idle, *self._lent]))
        await self.emulator.stop()


class _FromAnotherLoop:
    """A bus whose methods are carried out on its own event loop, whichever they are called on."""

    def __init__(self, bus: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.bus = bus
        self.is_closed = False
        self._loop = loop

    async def close(self) -> None:
        self.is_closed = True
        await self._carry_out(self.bus.close())

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self.bus, name)
        return lambda *arguments: self._carry_out(method(*arguments))

    async def _carry_out(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

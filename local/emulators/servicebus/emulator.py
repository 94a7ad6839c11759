"""The emulator: it listens, and what it is asked for the embedded broker does."""

import asyncio
import secrets
import socket
from pathlib import Path

from local.emulators.servicebus.connection import Connection
from local.emulators.servicebus.control import Control
from local.emulators.servicebus.entities import Entities
from local.emulators.servicebus.faults import Faults
from local.emulators.servicebus.tokens import KEY_NAME, Tokens
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import MAX_MESSAGE_BYTES
from shared.clock import Clock, SystemClock
from shared.topology import Topology

_ROOM = 8 * 1024
"""What AMQP may add to a message that the broker takes."""


class ServiceBusEmulator:
    """Service Bus on 127.0.0.1, without TLS, on the broker's file at `bus_path`, which others may use meanwhile.

    `port` 0 takes one that is free; `control_port` too, None leaves the control of faults to this process. Without a
    `key` it makes one. `idle_seconds` is how often it must hear from a client.
    """

    def __init__(
        self,
        bus_path: Path,
        topology: Topology,
        *,
        clock: Clock | None = None,
        key: str | None = None,
        port: int = 0,
        control_port: int | None = None,
        idle_seconds: float = 240.0,
    ) -> None:
        self.faults = Faults()
        self.tokens = Tokens(key or secrets.token_urlsafe(32))
        self.idle_seconds = idle_seconds
        self.max_message_bytes = MAX_MESSAGE_BYTES + _ROOM
        self.connections: set[Connection] = set()
        self.port = port
        self._path = bus_path
        self._topology = topology
        self._clock = clock or SystemClock()
        self._control = None if control_port is None else Control(self.faults, control_port)
        self._server: asyncio.Server | None = None
        self._bus: EmbeddedBus | None = None
        self.entities: Entities

    @property
    def connection_string(self) -> str:
        """For the SDK, and for `KTRAVEL_SERVICEBUS`."""
        return (
            f"Endpoint=sb://127.0.0.1:{self.port};SharedAccessKeyName={KEY_NAME};"
            f"SharedAccessKey={self.tokens.key};UseDevelopmentEmulator=true;"
        )

    @property
    def control_url(self) -> str | None:
        """Where faults are set over HTTP."""
        return None if self._control is None else self._control.url

    async def start(self) -> None:
        """Listen. Raises `OSError` when the port is taken, `Unavailable` when the file cannot be used."""
        self._bus = EmbeddedBus(self._path, self._topology, clock=self._clock)
        self.entities = Entities(self._bus, self._topology, self._clock)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), "127.0.0.1", self.port, family=socket.AF_INET)
        self.port = self._server.sockets[0].getsockname()[1]
        if self._control is not None:
            await self._control.start()

    async def stop(self) -> None:
        """Close every connection and let go of the file."""
        if self._control is not None:
            await self._control.stop()
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*(connection.finish() for connection in list(self.connections)))
        if self._bus is not None:
            await self._bus.close()

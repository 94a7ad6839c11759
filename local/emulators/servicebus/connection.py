"""A client's connection: its greeting, its sessions, its heartbeat, and its end."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any, cast

from local.emulators.servicebus import frames
from local.emulators.servicebus.amqp_types import Array, NotAmqp, Symbol, UByte, UInt, UShort
from local.emulators.servicebus.errors import FORCED, INTERNAL, Refused
from local.emulators.servicebus.faults import Operation
from local.emulators.servicebus.frames import Frame, Reader, frame, performative
from local.emulators.servicebus.session import Session
from local.emulators.servicebus.tokens import covers

if TYPE_CHECKING:
    from local.emulators.servicebus.emulator import ServiceBusEmulator

_CHANNELS = 4_999
_MECHANISMS = ("MSSBCBS", "ANONYMOUS")


class Gone(Exception):  # noqa: N818
    """The connection was reset; nobody is left to answer."""


class Connection(asyncio.Protocol):
    """One TCP connection."""

    def __init__(self, emulator: "ServiceBusEmulator") -> None:
        self.emulator = emulator
        self.max_frame = frames.MAX_FRAME
        self._granted: set[str] = set()
        self._reader = Reader()
        self._sessions: dict[int, Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.Transport | None = None
        self._heartbeat: asyncio.TimerHandle | None = None
        self._idle_check: asyncio.TimerHandle | None = None
        self._heard_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._transport = cast("asyncio.Transport", transport)  # TCP's is one; uvloop's does not say so
        self.emulator.connections.add(self)
        self._check_idle()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        self.emulator.connections.discard(self)
        for timer in (self._heartbeat, self._idle_check):
            if timer is not None:
                timer.cancel()
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()

    def data_received(self, data: bytes) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        try:
            for found in self._reader.feed(data):
                if isinstance(found, bytes):
                    self._greet(found)
                else:
                    self._handle(found)
        except NotAmqp as error:
            self.close(Refused("amqp:decode-error", str(error)))
        except Refused as error:
            self.close(error)

    def send(self, body: bytes, channel: int = 0, kind: int = frames.AMQP_FRAME) -> None:
        """Send a frame, if the client is still there."""
        if self._transport is not None:
            self._transport.write(frame(body, channel, kind))

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it beside everything else. What fails in an unforeseen way ends the connection."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def grant(self, path: str) -> None:
        """The client may use this entity."""
        self._granted.add(path.lower())

    def may_use(self, path: str) -> bool:
        return any(covers(granted, path.lower()) for granted in self._granted)

    def reset(self) -> None:
        """Be gone at once, as when the network breaks."""
        if self._transport is not None:
            self._transport.abort()

    def close(self, error: Refused | None = None) -> None:
        """Say good-bye."""
        self.send(performative(frames.CLOSE, error and error.described()))
        if self._transport is not None:
            self._transport.close()

    @contextlib.asynccontextmanager
    async def faulty(self, operation: Operation, entity: str) -> AsyncIterator[None]:
        """Carry a request out with the fault that is to happen to it, if any. Raises `Gone` and `Refused`."""
        fault = self.emulator.faults.take(operation, entity)
        match fault and fault.kind:
            case "reset":
                self.reset()
                raise Gone
            case "busy" | "refuse":
                assert fault is not None  # noqa: S101 - as its kind says
                raise fault.refusal()
            case "slow":
                assert fault is not None  # noqa: S101
                await asyncio.sleep(fault.seconds)
                if self._transport is None:
                    raise Gone
                yield
            case "lost-ack":
                yield
                self.reset()
                raise Gone
            case _:
                yield

    async def finish(self) -> None:
        """Close, and wait for what is being done."""
        self.close(Refused(FORCED, "The emulator stops."))
        for session in self._sessions.values():
            session.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _greet(self, header: bytes) -> None:
        if header not in (frames.AMQP_HEADER, frames.SASL_HEADER):
            if self._transport is not None:
                self._transport.write(frames.AMQP_HEADER)
                self._transport.close()
            return
        if self._transport is not None:
            self._transport.write(header)
        if header == frames.SASL_HEADER:
            mechanisms = Array(0xB3, [Symbol(name) for name in _MECHANISMS])
            self.send(performative(frames.SASL_MECHANISMS, mechanisms), kind=frames.SASL_FRAME)

    def _handle(self, found: Frame) -> None:
        match found.code:
            case frames.SASL_INIT:
                if found.fields[0] not in _MECHANISMS:
                    self.send(performative(frames.SASL_OUTCOME, UByte(1)), kind=frames.SASL_FRAME)
                    return
                self.send(performative(frames.SASL_OUTCOME, UByte(0)), kind=frames.SASL_FRAME)
                self._reader.expects_header = True
            case frames.OPEN:
                self._open(found)
            case frames.CLOSE:
                self.close()
            case frames.BEGIN:
                self._sessions[found.channel] = Session(self, found)
            case frames.END:
                if (session := self._sessions.pop(found.channel, None)) is not None:
                    session.close()
                    self.send(performative(frames.END), found.channel)
            case _:
                if (session := self._sessions.get(found.channel)) is not None:
                    session.handle(found)

    def _open(self, found: Frame) -> None:
        self.max_frame = min(found.fields[2] or frames.MAX_FRAME, frames.MAX_FRAME)
        idle = UInt(int(self.emulator.idle_seconds * 1000))
        self.send(
            performative(frames.OPEN, "ktravel-servicebus", None, UInt(frames.MAX_FRAME), UShort(_CHANNELS), idle)
        )
        if found.fields[4]:
            self._beat(found.fields[4] / 2000)

    def _beat(self, every: float) -> None:
        self.send(b"")
        self._heartbeat = asyncio.get_running_loop().call_later(every, self._beat, every)

    def _check_idle(self) -> None:
        loop = asyncio.get_running_loop()
        self._heard_at = self._heard_at or loop.time()
        if loop.time() - self._heard_at > 2 * self.emulator.idle_seconds:
            self.close(Refused(FORCED, "The connection was inactive for too long."))
            return
        self._idle_check = loop.call_later(self.emulator.idle_seconds / 2, self._check_idle)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, Gone):
            logging.getLogger("ktravel.servicebus").error("a request failed", exc_info=error)
            self.close(Refused(INTERNAL, f"a defect of the emulator: {type(error).__name__}"))

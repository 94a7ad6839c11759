"""Serving: a bound socket, uvicorn, and stopping in good order."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import uvicorn
import uvloop

from local.host import DRAIN_SECONDS
from local.http import Handler, asgi


class CannotListen(Exception):  # noqa: N818
    """The address cannot be listened on; the message says it in a sentence."""


def bind(port: int, setting: str = "KTRAVEL_PORT") -> socket.socket:
    """A socket bound to `port`, which `setting` says, on this machine only; 0 takes one that is free. Raises
    `CannotListen`."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise CannotListen(
            f"Port {port} on 127.0.0.1 cannot be used ({reason}); choose another with {setting}=<number>, "
            f"or {setting}=0 for any that is free."
        ) from error
    return listener


class _Uvicorn(uvicorn.Server):
    """uvicorn that leaves signals to `until_stopped`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Server:
    """Answers what comes in on a bound socket by `handler`."""

    def __init__(self, handler: Handler, listener: socket.socket, *, keep_alive_seconds: int = 5) -> None:
        config = uvicorn.Config(
            asgi(handler),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=2048,
            timeout_keep_alive=keep_alive_seconds,
            timeout_graceful_shutdown=int(DRAIN_SECONDS),
        )
        self._server = _Uvicorn(config)
        self._listener = listener
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer from now on."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started:
            if self._task.done():
                self._task.result()
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Take no new connection; finish what was asked for, within half a minute."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class StopSignal:
    """One of `numbers`; a second one ends the process at once."""

    def __init__(self, *numbers: signal.Signals) -> None:
        self._received = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in numbers or (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.give)

    def give(self) -> None:
        """As if the signal had come."""
        if self._received.is_set():
            os._exit(1)
        self._received.set()

    async def wait(self) -> None:
        """Until the first one."""
        await self._received.wait()


def run(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run `main` on the fast event loop; its exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


def settle_memory() -> None:
    """Keep the collector from going over what was loaded at the start, again and again."""
    gc.collect()
    gc.freeze()

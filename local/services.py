"""`make run-services`: the gateway, and one process per context on one data directory.

A context that dies is started again after KTRAVEL_RESTART seconds (0.5 unless set), and after more and more while it
keeps dying; with KTRAVEL_RESTART=0 it stays dead, to see what the others do without it.
"""

import asyncio
import contextlib
import math
import os
import shutil
import signal
import sys
from pathlib import Path

import orjson

from local.environment import CannotStart, hold, prepare
from local.gateway import Gateway
from local.limits import Limiter, Limits
from local.logs import install
from local.proxy import ContextProxy, Contexts
from local.run import START_FAILURES
from local.server import Server, StopSignal, run
from local.welcome import announce, demo_data
from shared.settings import settings
from shared.wakeup import make_private, socket_directory

_RESTART_SECONDS = "0.5"
_LONGEST_PAUSE = 15.0
_HEALTHY_SECONDS = 30.0
"""A process that lived this long died for a new reason."""
_STOP_SECONDS = 65.0
"""Half a minute for requests, half a minute for messages, and a little."""
_START_SECONDS = 60.0


class Service:
    """One context's process, kept running. It is started again `pause` seconds after it died, never if that is 0."""

    def __init__(self, name: str, path: Path, contexts: Contexts, *, pause: float) -> None:
        self._name = name
        self._path = path
        self._contexts = contexts
        self._shortest_pause = pause
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def start(self) -> None:
        """Start the process and wait until it answers. Raises `CannotStart` when it ends first, or takes a minute."""
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "local.serve_context",
            "--socket",
            str(self._path),
            env={**os.environ, "KTRAVEL_CONTEXTS": self._name},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        line = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                line = await _output(process).readline()
        if not line:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise CannotStart(f"The context {self._name} did not start; what it said is above.")
        self._contexts.learn(self._name, orjson.loads(line)["routes"])
        print(f"  {self._name}: pid {process.pid}", flush=True)

    async def keep(self) -> None:
        """Start it again whenever it ends, until `stop`."""
        pause = self._shortest_pause
        while True:
            began = asyncio.get_running_loop().time()
            await self._until_ended()
            if self._stopping:
                return
            if not pause:
                print(f"  {self._name}: ended; KTRAVEL_RESTART=0 leaves it so, its routes answer 503.", flush=True)
                return
            if asyncio.get_running_loop().time() - began > _HEALTHY_SECONDS:
                pause = self._shortest_pause
            print(f"  {self._name}: ended; its routes answer 503 until it is back, in {pause:g} s.", flush=True)
            await asyncio.sleep(pause)
            pause = max(pause, min(pause * 2, _LONGEST_PAUSE))
            try:
                await self.start()
            except CannotStart as failure:
                print(f"  {failure}", flush=True)

    async def stop(self) -> None:
        """Have it finish what it began, and wait for that."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            print(f"  {self._name}: did not stop in time and was killed.", flush=True)
            process.kill()
            await process.wait()

    async def _until_ended(self) -> None:
        process = self._process
        if process is None:
            return
        while line := await _output(process).readline():
            print(f"  {self._name}: {line.decode(errors='replace').rstrip()}", flush=True)
        await process.wait()


def _output(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise RuntimeError("the process was started without a pipe")
    return process.stdout


def _restart_seconds() -> float:
    text = os.environ.get("KTRAVEL_RESTART") or _RESTART_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise CannotStart(f"KTRAVEL_RESTART must be a number of seconds, 0 for never, not {text!r}.")
    return seconds


def _empty_directory(data_dir: Path) -> Path:
    """A directory for the contexts' sockets, without what a killed gateway left in it."""
    directory = socket_directory(data_dir, "services")
    shutil.rmtree(directory, ignore_errors=True)
    try:
        make_private(directory)
    except OSError as error:
        raise CannotStart(f"There is no place for the contexts' sockets: {error}.") from None
    return directory


async def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    pause = _restart_seconds()
    environment = prepare()
    claims = hold(environment.data_dir, ["gateway"])
    log = install(environment.data_dir / "log", "gateway")
    sockets = _empty_directory(environment.data_dir)
    names = settings().hosted
    contexts = Contexts(ContextProxy(name, sockets / name) for name in names)
    services = [Service(name, sockets / name, contexts, pause=pause) for name in names]
    gateway = Gateway(
        contexts.handle,
        web_origins=settings().web_origins,
        limiter=Limiter(Limits.load()) if environment.limited else None,
    )
    server = Server(gateway.handle, environment.listener)
    stopped = StopSignal()
    keeping: list[asyncio.Task[None]] = []
    try:
        await asyncio.gather(*(service.start() for service in services))
        await server.start()
        keeping = [asyncio.create_task(service.keep()) for service in services]
        announce(environment, "one process per context")
        async with demo_data(environment):
            await stopped.wait()
        print("Stopping: finishing what was begun.", flush=True)
    finally:
        await server.stop()
        await asyncio.gather(*(service.stop() for service in services))
        for task in keeping:
            task.cancel()
        await contexts.close()
        shutil.rmtree(sockets, ignore_errors=True)
        log.close()
        claims.close()
    print("Stopped.", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(run(main))
    except START_FAILURES as failure:
        sys.exit(str(failure))

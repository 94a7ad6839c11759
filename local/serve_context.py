"""One process of `make run-services`: the contexts that KTRAVEL_CONTEXTS names, on a Unix socket.

Started by local/services.py, which speaks to it in two ways: the first line it prints is JSON with the routes it
answers; and when its standard input ends, because its parent did, it stops.
"""

import argparse
import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import orjson

from local.environment import hold
from local.host import FunctionsHost
from local.logs import install
from local.run import START_FAILURES, app_directory
from local.server import Server, StopSignal, run, settle_memory
from shared.dependencies import close_dependencies
from shared.settings import settings

KEEP_ALIVE_SECONDS = 120
"""Longer than the gateway keeps a connection, so that it never sends a request on one that is being closed."""
_PATIENCE_SECONDS = 35.0


async def main() -> int:
    """Serve until SIGTERM or until the parent is gone; the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=Path, required=True)
    path: Path = parser.parse_args().socket
    data_dir, contexts = settings().data_dir, settings().hosted
    # The last parent may have been killed a moment ago: then its children are still finishing.
    claims = hold(data_dir, contexts, patience=_PATIENCE_SECONDS)
    log = install(data_dir / "log", "-".join(contexts))
    host = await FunctionsHost.start(app_directory())
    server = Server(host.handle, _listener(path), keep_alive_seconds=KEEP_ALIVE_SECONDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops us in its turn
    stopped = StopSignal(signal.SIGTERM)
    asyncio.get_running_loop().add_reader(sys.stdin, _read_parent, stopped)
    await server.start()
    host.start_triggers()
    settle_memory()
    print(orjson.dumps({"routes": host.http.routes}).decode(), flush=True)
    await stopped.wait()
    host.request_stop()
    await server.stop()
    await host.finish()
    await close_dependencies()
    log.close()
    claims.close()
    return 0


def _listener(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(2048)
    return listener


def _read_parent(stopped: StopSignal) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin)
        stopped.give()


if __name__ == "__main__":
    try:
        sys.exit(run(main))
    except START_FAILURES as failure:
        sys.exit(str(failure))

"""`make run`: every context in one process, behind the gateway."""

import os
import sys
from pathlib import Path

from local.environment import CannotStart, hold, prepare
from local.gateway import Gateway
from local.host import FunctionsHost
from local.limits import Limiter, Limits
from local.logs import install
from local.ncrontab import BadSchedule
from local.routes import BadTemplate
from local.runtime import IndexingFailed
from local.server import CannotListen, Server, StopSignal, run, settle_memory
from local.welcome import announce, demo_data
from shared.dependencies import close_dependencies
from shared.settings import SettingsError, settings

START_FAILURES = (BadSchedule, BadTemplate, CannotListen, CannotStart, IndexingFailed, SettingsError)
"""What prevents a start, and says in its message what to do about it."""


def app_directory() -> Path:
    """Where function_app.py is: this checkout, or what AzureWebJobsScriptRoot names, as for the Functions host."""
    named = os.environ.get("AzureWebJobsScriptRoot")  # noqa: SIM112 - Azure's own spelling
    return Path(named or Path(__file__).parent.parent).absolute()


async def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    environment = prepare()
    claims = hold(environment.data_dir, ["gateway", *settings().hosted])
    log = install(environment.data_dir / "log", "all")
    host = await FunctionsHost.start(app_directory())
    gateway = Gateway(
        host.handle,
        web_origins=settings().web_origins,
        limiter=Limiter(Limits.load()) if environment.limited else None,
    )
    server = Server(gateway.handle, environment.listener)
    signal = StopSignal()
    await server.start()
    host.start_triggers()
    settle_memory()
    announce(environment, "one process")
    async with demo_data(environment):
        await signal.wait()
    print("Stopping: finishing what was begun.", flush=True)
    host.request_stop()
    await server.stop()
    await host.finish()
    await close_dependencies()
    log.close()
    claims.close()
    print("Stopped.", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(run(main))
    except START_FAILURES as failure:
        sys.exit(str(failure))

"""What a start says when it is ready, and the demo data that it begins with."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from local.environment import Environment
from local.web_app import WebApp


def announce(environment: Environment, how: str) -> None:
    """Say where it runs and what to try next. `how` tells the processes apart."""
    url, web_app = environment.url, WebApp()
    lines = [
        f"Kt-ravel is running at {url} ({how}; data in {environment.data_dir}).",
        f"  The API, to read and try out:  {url}/api/docs",
        f"  Sign in as anybody:            curl -s {url}/api/auth/dev/token \\",
        "                                   -H 'Content-Type: application/json' -d '{\"persona\": \"mina\"}'",
        "  What a request led to:         make trace ID=<the x-trace-id of its answer>",
        "  Ctrl-C stops it.",
    ]
    if web_app.built:
        lines.insert(1, f"  The web app:                   {url}/")
    print("\n".join(lines), flush=True)


@contextlib.asynccontextmanager
async def demo_data(environment: Environment) -> AsyncIterator[None]:
    """Load the demo data in the background while the body runs, unless KTRAVEL_DEMO=0."""
    loading = asyncio.create_task(_load(environment)) if environment.demo else None
    try:
        yield
    finally:
        if loading is not None:
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loading


async def _load(environment: Environment) -> None:
    from local.demo import load  # noqa: PLC0415 - brings an HTTP client that nothing else here needs

    try:
        await load(environment.url, environment.data_dir)
    except Exception:
        logging.getLogger("ktravel").exception("the demo data could not be loaded; everything else works")

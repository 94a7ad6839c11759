"""Waiting a little, where waiting a little is right."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from shared.errors import WriteConflict

KNOWN_WITHIN_SECONDS = 0.5
"""How long a command waits for news of something that another context has only just told (design §4)."""


async def until_known[T](read: Callable[[], Awaitable[T | None]]) -> T | None:
    """What `read` finds, asked again for up to half a second; None if it is still not there."""
    clock = asyncio.get_running_loop().time
    until, pause = clock() + KNOWN_WITHIN_SECONDS, 0.002
    while (found := await read()) is None and clock() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.05)
    return found


async def retrying[T](attempt: Callable[[], Awaitable[T]], *, times: int = 12) -> T:
    """Run a read-decide-write `attempt` again when somebody else wrote first. Raises the last `WriteConflict`."""
    for tried in range(1, times):
        try:
            return await attempt()
        except WriteConflict:
            # Full jitter: of many who collide, a few should meet again, not all.
            await asyncio.sleep(random.uniform(0, min(0.001 * 2**tried, 0.1)))  # noqa: S311
    return await attempt()

"""Everything that is held of a member, in one file: the parts of all contexts, gathered page by page.

No context reads another's containers: each offers its own part over HTTP to the member it is about (shared/export.py),
and this asks for them as that member. The file is whole or it is not given.
"""

import asyncio
from typing import Protocol

import orjson

from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.topology import topology

MAX_BYTES = 50_000_000
"""A larger export is to be read in its parts: this one is held in memory."""
SECONDS = 60.0
"""How long gathering may take."""


class Parts(Protocol):
    """Where the parts come from."""

    async def page(self, context: str, cursor: str | None) -> bytes:
        """A page of a context's part: JSON with `items` and `nextCursor`. Raises the 401 `Rejection` if it is refused
        to who asks, `Unavailable` if it cannot be had."""
        ...


async def gather(deps: Dependencies, parts: Parts, member_id: str) -> bytes:
    """The export, as JSON. Raises as `Parts.page` does, `Unavailable` when it takes too long, and the 413 `Rejection`
    when it is too large."""
    room = _Room(MAX_BYTES)
    try:
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as group:
            reading = {name: group.create_task(_part(parts, name, room)) for name in topology().contexts}
    except TimeoutError as error:
        raise Unavailable(f"the export took longer than {SECONDS:g} s") from error
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    contexts = {name: orjson.Fragment(task.result()) for name, task in reading.items()}
    at = to_iso(deps.clock.now())
    return orjson.dumps({"memberId": member_id, "exportedAt": at, "contexts": contexts})


class _Room:
    """The bytes that there is room for."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Rejection("export_too_large", 413, max=MAX_BYTES)


async def _part(parts: Parts, context: str, room: _Room) -> bytes:
    pages: list[bytes] = []
    cursor: str | None = None
    while True:
        page = orjson.loads(await parts.page(context, cursor))
        if page["items"]:
            items = orjson.dumps(page["items"])[1:-1]
            room.take(len(items))
            pages.append(items)
        cursor = page["nextCursor"]
        if cursor is None:
            return b"[%b]" % b",".join(pages)

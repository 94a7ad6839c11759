"""Reading a container's change feed over all its ranges of partitions, with one continuation for all.

azure-cosmos can do so itself, but of a continuation that it gave before every range was read once it says "Invalid
composite token" (4.17.1: it writes null where a range has none, and refuses to read that). So each range is read by
itself here, in turn, and our continuation holds theirs. When Cosmos DB splits a range, the SDK goes on with its parts
within that range's continuation.
"""

import base64
from collections.abc import Mapping
from typing import Any

import orjson
from azure.cosmos.aio import ContainerProxy

from shared.errors import Poison
from shared.store.port import Document

type _Range = list[Any]
"""A range of partitions, as the SDK describes it, and its continuation; None before it was read."""


async def read_page(
    proxy: ContainerProxy, container: str, continuation: str | None, limit: int
) -> tuple[list[Document], str]:
    """Documents of the first range that has any, beginning with the one whose turn it is; where to go on. Raises
    `Poison` for a continuation that is none of this container's feed."""
    if continuation is None:
        ranges: list[_Range] = [[each, None] async for each in proxy.read_feed_ranges()]
    else:
        ranges = _ranges_of(container, continuation)
    bodies: list[Document] = []
    for _ in range(len(ranges)):
        feed_range, after = ranges.pop(0)
        bodies, after = await _read(proxy, feed_range, after, limit)
        ranges.append([feed_range, after])
        if bodies:
            break
    return bodies, base64.urlsafe_b64encode(orjson.dumps([container, ranges])).decode()


async def _read(
    proxy: ContainerProxy, feed_range: dict[str, Any], after: str | None, limit: int
) -> tuple[list[Document], str]:
    headers: Mapping[str, str] = {}

    def keep(latest: Mapping[str, str], _: object) -> None:
        # The SDK puts its continuation into this very object once it has made it.
        nonlocal headers
        headers = latest

    start = {"continuation": after} if after else {"feed_range": feed_range, "start_time": "Beginning"}
    pages = proxy.query_items_change_feed(max_item_count=limit, response_hook=keep, **start).by_page()
    bodies: list[Document] = []
    async for page in pages:
        bodies = [body async for body in page]
        break
    return bodies, headers["etag"]


def _ranges_of(container: str, continuation: str) -> list[_Range]:
    try:
        name, ranges = orjson.loads(base64.urlsafe_b64decode(continuation))
        if name == container and ranges and all(len(each) == len(("range", "after")) for each in ranges):
            return list(ranges)
    except (ValueError, TypeError):
        pass
    raise Poison("this is no continuation of this container's feed")

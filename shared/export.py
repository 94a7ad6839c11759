"""What one context holds of a member, page by page: its part of the export of everything (GET /members/me/export).

Each context says which documents of the member's partition are theirs to have, and how they are shown. What others did
to the member without the member knowing (a block), and what only makes the system work (indexes, tombstones, records
for repeated requests, copies of what another part shows), is not among them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.dependencies import Dependencies
from shared.errors import Rejection
from shared.http import Paging
from shared.store.port import Document, OneOf, Query

_MAX_INDEX_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Held:
    """Documents of some types in a member's partition, shown as the record `name`."""

    name: str
    container: str
    types: Sequence[str]
    view: Callable[[Document], dict[str, Any] | None]
    """What is shown of one; None for nothing."""


async def export_page(deps: Dependencies, member_id: str, held: Sequence[Held], paging: Paging) -> dict[str, Any]:
    """A page of everything that is `held` of a member, in that order. Raises the 400 `Rejection` for a cursor that is
    not one this gave."""
    index, cursor = _position(paging.cursor, len(held))
    items: list[dict[str, Any]] = []
    while index < len(held) and len(items) < paging.limit:
        part = held[index]
        query = Query([OneOf("type", part.types)], limit=paging.limit - len(items), cursor=cursor)
        page = await deps.store.query(part.container, member_id, query)
        views = (part.view(item.body) for item in page.items)
        items += [{"record": part.name, **view} for view in views if view is not None]
        cursor = page.cursor
        if cursor is None:
            index += 1
    return {"items": items, "nextCursor": None if index == len(held) else f"{index}.{cursor or ''}"}


def _position(cursor: str | None, parts: int) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    index, _, inner = cursor.partition(".")
    if not (index.isascii() and index.isdigit() and len(index) <= _MAX_INDEX_DIGITS and int(index) < parts):
        raise Rejection("invalid_cursor", 400)
    return int(index), inner or None

"""The history of a wallet, for reading."""

from typing import Any

from functions.token import handlers, repository
from functions.token.texts import sentence
from shared.dependencies import Dependencies
from shared.store.port import Document


async def history(
    deps: Dependencies, member_id: str, language: str, *, limit: int, cursor: str | None
) -> dict[str, Any]:
    """A page of what happened in a member's wallet, latest first, said in `language`. Raises as
    `handlers.read_wallet` does."""
    page = await repository.entries(deps, member_id, limit=limit, cursor=cursor)
    if not page.items:
        await handlers.read_wallet(deps, member_id)
        page = await repository.entries(deps, member_id, limit=limit, cursor=cursor)
    return {"items": [_entry(item.body, language) for item in page.items], "nextCursor": page.cursor}


def _entry(document: Document, language: str) -> dict[str, Any]:
    return {
        "id": document["id"],
        "kind": document["kind"],
        "amount": document["amount"],
        "balance": document["balance"],
        "text": sentence(document, language),
        "recommendationId": document["recommendationId"],
        "orderId": document["orderId"],
        "at": document["at"],
        "createdAt": document["at"],
        "updatedAt": document["at"],
    }

"""Keeping a copy of what another context told: the highest version wins, in whatever order the news comes."""

from shared.patience import retrying
from shared.store.port import Create, Document, Replace, Store

TOMBSTONE_SECONDS = 400 * 24 * 3600
"""How long it is kept that something is gone: longer than any replay reaches back."""


async def put_newer(store: Store, container: str, document: Document) -> None:
    """Store `document`, unless one of its id with the same `version` or a higher one is there.

    Raises the `WriteConflict` of others who do not stop writing it.
    """

    async def attempt() -> None:
        present = await store.read(container, document["pk"], document["id"])
        if present is not None and present.body["version"] >= document["version"]:
            return
        operation = Create(document) if present is None else Replace(document, present.etag)
        await store.execute(container, document["pk"], [operation])

    await retrying(attempt)

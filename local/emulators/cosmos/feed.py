"""The change feed: documents as they are now, in the order of their last write, of one range of partitions.

https://learn.microsoft.com/rest/api/cosmos-db/list-documents: `A-IM` asks for it, `If-None-Match` says behind what, the
answer's `ETag` says where to go on; 304 is that nothing was written.
"""

from collections.abc import Sequence

from local.emulators.cosmos.charges import query_charge
from local.emulators.cosmos.data import Kept, PartitionRange
from local.emulators.cosmos.documents import shown
from local.emulators.cosmos.queries import range_asked
from local.emulators.cosmos.wire import Answer, Asked, UnsupportedError
from shared.store.port import Document

_ROWS_AT_ONCE = 500


async def read(kept: Kept, asked: Asked, ranges: Sequence[PartitionRange]) -> Answer:
    """One page of it."""
    if asked.headers["a-im"].lower() not in ("incremental feed", "incremental"):
        raise UnsupportedError(f"the change feed of {asked.headers['a-im']}; only the latest version of documents")
    if "if-modified-since" in asked.headers or asked.headers.get("if-none-match") == "*":
        raise UnsupportedError("the change feed from a moment or from now; only from the beginning or a continuation")
    scope = range_asked(asked, ranges) or PartitionRange("", "", "FF")
    after = int(asked.headers.get("if-none-match", '"0"').strip('"'))
    most = int(asked.headers.get("x-ms-max-item-count", -1))
    documents: list[Document] = []
    sizes: list[int] = []
    while rows := await kept.store.rows(kept.name, after=after, limit=_ROWS_AT_ONCE):
        for row in rows:
            if len(documents) == most:
                break
            after = row.number
            if scope.holds(row.partition):
                documents.append({**shown(kept, row), "_lsn": row.number})
                sizes.append(len(row.body))
        if len(documents) == most:
            break
    headers = {"etag": f'"{after}"'}
    if not documents:
        return Answer(304, headers=headers, charge=query_charge([]))
    body = {"_rid": kept.rid, "Documents": documents, "_count": len(documents)}
    return Answer(200, body, headers, query_charge(sizes))

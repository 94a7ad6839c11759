"""Which request asks for what: the account, the database, containers, their ranges of partitions, documents."""

from collections.abc import Sequence
from http import HTTPStatus

from local.emulators.cosmos import documents, feed, queries
from local.emulators.cosmos.data import Data, Kept, PartitionRange
from local.emulators.cosmos.faults import Operation
from local.emulators.cosmos.wire import Answer, Asked, UnsupportedError, WireError

_IS_QUERY = "x-ms-documentdb-isquery"
_IS_PLAN = "x-ms-cosmos-is-query-plan-request"
_IS_BATCH = "x-ms-cosmos-is-batch-request"
_IS_UPSERT = "x-ms-documentdb-is-upsert"
_POINTS: dict[str, Operation] = {"GET": "read", "PUT": "replace", "DELETE": "delete", "PATCH": "patch"}
_DATABASE_DEPTH, _CONTAINER_DEPTH, _FEED_DEPTH, _DOCUMENT_DEPTH = 2, 4, 5, 6
_RANGES_TAG = '"1"'


def operation_of(asked: Asked) -> Operation:
    """What is asked for, of documents; "metadata" is all else."""
    depth = len(asked.path)
    if depth == _DOCUMENT_DEPTH and asked.path[4] == "docs":
        return _POINTS.get(asked.method, "metadata")
    if depth != _FEED_DEPTH or asked.path[4] != "docs":
        return "metadata"
    if asked.method == "GET":
        return "feed"
    if asked.says(_IS_BATCH):
        return "batch"
    if asked.says(_IS_QUERY) or asked.says(_IS_PLAN):
        return "query"
    return "upsert" if asked.says(_IS_UPSERT) else "create"


class Routes:
    """Answers requests about one database."""

    def __init__(self, data: Data, database: str, ranges: Sequence[PartitionRange], most: int) -> None:
        self._data = data
        self._database = database
        self._ranges = ranges
        self._most = most

    async def answer(self, asked: Asked) -> Answer:
        """The answer. Raises `WireError`."""
        path = asked.path
        if not path and asked.method == "GET":
            return self._account(asked)
        if path[0] != "dbs" or len(path) < _DATABASE_DEPTH:
            raise UnsupportedError(f"{asked.method} of /{'/'.join(path)}")
        if path[1] != self._database:
            raise WireError(HTTPStatus.NOT_FOUND, "Owner resource does not exist.", sub_status=1003)
        if len(path) == _DATABASE_DEPTH and asked.method == "GET":
            return Answer(body={"id": self._database, "_rid": "ktravel=", "_self": "dbs/ktravel=/", "_colls": "colls/"})
        if len(path) < _CONTAINER_DEPTH or path[2] != "colls":
            raise UnsupportedError(
                f"{asked.method} of /{'/'.join(path)}: the containers are those of infra/topology.json"
            )
        kept = self._data.container(path[3]) or self._data.container_of(path[3])
        if kept is None:
            raise WireError(HTTPStatus.NOT_FOUND, "Owner resource does not exist.", sub_status=1003)
        return await self._of_container(kept, asked)

    async def _of_container(self, kept: Kept, asked: Asked) -> Answer:
        depth = len(asked.path)
        if depth == _CONTAINER_DEPTH and asked.method == "GET":
            return _container(kept)
        if asked.path[4:] == ("pkranges",) and asked.method == "GET":
            return self._partition_ranges(kept, asked)
        if depth < _FEED_DEPTH or asked.path[4] != "docs":
            raise UnsupportedError(f"{asked.method} of /{'/'.join(asked.path)}")
        return await (_point if depth == _DOCUMENT_DEPTH else self._documents)(kept, asked)

    async def _documents(self, kept: Kept, asked: Asked) -> Answer:
        operation = operation_of(asked)
        if operation == "feed":
            if "a-im" not in asked.headers:
                raise UnsupportedError("listing documents; query them instead")
            return await feed.read(kept, asked, self._ranges)
        if asked.says(_IS_PLAN):
            return queries.plan(kept, asked)
        if operation == "query":
            return await queries.query(kept, asked, self._ranges, self._most)
        if operation == "batch":
            return await documents.batch(kept, _partition(asked), asked)
        return await documents.write(kept, _partition(asked), operation.capitalize(), asked)

    def _account(self, asked: Asked) -> Answer:
        place = [{"name": "Here", "databaseAccountEndpoint": asked.address}]
        return Answer(
            body={
                "id": "emulator",
                "_self": "",
                "_rid": "emulator",
                "_dbs": "//dbs/",
                "media": "//media/",
                "addresses": "//addresses/",
                "writableLocations": place,
                "readableLocations": place,
                "enableMultipleWriteLocations": False,
                "userConsistencyPolicy": {"defaultConsistencyLevel": "Strong"},
                "queryEngineConfiguration": "{}",
            }
        )

    def _partition_ranges(self, kept: Kept, asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == _RANGES_TAG:
            return Answer(304, headers={"etag": _RANGES_TAG})
        ranges = [
            {
                "id": each.id,
                "_rid": f"{kept.rid}{each.id}",
                "minInclusive": each.low,
                "maxExclusive": each.high,
                "status": "online",
                "parents": [],
            }
            for each in self._ranges
        ]
        body = {"_rid": kept.rid, "PartitionKeyRanges": ranges, "_count": len(ranges)}
        return Answer(body=body, headers={"etag": _RANGES_TAG})


async def _point(kept: Kept, asked: Asked) -> Answer:
    document_id = asked.path[5]
    if asked.method == "GET":
        return await documents.read(kept, _partition(asked), document_id)
    if asked.method not in _POINTS:
        raise UnsupportedError(f"{asked.method} of a document")
    return await documents.write(kept, _partition(asked), _POINTS[asked.method].capitalize(), asked, document_id)


def _partition(asked: Asked) -> str:
    partition = documents.partition_of(asked)
    if partition is None:
        raise WireError(HTTPStatus.BAD_REQUEST, "PartitionKey value must be supplied for this operation.")
    return partition


def _container(kept: Kept) -> Answer:
    composites = [
        [{"path": f"/{field}", "order": "ascending"} for field in composite] for composite in sorted(kept.composites)
    ]
    body = {
        "id": kept.name,
        "_rid": kept.rid,
        "_self": f"dbs/ktravel=/colls/{kept.rid}/",
        "_docs": "docs/",
        "defaultTtl": -1,
        "partitionKey": {"paths": ["/id" if kept.by_id else "/pk"], "kind": "Hash", "version": 2},
        "indexingPolicy": {"indexingMode": "consistent", "automatic": True, "compositeIndexes": composites},
    }
    return Answer(body=body)

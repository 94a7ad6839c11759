"""The store port on Cosmos DB, through azure-cosmos.

Each method is one request where the port allows it. Queries name their partition; the SDK asks all of them where it is
not named, so only `query_across` leaves it out. A batch of one is a plain write. What was asked and not answered is
asked again when it is a read, never when it is a write (docs/adr/0012).

Only this adapter and its siblings import azure-cosmos, and only where the settings choose it is it imported.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import orjson
from azure.core.exceptions import AzureError
from azure.cosmos.aio import ContainerProxy

from shared.errors import Poison, Unavailable
from shared.store.cosmos_client import Charges, CosmosAccount, OnCharge, cosmos_account, counting
from shared.store.cosmos_errors import (
    RETRY_WITH,
    failure_of,
    is_not_found,
    is_unanswered,
    retry_after_of,
    status_of,
)
from shared.store.cosmos_feed import read_page
from shared.store.cosmos_query import Selection, select
from shared.store.cosmos_writes import batch, id_of, write
from shared.store.limits import check_batch, check_key, check_page, check_partition
from shared.store.port import (
    Document,
    Equals,
    Feed,
    Operation,
    Page,
    Query,
    Stored,
)
from shared.telemetry import logger, record
from shared.topology import Container, topology

_NO_PATHS = (".", "..")
"""Ids that vanish from a request's path: HTTP clients take them for steps. They go in bodies instead."""
_READ_AT_ONCE = 32
_ATTEMPTS = 4
_FIRST_PAUSE = 0.02

type _Position = list[tuple[bool, Any]]


class CosmosStore:
    """The containers of one context in one database. The account may be shared, and outlives the store.

    `on_charge` is told what each operation cost; the same is logged at debug level.
    """

    def __init__(
        self,
        account: CosmosAccount,
        database: str,
        containers: Sequence[Container],
        *,
        on_charge: OnCharge | None = None,
    ) -> None:
        self._account = account
        self._database = database
        self._indexes = {container.name: container.indexes for container in containers}
        self._on_charge = on_charge
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        """The document, or None."""
        self._check(container)
        check_key(partition, document_id)
        return await self._point_read("read", container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        """The documents at these (partition, id) pairs, in their order; None where there is none. Point reads, as many
        as there are different pairs: their price is known and they wait for each other only by the dozen."""
        self._check(container)
        for key in keys:
            check_key(*key)
        places = asyncio.Semaphore(_READ_AT_ONCE)

        async def one(key: tuple[str, str]) -> Stored | None:
            async with places:
                return await self._point_read("read_many", container, *key)

        different = list(dict.fromkeys(keys))
        found = dict(zip(different, await asyncio.gather(*map(one, different)), strict=True))
        return [found[key] for key in keys]

    async def query(self, container: str, partition: str, query: Query) -> Page:
        """One page of what matches in one partition."""
        self._check(container)
        check_partition(partition)
        selection = select(container, partition, query, self._indexes[container])
        if selection.finds_nothing:
            return Page([], None)

        async def ask(proxy: ContainerProxy) -> list[Stored]:
            found = proxy.query_items(
                selection.sql,
                parameters=list(map(dict, selection.parameters)),
                partition_key=partition,
                max_item_count=query.limit + 1,
            )
            return [_stored(body) async for body in found]

        return _page(await self._ask("query", container, ask), query.limit, selection)

    async def query_across(self, container: str, query: Query) -> Page:
        """One page over all partitions."""
        self._check(container)
        selection = select(container, None, query, self._indexes[container])
        if selection.finds_nothing:
            return Page([], None)

        async def ask(proxy: ContainerProxy) -> list[Stored]:
            # Without a partition key the SDK asks every partition.
            found = proxy.query_items(
                selection.sql, parameters=list(map(dict, selection.parameters)), max_item_count=query.limit + 1
            )
            return await _in_order(found, selection, query)

        return _page(await self._ask("query_across", container, ask), query.limit, selection)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        """Carry out all operations in order, or none of them; durable when it returns."""
        self._check(container)
        check_batch(partition, operations)
        [operation, *others] = operations
        if not others and id_of(operation) not in _NO_PATHS:
            return [
                await self._ask(
                    "write", container, lambda proxy: write(proxy, partition, operation), operations=operations
                )
            ]
        return await self._ask(
            "batch", container, lambda proxy: batch(proxy, partition, operations), operations=operations
        )

    async def read_feed(self, container: str, continuation: str | None, limit: int = 100) -> Feed:
        """What was written after `continuation`; from the beginning of time without one."""
        bodies, after = await self._feed(container, continuation, limit)
        return Feed([_stored(body) for body in bodies], after)

    async def read_feed_raw(self, container: str, continuation: str | None, limit: int = 100) -> tuple[bytes, int, str]:
        """`read_feed` for the host, which hands documents on as text: a JSON array of documents with "_etag" and
        "_ts" in them; how many there are; the continuation."""
        bodies, after = await self._feed(container, continuation, limit)
        kept = [
            {name: value for name, value in body.items() if name[0] != "_" or name in ("_etag", "_ts")}
            for body in bodies
        ]
        return orjson.dumps(kept), len(kept), after

    async def close(self) -> None:
        """Finish what was asked for."""
        await self._idle.wait()

    async def _feed(self, container: str, continuation: str | None, limit: int) -> tuple[list[Document], str]:
        self._check(container)
        check_page(limit)
        return await self._ask("read_feed", container, lambda proxy: read_page(proxy, container, continuation, limit))

    async def _point_read(self, name: str, container: str, partition: str, document_id: str) -> Stored | None:
        if document_id in _NO_PATHS:
            page = await self.query(container, partition, Query([Equals("id", document_id)], limit=1))
            return page.items[0] if page.items else None
        return await self._ask(name, container, lambda proxy: _read(proxy, partition, document_id))

    def _check(self, container: str) -> None:
        if container not in self._indexes:
            raise Poison(f"there is no container {container}")

    async def _ask[T](
        self,
        name: str,
        container: str,
        ask: Callable[[ContainerProxy], Awaitable[T]],
        *,
        operations: Sequence[Operation] = (),
    ) -> T:
        """Ask the container, again where that is safe, and account for it. `operations` are those of a write."""
        async with self._accounted(name, container):
            database = await self._account.database(self._database)
            proxy = database.get_container_client(container)
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return await ask(proxy)
                except AzureError as error:
                    again = status_of(error) == RETRY_WITH or (not operations and is_unanswered(error))
                    if not again or attempt == _ATTEMPTS:
                        raise failure_of(error, operations) from error
                    pause = retry_after_of(error) or _FIRST_PAUSE * 2**attempt
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
        raise Unavailable("Cosmos DB did not answer")

    @asynccontextmanager
    async def _accounted(self, name: str, container: str) -> AsyncIterator[None]:
        charges = Charges()
        token = counting.set(charges)
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            counting.reset(token)
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()
            if self._on_charge is not None:
                self._on_charge(name, container, charges)
            if logger.isEnabledFor(logging.DEBUG):
                record(
                    "cosmos",
                    level=logging.DEBUG,
                    operation=name,
                    container=container,
                    charge=charges.units,
                    requests=charges.requests,
                )


@cache
def open_cosmos_store(context: str) -> CosmosStore:
    """The context's containers, in the account that this process's settings name. Raises `SettingsError`. Whoever
    asks for it must not close it: `close_dependencies` does."""
    return _opened(topology().contexts[context].containers, open_cosmos_store.cache_clear)


@cache
def open_lease_store(context: str) -> CosmosStore:
    """`open_cosmos_store`, of the container in which the local host keeps how far it has read the context's feeds. It
    is partitioned by /id: a document's partition is its id."""
    leases = topology().contexts[context].leases
    return _opened(
        [] if leases is None else [Container(name=leases, indexes=(), outbox=False)], open_lease_store.cache_clear
    )


def _opened(containers: Sequence[Container], forget: Callable[[], None]) -> CosmosStore:
    from shared.dependencies import close_at_shutdown  # noqa: PLC0415 - which asks here

    store = CosmosStore(cosmos_account(), topology().database, containers)

    async def close() -> None:
        forget()
        await store.close()

    close_at_shutdown(close)
    return store


async def _read(proxy: ContainerProxy, partition: str, document_id: str) -> Stored | None:
    try:
        return _stored(dict(await proxy.read_item(document_id, partition)))
    except AzureError as error:
        if is_not_found(error):
            return None
        raise


async def _in_order(found: AsyncIterator[Document], selection: Selection, query: Query) -> list[Stored]:
    """One document more than the limit, of what comes in order but for those that differ in their partition only."""
    after = None if selection.after is None else _sortable(selection.after)
    items: list[Stored] = []
    alike: list[tuple[_Position, Stored]] = []

    def settle() -> None:
        alike.sort(key=lambda each: each[0], reverse=query.descending)
        items.extend(
            stored
            for position, stored in alike
            if after is None or (position < after if query.descending else position > after)
        )
        alike.clear()

    async for body in found:
        stored = _stored(body)
        position = _sortable(selection.position(stored.body))
        if alike and alike[-1][0][:-1] != position[:-1]:
            settle()
            if len(items) > query.limit:
                break
        alike.append((position, stored))
    settle()
    return items


def _page(found: Sequence[Stored], limit: int, selection: Selection) -> Page:
    items = found[:limit]
    return Page(items, selection.cursor_after(items[-1].body) if len(found) > limit else None)


def _sortable(position: Sequence[Any]) -> _Position:
    return [(isinstance(value, str), value) for value in position]


def _stored(body: Document) -> Stored:
    return Stored({name: value for name, value in body.items() if name[0:1] != "_"}, body["_etag"])

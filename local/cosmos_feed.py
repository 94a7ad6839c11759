"""The change feed that a trigger reads when the store is Cosmos DB, and the lease under which it does so."""

from collections.abc import Iterator
from contextlib import contextmanager

from local.feed_trigger import LEASE_SECONDS, FeedSource
from shared.clock import Clock, SystemClock
from shared.dependencies import wakeup
from shared.errors import WriteConflict
from shared.store.cosmos import CosmosStore, open_cosmos_store, open_lease_store
from shared.store.port import Create, Document, Replace, Store
from shared.topology import topology

_OWNER = "host"
"""As in local/feed_source.py: one process hosts a context."""


@contextmanager
def cosmos_feed_source(context: str, lease_name: str) -> Iterator[FeedSource]:
    """The feed of a context's containers, read under the lease of that name. An emulator on the same data directory
    wakes the reader; Cosmos DB does not, and is polled."""
    store: CosmosStore = open_cosmos_store(context)
    container = str(topology().contexts[context].leases)
    lease = CosmosLease(
        open_lease_store(context), container, lease_name, _OWNER, seconds=LEASE_SECONDS, clock=SystemClock()
    )
    name = f"store/{context}"
    woken = wakeup().subscribe(name)
    try:
        yield FeedSource(store, lease, woken)
    finally:
        wakeup().unsubscribe(name, woken)


class CosmosLease:
    """Who reads a feed for one function, and how far it has come: a document of its own partition, guarded by its ETag.

    The owner acquires again before `seconds` are over, or another may take its place; what was read and not saved by
    then is read twice.
    """

    def __init__(self, store: Store, container: str, name: str, owner: str, *, seconds: float, clock: Clock) -> None:
        self._store = store
        self._container = container
        self._id = name.replace("/", "|")
        self._owner = owner
        self._milliseconds = int(seconds * 1000)
        self._clock = clock
        self._etag: str | None = None
        self.continuation: str | None = None
        """Where to go on reading; None is the beginning. As of the last `acquire` or `save`."""

    async def acquire(self) -> bool:
        """Take or extend the lease; False while another owner has it."""
        found = await self._store.read(self._container, self._id, self._id)
        if found is None:
            return await self._write(None, None)
        if found.body["owner"] != self._owner and found.body["expires"] > self._now():
            return False
        return await self._write(found.body["continuation"], found.etag)

    async def save(self, continuation: str) -> bool:
        """Keep how far the feed was read, and extend the lease; False, and nothing is kept, if another took it."""
        return self._etag is not None and await self._write(continuation, self._etag)

    async def release(self) -> None:
        """Let another owner take over at once. The continuation stays."""
        if self._etag is not None:
            await self._write(self.continuation, self._etag, held=False)
            self._etag = None

    async def _write(self, continuation: str | None, etag: str | None, *, held: bool = True) -> bool:
        body: Document = {
            "id": self._id,
            "pk": self._id,
            "owner": self._owner,
            "expires": self._now() + self._milliseconds if held else 0,
            "continuation": continuation,
        }
        try:
            [self._etag] = await self._store.execute(
                self._container, self._id, [Create(body) if etag is None else Replace(body, etag)]
            )
        except WriteConflict:
            return False
        self.continuation = continuation
        return True

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

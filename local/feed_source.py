"""The change feed that a trigger reads, of the store that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

from local.feed_trigger import LEASE_SECONDS, FeedSource
from shared.dependencies import embedded_store, wakeup
from shared.settings import settings

_OWNER = "host"
"""One process hosts a context (`hold` in local/environment.py), so whoever asks for a lease under this name may have
it: after a kill the next process need not wait for the last one's to run out."""


@contextmanager
def feed_source(context: str, lease_name: str) -> Iterator[FeedSource]:
    """The feed of a context's containers, read under the lease of that name."""
    if settings().store == "cosmos":
        from local.cosmos_feed import cosmos_feed_source  # noqa: PLC0415 - heavy

        with cosmos_feed_source(context, lease_name) as source:
            yield source
        return
    store, name = embedded_store(context), f"store/{context}"
    woken = wakeup().subscribe(name)
    try:
        yield FeedSource(store, store.feed_lease(lease_name, _OWNER, seconds=LEASE_SECONDS), woken)
    finally:
        wakeup().unsubscribe(name, woken)

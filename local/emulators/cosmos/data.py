"""The containers that are served, in the same files that the embedded host uses: one per context."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from azure.cosmos.partition_key import PartitionKey

from shared.clock import Clock
from shared.store.sqlite import SqliteStore
from shared.topology import Container, Topology
from shared.wakeup import Wakeup

_HASHES = 2**126
"""Places that a partition key may hash to."""

type Contexts = Mapping[str, Sequence[Container]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A container that is served. Documents of one that is partitioned by /id, as leases are, are kept under it."""

    container: Container
    store: SqliteStore
    rid: str
    by_id: bool

    @property
    def name(self) -> str:
        return self.container.name

    @property
    def composites(self) -> set[tuple[str, ...]]:
        """What may be ordered by, of more than one field: as shared/store/cosmos_query.py has it."""
        return {(*path, "id") for path in self.container.indexes}


@dataclass(frozen=True, slots=True)
class PartitionRange:
    """Hashes from `low` up to `high`, as text in hexadecimal."""

    id: str
    low: str
    high: str

    def holds(self, partition: str) -> bool:
        """Whether documents with this partition key are in it."""
        return self.low <= partition_hash(partition) < self.high


class Data:
    """The containers of one database, by name; opened when first asked for."""

    def __init__(
        self, directory: Path, contexts: Contexts, leases: Mapping[str, str], *, clock: Clock, wakeup: Wakeup | None
    ) -> None:
        self._directory = directory
        self._contexts = {
            context: (*containers, *_lease_container(leases.get(context))) for context, containers in contexts.items()
        }
        self._by_id = set(leases.values())
        self._clock = clock
        self._wakeup = wakeup
        self._owners = {
            container.name: context for context, containers in self._contexts.items() for container in containers
        }
        self._stores: dict[str, SqliteStore] = {}
        self._kept: dict[str, Kept] = {}

    def container(self, name: str) -> Kept | None:
        """The container of that name."""
        if name not in self._kept and name in self._owners:
            context = self._owners[name]
            [found] = [container for container in self._contexts[context] if container.name == name]
            self._kept[name] = Kept(found, self._store(context), resource_id(name), name in self._by_id)
        return self._kept.get(name)

    def container_of(self, rid: str) -> Kept | None:
        """The container with that resource id."""
        return next((self.container(name) for name in self._owners if resource_id(name) == rid), None)

    async def close(self) -> None:
        """Close the files."""
        for store in self._stores.values():
            await store.close()

    def _store(self, context: str) -> SqliteStore:
        if context not in self._stores:
            path = self._directory / f"{context}.sqlite3"
            containers = self._contexts[context]
            self._stores[context] = SqliteStore(path, containers, clock=self._clock, wakeup=self._wakeup, name=context)
        return self._stores[context]


def contexts_of(topology: Topology) -> tuple[Contexts, Mapping[str, str]]:
    """The containers of every context, and those for leases."""
    containers = {name: context.containers for name, context in topology.contexts.items()}
    leases = {name: context.leases for name, context in topology.contexts.items() if context.leases}
    return containers, leases


def partition_ranges(count: int) -> list[PartitionRange]:
    """All hashes, in so many ranges of one size."""
    cuts = ["", *(f"{_HASHES // count * number:032X}" for number in range(1, count)), "FF"]
    return [PartitionRange(str(number), low, high) for number, (low, high) in enumerate(pairwise(cuts))]


@lru_cache(maxsize=10_000)
def partition_hash(partition: str) -> str:
    """Where Cosmos DB has a partition key: the SDK knows its hash, and asks ranges by it."""
    definition = PartitionKey(path="/pk", kind="Hash", version=2)
    return str(definition._get_effective_partition_key_string([partition]))  # noqa: SLF001 - there is no public way


@lru_cache(maxsize=1_000)
def resource_id(name: str) -> str:
    """A container's own id in Cosmos DB's form, the same at every start."""
    return base64.b64encode(hashlib.sha256(name.encode()).digest()[:8]).decode().replace("/", "-")


def _lease_container(name: str | None) -> Sequence[Container]:
    return () if name is None else (Container(name=name, indexes=(), outbox=False),)

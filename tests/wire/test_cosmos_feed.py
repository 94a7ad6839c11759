"""The feed of Cosmos DB as the local host reads it, and the lease under which it does."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from local.cosmos_feed import CosmosLease
from local.emulators.cosmos import CosmosEmulator, Fault
from shared.errors import Unavailable
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import CosmosAccount
from shared.store.port import Create, Upsert
from shared.store.sqlite import SqliteStore
from shared.topology import Container
from tests.fakes import ManualClock
from tests.wire.cosmos_emulator import CONTAINERS, DATABASE, connected, emulating

LEASES = Container(name="wire-leases", indexes=(), outbox=False)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def emulator(tmp_path: Path, clock: ManualClock) -> AsyncIterator[CosmosEmulator]:
    async with emulating(tmp_path, clock=clock) as running:
        yield running


@pytest.fixture
async def leases(emulator: CosmosEmulator) -> AsyncIterator[CosmosStore]:
    account = CosmosAccount.from_connection_string(emulator.connection_string)
    yield CosmosStore(account, DATABASE, [LEASES])
    await account.close()


async def test_the_feed_is_that_of_the_embedded_store(
    emulator: CosmosEmulator, tmp_path: Path, clock: ManualClock
) -> None:
    """The same file: what one writes the other reads, byte for byte."""
    embedded = SqliteStore(tmp_path / "wire.sqlite3", CONTAINERS, clock=clock)
    async with connected(emulator) as store:
        await embedded.execute("things", "p", [Create({"id": "a", "pk": "p", "text": "제주"})])
        await store.execute("things", "p", [Create({"id": "b", "pk": "p", "n": 1})])
        raw, count, after = await store.read_feed_raw("things", None, 10)
        assert (raw, count) == (await embedded.read_feed_raw("things", None, 10))[:2]
        assert count == 2
        assert orjson.loads(raw)[0]["_ts"] == int(clock.now().timestamp())
        assert (await store.read_feed_raw("things", after, 10))[:2] == (b"[]", 0)
        await embedded.execute("things", "p", [Upsert({"id": "a", "pk": "p"})])
        assert [body["id"] for body in orjson.loads((await store.read_feed_raw("things", after, 10))[0])] == ["a"]
    await embedded.close()


class TestLeases:
    def lease(self, store: CosmosStore, clock: ManualClock, owner: str = "host") -> CosmosLease:
        return CosmosLease(store, LEASES.name, "leases/relay/things", owner, seconds=30, clock=clock)

    async def test_one_owner_at_a_time(self, leases: CosmosStore, clock: ManualClock) -> None:
        one, other = self.lease(leases, clock, "one"), self.lease(leases, clock, "other")
        assert await one.acquire()
        assert not await other.acquire()
        assert await one.save("here")
        clock.advance(29)
        assert not await other.acquire()
        clock.advance(1)
        assert await other.acquire()
        assert other.continuation == "here"
        assert not await one.save("there")

    async def test_whoever_comes_next_goes_on_from_what_was_saved(
        self, leases: CosmosStore, clock: ManualClock
    ) -> None:
        one, other = self.lease(leases, clock, "one"), self.lease(leases, clock, "other")
        await one.acquire()
        await one.save("here")
        await one.release()
        assert await other.acquire()
        assert other.continuation == "here"
        await one.release()
        assert await other.save("there")

    async def test_the_same_owner_takes_it_over_at_once(self, leases: CosmosStore, clock: ManualClock) -> None:
        """After a kill the next process need not wait."""
        before = self.lease(leases, clock)
        await before.acquire()
        await before.save("here")
        after = self.lease(leases, clock)
        assert await after.acquire()
        assert after.continuation == "here"

    async def test_of_two_that_want_it_at_once_one_gets_it(self, leases: CosmosStore, clock: ManualClock) -> None:
        one, other = self.lease(leases, clock, "one"), self.lease(leases, clock, "other")
        await one.acquire()
        await one.release()
        found = await leases.read(LEASES.name, "leases|relay|things", "leases|relay|things")
        assert found is not None
        assert await other.acquire()
        assert not await one.save("there")

    async def test_a_saving_that_nobody_knows_of_is_found_out(
        self, emulator: CosmosEmulator, leases: CosmosStore, clock: ManualClock
    ) -> None:
        """What was saved and not acknowledged makes the next saving fail: the owner acquires it again and goes on."""
        lease = self.lease(leases, clock)
        await lease.acquire()
        emulator.faults.set(Fault("lost", ["replace"], times=1))
        with pytest.raises(Unavailable):
            await lease.save("here")
        assert not await lease.save("there")
        assert await lease.acquire()
        assert lease.continuation == "here"
        assert await lease.save("there")

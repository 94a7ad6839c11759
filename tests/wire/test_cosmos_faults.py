"""Every fault, in every operation of the store's adapter for Cosmos DB: the end state is right, nothing is there twice.

What a request meets is told apart by whether it was carried out, and whether anybody can know (docs/adr/0012).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from azure.cosmos.exceptions import CosmosResourceExistsError

from local.emulators.cosmos import CosmosEmulator, Fault
from local.emulators.cosmos.faults import Kind
from local.emulators.cosmos.faults import Operation as Wire
from shared.errors import Unavailable
from shared.store.cosmos import CosmosStore
from shared.store.port import Create, Delete, Document, Equals, Increment, Query, Replace, Stored, Upsert
from tests.wire.cosmos_emulator import connected, emulating, sdk_container

BEFORE = {"id": "a", "pk": "p", "n": 5}


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[CosmosEmulator]:
    async with emulating(tmp_path) as running:
        yield running


@pytest.fixture
async def store(emulator: CosmosEmulator) -> AsyncIterator[CosmosStore]:
    """With one document in it, and connections that were used before: those are what breaks."""
    async with connected(emulator, retry_throttle_total=2) as made:
        await made.execute("things", "p", [Create(BEFORE)])
        yield made


async def stored(store: CosmosStore) -> Stored:
    found = await store.read("things", "p", "a")
    assert found is not None
    return found


async def everything(store: CosmosStore) -> dict[str, Document]:
    page = await store.query("things", "p", Query(limit=100))
    return {item.body["id"]: item.body for item in page.items}


type Run = Callable[[CosmosStore, Stored], Awaitable[Any]]

WRITES: dict[Wire, tuple[Run, dict[str, Document]]] = {
    "create": (
        lambda store, _: store.execute("things", "p", [Create({"id": "b", "pk": "p"})]),
        {"a": BEFORE, "b": {"id": "b", "pk": "p"}},
    ),
    "upsert": (
        lambda store, _: store.execute("things", "p", [Upsert(BEFORE | {"n": 6})]),
        {"a": BEFORE | {"n": 6}},
    ),
    "replace": (
        lambda store, found: store.execute("things", "p", [Replace(BEFORE | {"n": 6}, found.etag)]),
        {"a": BEFORE | {"n": 6}},
    ),
    "delete": (lambda store, found: store.execute("things", "p", [Delete("a", found.etag)]), {}),
    "patch": (
        lambda store, _: store.execute("things", "p", [Increment("a", {"n": 1})]),
        {"a": BEFORE | {"n": 6}},
    ),
    "batch": (
        lambda store, _: store.execute("things", "p", [Increment("a", {"n": 1}), Upsert({"id": "b", "pk": "p"})]),
        {"a": BEFORE | {"n": 6}, "b": {"id": "b", "pk": "p"}},
    ),
}
"""By what they are on the wire: what is done, and all there is once it was carried out."""


async def _read(store: CosmosStore) -> list[Document]:
    return [(await stored(store)).body]


async def _read_many(store: CosmosStore) -> list[Document]:
    return [found.body for found in await store.read_many("things", [("p", "a")]) if found]


async def _query(store: CosmosStore) -> list[Document]:
    return [found.body for found in (await store.query("things", "p", Query([Equals("n", 5)]))).items]


async def _query_across(store: CosmosStore) -> list[Document]:
    return [found.body for found in (await store.query_across("things", Query([Equals("n", 5)]))).items]


async def _feed(store: CosmosStore) -> list[Document]:
    return [found.body for found in (await store.read_feed("things", None)).items]


READS: dict[str, tuple[Wire, Callable[[CosmosStore], Awaitable[list[Document]]]]] = {
    "read": ("read", _read),
    "read_many": ("read", _read_many),
    "query": ("query", _query),
    "query_across": ("query", _query_across),
    "read_feed": ("feed", _feed),
}

NOT_CARRIED_OUT: list[Kind] = ["unavailable", "timeout", "reset"]
CARRIED_OUT: list[Kind] = ["timeout_after", "lost"]
SENT_AGAIN: list[Kind] = ["throttled", "retry_with"]


@pytest.mark.parametrize("wire", WRITES)
class TestWrites:
    @pytest.mark.parametrize("kind", SENT_AGAIN)
    async def test_what_was_certainly_not_carried_out_is_sent_again(
        self, emulator: CosmosEmulator, store: CosmosStore, wire: Wire, kind: Kind
    ) -> None:
        run, expected = WRITES[wire]
        found = await stored(store)
        emulator.served.clear()
        emulator.faults.set(Fault(kind, [wire], times=2))
        await run(store, found)
        assert await everything(store) == expected
        assert emulator.served[wire] == 3

    @pytest.mark.parametrize("kind", SENT_AGAIN)
    async def test_what_is_refused_for_long_is_unavailable_and_changes_nothing(
        self, emulator: CosmosEmulator, store: CosmosStore, wire: Wire, kind: Kind
    ) -> None:
        run, _ = WRITES[wire]
        found = await stored(store)
        emulator.faults.set(Fault(kind, [wire], retry_after_ms=20))
        with pytest.raises(Unavailable) as unavailable:
            await run(store, found)
        assert unavailable.value.retry_after == (0.02 if kind == "throttled" else None)
        assert await everything(store) == {"a": BEFORE}

    @pytest.mark.parametrize("kind", [*NOT_CARRIED_OUT, *CARRIED_OUT])
    async def test_what_nobody_can_know_is_unavailable_and_sent_once(
        self, emulator: CosmosEmulator, store: CosmosStore, wire: Wire, kind: Kind
    ) -> None:
        """And not: a conflict with itself."""
        run, expected = WRITES[wire]
        found = await stored(store)
        emulator.served.clear()
        emulator.faults.set(Fault(kind, [wire]))
        with pytest.raises(Unavailable):
            await run(store, found)
        emulator.faults.set()
        assert await everything(store) == (expected if kind in CARRIED_OUT else {"a": BEFORE})
        assert emulator.served[wire] == 1


@pytest.mark.parametrize("read", READS)
class TestReads:
    @pytest.mark.parametrize("kind", [*SENT_AGAIN, *NOT_CARRIED_OUT, *CARRIED_OUT])
    async def test_a_read_is_asked_again(
        self, emulator: CosmosEmulator, store: CosmosStore, read: str, kind: Kind
    ) -> None:
        wire, run = READS[read]
        emulator.faults.set(Fault(kind, [wire], times=1))
        assert await run(store) == [BEFORE]

    @pytest.mark.parametrize("kind", ["throttled", "retry_with", "unavailable", "timeout", "reset"])
    async def test_a_read_that_is_never_answered_is_unavailable(
        self, emulator: CosmosEmulator, store: CosmosStore, read: str, kind: Kind
    ) -> None:
        wire, run = READS[read]
        emulator.faults.set(Fault(kind, [wire]))
        with pytest.raises(Unavailable):
            await run(store)


@pytest.mark.slow
class TestPatience:
    """An answer that comes too late is none: the adapter's client waits ten seconds for it, here one."""

    @pytest.fixture
    async def impatient(self, emulator: CosmosEmulator, store: CosmosStore) -> AsyncIterator[CosmosStore]:
        async with connected(emulator, read_timeout=1) as made:
            assert await stored(made) == await stored(store)
            yield made

    @pytest.mark.parametrize("wire", WRITES)
    async def test_a_write_is_sent_once(
        self, emulator: CosmosEmulator, store: CosmosStore, impatient: CosmosStore, wire: Wire
    ) -> None:
        run, expected = WRITES[wire]
        found = await stored(store)
        emulator.served.clear()
        emulator.faults.set(Fault("slow", [wire], seconds=1.5))
        with pytest.raises(Unavailable):
            await run(impatient, found)
        assert await everything(store) == expected
        assert emulator.served[wire] == 1

    @pytest.mark.parametrize("read", READS)
    async def test_a_read_is_asked_again(self, emulator: CosmosEmulator, impatient: CosmosStore, read: str) -> None:
        wire, run = READS[read]
        emulator.faults.set(Fault("slow", [wire], times=1, seconds=1.5))
        assert await run(impatient) == [BEFORE]


class TestTheSdkByItself:
    """What our client is made otherwise for. When one of these fails, the SDK or aiohttp has changed its ways."""

    async def test_a_create_whose_acknowledgement_was_lost_conflicts_with_itself(
        self, emulator: CosmosEmulator
    ) -> None:
        async with sdk_container(emulator, retry_backoff_factor=0.01) as things:
            emulator.faults.set(Fault("lost", ["create"], times=1))
            with pytest.raises(CosmosResourceExistsError):
                await things.create_item({"id": "b", "pk": "p"})

    async def test_an_increment_whose_acknowledgement_was_lost_counts_twice(
        self, emulator: CosmosEmulator, store: CosmosStore
    ) -> None:
        guard = "FROM c WHERE (NOT IS_DEFINED(c.n) OR (IS_INTEGER(c.n) AND c.n >= 0 AND c.n <= 10))"
        async with sdk_container(emulator, retry_backoff_factor=0.01) as things:
            emulator.faults.set(Fault("lost", ["patch"], times=1))
            await things.patch_item("a", "p", [{"op": "incr", "path": "/n", "value": 1}], filter_predicate=guard)
        assert (await stored(store)).body["n"] == 7

    async def test_aiohttp_sends_a_delete_again_on_a_connection_that_was_used(
        self, emulator: CosmosEmulator, store: CosmosStore
    ) -> None:
        async with sdk_container(emulator, retry_connect=0) as things:
            await things.read_item("a", "p")
            emulator.faults.set(Fault("reset", ["delete"], times=1))
            await things.delete_item("a", "p")
        assert await everything(store) == {}


class TestControl:
    async def test_another_process_sets_faults_over_http(self, emulator: CosmosEmulator, store: CosmosStore) -> None:
        address = f"{emulator.url}_emulator/faults"
        async with aiohttp.ClientSession() as client:
            every_other = {"kind": "unavailable", "operations": ["upsert"], "containers": ["things"], "every": 2}
            async with client.put(address, json=[every_other]) as answer:
                assert answer.status == 200
            outcomes = []
            for n in range(4):
                try:
                    await store.execute("things", "p", [Upsert({"id": "c", "pk": "p", "n": n})])
                    outcomes.append(True)
                except Unavailable:
                    outcomes.append(False)
            assert outcomes == [True, False, True, False]
            async with client.get(address) as answer:
                [present] = await answer.json()
            assert (present["met"], present["happened"]) == (4, 2)
            async with client.put(address, json=[{"kind": "meteor"}]) as answer:
                assert answer.status == 400
            async with client.delete(address) as answer:
                assert await answer.json() == []
        assert list(emulator.faults.latest) == [("unavailable", "upsert", "things")] * 2

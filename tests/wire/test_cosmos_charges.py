"""What operations of the store cost, as the emulator says it by the published table and the adapter passes it on."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from local.emulators.cosmos import CosmosEmulator, Fault
from local.emulators.cosmos.charges import read_charge, write_charge
from shared.errors import Missing
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import Charges, CosmosAccount
from shared.store.port import Create, Delete, Equals, Increment, Query
from tests.wire.cosmos_emulator import CONTAINERS, DATABASE, emulating


class Told:
    """What the adapter was charged, each operation."""

    def __init__(self) -> None:
        self.operations: list[tuple[str, str, float, int]] = []

    def __call__(self, operation: str, container: str, charges: Charges) -> None:
        self.operations.append((operation, container, round(charges.units, 2), charges.requests))


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[CosmosEmulator]:
    async with emulating(tmp_path) as running:
        yield running


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def store(emulator: CosmosEmulator, told: Told) -> AsyncIterator[CosmosStore]:
    account = CosmosAccount.from_connection_string(emulator.connection_string)
    made = CosmosStore(account, DATABASE, CONTAINERS, on_charge=told)
    await made.read_feed("things", None)  # the first also asks for the container and its partition ranges
    told.operations.clear()
    yield made
    await account.close()


@pytest.mark.parametrize(
    ("kilobytes", "read", "write"), [(0, 1, 4.95), (1, 1, 4.95), (2, 1.04, 6.29), (3, 1.09, 6.48), (2048, 291.8, 1250)]
)
def test_the_table_is_microsofts(kilobytes: int, read: float, write: float) -> None:
    """And in between it goes by proportion."""
    assert (read_charge(kilobytes * 1024), write_charge(kilobytes * 1024)) == (read, write)


async def test_each_operation_says_what_it_cost(store: CosmosStore, told: Told) -> None:
    await store.execute("things", "p", [Create({"id": "a", "pk": "p", "n": 1})])
    await store.execute("things", "p", [Create({"id": "b", "pk": "p"}), Increment("a", {"n": 1})])
    await store.read("things", "p", "a")
    await store.read_many("things", [("p", "a"), ("p", "b"), ("p", "a")])
    await store.query("things", "p", Query([Equals("n", 2)]))
    await store.read_feed("things", None)
    await store.execute("things", "p", [Delete("b")])
    assert told.operations == [
        ("write", "things", 4.95, 1),
        ("batch", "things", 9.9, 1),
        ("read", "things", 1, 1),
        ("read_many", "things", 1, 1),
        ("read_many", "things", 1, 1),
        ("query", "things", 2.4, 1),
        ("read_feed", "things", 2.5, 1),
        ("write", "things", 4.95, 1),
    ]


async def test_what_is_refused_costs_as_well_and_so_does_each_attempt(
    emulator: CosmosEmulator, store: CosmosStore, told: Told
) -> None:
    with pytest.raises(Missing):
        await store.execute("things", "p", [Delete("a")])
    emulator.faults.set(Fault("throttled", ["read"], times=1))
    await store.read("things", "p", "a")
    assert [requests for _, _, _, requests in told.operations] == [1, 2]


async def test_at_debug_level_it_is_logged(store: CosmosStore, caplog: pytest.LogCaptureFixture) -> None:
    await store.read("things", "p", "a")
    assert not caplog.records
    with caplog.at_level(logging.DEBUG, logger="ktravel"):
        await store.read("things", "p", "a")
    [line] = [record.getMessage() for record in caplog.records if record.name == "ktravel"]
    assert '"kind":"cosmos"' in line
    assert '"operation":"read","container":"things","charge":1.0,"requests":1' in line

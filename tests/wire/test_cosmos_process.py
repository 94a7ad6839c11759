"""The store that a process opens when its settings choose Cosmos DB."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from local.cosmos_feed import cosmos_feed_source
from local.emulators.cosmos import CosmosEmulator
from shared.connections import cosmos_connection
from shared.dependencies import close_dependencies
from shared.settings import settings
from shared.store.cosmos import open_cosmos_store
from shared.store.cosmos_client import cosmos_account
from shared.store.port import Create, Equals, Query
from tests.sockets import remove_sockets

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CosmosEmulator]:
    """That of the whole topology, named in the settings."""
    running = CosmosEmulator(tmp_path / "store")
    await running.start()
    monkeypatch.setenv("KTRAVEL_COSMOS", running.connection_string)
    monkeypatch.setenv("KTRAVEL_STORE", "cosmos")
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    cosmos_connection.cache_clear()
    yield running
    await close_dependencies()
    await running.stop()
    remove_sockets(tmp_path)
    settings.cache_clear()
    cosmos_connection.cache_clear()


async def test_contexts_share_one_client(emulator: CosmosEmulator) -> None:
    plans, wallets = open_cosmos_store("plan"), open_cosmos_store("token")
    await plans.execute("plans", "p", [Create({"id": "a", "pk": "p", "type": "plan", "sortKey": "1"})])
    page = await plans.query("plans", "p", Query([Equals("type", "plan")], order="sortKey"))
    assert len(page.items) == 1
    asked = emulator.served["metadata"]
    assert await wallets.read("wallets", "p", "a") is None
    assert emulator.served["metadata"] == asked + 1  # its container, and not the account again
    assert open_cosmos_store("plan") is plans


@pytest.mark.usefixtures("emulator")
async def test_what_was_opened_is_closed_and_opened_anew() -> None:
    first, account = open_cosmos_store("plan"), cosmos_account()
    assert await first.read("plans", "p", "a") is None
    await close_dependencies()
    assert open_cosmos_store("plan") is not first
    assert cosmos_account() is not account
    assert await open_cosmos_store("plan").read("plans", "p", "a") is None


@pytest.mark.usefixtures("emulator")
async def test_the_local_host_reads_a_contexts_feed() -> None:
    with cosmos_feed_source("plan", "plan-leases/relay/plans") as source:
        assert await source.lease.acquire()
        await open_cosmos_store("plan").execute("plans", "p", [Create({"id": "a", "pk": "p"})])
        raw, count, after = await source.store.read_feed_raw("plans", source.lease.continuation, 10)
        assert count == 1
        assert b'"id":"a"' in raw
        assert await source.lease.save(after)
        await source.lease.release()


@pytest.mark.slow
def test_only_where_it_is_chosen_is_the_sdk_imported() -> None:
    """Not by the application, not by the other adapters, not by the ports."""
    modules = "function_app, shared.store.sqlite, shared.store.port, shared.store.limits, shared.dependencies"
    code = f"import sys, {modules}; print([name for name in ('azure.cosmos', 'azure.identity') if name in sys.modules])"
    environment = {"KTRAVEL_ENVIRONMENT": "local", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"

"""What the contract suites are about: each adapter in turn, with nothing in it."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

from shared.store.port import Store
from tests.contract import bus_adapters, store_adapters
from tests.contract.bus_adapters import Broker, Client
from tests.contract.bus_wire import Wire
from tests.contract.store_adapters import Subject


@pytest.fixture(params=store_adapters.ADAPTERS, ids=lambda adapter: adapter.name)
async def subject(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subject]:
    async with request.param.open(tmp_path) as made:
        yield made


@pytest.fixture
def store(subject: Subject) -> Store:
    return subject.store


@pytest.fixture(scope="session", autouse=True)
def wire() -> Iterator[None]:
    yield
    Wire.close_shared()


@pytest.fixture(params=bus_adapters.ADAPTERS, ids=lambda adapter: adapter.__name__)
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Broker]:
    async with request.param(tmp_path) as made:
        yield made


@pytest.fixture
def bus(broker: Broker) -> Client:
    return broker.connect()

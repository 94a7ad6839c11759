"""What the tests of plan share."""

from collections.abc import Iterator

import pytest

from shared import patience
from shared.settings import settings
from tests.fakes import Fakes
from tests.unit.plan.calling import Web, wire


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here is heard of later, except where a test sees to it."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0.004)


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings as they are on one machine."""
    monkeypatch.setenv("KTRAVEL_ENVIRONMENT", "local")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def web(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> Web:
    """Plan's operations, on `fakes`."""
    return wire(fakes.deps, monkeypatch)

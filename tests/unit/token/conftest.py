"""What the tests of token share."""

import os

import pytest

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

from shared import patience
from tests.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here is heard of later, except where a test sees to it."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0.004)

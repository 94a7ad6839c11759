"""What the tests of like share."""

import pytest

from shared import patience
from tests.unit.like.world import World


@pytest.fixture
async def world() -> World:
    """Three members who know each other's names, and nothing else."""
    made = World()
    await made.introduce()
    return made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here is heard of later, except where a test sees to it."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0.004)

"""What the tests of the saga share."""

import pytest

from functions.recommendation import arranging, handlers
from shared import patience
from tests.fakes import Fakes
from tests.unit.recommendation.saga.samples import KnownEvidence, Saga


@pytest.fixture
def saga(monkeypatch: pytest.MonkeyPatch) -> Saga:
    """The context on fakes. What it knows of plans and likes is said by the test: the read models have their own."""
    evidence = KnownEvidence()
    asked = ("gather", "likes_anything", "likes_lately", "own_plan")
    for module, names in ((handlers, asked), (arranging, ("gather",))):
        for name in names:
            monkeypatch.setattr(module, name, getattr(evidence, name))
    return Saga(Fakes(), evidence)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here is heard of later, except where a test sees to it."""
    monkeypatch.setattr(patience, "KNOWN_WITHIN_SECONDS", 0.004)

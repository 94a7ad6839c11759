"""Adapters are made when asked for, and let go of without making others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared import dependencies as made
from shared.bus.port import Message
from shared.dependencies import close_dependencies, dependencies, embedded_bus, embedded_store, wakeup
from shared.errors import Unavailable
from shared.settings import settings
from shared.store.port import Create

DOCUMENT = Create({"id": "a", "pk": "p"})
pytestmark = pytest.mark.usefixtures("data_dir")


@pytest.fixture
async def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A data directory of the test's own, and nothing made."""
    monkeypatch.setenv("KTRAVEL_ENVIRONMENT", "local")
    monkeypatch.setenv("KTRAVEL_CONTEXTS", "")
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    yield tmp_path / "data"
    await close_dependencies()
    settings.cache_clear()


def files(data_dir: Path) -> list[str]:
    return [path.name for path in data_dir.rglob("*.sqlite3")]


async def test_closing_makes_nothing(data_dir: Path) -> None:
    await close_dependencies()
    assert files(data_dir) == []
    embedded_store("plan")
    await close_dependencies()
    assert files(data_dir) == ["plan.sqlite3"]


async def test_what_was_made_is_closed_and_what_is_asked_for_next_is_new() -> None:
    plan, listening = dependencies("plan"), wakeup()
    listening.subscribe("store/plan")
    assert dependencies("plan") is plan
    await close_dependencies()
    assert not listening._directory.exists()
    with pytest.raises(Unavailable):
        await plan.store.execute("plans", "p", [DOCUMENT])
    with pytest.raises(Unavailable):
        await plan.bus.send("plan-inbox", [Message(id="m", subject="s", body=b"{}", properties={})])
    assert {each.cache_info().currsize for each in (made.dependencies, embedded_store, embedded_bus, wakeup)} == {0}
    assert dependencies("plan") is not plan
    await dependencies("plan").store.execute("plans", "p", [DOCUMENT])

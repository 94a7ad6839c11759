"""What tests of member share: its own store and clock, and keys that are made once, for making them takes long."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

from functions.member.keys import FileKeys
from shared import settings as settings_module
from tests.fakes import Fakes, ManualClock


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of keys as the first use makes it. To be read only."""
    directory = tmp_path_factory.mktemp("member") / "keys"
    asyncio.run(FileKeys(directory, ManualClock()).published())
    return directory


@pytest.fixture
def key_directory(made_keys: Path, tmp_path: Path) -> Path:
    """A copy of it, to do with as one likes."""
    return Path(shutil.copytree(made_keys, tmp_path / "keys"))


@pytest.fixture
def fakes() -> Fakes:
    """Dependencies whose clock shows the present: access tokens are verified by the machine's."""
    made = Fakes()
    made.clock.advance((datetime.now(UTC) - made.clock.now()).total_seconds())
    return made


@pytest.fixture
def keys(made_keys: Path, fakes: Fakes) -> FileKeys:
    return FileKeys(made_keys, fakes.clock)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For tests that set variables: `settings()` reads them anew, and forgets them afterwards."""
    settings_module.settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings_module.settings.cache_clear()

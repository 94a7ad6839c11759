"""Fixtures of tests that use the running platform."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.platform import Platform


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts processes."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def shared_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One platform for the tests that leave it as they found it, or use personas of their own."""
    platform = Platform(tmp_path_factory.mktemp("platform"))
    platform.start()
    yield platform
    platform.remove()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform of the test's own, started."""
    made = Platform(tmp_path)
    made.start()
    yield made
    made.remove()


@pytest.fixture
def creations() -> int:
    """How many plans are written around a kill -9."""
    return 2_000


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Platform]:
    """The same with one process per context; one that dies stays dead long enough to see what that does."""
    made = Platform(tmp_path, services=True, settings={"KTRAVEL_RESTART": "8"})
    made.start()
    yield made
    made.remove()

"""The platform on the adapters of Azure, which speak Azure's protocols to our emulators in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.platform import Platform
from tests.e2e.wire.emulators import Emulators


@contextmanager
def on_the_wire(directory: Path) -> Iterator[tuple[Platform, Emulators]]:
    """A platform that reaches its store and its bus over HTTP and AMQP only, and what it reaches there."""
    emulators = Emulators(directory / "state")
    emulators.start()
    platform = Platform(directory, settings=emulators.settings)
    try:
        platform.start()
        yield platform, emulators
    finally:
        platform.remove()
        emulators.stop()


@pytest.fixture(scope="module")
def shared_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One for the tests that use personas of their own."""
    with on_the_wire(tmp_path_factory.mktemp("wire")) as (platform, _):
        yield platform


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """One of the test's own."""
    with on_the_wire(tmp_path) as (platform, _):
        yield platform


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[tuple[Platform, Emulators]]:
    """One of the test's own, with the emulators under it."""
    with on_the_wire(tmp_path) as made:
        yield made


@pytest.fixture
def creations() -> int:
    """Fewer than on the embedded parts: what is on trial is the same, at a tenth of the speed."""
    return 200

"""What tests that start the local programs have in common."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sockets import remove_sockets


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """Programs that a test killed leave their sockets in the machine's temporary directory."""
    yield
    remove_sockets(tmp_path / "data")

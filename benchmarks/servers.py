"""Starts what is measured, each in a process of its own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform in one process: its address, its data directory, its process."""

    url: str
    state: Path
    pid: int


@contextmanager
def bare() -> Iterator[str]:
    """The reference server; its address."""
    with _serving("benchmarks.bare", {}) as (address, _):
        yield address


@contextmanager
def platform(state: Path | None = None) -> Iterator[Platform]:
    """The platform without demo data and limits: on what there is in a data directory, or on an empty one."""
    if state is None:
        with tempfile.TemporaryDirectory(prefix="ktravel-bench-") as directory, platform(Path(directory)) as started:
            yield started
        return
    settings = {
        "KTRAVEL_DATA_DIR": str(state), "KTRAVEL_PORT": "0", "KTRAVEL_DEMO": "0", "KTRAVEL_LIMITS": "off"
    }  # fmt: skip
    with _serving("local.run", settings) as (address, pid):
        yield Platform(address, state, pid)


@contextmanager
def _serving(module: str, settings: dict[str, str]) -> Iterator[tuple[str, int]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1", **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if match := _ADDRESS.search(line):
                yield match[0], process.pid
                return
        raise RuntimeError(f"{module} did not start")
    finally:
        process.terminate()
        process.communicate(timeout=60)

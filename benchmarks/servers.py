"""Starts what is measured, each in a process of its own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def bare() -> Iterator[str]:
    """The reference server; its address."""
    with _serving("benchmarks.bare", {}) as address:
        yield address


@contextmanager
def platform() -> Iterator[tuple[str, Path]]:
    """The platform in one process on an empty data directory, without demo data and limits; its address and the
    directory."""
    with tempfile.TemporaryDirectory(prefix="ktravel-bench-") as directory:
        settings = {
            "KTRAVEL_DATA_DIR": directory, "KTRAVEL_PORT": "0", "KTRAVEL_DEMO": "0", "KTRAVEL_LIMITS": "off"
        }  # fmt: skip
        with _serving("local.run", settings) as address:
            yield address, Path(directory)


@contextmanager
def _serving(module: str, settings: dict[str, str]) -> Iterator[str]:
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
                yield match[0]
                return
        raise RuntimeError(f"{module} did not start")
    finally:
        process.terminate()
        process.communicate(timeout=60)

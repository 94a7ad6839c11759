"""Starting the local programs on sample apps."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
_ADDRESS = re.compile(r"running at (http://\S+)")


class Started:
    """A program that runs: what it has said, and its process."""

    def __init__(self, process: subprocess.Popen[str], output: Path) -> None:
        self.process = process
        self.url = ""
        self._output = output

    @property
    def said(self) -> str:
        """All it has printed so far."""
        return self._output.read_text(encoding="utf-8")

    def until_said(self, pattern: str, seconds: float = 30) -> re.Match[str]:
        """Wait until what it printed has `pattern` in it."""
        deadline = time.monotonic() + seconds
        while (match := re.search(pattern, self.said)) is None:
            assert time.monotonic() < deadline, self.said
            assert self.process.poll() is None or re.search(pattern, self.said), self.said
            time.sleep(0.01)
        return match


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """What a program is started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
    return {
        **kept,
        "PYTHONUNBUFFERED": "1",
        "KTRAVEL_DATA_DIR": str(data_dir),
        "KTRAVEL_PORT": "0",
        "KTRAVEL_DEMO": "0",
        "KTRAVEL_LIMITS": "off",
        **settings,
    }


@contextmanager
def started(module: str, data_dir: Path, *, app: str, **settings: str) -> Iterator[Started]:
    """`python -m <module>` on a sample app; killed at the end with its children, if it still runs."""
    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir.with_name(f"{data_dir.name}-output.txt")
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=environment(data_dir, AzureWebJobsScriptRoot=str(APPS / app), **settings),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    try:
        program = Started(process, output)
        program.url = program.until_said(_ADDRESS.pattern)[1]
        yield program
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

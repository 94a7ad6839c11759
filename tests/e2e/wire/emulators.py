"""`make emulators` as a person starts it, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
START_SECONDS = 60


class Emulators:
    """The emulators of Cosmos DB and Service Bus on a data directory, on ports that were free."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._process: subprocess.Popen[str] | None = None
        self._output = data_dir.parent / "emulators.txt"
        self.settings: dict[str, str] = {}
        """What makes a platform use them: the lines that they print."""

    def start(self) -> None:
        """Start, and wait until they say how they are reached."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
        environment |= {
            "KTRAVEL_DATA_DIR": str(self._data_dir),
            "KTRAVEL_COSMOS_PORT": "0",
            "KTRAVEL_SERVICEBUS_PORT": "0",
            "PYTHONUNBUFFERED": "1",
        }
        with self._output.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.emulators"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            said = self._output.read_text(encoding="utf-8")
            if "Ctrl-C" in said:
                self.settings = dict(re.findall(r"^ *(KTRAVEL_\w+)='?(.+?)'?$", said, re.MULTILINE))
                return
            time.sleep(0.02)
        raise AssertionError(f"the emulators did not start:\n{self._output.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            assert self._process.wait(20) == 0, self._output.read_text(encoding="utf-8")

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
SETTINGS = {"KTRAVEL_STORE", "KTRAVEL_BUS", "KTRAVEL_COSMOS", "KTRAVEL_SERVICEBUS"}
"""Without them the platform would run on its embedded parts, and these tests would prove nothing."""


class Emulators:
    """The emulators of Cosmos DB and Service Bus on a data directory, on ports that were free."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._process: subprocess.Popen[str] | None = None
        self._output = data_dir.parent / "emulators.txt"
        self.settings: dict[str, str] = {}
        """What makes a platform use them: the lines that they print."""
        self.controls: tuple[str, str] = ("", "")
        """Where faults of the store and of the bus are set."""

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
                self.settings = dict(re.findall(r"^ *export (KTRAVEL_\w+)='?(.+?)'?$", said, re.MULTILINE))
                store, bus = re.findall(r"https?://\S+?(?=\.?\s)", said[said.index("Faults") :])
                self.controls = (store, bus)
                assert self.settings.keys() == SETTINGS, said
                return
            time.sleep(0.02)
        raise AssertionError(f"the emulators did not start:\n{self._output.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            assert self._process.wait(20) == 0, self._output.read_text(encoding="utf-8")

"""Where log lines go on one machine: JSON lines in files, which `make trace` reads; warnings, in words, to the console.

The files hold ids, never what a person wrote: what an unforeseen exception says stays on the console.
"""

import asyncio
import contextlib
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from shared.telemetry import Line, write_lines_to

_MAX_BYTES = 20_000_000
_FILES = 3
_FLUSH_SECONDS = 0.1
_AT_ONCE = 64 * 1024
CONSOLE_ONLY = "ktravel.console"
"""The logger of what only the developer at the console may read: it may be about somebody."""


class JsonLines(logging.Handler):
    """Appends records to `<directory>/<process>.jsonl`; three files of 20 MB are kept.

    Lines are gathered for a tenth of a second; a warning and what came before it is written at once.
    """

    def __init__(self, directory: Path, process: str, *, max_bytes: int = _MAX_BYTES, files: int = _FILES) -> None:
        super().__init__()
        directory.mkdir(parents=True, exist_ok=True)
        self._process = process
        self._paths = [directory / f"{process}{f'.{number}' if number else ''}.jsonl" for number in range(files)]
        self._max_bytes = max_bytes
        self._file = self._paths[0].open("ab", buffering=0)
        self._size = self._file.tell()
        self._lines: list[bytes] = []
        self._gathered = 0
        self._timer: asyncio.TimerHandle | None = None

    def write(self, level: int, fields: Line) -> None:
        """Take one structured line."""
        self._append(level, datetime.now(UTC), fields)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record that is no structured line: those come by `write`."""
        if record.name == CONSOLE_ONLY or hasattr(record, "line"):
            return
        # A message's text is a constant of ours; its arguments are ids and names of things. What an exception says is
        # neither, so only its class is kept.
        try:
            fields: Line = {"kind": "log", "message": record.getMessage()}
        except Exception:  # noqa: BLE001 - a handler of logging must not raise; this is how logging says so
            self.handleError(record)
            return
        if record.exc_info and record.exc_info[0] is not None:
            fields["error"] = record.exc_info[0].__name__
        self._append(record.levelno, datetime.fromtimestamp(record.created, UTC), fields)

    def _append(self, level: int, time_of: datetime, fields: Line) -> None:
        name = logging.getLevelName(level).lower()
        line = orjson.dumps({"time": time_of, "process": self._process, "level": name, **fields}, default=str) + b"\n"
        self._lines.append(line)
        self._gathered += len(line)
        if level >= logging.WARNING or self._gathered >= _AT_ONCE:
            self.flush()
        elif self._timer is None:
            try:
                self._timer = asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)
            except RuntimeError:  # not on the event loop's thread
                self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        with self.lock or contextlib.nullcontext():
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._lines or self._file.closed:
                return
            text = b"".join(self._lines)
            self._lines.clear()
            self._gathered = 0
            try:
                if self._size + len(text) > self._max_bytes and self._size:
                    self._rotate()
                self._file.write(text)
                self._size += len(text)
            except OSError as error:
                # The lines are lost, and the console says so; what they tell of was done and must not fail for it.
                logging.getLogger(CONSOLE_ONLY).error("%s cannot be written: %s", self._paths[0], error.strerror)  # noqa: TRY400

    def close(self) -> None:
        """Write what was gathered and close the file."""
        write_lines_to(None)
        self.flush()
        self._file.close()
        super().close()

    def _rotate(self) -> None:
        for newer, older in reversed(list(zip(self._paths, self._paths[1:], strict=False))):
            if newer.exists():
                newer.replace(older)
        full, self._file = self._file, self._paths[0].open("ab", buffering=0)
        full.close()
        self._size = 0


class ConsoleFormatter(logging.Formatter):
    """One line for people: the time, how bad, what, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The text of one record, with its stack trace if it has one."""
        line: dict[str, Any] | None = getattr(record, "line", None)
        if line is None:
            said = record.getMessage()
        else:
            fields = (f"{name}={value}" for name, value in line.items() if name not in ("kind", "span", "parent"))
            said = f"{line['kind']} {' '.join(fields)}"
        text = f"{time.strftime('%H:%M:%S', time.localtime(record.created))} {record.levelname.lower():<7} {said}"
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return text


def install(directory: Path, process: str) -> JsonLines:
    """Send this process's log to its file and warnings to the console. The handler is to be closed at the end."""
    # What no line of ours shows need not be found out for each of them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.WARNING)
    console.setFormatter(ConsoleFormatter())
    lines = JsonLines(directory, process)
    root = logging.getLogger()
    root.addHandler(console)
    ours = logging.getLogger("ktravel")
    ours.setLevel(logging.INFO)
    ours.addHandler(lines)
    # The runtime says again, at length, what local/failures.py says.
    logging.getLogger("azure.functions").setLevel(logging.CRITICAL)
    logging.getLogger("azure.functions").propagate = False
    write_lines_to(lines.write)
    return lines

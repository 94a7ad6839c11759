"""What a start on this machine needs before anything else: settings with local defaults, a port, a data directory."""

import fcntl
import os
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local.server import bind

_POLL_SECONDS = 0.05


class CannotStart(Exception):  # noqa: N818
    """Something in the environment prevents the start; the message says what, in a sentence, and what to do."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where this start listens, and under which address people reach it."""

    listener: socket.socket
    url: str
    data_dir: Path
    demo: bool
    limited: bool


def prepare(default_port: int = 7071) -> Environment:
    """Read KTRAVEL_PORT, bind it, and give the settings that are not set their local defaults.

    Raises `CannotStart`, and `CannotListen` for a port that is taken.
    """
    text = os.environ.get("KTRAVEL_PORT") or str(default_port)
    if not text.isdigit():
        raise CannotStart(f"KTRAVEL_PORT must be a number, not {text!r}.")
    listener = bind(int(text))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name, value in {
        "KTRAVEL_ENVIRONMENT": "local",
        "KTRAVEL_DATA_DIR": ".data",
        "KTRAVEL_API_URL": url,
        "KTRAVEL_WEB_URL": url,
    }.items():
        if not os.environ.get(name):
            os.environ[name] = value
    return Environment(
        listener,
        url,
        Path(os.environ["KTRAVEL_DATA_DIR"]),
        demo=os.environ.get("KTRAVEL_DEMO") != "0",
        limited=os.environ.get("KTRAVEL_LIMITS") != "off",
    )


def hold(data_dir: Path, names: Iterable[str], *, patience: float = 0) -> ExitStack:
    """Claim parts of the data directory ("gateway", a context) until what is returned is closed.

    A claim ends with the process, however it ends. Raises `CannotStart` when another process has one of them and keeps
    it for `patience` seconds.
    """
    give_up = time.monotonic() + patience
    directory = data_dir / "locks"
    with ExitStack() as claims:
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            directory.mkdir(exist_ok=True)
            for name in names:
                file = claims.enter_context((directory / f"{name}.lock").open("a+"))
                while not _locked(file):
                    if time.monotonic() >= give_up:
                        raise _taken(data_dir, file)
                    time.sleep(_POLL_SECONDS)
                file.truncate(0)
                file.write(str(os.getpid()))
                file.flush()
        except OSError as error:
            raise CannotStart(
                f"The data directory {data_dir} cannot be written ({error.strerror}); make it writable, or choose "
                "another with KTRAVEL_DATA_DIR=<directory>."
            ) from None
        return claims.pop_all()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken(data_dir: Path, file: IO[str]) -> CannotStart:
    file.seek(0)
    return CannotStart(
        f"Another Kt-ravel (process {file.read() or '?'}) is running on the data directory {data_dir}; stop it, or "
        "give this one a directory of its own with KTRAVEL_DATA_DIR=<directory>."
    )

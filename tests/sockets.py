"""The sockets that processes on a data directory have in the machine's temporary directory."""

import shutil
from pathlib import Path

from shared.wakeup import socket_directory


def socket_directories(data_dir: Path) -> list[Path]:
    """Those that are there, whatever they are for."""
    first = socket_directory(data_dir)
    return list(first.parent.glob(f"{first.name}*"))


def remove_sockets(data_dir: Path) -> None:
    """Remove what killed processes left, where no start comes after that would."""
    for directory in socket_directories(data_dir):
        shutil.rmtree(directory)

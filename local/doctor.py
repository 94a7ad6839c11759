"""`make doctor`: what this machine lacks to run Kt-ravel, each with the command that mends it.

Runs on whatever python3 there is (3.9 and later), with nothing installed: it is asked when something is missing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FIND_PYTHON = Path(__file__).with_name("find-python.sh")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for. `mend` is the command that gets it; empty when it is there."""

    name: str
    said: str
    required: bool
    mend: str = ""


def look_for_python() -> Finding:
    """Python 3.13 with what makes virtual environments, found as `make run` finds it."""
    name = "Python 3.13"
    try:
        asked = ["/bin/sh", str(FIND_PYTHON)]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name, f"{FIND_PYTHON}: {error}", required=True, mend=f"sh {FIND_PYTHON}")
    if done.returncode == 0:
        return Finding(name, done.stdout.strip(), required=True)
    said, _, mend = done.stderr.strip().partition("; get it with: ")
    return Finding(name, said, required=True, mend=mend)


def look_for_command(name: str, *, why: str, required: bool, mend: str) -> Finding:
    """A command on PATH."""
    path = shutil.which(name)
    return Finding(name, path or f"not found; {why}", required, "" if path else mend)


def look_for_browser() -> Finding:
    """A Chromium for the browser tests."""
    named = os.environ.get("KTRAVEL_CHROMIUM")
    if named:
        there = os.access(named, os.X_OK)
        said = named if there else f"KTRAVEL_CHROMIUM names {named}, which cannot be run"
        return Finding("Chromium", said, required=False, mend="" if there else "unset KTRAVEL_CHROMIUM")
    path = next((path for path in map(shutil.which, BROWSERS) if path), None)
    said = path or "not found; the browser tests fetch one from npm"
    return Finding("Chromium", said, required=False, mend="" if path else "apt install chromium")


def look_for_unix_sockets() -> Finding:
    """Unix sockets, by which the processes wake each other."""
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        mend = "use WSL2 (wsl --install) on Windows"
        return Finding("Unix sockets", "this system has none", required=True, mend=mend)
    try:
        with tempfile.TemporaryDirectory() as directory, socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind(str(Path(directory) / "probe"))
    except OSError as error:
        mend = "set TMPDIR to a directory on a local file system with a short path"
        return Finding("Unix sockets", f"{tempfile.gettempdir()}: {error}", required=True, mend=mend)
    return Finding("Unix sockets", "there", required=True)


def look() -> list[Finding]:
    """Everything that is looked for."""
    node = "the API runs without it, the web app is not built"
    return [
        look_for_python(),
        look_for_command("make", why="every task is a make target", required=True, mend="apt install make"),
        look_for_command("git", why="to fetch and to commit", required=True, mend="apt install git"),
        look_for_command("node", why=node, required=False, mend="apt install nodejs"),
        look_for_command("npm", why=node, required=False, mend="apt install npm"),
        look_for_browser(),
        look_for_unix_sockets(),
    ]


def main() -> int:
    """Say what was found; 1 when something required is missing."""
    findings = look()
    for finding in findings:
        state = "ok" if not finding.mend else "MISSING" if finding.required else "optional"
        print(f"{state:<9} {finding.name:<13} {finding.said}")
        if finding.mend:
            print(f"{'':<9} {'':<13} -> {finding.mend}")
    missing = [finding.name for finding in findings if finding.mend and finding.required]
    print(f"Missing: {', '.join(missing)}." if missing else "Nothing required is missing: make run starts it.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

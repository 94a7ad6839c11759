"""`make doctor`."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local import doctor

DOCTOR = Path(doctor.__file__)


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its PATH; what is put into the directory is."""
    path = tmp_path / "bin"
    path.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("KTRAVEL_CHROMIUM", raising=False)
    return path


def test_a_bare_machine_is_told_what_it_lacks(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(machine.iterdir()) == []
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert "Missing: Python 3.13, make, git." in said
    for command in ("apt install python3-venv", "apt install make", "apt install git", "apt install nodejs"):
        assert command in said


def test_only_what_is_required_fails_it(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("python3.13", "make", "git"):
        script(machine / name, "")
    assert doctor.main() == 0
    said = capsys.readouterr().out
    assert "optional  node" in said
    assert "MISSING" not in said


def test_another_python_is_not_taken_for_the_right_one(machine: Path) -> None:
    for name in ("python3.13", "python3", "python"):
        script(machine / name, "exit 1")
    assert doctor.look_for_python().mend


def test_python_is_found_with_pyenv(machine: Path, tmp_path: Path) -> None:
    assert machine.exists()
    bin_directory = tmp_path / "pyenv" / "versions" / "3.13.1" / "bin"
    bin_directory.mkdir(parents=True)
    script(bin_directory / "python", "")
    assert doctor.look_for_python().said == str(bin_directory / "python")


def test_python_is_found_with_uv(machine: Path, tmp_path: Path) -> None:
    script(tmp_path / "python-of-uv", "")
    script(machine / "uv", f"echo {tmp_path / 'python-of-uv'}")
    assert doctor.look_for_python().said == str(tmp_path / "python-of-uv")


def test_a_python_without_venv_is_not_enough(machine: Path) -> None:
    without = machine / "python3.13"
    script(without, 'case "$*" in *ensurepip*) exit 1;; esac')
    found = doctor.look_for_python()
    assert (found.required, found.mend) == (True, "apt install python3-venv")
    assert str(without) in found.said
    script(machine / "python3", "")
    assert doctor.look_for_python().said == str(machine / "python3")


def test_the_browser_that_is_named_must_be_there(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KTRAVEL_CHROMIUM", str(machine / "nothing"))
    assert doctor.look_for_browser().mend
    script(machine / "nothing", "")
    assert not doctor.look_for_browser().mend


def test_unix_sockets_need_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not doctor.look_for_unix_sockets().mend
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    assert "TMPDIR" in doctor.look_for_unix_sockets().mend


def test_it_runs_on_an_old_python_with_nothing_installed(tmp_path: Path) -> None:
    tree = ast.parse(DOCTOR.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported - {"__future__"} <= set(sys.stdlib_module_names)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(DOCTOR)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert "Python 3.13" in done.stdout

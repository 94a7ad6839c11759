"""Starting and stopping: in good order, and refused with a sentence where it cannot be."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.host.asking import Asking
from tests.host.started import APPS, ROOT, environment, started

pytestmark = pytest.mark.slow


def refused(data_dir: Path, app: str = "http_app", **settings: str) -> str:
    """What a start says that is refused."""
    done = subprocess.run(
        [sys.executable, "-m", "local.run"],
        cwd=ROOT,
        env=environment(data_dir, AzureWebJobsScriptRoot=str(APPS / app), **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_that_was_begun_is_finished(tmp_path: Path, number: signal.Signals) -> None:
    with started("local.run", tmp_path / "data", app="http_app") as program:
        asking = Asking(program, "/api/slow")
        program.until_said("slow began")
        program.process.send_signal(number)
        asking.join(20)
        assert asking.answer == (200, b"finished")
        assert program.process.wait(20) == 0
        assert program.said.rstrip().endswith("Stopped.")


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with started("local.run", tmp_path / "data", app="http_app") as program:
        Asking(program, "/api/slow")
        program.until_said("slow began")
        program.process.terminate()
        program.until_said("Stopping")
        program.process.terminate()
        assert program.process.wait(20) == 1
        assert "Stopped" not in program.said


def test_two_on_one_data_directory_are_refused_and_after_a_kill_it_starts(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with started("local.run", data_dir, app="http_app") as program:
        said = refused(data_dir)
        assert f"process {program.process.pid}" in said
        assert "KTRAVEL_DATA_DIR" in said
    assert program.process.returncode == -signal.SIGKILL
    with started("local.run", data_dir, app="http_app"):
        pass


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(tmp_path / "data", KTRAVEL_PORT=str(port))
    assert f"Port {port}" in said
    assert "KTRAVEL_PORT=" in said


@pytest.mark.parametrize("port", ["nonsense", "99999"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    assert port in refused(tmp_path / "data", KTRAVEL_PORT=port)


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a directory")
    said = refused(file / "data")
    assert str(file / "data") in said
    assert "KTRAVEL_DATA_DIR" in said


def test_an_app_that_cannot_be_indexed_says_why(tmp_path: Path) -> None:
    said = refused(tmp_path / "data", app="broken_app")
    assert "the local host knows functions with one trigger and nothing else" in said


def test_settings_that_are_wrong_are_named(tmp_path: Path) -> None:
    assert "KTRAVEL_CONTEXTS" in refused(tmp_path / "data", KTRAVEL_CONTEXTS="nobody")

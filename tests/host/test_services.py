"""One process per context behind the gateway: what one's death does to the others, and to itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.wakeup import socket_directory
from tests.host.asking import Answer, Asking, ask
from tests.host.started import APPS, ROOT, Started, environment, started
from tests.sockets import socket_directories

pytestmark = pytest.mark.slow
CONTEXTS = "follow,plan"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Started]:
    with started("local.services", tmp_path / "data", app="service_app", KTRAVEL_CONTEXTS=CONTEXTS) as running:
        yield running


def refused(data_dir: Path, **settings: str) -> str:
    """What a start says that is refused."""
    done = subprocess.run(
        [sys.executable, "-m", "local.services"],
        cwd=ROOT,
        env=environment(data_dir, AzureWebJobsScriptRoot=str(APPS / "service_app"), **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    return done.stderr


def pid_of(program: Started, context: str) -> int:
    return int(program.until_said(rf"{context}: pid (\d+)")[1])


def eventually(ask_once: Callable[[], Answer], status: int) -> Answer:
    deadline = time.monotonic() + 20
    while (answer := ask_once()).status != status:
        assert time.monotonic() < deadline, answer.body
        time.sleep(0.02)
    return answer


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    # One that has ended and that nobody has asked about is none either.
    return not (status.exists() and status.read_text().rpartition(") ")[2][0] == "Z")


def test_requests_go_to_the_context_whose_route_it_is(program: Started) -> None:
    parent = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = ask(program, "POST", "plan/echo/%EC%A0%9C%EC%A3%BC?x=a%20b", b"body", traceparent=parent, X_Own="yes")
    seen = answer.json()
    assert (seen["context"], seen["pid"]) == ("plan", pid_of(program, "plan"))
    assert (seen["name"], seen["query"], seen["body"]) == ("제주", {"x": "a b"}, "body")
    assert (seen["headers"]["x-own"], seen["headers"]["traceparent"]) == ("yes", parent)
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert (answer.headers["etag"], answer.cookies) == ('"1"', ["a=1; path=/", "b=2; path=/"])
    assert answer.headers["x-trace-id"] == "a" * 32
    assert ask(program, "GET", "follow/echo/x").json()["context"] == "follow"
    assert ask(program, "GET", "nobody/echo/x").status == 404
    assert ask(program, "DELETE", "plan/echo/x").status == 404
    assert ask(program, "GET", "health/ready").json() == {"status": "ok", "contexts": {"follow": "ok", "plan": "ok"}}


def test_a_context_that_dies_takes_only_its_own_routes_and_comes_back(program: Started) -> None:
    os.kill(pid_of(program, "plan"), signal.SIGKILL)
    down = eventually(lambda: ask(program, "GET", "plan/echo/x"), 503)
    assert (down.json()["code"], down.headers["retry-after"]) == ("unavailable", "2")
    assert down.json()["traceId"] == down.headers["x-trace-id"]
    assert ask(program, "GET", "follow/echo/x").status == 200
    ready = ask(program, "GET", "health/ready")
    assert (ready.status, ready.json()["contexts"]) == (503, {"follow": "ok", "plan": "unavailable"})
    assert ask(program, "GET", "health/live").status == 200
    program.until_said(r"plan: ended")
    assert eventually(lambda: ask(program, "GET", "plan/echo/x"), 200).json()["context"] == "plan"


def test_a_dead_context_can_be_left_dead(tmp_path: Path) -> None:
    settings = {"KTRAVEL_CONTEXTS": CONTEXTS, "KTRAVEL_RESTART": "0"}
    with started("local.services", tmp_path / "data", app="service_app", **settings) as program:
        os.kill(pid_of(program, "plan"), signal.SIGKILL)
        program.until_said(r"plan: ended; KTRAVEL_RESTART=0 leaves it so")
        assert ask(program, "GET", "plan/echo/x").status == 503
        assert ask(program, "GET", "follow/echo/x").status == 200
        program.process.terminate()
        assert program.process.wait(20) == 0


def test_a_dead_context_is_left_dead_for_as_long_as_was_asked_for(tmp_path: Path) -> None:
    settings = {"KTRAVEL_CONTEXTS": CONTEXTS, "KTRAVEL_RESTART": "0.25"}
    with started("local.services", tmp_path / "data", app="service_app", **settings) as program:
        latest = pid_of(program, "plan")
        for said in ("0.25", "0.5"):
            os.kill(latest, signal.SIGKILL)
            program.until_said(rf"plan: ended; its routes answer 503 until it is back, in {said} s\.")
            latest = int(program.until_said(rf"in {said} s\.\n  plan: pid (\d+)")[1])
        assert ask(program, "GET", "plan/echo/x").json()["pid"] == latest


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf"])
def test_a_pause_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    assert "KTRAVEL_RESTART must be a number" in refused(tmp_path / "data", KTRAVEL_RESTART=text)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_finishes_what_was_begun_and_leaves_no_process(program: Started, number: signal.Signals) -> None:
    pids = [pid_of(program, context) for context in CONTEXTS.split(",")]
    asking = Asking(program, "/api/plan/slow")
    program.until_said("slow began")
    program.process.send_signal(number)
    asking.join(20)
    assert asking.answer == (200, b"finished")
    assert program.process.wait(20) == 0
    assert not any(is_alive(pid) for pid in pids)


def test_nobody_and_nothing_is_left_behind_when_the_parent_is_killed_and_a_new_one_starts(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    settings = {"KTRAVEL_CONTEXTS": CONTEXTS}
    with started("local.services", data_dir, app="service_app", **settings) as program:
        pids = [pid_of(program, context) for context in CONTEXTS.split(",")]
        program.process.kill()
        program.process.wait()
    with started("local.services", data_dir, app="service_app", **settings) as program:
        assert ask(program, "GET", "plan/echo/x").status == 200
        assert not any(is_alive(pid) for pid in pids)
        program.process.terminate()
        assert program.process.wait(20) == 0
    assert socket_directories(data_dir) == []


def test_sockets_that_were_killed_are_taken_over_by_the_next_start(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with started("local.services", data_dir, app="service_app", KTRAVEL_CONTEXTS=CONTEXTS):
        pass
    (left,) = (path for path in socket_directories(data_dir) if path.name.endswith("services"))
    assert {path.name for path in left.iterdir()} == {"follow", "plan"}
    with started("local.services", data_dir, app="service_app", KTRAVEL_CONTEXTS="plan") as program:
        assert ask(program, "GET", "plan/echo/x").status == 200
        assert {path.name for path in left.iterdir()} == {"plan"}
        program.process.terminate()
        assert program.process.wait(20) == 0
    assert not left.exists()


def test_a_context_that_cannot_start_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    said = refused(tmp_path / "data", KTRAVEL_CONTEXTS=CONTEXTS, BROKEN="plan")
    assert "this context cannot be loaded" in said
    assert "The context plan did not start" in said
    assert socket_directories(tmp_path / "data") == []


def test_a_place_for_sockets_that_others_can_write_in_is_refused(tmp_path: Path) -> None:
    directory = socket_directory(tmp_path / "data", "services")
    directory.symlink_to(tmp_path)
    said = refused(tmp_path / "data", KTRAVEL_CONTEXTS=CONTEXTS)
    directory.unlink()
    assert f"{directory} is not a directory of ours alone" in said
    assert "Traceback" not in said

"""Queue, feed and timer triggers through the official runtime, on the embedded store and bus."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "apps" / "work_app"


def run(scenario: str, data_dir: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
    environment |= {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_DATA_DIR": str(data_dir), "KTRAVEL_CONTEXTS": "follow"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.host.scenarios", scenario, str(APP)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "scenario", ["queue_success", "queue_retry", "queue_dead_letter", "feed_retry", "feed_given_up"]
)
def test_trigger(scenario: str, tmp_path: Path) -> None:
    run(scenario, tmp_path)


def test_a_feed_goes_on_after_a_restart_where_it_was(tmp_path: Path) -> None:
    run("feed_first", tmp_path)
    run("feed_second", tmp_path)


def test_a_timer_runs_at_the_start_and_makes_up_for_what_was_missed(tmp_path: Path) -> None:
    run("timer_first", tmp_path)
    run("timer_late", tmp_path)

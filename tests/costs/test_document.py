"""docs/costs.md says what is counted, and one more read somewhere is found out."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
_ONE_MORE_READ = """
import os, sys
os.environ["KTRAVEL_ENVIRONMENT"] = "local"
from functions.token import repository
load = repository.load_wallet
async def twice(deps, member_id):
    await load(deps, member_id)
    return await load(deps, member_id)
repository.load_wallet = twice
from local.costs.__main__ import main
sys.argv = ["costs", "--check"]
sys.exit(main())
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_document_says_what_is_counted() -> None:
    done = run("-m", "local.costs", "--check")
    assert done.returncode == 0, f"{done.stderr}\nmake docs writes it anew"


def test_one_more_read_is_found_out() -> None:
    done = run("-c", _ONE_MORE_READ)
    assert (done.returncode, done.stderr) == (1, "")

"""The tools that look at the infrastructure, in an environment of their own: .venv/infra (make .venv/.infra)."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv" / "infra" / "bin"


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the tools of requirements-infra.txt in the checkout. They ask nothing of the network."""
    path = BIN / tool
    assert path.is_file(), f"{tool} is not there: run make .venv/.infra"
    return subprocess.run(
        [path, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore", "CHECKOV_RUN_SCA_PACKAGE_SCAN": "false", "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )

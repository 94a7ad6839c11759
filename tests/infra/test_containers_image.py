"""The image: what goes into it is enough, and nothing else does; it runs as nobody in particular."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from shared.topology import topology
from tests.infra.tools import ROOT, run

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IN_IMAGE = {"function_app.py", "host.json", "requirements.txt", "constraints.txt", "functions", "shared", "infra"}


@pytest.mark.slow
def test_hadolint_has_nothing_to_say() -> None:
    asked = run("hadolint", "Dockerfile")
    assert asked.returncode == 0, asked.stdout


def test_only_what_runs_in_the_cloud_goes_in() -> None:
    rules = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert rules[0] == "*"
    assert {rule[1:].split("/")[0] for rule in rules if rule.startswith("!")} == IN_IMAGE
    assert rules.index("infra/*") < rules.index("!infra/topology.json")


@pytest.mark.slow
@pytest.mark.parametrize("context", topology().contexts)
def test_what_goes_in_is_enough_to_start(tmp_path: Path, context: str) -> None:
    """With the settings and the secrets that infra/k8s/base/settings.yaml tells of."""
    for name in IN_IMAGE - {"infra"}:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "README.md"))
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "infra").mkdir()
    shutil.copy(ROOT / "infra" / "topology.json", tmp_path / "infra")
    given = yaml.safe_load((ROOT / "infra" / "k8s" / "base" / "settings.yaml").read_bytes())["data"]
    secrets = {
        "KTRAVEL_GOOGLE_CLIENT_SECRET": "example",
        "KTRAVEL_NAVER_CLIENT_SECRET": "example",
        "KTRAVEL_TOSS_SECRET_KEY": "live_gsk_example",
    }
    code = "import json, function_app; print(json.dumps(len(function_app.app.get_functions())))"
    started = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**given, **secrets, "KTRAVEL_CONTEXTS": context},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    assert json.loads(started.stdout) > 5


def test_it_is_built_on_the_official_image_for_our_python_and_runs_without_rights() -> None:
    python = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases == [f"mcr.microsoft.com/azure-functions/python:4-python{python}"]
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "requirements-dev" not in DOCKERFILE
    assert "requirements-local" not in DOCKERFILE
    assert "/api/health/live" in DOCKERFILE.partition("HEALTHCHECK")[2]
    assert re.findall(r"http://\S*:(\d+)", DOCKERFILE) == ["8080", "8080"]
    assert "EXPOSE 8080" in DOCKERFILE

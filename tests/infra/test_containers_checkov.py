"""checkov on the image, the manifests and the workflows. What it finds and may find has its reason here."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.infra.tools import ROOT, run

LEFT = {
    "CKV_GHA_7": "Whoever starts a release by hand chooses the environment from a list; it goes into no script.",
    "CKV_K8S_35": "Functions take every setting, a secret too, from the environment, and read it once at start.",
    "CKV_K8S_43": "The base names the release; the digest of what was pushed is set in the environment's overlay.",
}
LEAST = {"dockerfile": 20, "kubernetes": 500, "github_actions": 100}
"""So many checks pass at least: a file that is no longer looked at is noticed."""


@pytest.mark.slow
def test_checkov_finds_what_has_a_reason_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "infra" / "k8s" / "base", tmp_path / "k8s")
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    shutil.copy(ROOT / "Dockerfile", tmp_path)
    frameworks = ("--framework", *LEAST)
    found = run("checkov", *frameworks, "--directory", tmp_path, "--quiet", "--skip-download", "--output", "json")
    reports: list[dict[str, Any]] = json.loads(found.stdout)
    failed = {each["check_id"]: each["resource"] for report in reports for each in report["results"]["failed_checks"]}
    assert failed.keys() == LEFT.keys(), failed
    passed = dict.fromkeys(LEAST, 0)
    for report in reports:
        assert report["summary"]["parsing_errors"] == 0
        passed[report["check_type"]] += report["summary"]["passed"]
    assert all(passed[each] >= least for each, least in LEAST.items()), passed

"""checkov on the image, the manifests and the workflows. What it is told to skip has its reason here."""

import json

import pytest

from tests.infra.tools import ROOT, run

SKIPPED = {
    "CKV_K8S_35": "Functions take every setting, a secret too, from the environment, and read it once at start.",
    "CKV_K8S_43": "The base names the release; the digest of what was pushed is set in the environment's overlay.",
}


def asked(framework: str, *arguments: str) -> dict[str, int]:
    found = run(
        "checkov", "--framework", framework, "--quiet", "--compact", "--skip-download", "--output", "json", *arguments
    )
    said = json.loads(found.stdout)
    failed = said.get("results", {}).get("failed_checks", [])
    assert not failed, "\n".join(f"{each['check_id']} {each['check_name']}: {each['resource']}" for each in failed)
    summary: dict[str, int] = said["summary"]
    return summary


@pytest.mark.slow
def test_the_image_passes() -> None:
    summary = asked("dockerfile", "--file", str(ROOT / "Dockerfile"))
    assert (summary["failed"], summary["parsing_errors"]) == (0, 0)
    assert summary["passed"] > 20


@pytest.mark.slow
def test_the_manifests_pass() -> None:
    summary = asked(
        "kubernetes", "--directory", str(ROOT / "infra" / "k8s" / "base"), "--skip-check", ",".join(SKIPPED)
    )
    assert (summary["failed"], summary["parsing_errors"]) == (0, 0)
    assert summary["passed"] > 500


@pytest.mark.slow
@pytest.mark.parametrize("check", SKIPPED)
def test_what_is_skipped_would_be_found(check: str) -> None:
    """A reason that no longer holds goes."""
    found = run(
        "checkov", "--framework", "kubernetes", "--compact", "--quiet", "--skip-download",
        "--output", "json", "--check", check, "--file", str(ROOT / "infra" / "k8s" / "base" / "contexts" / "plan.yaml"),
    )  # fmt: skip
    assert json.loads(found.stdout)["summary"]["failed"] > 0


@pytest.mark.slow
def test_the_workflows_pass() -> None:
    summary = asked("github_actions", "--directory", str(ROOT / ".github"))
    assert (summary["failed"], summary["parsing_errors"]) == (0, 0)
    assert summary["passed"] > 20

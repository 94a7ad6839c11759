"""Workflows: well-formed, with few rights, pinned, and saying the same as the code and the infrastructure."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.topology import topology
from tests.infra.test_containers_image import IN_IMAGE
from tests.infra.tools import ROOT, run

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))


def read(name: str) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for a truth value.
    parsed: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_bytes())
    return {("on" if key is True else key): value for key, value in parsed.items()}


def jobs(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(name)["jobs"].items()


def steps(name: str) -> Iterator[dict[str, Any]]:
    for _, job in jobs(name):
        yield from job.get("steps", ())


@pytest.mark.slow
def test_github_accepts_them() -> None:
    checked = run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    assert checked.returncode == 0, checked.stdout
    checked = run("check-jsonschema", "--builtin-schema", "vendor.dependabot", FOLDER.parent / "dependabot.yml")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
def test_zizmor_has_nothing_to_say() -> None:
    checked = run("zizmor", "--offline", "--no-progress", "--config", ".github/zizmor.yml", ".github")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.stem))
def test_others_code_is_pinned_to_a_commit_that_has_a_name(path: Path) -> None:
    for used in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
        assert used.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.stem))
def test_rights_are_few(path: Path) -> None:
    assert read(path.name)["permissions"] == {"contents": "read"}
    for name, job in jobs(path.name):
        rights = job.get("permissions", {"contents": "read"})
        assert rights.items() <= {"contents": "read", "id-token": "write"}.items()
        text = str(job)
        federated = (
            "azure/login" in text or "cosign" in text or job.get("uses", "").endswith(("context.yml", "provision.yml"))
        )
        assert ("id-token" in rights) is federated, name
        assert federated or "secrets." not in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.stem))
def test_no_script_is_made_of_what_somebody_else_says(path: Path) -> None:
    for step in steps(path.name):
        assert "${{" not in step.get("run", "")


def test_ci_runs_what_a_developer_runs() -> None:
    assert [step["run"] for step in steps("check.yml") if "run" in step] == ["make test"]
    assert set(read("check.yml")["on"]) == {"push", "pull_request"}
    versions = [step["with"]["python-version"] for step in steps("check.yml") if "python" in str(step.get("uses"))]
    assert versions == [(ROOT / ".python-version").read_text(encoding="utf-8").strip()]


@pytest.mark.parametrize("context", topology().contexts)
def test_each_context_is_released_in_its_own_time(context: str) -> None:
    text = (FOLDER / f"release-{context}.yml").read_text(encoding="utf-8")
    assert text == (FOLDER / "release-member.yml").read_text(encoding="utf-8").replace("member", context)
    on = read(f"release-{context}.yml")["on"]
    assert set(on) == {"push", "workflow_dispatch"}
    assert on["push"]["tags"] == [f"{context}/v*"]
    changed = {each.removesuffix("/**") for each in on["push"]["paths"]}
    assert changed == (IN_IMAGE - {"functions", "infra"}) | {f"functions/{context}", "infra/topology.json"}
    ((_, job),) = jobs(f"release-{context}.yml")
    assert job["with"]["context"] == context


def test_a_release_packages_what_runs_and_asks_whether_it_works() -> None:
    names = [step.get("name") for step in steps("release-context.yml") if "run" in step]
    assert names == ["Package what runs in the cloud", "Release", "Ask whether it works"]
    (package, _, question) = [step["run"] for step in steps("release-context.yml") if "run" in step]
    packed = package.partition("package.zip ")[2].partition(" --exclude")[0].replace("\\\n", " ").split()
    assert {each.partition("/")[0] for each in packed} == IN_IMAGE
    assert "infra/topology.json" in packed
    assert question.startswith("python3 -m local.smoke ")


def test_what_the_parameters_read_is_given() -> None:
    files = sorted((ROOT / "infra").glob("main.*.bicepparam"))
    assert {path.name.split(".")[1] for path in files if path.name.count(".") == 2} == {"dev", "prod"}
    read_there = {
        name
        for path in files
        for name in re.findall(r"readEnvironmentVariable\('(\w+)'", path.read_text(encoding="utf-8"))
    }
    ((_, job),) = jobs("provision.yml")
    assert read_there == set(job["env"]) - {"ENVIRONMENT", "VERB"}


def test_the_image_has_its_provenance_and_is_signed() -> None:
    (build,) = [step for step in steps("image.yml") if step.get("id") == "build"]
    assert build["with"]["provenance"] == "mode=max"
    assert build["with"]["sbom"] is True
    assert any(step.get("run", "").startswith("cosign sign") for step in steps("image.yml"))

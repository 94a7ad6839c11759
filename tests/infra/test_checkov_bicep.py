"""checkov on Bicep, as production has it. What it asks and we do not do is in checkov-bicep.json, each with why."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.infra.sources import joined, sources
from tests.infra.tools import run

REASONS = Path(__file__).with_name("checkov-bicep.json")
_IN_PRODUCTION = {
    # What main.prod.bicepparam makes of the conditions that checkov cannot weigh.
    r"privateNetworking \? ('[^']*') : '[^']*'": r"\1",
    r"zoneRedundant \? ('[^']*') : '[^']*'": r"\1",
    r"empty\(subnetId\) \? 'Enabled' : ('Disabled')": r"\1",
    r"zoneRedundant: \w+\.zoneRedundant": "zoneRedundant: true",
}

pytestmark = pytest.mark.slow


def _found(texts: Mapping[str, str], folder: Path) -> tuple[set[tuple[str, str]], dict[str, Any]]:
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        resolved = joined(text)
        for pattern, replacement in _IN_PRODUCTION.items():
            resolved = re.sub(pattern, replacement, resolved)
        target.write_text(resolved, encoding="utf-8")
    answer = run(
        "checkov", "--directory", folder, "--framework", "bicep", "--skip-download", "--output", "json", "--quiet"
    )
    report = json.loads(answer.stdout)
    failed = {(each["check_id"], each["file_path"]) for each in report["results"]["failed_checks"]}
    return failed, report["summary"]


def test_checkov_finds_nothing_without_a_reason(tmp_path: Path) -> None:
    reasons = json.loads(REASONS.read_text(encoding="utf-8"))
    failed, summary = _found(sources().bicep, tmp_path)
    assert summary["parsing_errors"] == 0
    assert summary["resource_count"] >= 80
    assert sorted(each for each in failed if each[0] not in reasons) == []
    # A reason that is no longer needed is one too many.
    assert {each[0] for each in failed} == reasons.keys()


def test_checkov_sees_what_is_opened(tmp_path: Path) -> None:
    opened = sources().changed(
        "infra/modules/storage.bicep", "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'"
    )
    opened = opened.changed(
        "infra/modules/key-vault.bicep", "enablePurgeProtection: true", "enablePurgeProtection: false"
    )
    changed = {path: text for path, text in opened.bicep.items() if text != sources().texts[path]}
    failed, _ = _found(changed, tmp_path)
    assert {path for check, path in failed if check in {"CKV_AZURE_44", "CKV_AZURE_110"}} == {
        "/infra/modules/storage.bicep",
        "/infra/modules/key-vault.bicep",
    }

"""Every function of the app is indexed, loaded and invoked under the official runtime."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from shared.topology import topology
from tests.host.started import ROOT, environment

pytestmark = pytest.mark.slow


def written(contexts: Iterable[str]) -> set[str]:
    """The functions that the sources of these contexts decorate with a trigger, and those of every app."""
    folders = [ROOT / "functions" / context for context in contexts]
    names = set()
    of_every_app = [ROOT / "shared" / name for name in ("health.py", "dead_letters.py")]
    for path in [*(path for folder in folders for path in folder.glob("*.py")), *of_every_app]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
                if any(".route(" in text or "_trigger(" in text for text in decorators):
                    names.add(node.name)
    return names


def invoked(tmp_path: Path, contexts: str = "") -> dict[str, str | int]:
    """Each function that was found, with its HTTP status or the type of its trigger."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.host.every_function"],
        cwd=ROOT,
        env=environment(tmp_path, KTRAVEL_ENVIRONMENT="local", KTRAVEL_CONTEXTS=contexts),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, str | int] = json.loads(done.stdout)
    return found


def assert_answered(found: dict[str, str | int]) -> None:
    assert {name: status for name, status in found.items() if isinstance(status, int) and status >= 500} == {}


def test_every_function_is_found_and_can_be_invoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = invoked(tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(found)} functions: {', '.join(sorted(found))}\n")
    assert found.keys() == written(topology().contexts)
    assert_answered(found)
    kinds = [kind for kind in found.values() if isinstance(kind, str)]
    assert kinds.count("serviceBusTrigger") == len(topology().queues)
    assert kinds.count("cosmosDBTrigger") == sum(context.topic is not None for context in topology().contexts.values())


@pytest.mark.parametrize("context", topology().contexts)
def test_a_context_alone_has_its_own_functions_and_no_other(tmp_path: Path, context: str) -> None:
    found = invoked(tmp_path, context)
    assert found.keys() == written([context])
    assert_answered(found)

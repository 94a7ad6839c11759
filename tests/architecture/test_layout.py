"""What the tree promises: each context looks the same, long files do not creep in, triggers are what the host takes."""

import ast
from pathlib import Path

import pytest

from shared.topology import topology

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for top in ("functions", "shared", "local", "tests", "benchmarks") for path in (ROOT / top).rglob("*.py")
)


@pytest.mark.parametrize("context", topology().contexts)
def test_each_context_has_its_page_and_its_places(context: str) -> None:
    folder = ROOT / "functions" / context
    names = {path.name for path in folder.iterdir()}
    assert {"README.md", "__init__.py", "api.py", "schemas.py", "handlers.py"} <= names
    if topology().contexts[context].topic:
        assert "relay.py" in names
    if topology().contexts[context].queues:
        assert "inbox.py" in names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_enough_to_be_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.parts[-3:-2] == ("functions",)],
    ids=lambda path: "/".join(path.parts[-2:]),
)
def test_http_triggers_are_async_and_carry_an_operation(path: Path) -> None:
    """The runtime loses the trace in sync functions, and what has no `operation` is in no document."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        decorators = [ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list]
        triggers = [name for name in decorators if name.startswith("bp.") and name != "bp.retry"]
        if triggers:
            assert isinstance(node, ast.AsyncFunctionDef), f"{node.name} is not async"
            assert decorators[0] == triggers[0], f"{node.name}: a decorator above the trigger is not applied"
        if "bp.route" in triggers:
            assert "operation" in decorators, f"{node.name} has no operation"

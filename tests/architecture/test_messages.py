"""docs/messages.md says what the code does: every command, event and function, its producer and its consumers."""

import importlib
import os
import re
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from shared import dead_letters
from shared.events import PUBLISHED
from shared.topology import topology

TEXT = (Path(__file__).parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")
READING = {"GET"}

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.fixture(scope="module")
def functions() -> list[Any]:
    """Every function of every context, and what every app does by the clock."""
    app = func.FunctionApp()
    app.register_functions(dead_letters.bp)
    for context in topology().contexts:
        for blueprint in importlib.import_module(f"functions.{context}").blueprints:
            app.register_functions(blueprint)
    return list(app.get_functions())


def test_every_event_is_named_with_its_producer_and_its_consumers() -> None:
    consumers: dict[str, set[str]] = {model.type(): set() for model in PUBLISHED}
    for name, context in topology().contexts.items():
        for subscription in context.subscriptions:
            for subject in subscription.subjects:
                consumers[subject].add(name)
    expected = {
        model.__name__: (model.context, ", ".join(sorted(consumers[model.type()])) or "–") for model in PUBLISHED
    }
    assert {event: (producer, heard_by) for event, producer, heard_by, *_ in rows("Events")} == expected


def test_every_command_is_named_with_its_operation_and_context(functions: list[Any]) -> None:
    expected = {}
    for function in functions:
        trigger = function.get_trigger().get_dict_repr()
        if trigger["type"] != "httpTrigger":
            continue
        for method in trigger["methods"]:
            verb = str(getattr(method, "value", method))
            if verb not in READING:
                where = function.get_user_function().operation.tag
                expected[function.get_function_name()] = (f"{verb} /{trigger['route']}", where)
    assert {command: (operation, context) for command, operation, context, *_ in rows("Commands")} == expected


def test_the_events_of_a_command_are_its_contexts_own() -> None:
    published = {model.__name__: model.context for model in PUBLISHED}
    raised = set()
    for command, _, context, _, events, _ in rows("Commands"):
        for event in filter("–".__ne__, events.split(", ")):
            assert published[event] == context, f"{command} cannot raise {event}"
            raised.add(event)
    by_policy = {"TokenDecreased", "TokenDecreasingFailed", "TokenRefunded", "RecommendationCreated"}
    by_operator = {name for name in published if name.endswith("Snapshot")}
    assert raised | by_policy | by_operator == set(published)


def test_every_function_that_nobody_calls_is_named(functions: list[Any]) -> None:
    expected = {
        function.get_function_name()
        for function in functions
        if function.get_trigger().get_dict_repr()["type"] != "httpTrigger"
    }
    assert {function for function, *_ in rows("Work, feeds and timers")} == expected


def test_every_cell_says_something() -> None:
    for heading in ("Commands", "Events", "Work, feeds and timers"):
        assert rows(heading)
        for row in rows(heading):
            assert all(row), row

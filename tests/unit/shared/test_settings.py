"""Settings are refused at start, by the name of what is wrong, and are the same in the code and in the sample."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import functions
import shared
from shared.settings import Environment, Settings, SettingsError, settings

ROOT = Path(__file__).parents[3]
LOCAL = {"KTRAVEL_ENVIRONMENT": "local"}
PROD = {
    "KTRAVEL_ENVIRONMENT": "prod",
    "KTRAVEL_CONTEXTS": "plan",
    "KTRAVEL_API_URL": "https://api.example.org",
    "KTRAVEL_WEB_URL": "https://app.example.org",
    "KTRAVEL_STORE": "cosmos",
    "KTRAVEL_BUS": "servicebus",
}


def test_locally_everything_but_the_environment_has_a_default_and_every_context_is_hosted() -> None:
    read = Settings.read(LOCAL)
    assert read.hosted == ("member", "token", "plan", "recommendation", "follow", "like", "notification")
    assert read.issuer == "http://127.0.0.1:7071/api"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "KTRAVEL_ENVIRONMENT"),
        ({"KTRAVEL_ENVIRONMENT": ""}, "KTRAVEL_ENVIRONMENT"),
        ({"KTRAVEL_ENVIRONMENT": "production"}, "KTRAVEL_ENVIRONMENT"),
        (LOCAL | {"KTRAVEL_CONTEXTS": "plan,plans"}, "KTRAVEL_CONTEXTS"),
        (PROD | {"KTRAVEL_CONTEXTS": ""}, "KTRAVEL_CONTEXTS"),
        (PROD | {"KTRAVEL_CONTEXTS": "plan,follow"}, "KTRAVEL_CONTEXTS"),
        (PROD | {"KTRAVEL_API_URL": "http://api.example.org"}, "KTRAVEL_API_URL"),
        (PROD | {"KTRAVEL_WEB_URL": ""}, "KTRAVEL_WEB_URL"),
        (PROD | {"KTRAVEL_STORE": "sqlite"}, "KTRAVEL_STORE"),
        (PROD | {"KTRAVEL_BUS": ""}, "KTRAVEL_BUS"),
        (LOCAL | {"KTRAVEL_API_URL": "http://x/path"}, "KTRAVEL_API_URL"),
        (LOCAL | {"KTRAVEL_STORE": "postgres"}, "KTRAVEL_STORE"),
        (LOCAL | {"KTRAVEL_BUS": "kafka"}, "KTRAVEL_BUS"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.read(environ)


@pytest.mark.parametrize("url", ["http://127.0.0.1:7071", "http://localhost:7071"])
def test_locally_this_machine_is_the_same_origin_by_both_its_names(url: str) -> None:
    read = Settings.read(LOCAL | {"KTRAVEL_WEB_URL": url, "KTRAVEL_API_URL": url.replace("7071", "7072")})
    assert set(read.web_origins) == {"http://127.0.0.1:7071", "http://localhost:7071"}
    assert set(read.api_origins) == {"http://127.0.0.1:7072", "http://localhost:7072"}


def test_any_other_origin_is_only_itself() -> None:
    for url in ("http://localhost.example:7071", "http://192.168.0.2:7071"):
        assert Settings.read(LOCAL | {"KTRAVEL_WEB_URL": url}).web_origins == (url,)
    assert Settings.read(PROD).web_origins == ("https://app.example.org",)
    assert Settings.read(PROD | {"KTRAVEL_API_URL": "https://localhost"}).api_origins == ("https://localhost",)


def test_one_context_with_https_is_what_production_takes() -> None:
    assert Settings.read(PROD).hosted == ("plan",)


@pytest.fixture
def in_code(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The settings that the classes of shared and functions read."""
    settings.cache_clear()
    monkeypatch.setenv("KTRAVEL_ENVIRONMENT", "local")  # some modules ask for it when they are imported
    found: set[str] = set()
    for package in (shared, functions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(each, Environment):
                    found |= {str(field.alias) for field in each.model_fields.values()}
    yield found
    settings.cache_clear()


def _nodes(folder: str) -> Iterator[ast.AST]:
    for path in (ROOT / folder).rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _connections() -> set[str]:
    """What triggers and bindings call their connections."""
    keywords = [each for node in _nodes("functions") if isinstance(node, ast.Call) for each in node.keywords]
    return {ast.literal_eval(keyword.value) for keyword in keywords if keyword.arg == "connection"}


def test_the_sample_lists_every_setting_the_code_reads_and_no_other(in_code: set[str]) -> None:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))["Values"]
    of_the_host = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"}
    assert of_the_host <= sample.keys()
    assert sample.keys() - of_the_host == in_code
    # A trigger's connection is one of those: with a connection string, or with __accountEndpoint and the like.
    assert _connections() <= in_code


def test_contributing_lists_what_only_the_local_host_reads(in_code: set[str]) -> None:
    constants = [node.value for node in _nodes("local") if isinstance(node, ast.Constant)]
    read = {value for value in constants if isinstance(value, str) and re.fullmatch("KTRAVEL_[A-Z_]+", value)}
    listed = re.findall(r"^\| `(KTRAVEL_\w+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(read - in_code)

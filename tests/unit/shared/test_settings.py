"""Settings are refused at start, by the name of what is wrong, and are the same in the code and in the sample."""

import importlib
import inspect
import json
import pkgutil
from pathlib import Path

import pytest

import functions
import shared
from shared.settings import Environment, Settings, SettingsError

ROOT = Path(__file__).parents[3]
LOCAL = {"KTRAVEL_ENVIRONMENT": "local"}
PROD = {
    "KTRAVEL_ENVIRONMENT": "prod",
    "KTRAVEL_CONTEXTS": "plan",
    "KTRAVEL_API_URL": "https://api.example.org",
    "KTRAVEL_WEB_URL": "https://app.example.org",
}


def test_locally_everything_but_the_environment_has_a_default_and_every_context_is_hosted() -> None:
    settings = Settings.read(LOCAL)
    assert settings.hosted == ("member", "plan", "follow", "notification")
    assert settings.issuer == "http://127.0.0.1:7071/api"


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
        (LOCAL | {"KTRAVEL_API_URL": "http://x/path"}, "KTRAVEL_API_URL"),
        (LOCAL | {"KTRAVEL_STORE": "postgres"}, "KTRAVEL_STORE"),
        (LOCAL | {"KTRAVEL_BUS": "kafka"}, "KTRAVEL_BUS"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.read(environ)


def test_one_context_with_https_is_what_production_takes() -> None:
    assert Settings.read(PROD).hosted == ("plan",)


def _settings_in_code() -> set[str]:
    found: set[str] = set()
    for package in (shared, functions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(each, Environment):
                    found |= {str(field.alias) for field in each.model_fields.values()}
    return found


def test_the_sample_lists_every_setting_the_code_reads_and_no_other() -> None:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))["Values"]
    of_the_host = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "AzureWebJobsFeatureFlags"}
    of_the_local_host = {"KTRAVEL_PORT", "KTRAVEL_DEMO", "KTRAVEL_LIMITS", "KTRAVEL_RESTART"}
    connections = {name for name in sample if "__" in name}
    assert set(sample) - of_the_host - of_the_local_host - connections == _settings_in_code()

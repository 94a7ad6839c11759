"""Each app is told exactly what its context reads: no setting is missing, none is set for nobody."""

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator

import pytest

import functions
import shared
from shared.settings import Environment, settings
from tests.infra.sources import Sources, sources

APP = "infra/modules/function-app.bicep"
HOST = {
    "AzureWebJobsStorage__blobServiceUri",
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
}
"""What the Functions host reads. FUNCTIONS_WORKER_RUNTIME is not for Flex Consumption: functionAppConfig says it."""
OF_LIBRARIES = {"recommendation": {"AZURE_CLIENT_ID"}}
"""What azure-identity reads."""
LEFT = {
    # Named by the code and not set in Azure, each with why.
    "KTRAVEL_COSMOS": "a connection string, for emulators only: refused outside the local environment",
    "KTRAVEL_SERVICEBUS": "a connection string, for emulators only: refused outside the local environment",
    "KTRAVEL_DATA_DIR": "files, which nothing in Azure keeps",
    "KTRAVEL_JWKS_URL": "the keys are where the issuer says, behind the gateway",
    "KTRAVEL_GOOGLE_ISSUER": "Google has one",
    "KTRAVEL_NAVER_ISSUER": "Naver has one",
    "KTRAVEL_SIGN_IN_CA": "the providers have certificates that everybody trusts; for tests",
    "KTRAVEL_TOSS_URL": "Toss Payments has one",
    "KTRAVEL_AI_TIMEOUT": "the default is meant",
    "KTRAVEL_OPENAI_API_KEY": "a key: in Azure the model is Azure OpenAI, asked by identity",
    "KTRAVEL_OPENAI_URL": "goes with that key",
}


pytestmark = pytest.mark.slow  # it imports all there is


@pytest.fixture(scope="module")
def read() -> Iterator[dict[str, set[str]]]:
    """The settings that each context's app reads: those of shared code and its own."""
    patched = pytest.MonkeyPatch()
    patched.setenv("KTRAVEL_ENVIRONMENT", "local")  # some modules ask for it when they are imported
    settings.cache_clear()
    common = _aliases(shared.__path__, "shared.")
    yield {
        context: common | _aliases([f"{path}/{context}" for path in functions.__path__], f"functions.{context}.")
        for context in sources().topology.contexts
    }
    patched.undo()
    settings.cache_clear()


def _aliases(path: list[str], prefix: str) -> set[str]:
    found: set[str] = set()
    for module in pkgutil.walk_packages(path, prefix):
        for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(each, Environment):
                found |= {str(field.alias) for field in each.model_fields.values()}
    return found


def _set(here: Sources, context: str) -> set[str]:
    variables = here.parsed(APP)["variables"]
    assert "properties: union(host, shared, own[context])" in here.texts[APP]
    return {*variables["host"]["value"], *variables["shared"]["value"], *variables["own"]["value"].get(context, {})}


def wrong_settings(here: Sources, read: dict[str, set[str]]) -> list[str]:
    """What an app is not told, or is told for nothing."""
    wrong = []
    for context, names in read.items():
        expected = (names - LEFT.keys()) | HOST | OF_LIBRARIES.get(context, set())
        found = _set(here, context)
        wrong += [f"{context} is not told {each}" for each in sorted(expected - found)]
        wrong += [f"{context} does not read {each}" for each in sorted(found - expected)]
    everything = set().union(*read.values())
    wrong += [f"nobody reads {each}" for each in sorted(LEFT.keys() - everything)]
    sample = json.loads(here.texts["local.settings.sample.json"])["Values"].keys()
    wrong += [f"the sample has no {each}" for each in sorted(everything - sample)]
    if here.parsed(APP)["variables"]["own"]["value"].keys() != read.keys():
        wrong.append("not every context has settings of its own, or one that is none has")
    return wrong


def test_each_app_is_told_what_its_context_reads(read: dict[str, set[str]]) -> None:
    assert wrong_settings(sources(), read) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  KTRAVEL_STORE: 'cosmos'\n", ""),
        ("KTRAVEL_PAYMENTS:", "KTRAVEL_PAYMENT:"),
        ("  plan: {}\n", "  plan: {\n    KTRAVEL_PAYMENTS: 'toss'\n  }\n"),
        ("    AZURE_CLIENT_ID: identityClientId\n", ""),
        ("  like: {}\n", ""),
    ],
)
def test_a_setting_changed_in_bicep_alone_is_told(read: dict[str, set[str]], old: str, new: str) -> None:
    assert wrong_settings(sources().changed(APP, old, new), read)


def test_a_setting_renamed_in_the_code_alone_is_told(read: dict[str, set[str]]) -> None:
    for context, names in read.items():
        for name in names:
            renamed = {**read, context: names - {name} | {f"{name}_NEW"}}
            assert wrong_settings(sources(), renamed), name


def test_each_value_is_one_the_code_knows() -> None:
    text = sources().texts[APP]
    assert "KTRAVEL_STORE: 'cosmos'" in text
    assert "KTRAVEL_BUS: 'servicebus'" in text
    assert text.count("__credential: 'managedidentity'") == 3
    for path, parameters in sources().under("infra/", ".bicepparam"):
        assert re.search(r"param environmentType = '(dev|prod)'", parameters), path
        assert set(re.findall(r"^  (\w+): \{ alwaysReady", parameters, re.MULTILINE)) == set(
            sources().topology.contexts
        ), path

"""The choice of an adapter: refused at start by the name of what is missing, made once, closed with the process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.recommendation.ai.chosen import recommender
from functions.recommendation.ai.embedded import EmbeddedRecommender
from functions.recommendation.ai.openai_adapter import OpenAIRecommender
from functions.recommendation.ai.settings import AiSettings, ai_settings
from shared.dependencies import close_dependencies
from shared.settings import SettingsError

ROOT = Path(__file__).parents[3]
OPENAI = {"KTRAVEL_AI": "openai", "KTRAVEL_AI_MODEL": "gpt-test", "KTRAVEL_OPENAI_API_KEY": "sk-secret"}
AZURE = {
    "KTRAVEL_AI": "azure",
    "KTRAVEL_AI_MODEL": "trips",
    "KTRAVEL_AZURE_OPENAI_ENDPOINT": "https://trips.openai.azure.com",
}


def test_by_default_nothing_is_needed() -> None:
    assert AiSettings.read({}).ai == "embedded"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"KTRAVEL_AI": "gemini"}, "KTRAVEL_AI"),
        (OPENAI | {"KTRAVEL_AI_MODEL": ""}, "KTRAVEL_AI_MODEL"),
        (OPENAI | {"KTRAVEL_OPENAI_API_KEY": ""}, "KTRAVEL_OPENAI_API_KEY"),
        ({"KTRAVEL_AI": "openai"}, "KTRAVEL_AI_MODEL and KTRAVEL_OPENAI_API_KEY"),
        (OPENAI | {"KTRAVEL_OPENAI_URL": "http://api.openai.com/v1"}, "KTRAVEL_OPENAI_URL"),
        (OPENAI | {"KTRAVEL_OPENAI_URL": "api.openai.com"}, "KTRAVEL_OPENAI_URL"),
        (OPENAI | {"KTRAVEL_OPENAI_URL": "http://localhost.example.org"}, "KTRAVEL_OPENAI_URL"),
        (AZURE | {"KTRAVEL_AI_MODEL": ""}, "KTRAVEL_AI_MODEL"),
        (AZURE | {"KTRAVEL_AZURE_OPENAI_ENDPOINT": ""}, "KTRAVEL_AZURE_OPENAI_ENDPOINT"),
        (AZURE | {"KTRAVEL_AZURE_OPENAI_ENDPOINT": "http://trips.openai.azure.com"}, "KTRAVEL_AZURE_OPENAI_ENDPOINT"),
        (OPENAI | {"KTRAVEL_AI_TIMEOUT": "0"}, "KTRAVEL_AI_TIMEOUT"),
        (OPENAI | {"KTRAVEL_AI_TIMEOUT": "3600"}, "KTRAVEL_AI_TIMEOUT"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_no_key_is_told(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as raised:
        AiSettings.read(environ)
    assert "sk-secret" not in str(raised.value)


def test_the_longest_answers_fit_what_a_message_may_take() -> None:
    """The first; another because its evidence was withdrawn; and one more because that did not pass the gates."""
    host = json.loads((ROOT / "host.json").read_bytes())
    hours, minutes, seconds = map(int, host["functionTimeout"].split(":"))
    assert host["extensions"]["serviceBus"]["maxAutoLockRenewalDuration"] == host["functionTimeout"]
    longest = max(n for n in range(1, 300) if _is_taken(OPENAI | {"KTRAVEL_AI_TIMEOUT": str(n)}))
    assert 3 * (longest + 5) < hours * 3600 + minutes * 60 + seconds


def _is_taken(environ: dict[str, str]) -> bool:
    try:
        AiSettings.read(environ)
    except SettingsError:
        return False
    return True


def test_a_key_does_not_show() -> None:
    assert "sk-secret" not in repr(AiSettings.read(OPENAI))


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    ai_settings.cache_clear()
    recommender.cache_clear()
    yield monkeypatch
    ai_settings.cache_clear()


@pytest.mark.parametrize(
    ("chosen", "kind"), [({}, EmbeddedRecommender), (OPENAI, OpenAIRecommender), (AZURE, OpenAIRecommender)]
)
async def test_the_chosen_adapter_is_made_once_and_closed_at_shutdown(
    environ: pytest.MonkeyPatch, chosen: dict[str, str], kind: type
) -> None:
    for name, value in chosen.items():
        environ.setenv(name, value)
    made = recommender()
    assert type(made) is kind
    assert recommender() is made
    await close_dependencies()
    if isinstance(made, OpenAIRecommender):
        assert made._client.is_closed()
    assert recommender.cache_info().currsize == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("embedded", "recommender(); assert not {'openai', 'httpx2', 'azure.identity'} & sys.modules.keys()"),
        ("openai", "assert not {'openai', 'httpx2', 'azure.identity'} & sys.modules.keys()"),
    ],
)
def test_the_sdk_is_imported_only_by_those_who_use_it(setting: str, code: str) -> None:
    program = f"import sys\nfrom functions.recommendation.ai.chosen import recommender\n{code}"
    environ = OPENAI | {"KTRAVEL_AI": setting, "KTRAVEL_ENVIRONMENT": "local"}
    subprocess.run([sys.executable, "-c", program], env=environ, cwd=ROOT, check=True)


@pytest.mark.slow
def test_a_process_that_lacks_a_setting_does_not_start() -> None:
    program = "import functions.recommendation.ai.chosen"
    environ = {"KTRAVEL_AI": "openai", "KTRAVEL_ENVIRONMENT": "local"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environ, cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert "KTRAVEL_AI_MODEL and KTRAVEL_OPENAI_API_KEY" in ended.stderr

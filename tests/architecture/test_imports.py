"""A process that starts pays for no SDK before it is used: a cold start is what the import of `function_app` takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.topology import topology

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SDKS = (
    "aiohttp",
    "authlib",
    "azure.cosmos",
    "azure.identity",
    "azure.keyvault",
    "azure.servicebus",
    "httpx",
    "msal",
    "openai",
    "requests",
)
ASK = f"import sys, function_app; print(*(name for name in {SDKS} if name in sys.modules))"
CLOUD = {
    "KTRAVEL_ENVIRONMENT": "prod",
    "KTRAVEL_STORE": "cosmos",
    "KTRAVEL_BUS": "servicebus",
    "KTRAVEL_API_URL": "https://api.example.org",
    "KTRAVEL_WEB_URL": "https://app.example.org",
    "KTRAVEL_COSMOS__accountEndpoint": "https://example.documents.azure.com:443/",
    "KTRAVEL_COSMOS__credential": "managedidentity",
    "KTRAVEL_SERVICEBUS__fullyQualifiedNamespace": "example.servicebus.windows.net",
    "KTRAVEL_SERVICEBUS__credential": "managedidentity",
    "KTRAVEL_KEY_VAULT_URL": "https://example.vault.azure.net",
    "KTRAVEL_SIGN_IN": "oidc",
    "KTRAVEL_GOOGLE_CLIENT_ID": "example",
    "KTRAVEL_GOOGLE_CLIENT_SECRET": "not-one",
    "KTRAVEL_NAVER_CLIENT_ID": "example",
    "KTRAVEL_NAVER_CLIENT_SECRET": "not-one",
    "KTRAVEL_PAYMENTS": "toss",
    "KTRAVEL_TOSS_SECRET_KEY": "live_sk_example",
    "KTRAVEL_TOSS_CLIENT_KEY": "live_ck_example",
    "KTRAVEL_AI": "azure",
    "KTRAVEL_AI_MODEL": "gpt-example",
    "KTRAVEL_AZURE_OPENAI_ENDPOINT": "https://example.openai.azure.com",
}


def loaded(**environment: str) -> list[str]:
    """The SDKs that a fresh process has loaded once it could index its functions."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=bare | environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


def test_all_contexts_on_one_machine_load_no_sdk() -> None:
    assert loaded(KTRAVEL_ENVIRONMENT="local") == []


@pytest.mark.parametrize("context", topology().contexts)
def test_a_context_in_the_cloud_loads_no_sdk_before_it_is_used(context: str) -> None:
    assert loaded(KTRAVEL_CONTEXTS=context, **CLOUD) == []


def test_what_is_loaded_would_be_seen() -> None:
    code = ASK.replace("import sys, function_app", "import sys, azure.identity")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "azure.identity" in answer.stdout.split()

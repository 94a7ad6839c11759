"""Personas are of the local environment: elsewhere the app has no route for them, and does not start if asked for one.

The app is started as in production: indexed by the official runtime, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from functions.member.sign_in.settings import SignInSettings
from shared.settings import SettingsError
from tests.host.started import ROOT, environment

PRODUCTION = {
    "KTRAVEL_ENVIRONMENT": "prod",
    "KTRAVEL_CONTEXTS": "member",
    "KTRAVEL_STORE": "cosmos",
    "KTRAVEL_BUS": "servicebus",
    "KTRAVEL_API_URL": "https://api.example.org",
    "KTRAVEL_WEB_URL": "https://app.example.org",
    "KTRAVEL_COSMOS__accountEndpoint": "https://ktravel.documents.azure.com",
    "KTRAVEL_SERVICEBUS__fullyQualifiedNamespace": "ktravel.servicebus.windows.net",
    "KTRAVEL_KEY_VAULT_URL": "https://ktravel.vault.azure.net",
    "KTRAVEL_GOOGLE_CLIENT_ID": "id",
    "KTRAVEL_GOOGLE_CLIENT_SECRET": "hush-hush",
}
_START = """
import asyncio, sys
from pathlib import Path
from local.runtime import Runtime
runtime = asyncio.run(Runtime.start(Path.cwd()))
heavy = [name for name in ("authlib", "msal", "azure.keyvault", "azure.identity", "aiohttp") if name in sys.modules]
print("routes", *[each.trigger.get("route", each.name) for each in runtime.functions])
print("heavy", *heavy)
"""


def start(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start the app; what it says."""
    return subprocess.run(
        [sys.executable, "-c", _START],
        cwd=ROOT,
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_in_production_there_is_no_route_for_personas_and_nothing_heavy_is_imported(tmp_path: Path) -> None:
    started = start(tmp_path, **PRODUCTION)
    assert started.returncode == 0, started.stderr
    routes = started.stdout.partition("routes ")[2].partition("\n")[0].split()
    assert "auth/{provider}/login" in routes
    assert "auth/refresh" in routes
    assert not [route for route in routes if "dev" in route]
    assert started.stdout.partition("heavy")[2].split() == []


@pytest.mark.slow
def test_locally_there_is_one(tmp_path: Path) -> None:
    started = start(tmp_path, KTRAVEL_ENVIRONMENT="local", KTRAVEL_CONTEXTS="member", KTRAVEL_SIGN_IN="dev")
    assert "auth/dev/token" in started.stdout


@pytest.mark.slow
def test_asking_for_personas_in_production_does_not_start(tmp_path: Path) -> None:
    started = start(tmp_path, **PRODUCTION, KTRAVEL_SIGN_IN="dev")
    assert started.returncode != 0
    assert "KTRAVEL_SIGN_IN must not be dev outside the local environment" in started.stderr
    assert "routes" not in started.stdout


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"KTRAVEL_SIGN_IN": "dev"}, "KTRAVEL_SIGN_IN"),
        ({"KTRAVEL_SIGN_IN": "saml"}, "KTRAVEL_SIGN_IN"),
        ({"KTRAVEL_GOOGLE_CLIENT_ID": "", "KTRAVEL_GOOGLE_CLIENT_SECRET": ""}, "nobody could sign in"),
        ({"KTRAVEL_GOOGLE_CLIENT_SECRET": ""}, "KTRAVEL_GOOGLE_CLIENT_SECRET"),
        ({"KTRAVEL_NAVER_CLIENT_ID": "id"}, "KTRAVEL_NAVER_CLIENT_SECRET"),
        ({"KTRAVEL_GOOGLE_ISSUER": "http://accounts.google.com"}, "KTRAVEL_GOOGLE_ISSUER"),
        ({"KTRAVEL_NAVER_ISSUER": "https://nid.naver.com/"}, "KTRAVEL_NAVER_ISSUER"),
        ({"KTRAVEL_SIGN_IN": "entra"}, "KTRAVEL_ENTRA_AUTHORITY"),
        ({"KTRAVEL_ENTRA_AUTHORITY": "https://ktravel.ciamlogin.com"}, "KTRAVEL_ENTRA_AUTHORITY"),
        ({"KTRAVEL_SIGN_IN_CA": "/tmp/ca.pem"}, "KTRAVEL_SIGN_IN_CA"),  # noqa: S108
    ],
)
def test_settings_that_would_sign_in_nobody_or_anybody_are_refused(changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        SignInSettings.read(PRODUCTION | changes)


@pytest.mark.parametrize(
    ("environ", "providers"),
    [
        (PRODUCTION, ("google",)),
        (PRODUCTION | {"KTRAVEL_NAVER_CLIENT_ID": "i", "KTRAVEL_NAVER_CLIENT_SECRET": "s"}, ("google", "naver")),
        ({"KTRAVEL_ENVIRONMENT": "local"}, ()),
        (PRODUCTION | {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_SIGN_IN": "dev"}, ()),
        (
            PRODUCTION
            | {
                "KTRAVEL_SIGN_IN": "entra",
                "KTRAVEL_ENTRA_AUTHORITY": "https://ktravel.ciamlogin.com/8f1c6c3e/v2.0",
                "KTRAVEL_ENTRA_CLIENT_ID": "i",
                "KTRAVEL_ENTRA_CLIENT_SECRET": "s",
            },
            ("google", "naver"),
        ),
    ],
)
def test_the_providers_are_those_that_are_configured(environ: dict[str, str], providers: tuple[str, ...]) -> None:
    read = SignInSettings.read(environ)
    assert read.providers == providers
    assert "hush-hush" not in repr(read)


def test_the_sample_settings_configure_none() -> None:
    sample = orjson.loads((ROOT / "local.settings.sample.json").read_bytes())["Values"]
    assert SignInSettings.read(sample).providers == ()

"""Member's keys in a vault, read by the real client from a server that speaks its protocol."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, Self

import pytest
from azure.core.credentials import AccessToken, AccessTokenInfo
from azure.core.pipeline.transport import AioHttpTransport
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from functions.member.keys import KeySettings, signing_key
from functions.member.vault_keys import REFRESH_SECRET, SIGNING_KEY, VaultKeys
from shared.errors import Unavailable
from shared.settings import SettingsError
from tests.fakes import ManualClock
from tests.wire.openid_provider import SigningKey
from tests.wire.openid_tls import Tls
from tests.wire.vault_server import TENANT, TOKEN, Vault, Version, secret_text

pytest_plugins = ["tests.wire.openid_fixtures"]


class Credential:
    """An identity that may read the vault. Remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    async def get_token(self, *scopes: str, tenant_id: str | None = None, **_: Any) -> AccessToken:
        self.asked.append((scopes[0], tenant_id))
        return AccessToken(TOKEN, int(time.time()) + 3600)

    async def get_token_info(self, *scopes: str, options: Any = None) -> AccessTokenInfo:
        self.asked.append((scopes[0], (options or {}).get("tenant_id")))
        return AccessTokenInfo(TOKEN, int(time.time()) + 3600)

    async def close(self) -> None:
        """Nothing to let go of."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to let go of."""


@pytest.fixture(scope="session")
def pem(provider_key: SigningKey) -> str:
    key = provider_key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.decode()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def hours_ago(clock: ManualClock) -> Callable[[float], int]:
    start = clock.now()
    return lambda hours: int((start - timedelta(hours=hours)).timestamp())


@pytest.fixture
async def vault(tls: Tls, pem: str, hours_ago: Callable[[float], int]) -> AsyncIterator[Vault]:
    made = Vault(
        {
            SIGNING_KEY: [
                Version("v1", pem, hours_ago(90)),
                Version("v2", "no longer", hours_ago(50), enabled=False),
                Version("v3", pem, hours_ago(3)),
                Version("v4", pem, hours_ago(1)),
            ],
            REFRESH_SECRET: [Version("r1", "old" * 20, hours_ago(90)), Version("r2", secret_text(), hours_ago(5))],
        }
    )
    await made.start(tls)
    yield made
    await made.stop()


@pytest.fixture
def credential() -> Credential:
    return Credential()


@pytest.fixture
async def keys(vault: Vault, credential: Credential, clock: ManualClock, tls: Tls) -> AsyncIterator[VaultKeys]:
    transport = AioHttpTransport(connection_verify=str(tls.ca_file), use_env_settings=False)
    made = VaultKeys(vault.url, credential, clock, transport=transport, verify_challenge_resource=False, retry_total=0)
    yield made
    await made.close()


async def test_enabled_versions_are_the_keys_oldest_first(keys: VaultKeys, vault: Vault) -> None:
    assert [key.id for key in await keys.published()] == ["v1", "v3", "v4"]
    assert await keys.refresh_secret() == secret_text().encode()
    assert f"/secrets/{SIGNING_KEY}/v2" not in vault.asked


async def test_the_newest_that_was_published_for_two_hours_signs(keys: VaultKeys, clock: ManualClock) -> None:
    assert (await signing_key(keys, clock.now())).id == "v3"
    clock.advance(3600)
    assert (await signing_key(keys, clock.now())).id == "v4"


async def test_the_vault_is_asked_as_its_challenge_says(keys: VaultKeys, vault: Vault, credential: Credential) -> None:
    await keys.published()
    assert credential.asked[-1] == (f"{vault.url}/.default", TENANT)


async def test_a_version_is_read_once_and_news_are_seen_within_a_minute(
    keys: VaultKeys, vault: Vault, clock: ManualClock, pem: str
) -> None:
    await keys.published()
    asked = len(vault.asked)
    await keys.published()
    assert len(vault.asked) == asked
    vault.secrets[SIGNING_KEY].append(Version("v5", pem, int(clock.now().timestamp())))
    vault.secrets[SIGNING_KEY][0].enabled = False
    clock.advance(61)
    assert [key.id for key in await keys.published()] == ["v3", "v4", "v5"]
    assert vault.asked.count(f"/secrets/{SIGNING_KEY}/v3") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
async def test_a_vault_that_refuses_at_first_is_unavailable(keys: VaultKeys, vault: Vault, status: int) -> None:
    vault.status = status
    with pytest.raises(Unavailable) as unavailable:
        await keys.published()
    assert "not for logs" not in str(unavailable.value)
    vault.status = None
    assert len(await keys.published()) == 3


async def test_a_vault_that_fails_later_leaves_us_what_was_read(
    keys: VaultKeys, vault: Vault, clock: ManualClock
) -> None:
    before = await keys.published()
    vault.status = 503
    clock.advance(3600)
    assert await keys.published() == before
    assert await keys.refresh_secret() == secret_text().encode()


@pytest.mark.parametrize(
    ("name", "value"), [(SIGNING_KEY, "no PEM"), (SIGNING_KEY, ""), (REFRESH_SECRET, "short"), (REFRESH_SECRET, "")]
)
async def test_what_is_no_key_is_unavailable(keys: VaultKeys, vault: Vault, name: str, value: str) -> None:
    vault.secrets[name][-1].value = value
    with pytest.raises(Unavailable):
        await keys.published()


async def test_without_a_secret_there_are_no_keys(keys: VaultKeys, vault: Vault) -> None:
    vault.secrets = {}
    with pytest.raises(Unavailable):
        await keys.refresh_secret()


async def test_a_vault_with_another_certificate_is_not_believed(
    vault: Vault, credential: Credential, clock: ManualClock
) -> None:
    keys = VaultKeys(vault.url, credential, clock, transport=AioHttpTransport(use_env_settings=False), retry_total=0)
    with pytest.raises(Unavailable):
        await keys.published()
    await keys.close()
    assert vault.asked == []


def test_outside_the_local_environment_there_must_be_a_vault() -> None:
    assert KeySettings.read({"KTRAVEL_ENVIRONMENT": "local"}).vault_url is None
    for vault in ("", "http://vault.example"):
        with pytest.raises(SettingsError, match="KTRAVEL_KEY_VAULT_URL"):
            KeySettings.read({"KTRAVEL_ENVIRONMENT": "dev", "KTRAVEL_KEY_VAULT_URL": vault})

"""Keys in Azure Key Vault, for as many instances as there are: versions of two secrets.

Each enabled version of `member-signing-key` is a signing key, a PEM text, published since it was made; its id is
the version's. The newest version of `member-refresh-secret` is the secret. New keys and the end of old ones are the
operator's to make (docs/runbook.md): this only reads.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError
from azure.keyvault.secrets.aio import SecretClient

from functions.member.keys import READ_AGAIN_AFTER, SECRET_BYTES, SigningKey, rsa_key
from shared.clock import Clock, SystemClock
from shared.errors import Unavailable
from shared.identity import credential
from shared.telemetry import record

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

SIGNING_KEY, REFRESH_SECRET = "member-signing-key", "member-refresh-secret"
_SECONDS = 10


def vault_keys(url: str, client_id: str | None) -> "VaultKeys":
    """The keys in the vault at `url`, read as the app's identity."""
    return VaultKeys(url, credential(client_id), SystemClock())


class VaultKeys:
    """`functions.member.keys.Keys`. What was read goes on being used while the vault does not answer: a version is
    never changed, so the worst is that a new key is published later."""

    def __init__(self, url: str, credential: "AsyncTokenCredential", clock: Clock, **client_options: object) -> None:
        self._client = SecretClient(url, credential, **client_options)
        self._clock = clock
        self._published: list[SigningKey] = []
        self._secret = b""
        self._read_at: datetime | None = None
        self._reading = asyncio.Lock()

    async def published(self) -> Sequence[SigningKey]:
        """All keys, oldest first."""
        await self._read_if_old()
        return self._published

    async def refresh_secret(self) -> bytes:
        """The secret of refresh tokens."""
        await self._read_if_old()
        return self._secret

    async def close(self) -> None:
        """Let go of the connections; the credential is not ours."""
        await self._client.close()

    async def _read_if_old(self) -> None:
        if self._is_fresh():
            return
        async with self._reading:
            if self._is_fresh():
                return
            try:
                async with asyncio.timeout(_SECONDS):
                    self._published, self._secret = await self._read()
            except (AzureError, ValueError, TimeoutError) as error:
                # Its message may name the identity and what it was refused.
                record("keys_not_read", level=logging.ERROR, reason=type(error).__name__)
                if self._read_at is None:
                    raise Unavailable(f"the signing keys cannot be read: {type(error).__name__}") from None
            self._read_at = self._clock.now()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._clock.now() - self._read_at < READ_AGAIN_AFTER

    async def _read(self) -> tuple[list[SigningKey], bytes]:
        known = {key.id: key for key in self._published}
        published = []
        async for each in self._client.list_properties_of_secret_versions(SIGNING_KEY):
            if not each.enabled or each.version is None or each.created_on is None:
                continue
            key = known.get(each.version)
            if key is None:
                pem = (await self._client.get_secret(SIGNING_KEY, each.version)).value
                key = SigningKey(each.version, rsa_key((pem or "").encode()), each.created_on)
            published.append(key)
        secret = ((await self._client.get_secret(REFRESH_SECRET)).value or "").encode()
        if not published or len(secret) < SECRET_BYTES:
            raise ValueError("a secret is missing or too short")
        return sorted(published, key=lambda key: (key.published_at, key.id)), secret

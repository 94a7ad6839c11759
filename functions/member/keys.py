"""The keys that member signs with: the port, and the adapter that keeps them in files (another: vault_keys.py).

Every key there is is published. The newest that has been published for two hours signs, so that whoever keeps a copy
of the key set has had the time to see it; where none is that old, as when there is but one, the oldest does.
"""

import asyncio
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from pydantic import Field, model_validator

from shared.clock import Clock, SystemClock
from shared.errors import Unavailable
from shared.ids import new_ulid
from shared.settings import Environment, settings

PUBLISHED_BEFORE_SIGNING = timedelta(hours=2)
READ_AGAIN_AFTER = timedelta(minutes=1)
"""How old the list of keys in memory may be: a new file is published within this time."""
KEY_BITS = 2048
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair for access tokens. `id` is its `kid`."""

    id: str
    private: RSAPrivateKey
    published_at: datetime

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key (RFC 7517)."""
        key = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": key["n"], "e": key["e"]}


class Keys(Protocol):
    """Where the keys come from. Every method raises `Unavailable` when they cannot be had."""

    async def published(self) -> Sequence[SigningKey]:
        """All that verify access tokens, oldest first; there is at least one."""
        ...

    async def refresh_secret(self) -> bytes:
        """What refresh tokens are made with."""
        ...


def rsa_key(pem: bytes) -> RSAPrivateKey:
    """The private key in a PEM text. Raises `ValueError` for any but an RSA key that is long enough."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS:
        raise ValueError(f"no RSA key of {KEY_BITS} bits or more")
    return key


async def signing_key(keys: Keys, now: datetime) -> SigningKey:
    """The key that signs at this moment."""
    published = await keys.published()
    seasoned = [key for key in published if now - key.published_at >= PUBLISHED_BEFORE_SIGNING]
    return seasoned[-1] if seasoned else published[0]


class FileKeys:
    """Keys as files in one directory, readable by their owner alone: `<kid>.pem`, published since the file was
    written, and `refresh.secret`. What is missing is made at first use, once, however many processes ask at once.
    """

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._directory = directory
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

    async def _read_if_old(self) -> None:
        if self._is_fresh():
            return
        async with self._reading:
            if self._is_fresh():
                return
            try:
                # Making a key takes a tenth of a second, and another process may be about it.
                self._published, self._secret = await asyncio.to_thread(self._read)
            except (OSError, ValueError) as error:
                raise Unavailable("the signing keys cannot be read") from error
            self._read_at = self._clock.now()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._clock.now() - self._read_at < READ_AGAIN_AFTER

    def _read(self) -> tuple[list[SigningKey], bytes]:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = self._directory / "refresh.secret"
        with self._alone():
            if not any(self._directory.glob("*.pem")):
                self._write(self._directory / f"{new_ulid(self._clock.now())}.pem", _new_key())
            if not secret.exists():
                self._write(secret, secrets.token_bytes(SECRET_BYTES))
        # Parsing a key takes long too: what has not changed is kept.
        known = {(key.id, key.published_at): key for key in self._published}
        paths = [(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in self._directory.glob("*.pem")]
        published = [known.get((path.stem, since)) or _signing_key(path, since) for path, since in paths]
        return sorted(published, key=lambda key: (key.published_at, key.id)), secret.read_bytes()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        directory = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
            os.fsync(directory)
        finally:
            os.close(directory)

    def _write(self, path: Path, content: bytes) -> None:
        # Under another name first: a key that is half there must never be read.
        unfinished = path.with_name(".unfinished")
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(file, content)
            now = self._clock.now().timestamp()
            os.utime(file, (now, now))
            os.fsync(file)
        finally:
            os.close(file)
        unfinished.rename(path)


class KeySettings(Environment):
    """Where this process's keys are."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    vault_url: str | None = Field(alias="KTRAVEL_KEY_VAULT_URL", default=None, pattern=r"^https://[^/]+/?$")
    """https://<name>.vault.azure.net. Locally there may be none: then they are files."""
    vault_client_id: str | None = Field(alias="KTRAVEL_KEY_VAULT_CLIENT_ID", default=None)
    """Of the app's user-assigned identity, which may read the vault's secrets."""

    @model_validator(mode="after")
    def _has_one_place_for_all_instances(self) -> Self:
        if self.environment != "local" and self.vault_url is None:
            raise ValueError(
                "KTRAVEL_KEY_VAULT_URL must be set outside the local environment: there, each instance would make keys "
                "of its own"
            )
        return self


@cache
def key_settings() -> KeySettings:
    """This process's settings of keys."""
    return KeySettings.read()


key_settings()  # refuses at start what would otherwise be found out by the first member who signs in


@cache
def keys() -> Keys:
    """This process's keys."""
    chosen = key_settings()
    if chosen.vault_url is None:
        return FileKeys(settings().data_dir / "member" / "keys", SystemClock())
    # The Key Vault's client is heavy, and not needed locally.
    from functions.member.vault_keys import vault_keys  # noqa: PLC0415
    from shared.dependencies import close_at_shutdown  # noqa: PLC0415

    made = vault_keys(chosen.vault_url, chosen.vault_client_id)

    async def close() -> None:
        keys.cache_clear()
        await made.close()

    close_at_shutdown(close)
    return made


def _new_key() -> bytes:
    key = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _signing_key(path: Path, published_at: datetime) -> SigningKey:
    return SigningKey(path.stem, rsa_key(path.read_bytes()), published_at)

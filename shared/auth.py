"""Who is calling: access tokens issued by member, verified by every context with member's published keys.

RS256 JSON Web Tokens (RFC 7519, RFC 9068 in spirit). API Management checks them too; a context that trusted it alone
would be open to whoever gets past it.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt

from shared.errors import Rejection, Unavailable
from shared.ids import is_ulid
from shared.settings import settings
from shared.telemetry import record

AUDIENCE = "ktravel"
ALGORITHM = "RS256"
_CACHED_TOKENS = 10_000
_REFETCH_SECONDS = 5.0
_TRUSTED_SECONDS = 3600.0
"""How long keys are used before they are fetched again: a key that is no longer published ends with it."""
_RETRY_SECONDS = 1.0  # while no key is known, when nobody can be let in


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in member. `name` is what the member was called when the token was issued."""

    member_id: str
    name: str
    session_id: str


def unauthenticated() -> Rejection:
    """What is answered to a caller without a valid access token."""
    return Rejection("unauthenticated", 401)


class TokenVerifier:
    """Verifies access tokens against a JSON Web Key Set.

    Keys are fetched when a token names one that is not known, at most once in five seconds, so that forged key ids
    cannot make us ask all day. Verified tokens are remembered until they expire: checking a signature costs more than
    all the rest of reading a plan.
    """

    def __init__(self, jwks_url: str, issuer: str) -> None:
        self._client = jwt.PyJWKClient(jwks_url, cache_jwk_set=False, timeout=5)
        self._issuer = issuer
        self._keys: dict[str, Any] = {}
        self._fetched_at = -_REFETCH_SECONDS
        self._fetching = asyncio.Lock()
        self._verified: dict[str, tuple[float, Caller]] = {}

    async def verify(self, token: str) -> Caller:
        """The caller a token speaks for. Raises the 401 `Rejection`, or `Unavailable` when no keys can be had."""
        remembered = self._verified.get(token)
        if remembered is not None and remembered[0] > time.time():
            return remembered[1]
        key = await self._key_of(token)
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                options={"require": ["exp", "iat", "sub", "sid", "name"]},
            )
        except jwt.InvalidTokenError as error:
            raise unauthenticated() from error
        if not is_ulid(claims["sub"]):
            raise unauthenticated()
        caller = Caller(claims["sub"], claims["name"], claims["sid"])
        if len(self._verified) >= _CACHED_TOKENS:
            self._verified.clear()
        self._verified[token] = (float(claims["exp"]), caller)
        return caller

    async def _key_of(self, token: str) -> Any:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as error:
            raise unauthenticated() from error
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
            raise unauthenticated()
        if key_id not in self._keys or time.monotonic() - self._fetched_at > _TRUSTED_SECONDS:
            await self._fetch(key_id)
        if key_id not in self._keys:
            raise unauthenticated()
        return self._keys[key_id]

    async def _fetch(self, key_id: str) -> None:
        async with self._fetching:
            age = time.monotonic() - self._fetched_at
            pause = _REFETCH_SECONDS if self._keys else _RETRY_SECONDS
            if age > _TRUSTED_SECONDS or (key_id not in self._keys and age >= pause):
                await self._fetch_all()
            if not self._keys:
                raise Unavailable("the signing keys cannot be fetched", retry_after=_RETRY_SECONDS)

    async def _fetch_all(self) -> None:
        try:
            # PyJWT's client blocks; it is asked a few times a day.
            key_set = await asyncio.to_thread(self._client.get_jwk_set)
        except (jwt.PyJWTError, OSError, ValueError) as error:
            # Out of reach, or no key set. Keys that are known go on to be used.
            record("keys_not_fetched", level=logging.WARNING, reason=type(error).__name__)
        else:
            self._keys = {key.key_id: key.key for key in key_set.keys if key.key_id}
        finally:
            self._fetched_at = time.monotonic()


@cache
def verifier() -> TokenVerifier:
    """This process's verifier."""
    issuer = settings().issuer
    return TokenVerifier(settings().jwks_url or f"{issuer}/.well-known/jwks.json", issuer)

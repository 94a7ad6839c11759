"""Verifying ID tokens: OpenID Connect Core 1.0, section 3.1.3.7, and a little more than it asks for."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from functions.member.sign_in.port import SignInFailed
from functions.member.sign_in.web import Web
from shared.errors import Unavailable

_ALGORITHMS = ["RS256"]
"""What Google, Naver and Entra sign with. Never "none", and never one that takes a public key for a shared secret."""
_LEEWAY_SECONDS = 60
_TRUSTED_SECONDS = 3600.0
_REFETCH_SECONDS = 5.0
"""Keys are asked for again at most this often: tokens that name keys nobody has must not make us ask all day."""
_MAX_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Discovery:
    """What we need of a provider's discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Discovery":
        """Raises `Unavailable` for a document that lacks what we need, or leads anywhere but to https."""
        required = [document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        optional = document.get("userinfo_endpoint")
        issuer = document.get("issuer")
        found = [*required, *([] if optional is None else [optional])]
        if not isinstance(issuer, str) or not all(isinstance(url, str) and url.startswith("https://") for url in found):
            raise Unavailable("the provider's discovery document cannot be used")
        authorization, token, jwks = (str(url) for url in required)
        return cls(issuer, authorization, token, jwks, optional)


class IdTokens:
    """Verifies the ID tokens of one issuer that are meant for one client."""

    def __init__(self, web: Web, client_id: str) -> None:
        self._web = web
        self._client_id = client_id
        self._keys: KeySet | None = None
        self._fetched_at = -_TRUSTED_SECONDS
        self._fetching = asyncio.Lock()

    async def verify(
        self, token: object, discovery: Discovery, *, nonce: str, nonce_may_lack: bool = False, access_token: object
    ) -> dict[str, Any]:
        """The claims of a token that is the issuer's, for us, for this sign-in and for now. A nonce that is another's
        is refused even where `nonce_may_lack`. Raises `SignInFailed`, and `Unavailable` when keys cannot be had."""
        if not isinstance(token, str):
            raise refused("there is no ID token")
        try:
            verified = await self._decode(token, discovery)
            claims = CodeIDToken(
                verified.claims,
                verified.header,
                options={
                    "iss": {"essential": True, "value": discovery.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "client_id": self._client_id,
                    "nonce": None if nonce_may_lack and "nonce" not in verified.claims else nonce,
                    "access_token": access_token if isinstance(access_token, str) else None,
                },
            )
            claims.validate(int(time.time()), _LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            # Without its message, which may quote the token.
            raise refused(f"ID token: {type(error).__name__} {getattr(error, 'claim', None) or ''}".rstrip()) from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT:
            raise refused("ID token: no subject")
        return dict(claims)

    async def _decode(self, token: str, discovery: Discovery) -> jwt.Token:
        keys = await self._known(discovery.jwks_uri, _TRUSTED_SECONDS)
        try:
            return jwt.decode(token, keys, algorithms=_ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(token, await self._known(discovery.jwks_uri, _REFETCH_SECONDS), algorithms=_ALGORITHMS)

    async def _known(self, url: str, trusted_seconds: float) -> KeySet:
        async with self._fetching:
            if self._keys is None or time.monotonic() - self._fetched_at >= trusted_seconds:
                document = await self._web.get(url)
                try:
                    self._keys = KeySet.import_key_set(document)  # type: ignore[arg-type]
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise Unavailable(f"the provider's keys cannot be read: {type(error).__name__}") from None
                self._fetched_at = time.monotonic()
            return self._keys


def refused(reason: str) -> SignInFailed:
    """What is raised when what a provider says does not hold."""
    return SignInFailed("sign_in_refused", reason)

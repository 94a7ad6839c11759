"""ID tokens as attackers would like them to be taken."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.wire.openid_provider import Forge, OpenIdProvider, SigningKey, sign


def with_claims(**changes: Any) -> Forge:
    """Rightly signed, with other claims; None takes one away, and a function makes one of the right one."""

    def forge(provider: OpenIdProvider, claims: dict[str, Any]) -> object:
        made = {name: change(claims.get(name)) if callable(change) else change for name, change in changes.items()}
        return sign(provider, {name: value for name, value in (claims | made).items() if value is not None})

    return forge


def signed_by(key: SigningKey, key_id: str) -> Forge:
    """Signed with a key that is not the provider's, under a name that may be."""
    return lambda _, claims: jwt.encode(claims, key.private, "RS256", headers={"kid": key_id})


def unsigned(_: OpenIdProvider, claims: dict[str, Any]) -> str:
    """alg: none."""
    return jwt.encode(claims, "", "none")


def signed_with_the_public_key(provider: OpenIdProvider, claims: dict[str, Any]) -> str:
    """HS256, with the key that everybody has as the shared secret. By hand: libraries do not do this any more."""
    pem = provider.key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": provider.key.id}
    signed = b".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
    return b".".join([signed, _encoded(hmac.digest(pem, signed, hashlib.sha256))]).decode()


def changed_afterwards(provider: OpenIdProvider, claims: dict[str, Any]) -> str:
    """A right token whose claims were exchanged."""
    head, _, signature = sign(provider, claims).split(".")
    return f"{head}.{_encoded(json.dumps(claims | {'sub': 'somebody else'}).encode()).decode()}.{signature}"


def _encoded(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")

"""Small secrets that a browser carries for us between two of its requests: it can neither read nor make them.

AES-256-GCM with a key for each purpose, made from member's secret (keys.py). What is sealed says itself how long it is
good for: how long a browser keeps a cookie is the browser's business.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


def seal(secret: bytes, purpose: str, data: dict[str, Any], *, now: datetime, lasting: timedelta) -> str:
    """Text, safe in a cookie, from which only `unseal` with the same secret and purpose gets the data."""
    nonce = os.urandom(_NONCE_BYTES)
    content = orjson.dumps({"until": (now + lasting).timestamp(), "data": data})
    sealed = AESGCM(_key(secret, purpose)).encrypt(nonce, content, None)
    return urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def unseal(secret: bytes, purpose: str, text: str, *, now: datetime) -> dict[str, Any] | None:
    """What was sealed; None for what we never sealed for this purpose, and for what is too old."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = AESGCM(_key(secret, purpose)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
    except (ValueError, InvalidTag):
        return None
    opened = orjson.loads(content)
    data: dict[str, Any] = opened["data"]
    return data if now.timestamp() < opened["until"] else None


def _key(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"ktravel.{purpose}".encode()).derive(secret)

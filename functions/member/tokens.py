"""Access tokens, which every context verifies with member's published keys (shared/auth.py), and refresh tokens, which
only member understands.

A refresh token is `<memberId>.<sessionId>.<generation>.<mac>`. The mac is made from the session's seed and a secret
that is in no database, so a copy of the database signs nobody in, and no token is stored anywhere.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from functions.member.domain import Member, Session
from functions.member.keys import SigningKey
from shared.auth import ALGORITHM, AUDIENCE
from shared.ids import is_ulid
from shared.settings import settings

ACCESS_LIFETIME = timedelta(minutes=10)
"""A token outlives its session by this at most."""

_PARTS = 4
_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token as it was shown. Nothing is known of it until `is_genuine` has said so."""

    member_id: str
    session_id: str
    generation: int
    mac: str


def access_token(key: SigningKey, member: Member, session: Session, now: datetime) -> str:
    """A signed access token for a member's session."""
    claims = {
        "iss": settings().issuer,
        "aud": AUDIENCE,
        "sub": member.id,
        "sid": session.id,
        "name": member.name,
        "iat": now,
        "exp": now + ACCESS_LIFETIME,
    }
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.id})


def refresh_token(session: Session, secret: bytes) -> str:
    """The present refresh token of a session: the same one whenever it is asked for."""
    mac = _mac(session, session.generation, secret)
    return f"{session.member_id}.{session.id}.{session.generation}.{mac}"


def parse_refresh_token(text: str) -> RefreshToken | None:
    """The parts of a refresh token; None for what is none."""
    parts = text.split(".")
    if len(parts) != _PARTS:
        return None
    member_id, session_id, generation, mac = parts
    if not (is_ulid(member_id) and is_ulid(session_id) and mac.isascii()):
        return None
    if not (generation.isascii() and generation.isdigit() and len(generation) <= _MAX_DIGITS):
        return None
    return RefreshToken(member_id, session_id, int(generation), mac)


def is_genuine(token: RefreshToken, session: Session, secret: bytes) -> bool:
    """Whether we made the token for this session, now or once."""
    return hmac.compare_digest(token.mac, _mac(session, token.generation, secret))


def _mac(session: Session, generation: int, secret: bytes) -> str:
    text = f"{session.member_id}|{session.id}|{generation}|{session.seed}"
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

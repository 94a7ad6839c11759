"""Share links: the rules, without storage.

A link shows chosen sections of a plan, private or not, to whoever has its token: `<planId>.<secret>`. The secret is 160
bits of chance; only its hash is kept, so that nobody who reads our database can open one.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Literal, get_args

from shared.clock import to_iso
from shared.errors import FieldError, Rejection
from shared.ids import ULID_PATTERN

type Section = Literal["itinerary", "budget", "details"]
SECTIONS: tuple[Section, ...] = get_args(Section.__value__)
MAX_LINKS = 20
"""Live links of one plan."""
MAX_LIFE_DAYS = 365
"""How far away the end of a link may be that has one."""
SECRET_BYTES = 20

_TOKEN = re.compile(rf"({ULID_PATTERN}\.{ULID_PATTERN})\.([a-z2-7]{{32}})")


@dataclass(frozen=True, slots=True)
class ShareLink:
    """One link. `sections` are in the order of `SECTIONS`; without `expires_at` it lasts until it is revoked."""

    id: str
    secret_hash: str
    sections: tuple[Section, ...]
    expires_at: str | None
    created_at: str

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> "ShareLink":
        """The inverse of `json`."""
        return cls(json["id"], json["secretHash"], tuple(json["sections"]), json["expiresAt"], json["createdAt"])

    @property
    def json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "id": self.id,
            "secretHash": self.secret_hash,
            "sections": list(self.sections),
            "expiresAt": self.expires_at,
            "createdAt": self.created_at,
        }

    def live(self, now: str) -> bool:
        """Whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


def new_link(
    link_id: str, secret: bytes, sections: Sequence[Section], expires_at: datetime | None, *, now: datetime
) -> ShareLink:
    """A new link. Raises the 422 `Rejection` that names what is wrong with it."""
    faults = [
        FieldError(f"/sections/{index}", "duplicate", {})
        for index, section in enumerate(sections)
        if section in sections[:index]
    ]
    if expires_at is not None and expires_at <= now:
        faults.append(FieldError("/expiresAt", "not_future", {}))
    elif expires_at is not None and expires_at - now > timedelta(days=MAX_LIFE_DAYS):
        faults.append(FieldError("/expiresAt", "too_far", {"days": MAX_LIFE_DAYS}))
    if faults:
        raise Rejection("validation_failed", 422, errors=faults)
    return ShareLink(
        id=link_id,
        secret_hash=_hash(_text(secret)),
        sections=tuple(section for section in SECTIONS if section in sections),
        expires_at=None if expires_at is None else to_iso(expires_at),
        created_at=to_iso(now),
    )


def with_link(links: Iterable[ShareLink], link: ShareLink) -> tuple[ShareLink, ...]:
    """The links that are live when `link` is made, and that one. Raises the 409 `Rejection` for one too many."""
    live = tuple(each for each in links if each.live(link.created_at))
    if len(live) >= MAX_LINKS:
        raise Rejection("too_many_links", 409, max=MAX_LINKS)
    return (*live, link)


def opened(links: Iterable[ShareLink], secret: str, *, now: str) -> ShareLink | None:
    """The live link that a secret opens. Takes as long for any secret."""
    wanted, found = _hash(secret), None
    for link in links:
        if compare_digest(link.secret_hash, wanted) and link.live(now):
            found = link
    return found


def new_secret() -> bytes:
    """What nobody can guess."""
    return secrets.token_bytes(SECRET_BYTES)


def token_of(plan_id: str, secret: bytes) -> str:
    """What opens a link: lower-case letters, digits and dots, so that no messenger cuts it short."""
    return f"{plan_id}.{_text(secret)}"


def parts_of(token: str) -> tuple[str, str] | None:
    """A token's plan id and secret; None for what is no token."""
    match = _TOKEN.fullmatch(token)
    return None if match is None else (match[1], match[2])


def _text(secret: bytes) -> str:
    return base64.b32encode(secret).decode().lower()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

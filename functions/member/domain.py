"""Members and their sessions: the rules, without storage."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Self
from unicodedata import normalize

from shared.events.base import EventData
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated

type Language = Literal["ko", "en"]

MAX_NAME = 50
MAX_BIO = 500
SESSION_LIFETIME = timedelta(days=30)
"""How long a session lasts that is not used."""
REFRESH_GRACE = timedelta(seconds=30)
"""How long the token before the present one still gives the present one: two tabs, a lost answer."""


@dataclass(slots=True)
class Member:
    """A profile. `created_at` and `updated_at` are ISO 8601.

    `identity` names the sign-in identity the member came with, `linked` those that were added to it, and `emails` for
    each identity the digest of the e-mail its provider vouches for: so that whoever removes the member finds them.
    `searchable`: whether others find the member by name.
    """

    id: str
    identity: str
    name: str
    bio: str
    language: Language
    searchable: bool
    version: int
    created_at: str
    updated_at: str
    linked: list[str] = field(default_factory=list)
    emails: dict[str, str] = field(default_factory=dict)
    events: list[EventData] = field(default_factory=list)

    @property
    def identities(self) -> list[str]:
        """All that the member signs in with, the first one first."""
        return [self.identity, *self.linked]

    @property
    def ties(self) -> list[str]:
        """What leads to the member from outside their own documents: their identities and e-mails."""
        return [*self.identities, *dict.fromkeys(self.emails.values())]

    @classmethod
    def create(cls, member_id: str, *, identity: str, name: str, language: Language, at: str) -> Self:
        """Somebody who signed in for the first time."""
        name = normalize("NFC", name)
        return cls(
            id=member_id,
            identity=identity,
            name=name,
            bio="",
            language=language,
            searchable=True,
            version=1,
            created_at=at,
            updated_at=at,
            events=[MemberCreated(member_id=member_id, name=name, version=1, created_at=at)],
        )

    def edit(
        self,
        *,
        at: str,
        name: str | None = None,
        bio: str | None = None,
        language: Language | None = None,
        searchable: bool | None = None,
    ) -> bool:
        """Change what is given; whether that changed anything."""
        before = (self.name, self.bio, self.language, self.searchable)
        after = (
            self.name if name is None else normalize("NFC", name),
            self.bio if bio is None else bio,
            self.language if language is None else language,
            self.searchable if searchable is None else searchable,
        )
        if after == before:
            return False
        self.name, self.bio, self.language, self.searchable = after
        self.version += 1
        self.updated_at = at
        if self.name != before[0]:
            # Others keep the name and nothing else of a member.
            self.events.append(MemberUpdated(member_id=self.id, name=self.name, version=self.version))
        return True

    def link(self, identity: str) -> bool:
        """Let an identity sign in as this member; whether that is new."""
        if identity in self.identities:
            return False
        self.linked.append(identity)
        return True

    def leave(self, *, at_least: int = 0) -> None:
        """They are gone for good: nothing but the id and the version remains, which is `at_least` that."""
        self.version = max(self.version + 1, at_least)
        self.events.append(MemberDeleted(member_id=self.id, version=self.version))


@dataclass(slots=True)
class Session:
    """One sign-in, kept alive by refresh tokens of which each replaces the one before.

    `generation` counts them. `seed` is random and part of what every token of the session is made from. `rotated_at`
    is when the present token came to be.
    """

    id: str
    member_id: str
    seed: str
    started_at: datetime
    rotated_at: datetime
    generation: int = 1
    ended: bool = False

    def refresh(self, generation: int, now: datetime) -> None:
        """Take the token of a generation that was shown.

        The present one makes room for its successor. The one before it, within the grace, changes nothing: whoever
        shows it gets the present one. Any other has been used before: it, or its successor, is in the wrong hands, and
        the session ends for both. A session that was not used for its lifetime has ended too.
        """
        if now - self.rotated_at >= SESSION_LIFETIME:
            self.ended = True
        elif generation == self.generation:
            self.generation += 1
            self.rotated_at = now
        elif not (generation == self.generation - 1 >= 1 and now - self.rotated_at <= REFRESH_GRACE):
            self.ended = True

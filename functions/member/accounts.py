"""From whom a provider vouches for to whom that is here: a member, a new one, or a question.

A member is found by an identity, never by an e-mail: whoever comes by another provider with an e-mail that leads to a
member is asked whether they are one. Only who then signs in as that member has the two linked; who says no is somebody
new. Of an e-mail a digest is kept, as long as a provider vouches for it and for its member.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any, Self
from unicodedata import category, normalize

from functions.member.domain import MAX_NAME, Language, Member
from functions.member.handlers import Grant, Identity, sign_in
from functions.member.keys import Keys
from functions.member.repository import (
    email_partition,
    load_member,
    owner_of_tie,
    release,
    save_member,
    tie_to,
)
from functions.member.sign_in.port import Person, SignInFailed
from shared.auth import unauthenticated
from shared.dependencies import Dependencies
from shared.patience import retrying

type Note = Callable[[Member], bool]
"""Changes a member; whether that changed anything."""
_NAMELESS: dict[Language, str] = {"ko": "여행자", "en": "Traveller"}


@dataclass(frozen=True, slots=True)
class Question:
    """Whether who came by `identity` is the member `member_id`, to whom their e-mail leads, and who can prove to be
    that member by one of `providers`."""

    identity: Identity
    member_id: str
    providers: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it is carried by the browser, sealed."""
        return {"identity": asdict(self.identity), "member": self.member_id, "providers": list(self.providers)}

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(Identity(**data["identity"]), data["member"], tuple(data["providers"]))


async def arrive(
    deps: Dependencies, keys: Keys, person: Person, language: Language, provable: Collection[str]
) -> Grant | Question:
    """Sign in whom a provider vouches for, or ask before anything is stored, if the answer can be proven by one of the
    `provable` providers. Raises as `sign_in` does."""
    identity = Identity(person.provider, person.subject, display_name(person.name, language), language)
    email = None if person.email is None else email_partition(person.email, await keys.refresh_secret())
    if email is not None and await _member_of(deps, identity.partition) is None:
        member = await _member_of(deps, email)
        known = () if member is None else (each.split(".")[1] for each in member.identities)
        if member is not None and (ways := tuple(each for each in known if each in provable)):
            return Question(identity, member.id, ways)
    grant = await sign_in(deps, keys, identity)
    await _keep_email(deps, grant.member, identity.partition, email)
    return grant


async def link(deps: Dependencies, keys: Keys, question: Question, person: Person) -> Grant:
    """Answer a question with yes, proven by `person`: from now on both identities are one member's. Raises
    `SignInFailed` if that is not who was asked for; then nothing has changed."""
    proven = Identity(person.provider, person.subject, "", question.identity.language)
    member = await _member_of(deps, proven.partition)
    if member is None or member.id != question.member_id:
        raise SignInFailed("sign_in_other_account", "the proof is another member's")
    added = question.identity.partition
    owner = await _member_of(deps, added)
    if owner is not None and owner.id != member.id:
        raise SignInFailed("sign_in_other_account", "the identity has become another member's")
    await _tie(deps, member.id, added, lambda member: member.link(added))
    return await sign_in(deps, keys, proven)


def display_name(name: str | None, language: Language) -> str:
    """What a new member is called: as the provider says, within what names may be here."""
    said = "".join(
        each for each in normalize("NFC", name or "") if category(each) not in ("Cc", "Cf", "Zl", "Zp", "Cs")
    )
    return said.strip()[:MAX_NAME].strip() or _NAMELESS[language]


async def _member_of(deps: Dependencies, tie: str) -> Member | None:
    owner = await owner_of_tie(deps, tie)
    loaded = None if owner is None else await load_member(deps, owner)
    return None if loaded is None else loaded.aggregate


async def _keep_email(deps: Dependencies, member: Member, identity: str, email: str | None) -> None:
    """Let an e-mail lead to the member whom its provider vouches for, unless it leads to another who came first; and
    let go of the one before."""
    before = member.emails.get(identity)
    if email is not None:
        first = await _member_of(deps, email)
        if first is not None and first.id != member.id:
            email = None
    if email is not None and (before != email or await owner_of_tie(deps, email) != member.id):
        wanted = email

        def keep(changed: Member) -> bool:
            changed.emails[identity] = wanted
            return True

        await _tie(deps, member.id, email, keep)
    elif email is None and before is not None:
        await _change(deps, member.id, lambda changed: changed.emails.pop(identity, None) is not None)
    if before is not None and before != email:
        loaded = await load_member(deps, member.id)
        if loaded is None or before not in loaded.aggregate.emails.values():
            await release(deps, before, member.id)


async def _tie(deps: Dependencies, member_id: str, tie: str, note: Note) -> None:
    """Note a tie in the member's document, then make it: whatever is cut off, who removes the member finds it."""
    await _change(deps, member_id, note)
    owner = await tie_to(deps, tie, member_id)
    if owner != member_id and await load_member(deps, owner) is None:
        # It led to somebody who left.
        await release(deps, tie, owner)
        await tie_to(deps, tie, member_id)
    # Looked at afterwards: whoever removes a member may have come by before.
    if await load_member(deps, member_id) is None:
        await release(deps, tie, member_id)
        raise unauthenticated()


async def _change(deps: Dependencies, member_id: str, note: Note) -> None:
    async def attempt() -> None:
        loaded = await load_member(deps, member_id)
        if loaded is None:
            raise unauthenticated()
        if note(loaded.aggregate):
            await save_member(deps, loaded.aggregate, loaded.etag)

    await retrying(attempt)

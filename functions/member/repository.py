"""Members, their sign-in identities and sessions as documents of `members`.

A member and their sessions share the member's partition. What leads to a member, an identity or the digest of an
e-mail (a tie), has a partition of its own, so that of many first sign-ins at once exactly one makes the member. Of a
member who left an id remains, in place of the profile.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.member.domain import SESSION_LIFETIME, Member, Session
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.errors import AlreadyExists
from shared.events.base import EventData
from shared.outbox import stored
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import MAX_OPERATIONS, Create, Delete, Document, Equals, Operation, Query, Replace, Stored

CONTAINER = "members"
MEMBER, DELETED_MEMBER, SESSION, IDENTITY, EMAIL = "member", "deleted-member", "session", "identity", "email"
USED = "used"
_SESSION_PAGES = 10
"""Pages of a hundred sessions that are ended in one go."""


@dataclass(slots=True)
class Loaded[Aggregate: (Member, Session)]:
    """An aggregate and the ETag it was read with."""

    aggregate: Aggregate
    etag: str


def identity_partition(provider: str, subject: str) -> str:
    """Where the identity is that a provider knows by `subject`, which is nobody else's to read."""
    return f"identity.{provider}.{hashlib.sha256(subject.encode()).hexdigest()[:32]}"


def email_partition(email: str, secret: bytes) -> str:
    """Where it is kept to whom an e-mail leads. Of the e-mail itself there is a digest that nobody makes without the
    secret, which is in no database: with another secret, the same e-mail is simply not known yet."""
    return f"{EMAIL}.{hmac.digest(secret, f'email|{email.casefold()}'.encode(), 'sha256').hex()[:32]}"


def session_id(session: str) -> str:
    """Where a session is."""
    return f"session.{session}"


async def identify(deps: Dependencies, identity: str) -> str:
    """The id of the member an identity belongs to: a new one's if it was never seen. Whoever stores it first wins."""

    return await tie_to(deps, identity, deps.new_id())


async def owner_of_tie(deps: Dependencies, tie: str) -> str | None:
    """The id of the member an identity or an e-mail leads to, who may have left; None for one never seen."""
    found = await deps.store.read(CONTAINER, tie, _kind(tie))
    return None if found is None else str(found.body["memberId"])


async def tie_to(deps: Dependencies, tie: str, member_id: str) -> str:
    """Let an identity or an e-mail lead to a member, unless it leads to one already; to whom it leads now."""

    async def attempt() -> str:
        owner = await owner_of_tie(deps, tie)
        if owner is None:
            await deps.store.execute(CONTAINER, tie, [Create(_tie_document(deps, tie, member_id))])
        return owner or member_id

    return await retrying(attempt)


async def release(deps: Dependencies, tie: str, member_id: str) -> None:
    """Let an identity or an e-mail be nobody's, if it is still this member's: who signs in with it next is somebody
    new."""

    async def attempt() -> None:
        found = await deps.store.read(CONTAINER, tie, _kind(tie))
        if found is not None and found.body["memberId"] == member_id:
            await deps.store.execute(CONTAINER, tie, [Delete(_kind(tie), found.etag)])

    await retrying(attempt)


async def use_once(deps: Dependencies, secret_id: str, remembered: timedelta) -> bool:
    """Whether this is the first time that something is used which is good for once. It must be good for no longer than
    it is `remembered`."""
    partition = f"{USED}.{secret_id}"
    document: Document = {"id": USED, "pk": partition, "type": USED, "ttl": int(remembered.total_seconds()) + 60}
    try:
        await deps.store.execute(CONTAINER, partition, [Create(document)])
    except AlreadyExists:
        return False
    return True


async def read_member(deps: Dependencies, member_id: str) -> Stored | None:
    """What is there of a member: the document, or the tombstone of one who left."""
    return await deps.store.read(CONTAINER, member_id, MEMBER)


async def load_member(deps: Dependencies, member_id: str) -> Loaded[Member] | None:
    """A member; None if there is none, or none any more."""
    found = await read_member(deps, member_id)
    return Loaded(member_of(found.body), found.etag) if found is not None and is_member(found.body) else None


async def save_member(deps: Dependencies, member: Member, etag: str | None) -> None:
    """Store a member and the events they raised: one batch. Without an ETag they must be new. Raises
    `WriteConflict` if somebody wrote first."""
    document = _member_document(member)
    operations: list[Operation] = [Create(document) if etag is None else Replace(document, etag)]
    operations += [stored(member.id, event, deps) for event in member.events]
    await deps.store.execute(CONTAINER, member.id, operations)


async def bury(deps: Dependencies, tombstone: Document, events: Sequence[EventData], etag: str | None) -> None:
    """Put a tombstone in the place of a member, with the events that tell of it: one batch. Raises `WriteConflict` if
    somebody wrote first."""
    operations: list[Operation] = [Create(tombstone) if etag is None else Replace(tombstone, etag)]
    operations += [stored(tombstone["pk"], event, deps) for event in events]
    await deps.store.execute(CONTAINER, tombstone["pk"], operations)


async def end_sessions(deps: Dependencies, member_id: str) -> bool:
    """End sessions of a member, a thousand at most; whether that was all."""

    async def page() -> bool:
        found = await deps.store.query(CONTAINER, member_id, Query([Equals("type", SESSION)], limit=MAX_OPERATIONS))
        if found.items:
            await deps.store.execute(CONTAINER, member_id, [Delete(item.body["id"]) for item in found.items])
        return found.cursor is None

    for _ in range(_SESSION_PAGES):
        if await retrying(page):
            return True
    return False


async def settle_tombstone(deps: Dependencies, member_id: str, *, settled: bool) -> None:
    """Note that nothing else is left of a member who left; or else store the tombstone anew, so that the change feed
    shows it again."""

    async def attempt() -> None:
        found = await read_member(deps, member_id)
        if found is None or is_member(found.body) or found.body["settled"]:
            return
        kept = {name: value for name, value in found.body.items() if not (settled and name == "ties")}
        await deps.store.execute(CONTAINER, member_id, [Replace(kept | {"settled": settled}, found.etag)])

    await retrying(attempt)


async def load_session(deps: Dependencies, member_id: str, session: str) -> Loaded[Session] | None:
    """A session; None if it has ended."""
    found = await deps.store.read(CONTAINER, member_id, session_id(session))
    return None if found is None else Loaded(_session_of(found.body), found.etag)


async def save_session(deps: Dependencies, session: Session, etag: str | None) -> None:
    """Store a session, for another thirty days, or remove one that has ended. Without an ETag it must be new. Raises
    `WriteConflict` if somebody wrote first."""
    operation: Operation
    if session.ended:
        operation = Delete(session_id(session.id), etag)
    elif etag is None:
        operation = Create(_session_document(session))
    else:
        operation = Replace(_session_document(session), etag)
    await deps.store.execute(CONTAINER, session.member_id, [operation])


def is_member(document: Mapping[str, Any]) -> bool:
    """Whether a document is a member's who is still there."""
    return bool(document["type"] == MEMBER)


def member_of(document: Mapping[str, Any]) -> Member:
    """The member in a document."""
    return Member(
        id=document["pk"],
        identity=document["identity"],
        name=document["name"],
        bio=document["bio"],
        language=document["language"],
        searchable=document["searchable"],
        version=document["version"],
        created_at=document["createdAt"],
        updated_at=document["updatedAt"],
        linked=list(document.get("linked", [])),
        emails=dict(document.get("emails", {})),
    )


def tombstone(member_id: str, *, version: int, ties: Sequence[str], at: str) -> Document:
    """What is left of a member who left `at`: not `settled` as long as there may be more, of which the ties are what is
    not found by the member's id."""
    return {
        "id": MEMBER,
        "pk": member_id,
        "type": DELETED_MEMBER,
        "version": version,
        "at": at,
        "settled": False,
        "ttl": TOMBSTONE_SECONDS,
        "ties": list(ties),
    }


def _kind(tie: str) -> str:
    return tie.partition(".")[0]


def _tie_document(deps: Dependencies, tie: str, member_id: str) -> Document:
    kind, at = _kind(tie), to_iso(deps.clock.now())
    return {"id": kind, "pk": tie, "type": kind, "memberId": member_id, "createdAt": at}


def _member_document(member: Member) -> Document:
    return {
        "id": MEMBER,
        "pk": member.id,
        "type": MEMBER,
        "identity": member.identity,
        "name": member.name,
        "bio": member.bio,
        "language": member.language,
        "searchable": member.searchable,
        "version": member.version,
        "createdAt": member.created_at,
        "updatedAt": member.updated_at,
        "linked": member.linked,
        "emails": member.emails,
    }


def _session_of(document: Mapping[str, Any]) -> Session:
    return Session(
        id=document["sessionId"],
        member_id=document["pk"],
        seed=document["seed"],
        started_at=from_iso(document["createdAt"]),
        rotated_at=from_iso(document["rotatedAt"]),
        generation=document["version"],
    )


def _session_document(session: Session) -> Document:
    return {
        "id": session_id(session.id),
        "pk": session.member_id,
        "type": SESSION,
        "sessionId": session.id,
        "seed": session.seed,
        "createdAt": to_iso(session.started_at),
        "rotatedAt": to_iso(session.rotated_at),
        "version": session.generation,
        "ttl": int(SESSION_LIFETIME.total_seconds()),
    }

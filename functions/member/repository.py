"""Members, their sign-in identities and sessions as documents of `members`.

A member and their sessions share the member's partition. An identity has a partition of its own, so that of many first
sign-ins at once exactly one makes the member.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.member.domain import SESSION_LIFETIME, Member, Session
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.outbox import stored
from shared.patience import retrying
from shared.store.port import Create, Delete, Document, Operation, Replace

CONTAINER = "members"
MEMBER, SESSION, IDENTITY = "member", "session", "identity"


@dataclass(slots=True)
class Loaded[Aggregate: (Member, Session)]:
    """An aggregate and the ETag it was read with."""

    aggregate: Aggregate
    etag: str


def identity_partition(provider: str, subject: str) -> str:
    """Where the identity is that a provider knows by `subject`, which is nobody else's to read."""
    return f"identity.{provider}.{hashlib.sha256(subject.encode()).hexdigest()[:32]}"


def session_id(session: str) -> str:
    """Where a session is."""
    return f"session.{session}"


async def identify(deps: Dependencies, identity: str) -> str:
    """The id of the member an identity belongs to: a new one's if it was never seen. Whoever stores it first wins."""

    async def attempt() -> str:
        found = await deps.store.read(CONTAINER, identity, IDENTITY)
        if found is not None:
            return str(found.body["memberId"])
        member_id = deps.new_id()
        document = {
            "id": IDENTITY,
            "pk": identity,
            "type": IDENTITY,
            "memberId": member_id,
            "createdAt": to_iso(deps.clock.now()),
        }
        await deps.store.execute(CONTAINER, identity, [Create(document)])
        return member_id

    return await retrying(attempt)


async def load_member(deps: Dependencies, member_id: str) -> Loaded[Member] | None:
    """A member; None if there is none."""
    found = await deps.store.read(CONTAINER, member_id, MEMBER)
    return None if found is None else Loaded(member_of(found.body), found.etag)


async def save_member(deps: Dependencies, member: Member, etag: str | None) -> None:
    """Store a member and the events they raised: one batch. Without an ETag they must be new. Raises
    `WriteConflict` if somebody wrote first."""
    document = _member_document(member)
    operations: list[Operation] = [Create(document) if etag is None else Replace(document, etag)]
    operations += [stored(member.id, event, deps) for event in member.events]
    await deps.store.execute(CONTAINER, member.id, operations)


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
    )


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

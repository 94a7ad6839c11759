"""What member does: one function per command, and per policy on its own change feed."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.member import leaving, projections
from functions.member.domain import Language, Member, Session
from functions.member.keys import Keys, signing_key
from functions.member.repository import (
    DELETED_MEMBER,
    MEMBER,
    Loaded,
    end_sessions,
    identify,
    identity_partition,
    is_member,
    load_member,
    load_session,
    member_of,
    read_member,
    release,
    save_member,
    save_session,
)
from functions.member.tokens import RefreshToken, access_token, is_genuine, parse_refresh_token, refresh_token
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Rejection
from shared.patience import retrying
from shared.telemetry import record


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in and a refresh give."""

    member: Member
    access_token: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider says somebody is. `name` and `language` are what a new member starts with."""

    provider: str
    subject: str
    name: str
    language: Language

    @property
    def partition(self) -> str:
        """Where it is kept to whom it leads."""
        return identity_partition(self.provider, self.subject)


async def sign_in(deps: Dependencies, keys: Keys, identity: Identity) -> Grant:
    """Begin a session, for a new member if the identity was never seen, or its member left. Raises `Unavailable`
    without keys, the 401 `Rejection` if the member leaves at this moment."""
    member = await retrying(lambda: _member_or_new(deps, identity))
    now = deps.clock.now()
    session = Session(deps.new_id(), member.id, seed=secrets.token_hex(16), started_at=now, rotated_at=now)
    grant = await _grant(deps, keys, member, session)
    await save_session(deps, session, None)
    # Looked at afterwards: whoever ends the sessions of a member who left may have looked for them before.
    if await load_member(deps, member.id) is None:
        await end_sessions(deps, member.id)
        raise refresh_refused()
    return grant


async def refresh(deps: Dependencies, keys: Keys, shown: str) -> Grant:
    """Go on with the session of a refresh token. Raises the 401 `Rejection` if it has ended, or ends now because the
    token was used before; a token that we never made ends nothing."""
    token, secret = parse_refresh_token(shown), await keys.refresh_secret()
    if token is None:
        raise refresh_refused()

    async def attempt() -> Session:
        loaded = await _session_of(deps, token, secret)
        if loaded is None:
            raise refresh_refused()
        session, before = loaded.aggregate, loaded.aggregate.generation
        session.refresh(token.generation, deps.clock.now())
        if session.ended or session.generation != before:
            await save_session(deps, session, loaded.etag)
        return session

    session = await retrying(attempt)
    if session.ended:
        record("session_ended", level=logging.WARNING, member=session.member_id, session=session.id)
        raise refresh_refused()
    member = await load_member(deps, session.member_id)
    if member is None:
        raise refresh_refused()
    return await _grant(deps, keys, member.aggregate, session)


async def sign_out(deps: Dependencies, keys: Keys, shown: str) -> None:
    """End the session of a refresh token; nothing happens if it has ended, or if we never made the token."""
    token, secret = parse_refresh_token(shown), await keys.refresh_secret()
    if token is None:
        return

    async def attempt() -> None:
        loaded = await _session_of(deps, token, secret)
        if loaded is not None:
            loaded.aggregate.ended = True
            await save_session(deps, loaded.aggregate, loaded.etag)

    await retrying(attempt)


async def own_profile(deps: Dependencies, member_id: str) -> Member:
    """The signed-in member. Raises the 401 `Rejection` if they are no more: their token has outlived them."""
    loaded = await load_member(deps, member_id)
    if loaded is None:
        raise unauthenticated()
    return loaded.aggregate


async def edit_profile(
    deps: Dependencies, member_id: str, changes: Mapping[str, Any], *, expected_version: int | None
) -> Member:
    """Change a profile; the same again changes nothing. `changes` are `Member.edit`'s. Raises the 412 `Rejection` if
    the version is not the expected one."""

    async def attempt() -> Member:
        loaded = await load_member(deps, member_id)
        if loaded is None:
            raise unauthenticated()
        member = loaded.aggregate
        if expected_version not in (None, member.version):
            raise Rejection("precondition_failed", 412)
        if member.edit(at=to_iso(deps.clock.now()), **changes):
            await save_member(deps, member, loaded.etag)
        return member

    return await retrying(attempt)


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """What hangs on the change feed of `members`: whom a search by name finds, and the rest of who left."""
    members = [member_of(document) for document in documents if document["type"] == MEMBER]
    left = [document for document in documents if document["type"] == DELETED_MEMBER]
    await asyncio.gather(
        *(projections.index_name(deps, member) for member in members),
        *(leaving.erase_rest(deps, tombstone) for tombstone in left),
    )


def refresh_refused() -> Rejection:
    """What is answered to a refresh that does not go on."""
    return Rejection("refresh_refused", 401)


async def _member_or_new(deps: Dependencies, identity: Identity) -> Member:
    partition = identity.partition
    while True:
        member_id = await identify(deps, partition)
        # Looked for at every sign-in: an earlier one may have come no further than the identity.
        found = await read_member(deps, member_id)
        if found is None:
            at = to_iso(deps.clock.now())
            member = Member.create(member_id, identity=partition, name=identity.name, language=identity.language, at=at)
            await save_member(deps, member, None)
            return member
        if is_member(found.body):
            return member_of(found.body)
        # They left, and this is somebody new, even if who removes the identity has not come to it yet.
        await release(deps, partition, member_id)


async def _session_of(deps: Dependencies, token: RefreshToken, secret: bytes) -> Loaded[Session] | None:
    loaded = await load_session(deps, token.member_id, token.session_id)
    return loaded if loaded is not None and is_genuine(token, loaded.aggregate, secret) else None


async def _grant(deps: Dependencies, keys: Keys, member: Member, session: Session) -> Grant:
    now = deps.clock.now()
    return Grant(
        member=member,
        access_token=access_token(await signing_key(keys, now), member, session, now),
        refresh_token=refresh_token(session, await keys.refresh_secret()),
    )

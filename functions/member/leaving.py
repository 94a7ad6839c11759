"""A member who leaves for good.

One batch puts a tombstone in the place of the profile and tells the others: from then on nobody is signed in as that
member. What is elsewhere (sessions, identities, e-mails, the name in the search, the log of erasures) is removed at
once after it, and again from the change feed, until the tombstone says that it is done: so it is even if this process
ends first.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from functions.member import erasures, projections, repository
from functions.member.erasures import Erasure
from functions.member.repository import is_member, member_of, read_member
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.member import MemberDeleted
from shared.patience import retrying


async def delete_account(deps: Dependencies, member_id: str) -> None:
    """Remove a member; nothing happens if they left before. Raises the 401 `Rejection` if there never was one."""

    async def attempt() -> None:
        found = await read_member(deps, member_id)
        if found is None:
            raise unauthenticated()
        if not is_member(found.body):
            return
        member = member_of(found.body)
        member.leave()
        at = to_iso(deps.clock.now())
        tombstone = repository.tombstone(member_id, version=member.version, ties=member.ties, at=at)
        await repository.bury(deps, tombstone, member.events, found.etag)

    await retrying(attempt)
    left = await read_member(deps, member_id)
    if left is not None:
        await erase_rest(deps, left.body)


async def erase_rest(deps: Dependencies, tombstone: Mapping[str, Any]) -> None:
    """Remove what is left of a member, a thousand sessions at most: the change feed shows the tombstone again for what
    is more. Any number at once may do it, any number of times."""
    if tombstone["settled"]:
        return
    member_id, version = tombstone["pk"], tombstone["version"]
    for tie in tombstone["ties"]:
        await repository.release(deps, tie, member_id)
    _, _, is_all = await asyncio.gather(
        projections.forget_name(deps, member_id, version),
        erasures.note(deps, Erasure(member_id, version, tombstone["at"])),
        repository.end_sessions(deps, member_id),
    )
    await repository.settle_tombstone(deps, member_id, settled=is_all)


async def erase_again(deps: Dependencies, erasure: Erasure) -> None:
    """Remove what a restore brought back of a member who had left, here; and tell the others again, so that they do."""
    member_id = erasure.member_id

    async def attempt() -> None:
        found = await read_member(deps, member_id)
        ties = [] if found is None else found.body.get("ties", [])
        if found is not None and is_member(found.body):
            member = member_of(found.body)
            member.leave(at_least=erasure.version)
            version, ties, events = member.version, member.ties, member.events
        else:
            version = erasure.version if found is None else max(found.body["version"], erasure.version)
            events = [MemberDeleted(member_id=member_id, version=version)]
        tombstone = repository.tombstone(member_id, version=version, ties=ties, at=erasure.at)
        await repository.bury(deps, tombstone, events, None if found is None else found.etag)

    await retrying(attempt)

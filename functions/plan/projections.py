"""The read model of people, in `plan-people` (no outbox): what owners are called, who follows them, whom they block.

Partitioned by the owner, so that one read of one partition tells whether somebody may see their plans.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from functions.plan.domain import audience
from shared.dependencies import Dependencies
from shared.events.plan import Visibility
from shared.read_model import TOMBSTONE_SECONDS, put_newer
from shared.store.port import Document, Stored

CONTAINER = "plan-people"
_MEMBER, _FOLLOWER, _BLOCK = "member", "follower", "block"


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of plans, as somebody sees them: `name` is None if they left."""

    name: str | None
    shows: frozenset[Visibility]
    """The visibilities of their plans that this reader may see."""


async def owner_seen_by(deps: Dependencies, owner_id: str, reader_id: str | None) -> Owner | None:
    """How an owner stands to a reader who is somebody else or (None) nobody we know; None for an owner we have not
    heard of."""
    keys = [(owner_id, _MEMBER)]
    if reader_id is not None:
        keys += [(owner_id, f"{_FOLLOWER}.{reader_id}"), (owner_id, f"{_BLOCK}.{reader_id}")]
    member, *edges = await deps.store.read_many(CONTAINER, keys)
    if member is None:
        return None
    if not member.body["active"]:
        return Owner(None, frozenset())
    follows, blocked = map(_is_active, edges) if edges else (False, False)
    return Owner(member.body["name"], audience(follows=follows, blocked=blocked))


async def owners_seen_by(
    deps: Dependencies, owner_ids: Collection[str], reader_id: str | None, *, followers: bool
) -> dict[str, Owner]:
    """How owners stand to a reader, who may be one of them, in one read; without those we have not heard of. Whether
    the reader follows them is asked for `followers` only, and nothing is shown of those whom the reader blocks."""
    keys: dict[str, list[tuple[str, str]]] = {}
    for owner_id in owner_ids:
        keys[owner_id] = [(owner_id, _MEMBER)]
        if reader_id is not None:
            keys[owner_id] += [(owner_id, f"{_BLOCK}.{reader_id}"), (reader_id, f"{_BLOCK}.{owner_id}")]
            if followers:
                keys[owner_id].append((owner_id, f"{_FOLLOWER}.{reader_id}"))
    wanted = [key for each in keys.values() for key in each]
    found = dict(zip(wanted, await deps.store.read_many(CONTAINER, wanted), strict=True)) if wanted else {}
    owners: dict[str, Owner] = {}
    for owner_id, each in keys.items():
        member, *edges = (found[key] for key in each)
        if member is None:
            continue
        blocked, blocking, follows = (*map(_is_active, edges), False, False, False)[:3]
        shows = audience(follows=follows, blocked=blocked or blocking or not member.body["active"])
        owners[owner_id] = Owner(member.body.get("name"), shows)
    return owners


async def own_name(deps: Dependencies, owner_id: str, name: str) -> str | None:
    """What somebody is called who is here themselves; None if they left. `name` is what they are called if we have not
    heard of them yet: who signed up a moment ago need not wait for us."""
    member = await deps.store.read(CONTAINER, owner_id, _MEMBER)
    if member is None:
        return name
    return member.body["name"] if member.body["active"] else None


async def has_left(deps: Dependencies, member_id: str) -> bool:
    """Whether we heard that somebody left."""
    member = await deps.store.read(CONTAINER, member_id, _MEMBER)
    return member is not None and not member.body["active"]


async def left_of(deps: Dependencies, member_ids: Iterable[str]) -> list[str]:
    """Those of some members of whom we heard that they left."""
    ids = list(member_ids)
    found = await deps.store.read_many(CONTAINER, [(member_id, _MEMBER) for member_id in ids]) if ids else []
    return [each for each, member in zip(ids, found, strict=True) if member is not None and not member.body["active"]]


async def learn_member(deps: Dependencies, member_id: str, *, name: str | None, version: int) -> None:
    """What a member is called; None once they left."""
    await _learn(deps, member_id, _MEMBER, version=version, active=name is not None, name=name)


async def learn_follow(deps: Dependencies, owner_id: str, follower_id: str, *, version: int, active: bool) -> None:
    """Whether somebody follows an owner."""
    await _learn(deps, owner_id, f"{_FOLLOWER}.{follower_id}", version=version, active=active)


async def learn_block(deps: Dependencies, owner_id: str, blocked_id: str, *, version: int, active: bool) -> None:
    """Whether an owner blocks somebody."""
    await _learn(deps, owner_id, f"{_BLOCK}.{blocked_id}", version=version, active=active)


async def _learn(
    deps: Dependencies, owner_id: str, document_id: str, *, version: int, active: bool, name: str | None = None
) -> None:
    body: Document = {
        "id": document_id,
        "pk": owner_id,
        "type": document_id.partition(".")[0],
        "version": version,
        "active": active,
    }
    if name is not None:
        body["name"] = name
    if not active:
        body["ttl"] = TOMBSTONE_SECONDS

    await put_newer(deps.store, CONTAINER, body)


def _is_active(edge: Stored | None) -> bool:
    return edge is not None and bool(edge.body["active"])

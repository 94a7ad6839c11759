"""Plans in the feed, to test with."""

from typing import Any

from functions.plan import shelves
from functions.plan.feed import Asked, read_feed
from functions.plan.words import searched
from shared.auth import Caller
from shared.catalogue import place_key
from shared.dependencies import Dependencies
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.like import LikeCreated, LikeDeleted
from shared.events.member import MemberCreated
from shared.ids import owner_of
from shared.store.port import Document
from tests.fakes import MemoryStore
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, tell

AT = "2026-03-01T09:00:00.000Z"
READ_MODELS = ("plan-feed", "plan-words")


async def everybody(deps: Dependencies) -> None:
    """Tell of all members."""
    people = (JIWOO, MINJUN, EMMA)
    await tell(
        deps, *(MemberCreated(member_id=each.member_id, name=each.name, created_at=AT, version=1) for each in people)
    )


async def list_all(deps: Dependencies) -> None:
    """Hand the change feed of `plans` to what lists plans, from the beginning."""
    page = await deps.store.read_feed("plans", None, 1000)
    await shelves.on_feed(deps, [item.body for item in page.items])


async def feed_ids(
    deps: Dependencies, reader: Caller | None = None, *, location: str = "", q: str = "", limit: int = 100, **more: Any
) -> list[str]:
    """The ids of a feed's first page."""
    asked = Asked(
        place_key=place_key(location) if location else None,
        words=searched(q) if q else None,
        reader_id=None if reader is None else reader.member_id,
        **more,
    )
    page = await read_feed(deps, asked, limit=limit, cursor=None)
    return [item["id"] for item in page["items"]]


def listed_in(store: MemoryStore) -> list[Document]:
    """What lists plans, without the notes about it."""
    documents = [document for name in READ_MODELS for document in store.all(name)]
    return [document for document in documents if document["type"] in ("card", "word")]


def follows(follower: Caller, followee: Caller, version: int = 1, at: str = AT) -> FollowCreated | FollowDeleted:
    """The first, third ... version begins, the others end."""
    pair = {"follower_id": follower.member_id, "followee_id": followee.member_id, "version": version}
    return FollowCreated(**pair, at=at) if version % 2 else FollowDeleted(**pair)


def blocks(blocker: Caller, blocked: Caller, version: int = 1) -> MemberBlocked | MemberUnblocked:
    """As `follows`."""
    pair = {"blocker_id": blocker.member_id, "blocked_id": blocked.member_id, "version": version}
    return MemberBlocked(**pair) if version % 2 else MemberUnblocked(**pair)


def likes(member: Caller | str, plan_id: str, version: int = 1, at: str = AT) -> LikeCreated | LikeDeleted:
    """As `follows`."""
    member_id = member if isinstance(member, str) else member.member_id
    event = LikeCreated if version % 2 else LikeDeleted
    return event(member_id=member_id, plan_id=plan_id, owner_id=owner_of(plan_id), at=at, version=version)

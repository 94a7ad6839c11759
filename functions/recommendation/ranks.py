"""Who shows plans at a place, and how many follow them: whom to ask first.

A place's author is derived from facts in the author's own partition: that there is a public plan at the place, and the
rank in use, which follows how many follow them. Whoever changed one of them works the derived document out anew, and
looks once more after having written it: so it ends right in whatever order things are heard of, and however often. It
is only a pointer: whether a plan may be seen is asked of the plan.
"""

import asyncio

from functions.recommendation.projections import (
    AUTHOR,
    CONTAINER,
    OF_A_MEMBER,
    POPULARITY,
    RANK,
    SHOWN_AT,
    newest_plans,
    place_partition,
    shown_at_id,
)
from shared.dependencies import Dependencies
from shared.patience import retrying
from shared.store.port import Create, Delete, Document, Equals, OneOf, Operation, Query, Replace, Stored

MAX_PLACES = 100
"""An author's rank is kept up to date at the places where they were shown last: at further ones it is that of when
they were."""
_FORGOTTEN_AT_ONCE = 50
_FORGOTTEN_PAGES = 20
_DIGITS = 2


def rank_of(followers: int) -> int:
    """The number of followers in two significant digits, rounded down: what changes rarely where there are many."""
    digits = str(followers)
    return int(digits[:_DIGITS].ljust(len(digits), "0"))


async def settle_author(deps: Dependencies, author_id: str, place_key: str, *, touch: bool = False) -> None:
    """Bring in line whether, and with what rank, somebody is an author of a place. With `touch` it is written even if
    it is right: whoever is about to write what they read earlier finds it changed."""
    place = place_partition(place_key)
    shown_at_key = shown_at_id(place_key)
    keys = [(place, author_id), *((author_id, each) for each in (shown_at_key, RANK, POPULARITY))]

    async def attempt() -> None:
        to_touch = touch
        while True:
            author, shown_at, rank, popularity = await deps.store.read_many(CONTAINER, keys)
            public = await newest_plans(deps, author_id, limit=1, place_key=place_key, public_only=True)
            if public:
                used = _rank(popularity) if rank is None else rank.body["rank"]
                document: Document = {"id": author_id, "pk": place, "type": AUTHOR, "rank": used}
                if author is not None and author.body == document and not to_touch:
                    return
                operation = Create(document) if author is None else Replace(document, author.etag)
                await deps.store.execute(CONTAINER, place, [operation])
                to_touch = False
            elif author is not None:
                await deps.store.execute(CONTAINER, place, [Delete(author_id, author.etag)])
            elif shown_at is not None:
                # By the ETag: a plan that is shown there since has written it anew.
                await deps.store.execute(CONTAINER, author_id, [Delete(shown_at_key, shown_at.etag)])
            else:
                return

    await retrying(attempt)


async def spread_rank(deps: Dependencies, author_id: str) -> None:
    """Bring a member's rank in line at the places where they show plans, if it is another than the one in use there.

    It is noted before it is spread and after: what was not carried to its end is carried on by who comes next.
    """

    async def attempt() -> None:
        while True:
            popularity, rank = await deps.store.read_many(CONTAINER, [(author_id, POPULARITY), (author_id, RANK)])
            wanted = _rank(popularity)
            if rank is not None and rank.body["rank"] == wanted and rank.body["spread"]:
                return
            if rank is None and not await _places(deps, author_id):
                return
            begun: Document = {"id": RANK, "pk": author_id, "type": RANK, "rank": wanted, "spread": False}
            operation = Create(begun) if rank is None else Replace(begun, rank.etag)
            [etag] = await deps.store.execute(CONTAINER, author_id, [operation])
            places = await _places(deps, author_id)
            await asyncio.gather(*(settle_author(deps, author_id, place_key, touch=True) for place_key in places))
            await deps.store.execute(CONTAINER, author_id, [Replace(begun | {"spread": True}, etag or "")])

    await retrying(attempt)


async def forget_rest(deps: Dependencies, member_id: str) -> bool:
    """Remove what is left of a member who is gone; whether that was all. Any number at once may do it, any number of
    times."""
    # By their ids plans come before the places where they were shown, which then are places of no plan.
    of_member = Query([OneOf("type", OF_A_MEMBER)], limit=_FORGOTTEN_AT_ONCE)

    async def page() -> bool:
        found = (await deps.store.query(CONTAINER, member_id, of_member)).items
        others: list[Operation] = [Delete(each.body["id"]) for each in found if each.body["type"] != SHOWN_AT]
        if others:
            await deps.store.execute(CONTAINER, member_id, others)
        for each in found:
            if each.body["type"] == SHOWN_AT:
                await settle_author(deps, member_id, each.body["placeKey"])
        return not found

    for _ in range(_FORGOTTEN_PAGES):
        if await retrying(page):
            return True
    return False


async def _places(deps: Dependencies, author_id: str) -> list[str]:
    latest = Query([Equals("type", SHOWN_AT)], order="sortKey", descending=True, limit=MAX_PLACES)
    return [each.body["placeKey"] for each in (await deps.store.query(CONTAINER, author_id, latest)).items]


def _rank(popularity: Stored | None) -> int:
    return 0 if popularity is None else rank_of(popularity.body["followers"])

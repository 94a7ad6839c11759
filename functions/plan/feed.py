"""The feed: what others share, newest first or what trends, a page at a time.

A page is gathered from candidates in their order, without those that the reader may not see now or did not ask for.
However many these are, a page looks at a bounded number of candidates and goes on from there: it may have fewer plans
than asked for, and still a next page.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from functions.plan import recent, shelves, trending
from functions.plan.followees import followees_of
from functions.plan.visible import Visible, listed, visible_of
from functions.plan.words import matches
from shared.dependencies import Dependencies
from shared.errors import Rejection
from shared.ids import owner_of
from shared.store.cursor import cursor_at, position_of, query_digest

ROUNDS = 5
"""How often a page looks for candidates."""
ROUND = 100
"""Candidates of each round but the first, which looks for as many as are asked for."""

type _Position = list[str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see. `reader_id` is None for who is not signed in, and never with `following`."""

    sort: Literal["recent", "trending"] = "recent"
    following: bool = False
    place_key: str | None = None
    words: tuple[str, ...] | None = None
    """All of them (words.searched)."""
    reader_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    plan_id: str
    position: _Position
    """What goes on behind it."""
    key: str | None = None
    """The place in time for which it was found there."""


type _Source = Callable[[_Position | None, int], Awaitable[tuple[list[_Candidate], _Position | None]]]
"""At most so many candidates behind a position, and where to look on; None if there are no more."""


async def read_feed(deps: Dependencies, asked: Asked, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of the feed. Raises the 400 `Rejection` for a cursor that is not one this gave for the same question."""
    digest = query_digest([asked.sort, asked.following and asked.reader_id, asked.place_key, asked.words])
    position = None if cursor is None else _position(asked, cursor, digest)
    source = None if asked.words == () else await _source(deps, asked)
    if source is None:
        return {"items": [], "nextCursor": None}
    plans, after = await _gather(deps, asked, source, position, limit)
    items = await listed(deps, plans, asked.reader_id)
    return {"items": items, "nextCursor": None if after is None else cursor_at(digest, after)}


async def _gather(
    deps: Dependencies, asked: Asked, source: _Source, position: _Position | None, limit: int
) -> tuple[list[Visible], _Position | None]:
    shown: list[tuple[Visible, _Position]] = []
    size = limit + 1  # one more than is shown tells whether there is a next page
    for _ in range(ROUNDS):
        candidates, position = await source(position, size)
        shown += await _shown(deps, asked, candidates)
        if len(shown) > limit:
            return [plan for plan, _ in shown[:limit]], shown[limit - 1][1]
        if position is None:
            break
        size = ROUND
    return [plan for plan, _ in shown], position


async def _shown(deps: Dependencies, asked: Asked, candidates: Sequence[_Candidate]) -> list[tuple[Visible, _Position]]:
    ids = [candidate.plan_id for candidate in candidates]
    seen = await visible_of(deps, ids, asked.reader_id, followers=asked.following)
    found = [(candidate, seen[candidate.plan_id]) for candidate in candidates if candidate.plan_id in seen]
    found = [
        (candidate, plan)
        for candidate, plan in found
        if candidate.key in (None, plan.feed_key) and asked.place_key in (None, plan.summary["placeKey"])
    ]
    if asked.words is not None:
        words = await shelves.words_of_plans(deps, [plan.plan_id for _, plan in found])
        found = [(candidate, plan) for candidate, plan in found if matches(words[plan.plan_id], asked.words)]
    return [(plan, candidate.position) for candidate, plan in found]


async def _source(deps: Dependencies, asked: Asked) -> _Source | None:
    followees: list[str] | None = None
    if asked.following and asked.reader_id is not None:
        followees = await followees_of(deps, asked.reader_id)
        if not followees:
            return None
    if asked.sort == "trending":
        return await _trending(deps, asked, followees)
    return _recent(deps, _listing(asked, followees))


def _listing(asked: Asked, followees: Sequence[str] | None) -> recent.Listing:
    if followees is not None:
        return recent.of_owners(followees)
    if asked.words:
        return recent.of_word(asked.words[0], asked.place_key)
    return recent.everything() if asked.place_key is None else recent.of_place(asked.place_key)


def _recent(deps: Dependencies, listing: recent.Listing) -> _Source:
    async def source(position: _Position | None, limit: int) -> tuple[list[_Candidate], _Position | None]:
        before = None if position is None else str(position[0])
        found, after = await recent.look(deps, listing, before, limit)
        return [_Candidate(each.plan_id, [each.key], each.key) for each in found], None if after is None else [after]

    return source


async def _trending(deps: Dependencies, asked: Asked, followees: Sequence[str] | None) -> _Source:
    hottest = await trending.hottest(deps, asked.place_key)
    owners = None if followees is None else set(followees)
    candidates = [
        _Candidate(hot.plan_id, [hot.heat, hot.plan_id])
        for hot in hottest
        if owners is None or owner_of(hot.plan_id) in owners
    ]

    async def source(position: _Position | None, limit: int) -> tuple[list[_Candidate], _Position | None]:
        left = [each for each in candidates if position is None or _is_behind(each.position, position)]
        return left[:limit], left[limit - 1].position if len(left) > limit else None

    return source


def _is_behind(one: _Position, other: _Position) -> bool:
    """Less hot or, as hot, with a smaller id."""
    (heat, plan_id), (other_heat, other_id) = one, other
    return (heat, plan_id) < (other_heat, other_id)


def _position(asked: Asked, cursor: str, digest: bytes) -> _Position:
    kinds: tuple[type, ...] = (str,) if asked.sort == "recent" else (int, str)
    position = position_of(cursor, digest, len(kinds))
    if not all(map(isinstance, position, kinds)):
        raise Rejection("invalid_cursor", 400)
    return position

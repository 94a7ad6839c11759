"""What lists plans in order of time (shelves.py), read backwards over months or years, a bounded number at once."""

import asyncio
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched, islice

from functions.plan.shelves import FEED, MONTH, MONTH_LENGTH, RECENT, WORDS, YEAR_LENGTH, place_family
from functions.plan.words import stem
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.store.port import MAX_VALUES, Between, Condition, Equals, OneOf, Query, Stored

QUERIES = 40
"""Asked at most at one time, when month after month has nothing."""
_MONTHS = 600


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists of one kind, one for each month or year."""

    container: str
    family: str
    """Where the months are noted that have such a list."""
    prefix: str
    """Of its partitions; behind it comes the month or year."""
    length: int
    """Of the month or year."""
    wanted: tuple[tuple[Condition, ...], ...]
    """What is wanted of each partition, in as many queries."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan where it is listed: `key` is its place in the order of time."""

    plan_id: str
    key: str


def everything() -> Listing:
    """What everybody may see."""
    return _months(RECENT, (Equals("visibility", "public"),))


def of_place(place_key: str) -> Listing:
    """What everybody may see of a place."""
    return _months(place_family(place_key), (Equals("visibility", "public"),))


def of_owners(owner_ids: Sequence[str]) -> Listing:
    """What some members share, with everybody or with their followers."""
    return _months(RECENT, *((OneOf("ownerId", owners),) for owners in batched(owner_ids, MAX_VALUES, strict=False)))


def of_word(word: str, place_key: str | None) -> Listing:
    """What everybody may see that has a word which begins as this one does: everywhere, or at one place."""
    wanted: tuple[Condition, ...] = (Equals("word", stem(word)),)
    if place_key is not None:
        wanted += (Equals("placeKey", place_key),)
    return Listing(WORDS, RECENT, "", YEAR_LENGTH, (wanted,))


async def look(deps: Dependencies, listing: Listing, before: str | None, limit: int) -> tuple[list[Found], str | None]:
    """At most `limit` plans, newest first: all, or those before a key or a period; and before what to look on, None if
    that was all."""
    period = (before or to_iso(deps.clock.now()))[: listing.length]
    found = await _page(deps, listing, period, before, limit)
    if len(found) < limit:
        periods = await _periods(deps, listing, period)
        at_once = max(1, QUERIES // len(listing.wanted))
        for earlier in periods[:at_once]:
            found += await _page(deps, listing, earlier, None, limit - len(found))
            if len(found) == limit:
                break
        else:
            return found, periods[at_once - 1] if len(periods) > at_once else None
    return found, found[-1].key


def _months(family: str, *wanted: tuple[Condition, ...]) -> Listing:
    return Listing(FEED, family, f"{family}|", MONTH_LENGTH, wanted)


async def _page(deps: Dependencies, listing: Listing, period: str, before: str | None, limit: int) -> list[Found]:
    bound = () if before is None else (Between("sortKey", high=before),)

    async def ask(wanted: Sequence[Condition]) -> list[Found]:
        query = Query((*wanted, *bound), order="sortKey", descending=True, limit=limit)
        page = await deps.store.query(listing.container, f"{listing.prefix}{period}", query)
        return [_found(item) for item in page.items]

    pages = await asyncio.gather(*map(ask, listing.wanted))
    return list(islice(heapq.merge(*pages, key=_key, reverse=True), limit))


async def _periods(deps: Dependencies, listing: Listing, before: str) -> list[str]:
    """The months or years before one in which such lists are, the latest first."""
    where = (Equals("type", MONTH), Between("id", high=before))
    page = await deps.store.query(FEED, listing.family, Query(where, descending=True, limit=_MONTHS))
    return list(dict.fromkeys(item.body["id"][: listing.length] for item in page.items))


def _found(item: Stored) -> Found:
    body = item.body
    return Found(body["planId"], body["sortKey"])


def _key(found: Found) -> str:
    return found.key

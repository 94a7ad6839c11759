"""The search by name, in `member-names` (no outbox): one document for every word of a name.

A word's partition is its first character, so that a search is one query in one partition. What a search finds is held
against the members themselves: a word that is out of date shows nobody.
"""

import asyncio
from typing import Any

from functions.member import repository
from functions.member.domain import Member
from functions.member.names import found_by, words_of
from functions.member.views import public_view
from shared.dependencies import Dependencies
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Between, Create, Delete, Document, Query, Replace, Stored

CONTAINER = "member-names"
_STATE, _WORD = "names", "word"


async def index_name(deps: Dependencies, member: Member) -> None:
    """Let a member be found by their present name, and no longer by former ones; by none if they do not want it."""
    words = words_of(member.name) if member.searchable else []
    await _index(deps, member.id, words, version=member.version)


async def forget_name(deps: Dependencies, member_id: str, version: int) -> None:
    """Let a member who left be found no longer, whatever is heard later."""
    await _index(deps, member_id, [], version=version, kept={"ttl": TOMBSTONE_SECONDS})


async def _index(
    deps: Dependencies, member_id: str, words: list[str], *, version: int, kept: Document | None = None
) -> None:
    """The member's state document says first which words there may be, then they are written and removed, then it says
    that this is done: whatever is interrupted is taken up by the next try, and no word is ever forgotten."""

    async def attempt() -> None:
        found = await deps.store.read(CONTAINER, member_id, _STATE)
        known: Document = found.body if found else {"version": 0, "words": [], "settled": True}
        if known["version"] > version:
            # News overtaken by later news: what an earlier try of it wrote in between goes again.
            await _remove(deps, member_id, version, set(words) - set(known["words"]))
            return
        if known["settled"] and (known["version"] == version or known["words"] == words):
            if known["version"] < version:
                await _write_state(deps, state(words, settled=True), found)
            return
        possible = sorted({*known["words"], *words})
        begun = await _write_state(deps, state(possible, settled=False), found)
        await asyncio.gather(*(_put(deps, word, member_id, version) for word in words))
        await _remove(deps, member_id, version, set(possible) - set(words))
        await _write_state(deps, state(words, settled=True), begun)

    def state(words: list[str], *, settled: bool) -> Document:
        body: Document = {"id": _STATE, "pk": member_id, "type": _STATE, "words": words, "settled": settled}
        return body | {"version": version} | (kept or {})

    await retrying(attempt)


async def search(deps: Dependencies, text: str, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of the members whose names have words that begin with all words of `text`, in alphabetical order of the
    word that matches. It may hold fewer than `limit` though there are more."""
    sought = words_of(text)
    if not sought:
        return {"items": [], "nextCursor": None}
    start = max(sought, key=len)  # the one that the fewest begin with, most likely
    query = Query([Between("key", start, f"{start}\U0010ffff")], order="key", limit=limit, cursor=cursor)
    page = await deps.store.query(CONTAINER, start[0], query)
    keys = [(item.body["memberId"], repository.MEMBER) for item in page.items]
    members = await deps.store.read_many(repository.CONTAINER, keys)
    items = []
    for item, stored in zip(page.items, members, strict=True):
        if stored is None or not repository.is_member(stored.body):
            continue
        member = repository.member_of(stored.body)
        if item.body["key"] == _first_match(member, start, sought):
            items.append(public_view(member))
    return {"items": items, "nextCursor": page.cursor}


def _first_match(member: Member, start: str, sought: list[str]) -> str | None:
    """The key under which a member is shown, so that one with several words that match is there once, on whichever
    page that is; None if they are not to be found."""
    words = words_of(member.name)
    if not member.searchable or not found_by(words, sought):
        return None
    return _key(next(word for word in words if word.startswith(start)), member.id)


def _key(word: str, member_id: str) -> str:
    return f"{word}.{member_id}"


async def _write_state(deps: Dependencies, body: Document, before: Stored | None) -> Stored:
    operation = Create(body) if before is None else Replace(body, before.etag)
    [etag] = await deps.store.execute(CONTAINER, body["pk"], [operation])
    assert etag is not None  # noqa: S101 - only a delete has none
    return Stored(body, etag)


async def _put(deps: Dependencies, word: str, member_id: str, version: int) -> None:
    key = _key(word, member_id)
    body: Document = {
        "id": key,
        "pk": word[0],
        "type": _WORD,
        "key": key,
        "memberId": member_id,
        "version": version,
    }

    async def attempt() -> None:
        present = await deps.store.read(CONTAINER, word[0], key)
        if present is None:
            await deps.store.execute(CONTAINER, word[0], [Create(body)])
        elif present.body["version"] < version:
            await deps.store.execute(CONTAINER, word[0], [Replace(body, present.etag)])

    await retrying(attempt)


async def _remove(deps: Dependencies, member_id: str, version: int, words: set[str]) -> None:
    async def remove(word: str) -> None:
        key = _key(word, member_id)

        async def attempt() -> None:
            present = await deps.store.read(CONTAINER, word[0], key)
            if present is not None and present.body["version"] <= version:
                await deps.store.execute(CONTAINER, word[0], [Delete(key, present.etag)])

        await retrying(attempt)

    await asyncio.gather(*(remove(word) for word in words))

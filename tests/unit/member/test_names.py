"""Finding members by name, on fakes: what is found, what never is, and how the words are kept."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.member import handlers, projections
from functions.member.domain import Member
from functions.member.names import words_of
from functions.member.repository import load_member, save_member
from shared.clock import to_iso
from shared.errors import Rejection, Unavailable
from shared.store.port import Operation
from tests.fakes import Fakes, MemoryStore


async def join(fakes: Fakes, name: str) -> Member:
    """A new member, as the feed has shown them."""
    at = to_iso(fakes.clock.now())
    member = Member.create(fakes.deps.new_id(), identity="identity.dev.x", name=name, language="ko", at=at)
    await save_member(fakes.deps, member, None)
    await projections.index_name(fakes.deps, member)
    return member


async def edit(fakes: Fakes, member: Member, **changes: Any) -> Member:
    return await handlers.edit_profile(fakes.deps, member.id, changes, expected_version=None)


async def feed(fakes: Fakes) -> None:
    await handlers.on_feed(fakes.deps, fakes.store.all("members"))


async def found(fakes: Fakes, text: str, limit: int = 20) -> list[str]:
    """The names on all pages, in order."""
    names: list[str] = []
    cursor = None
    while True:
        page = await projections.search(fakes.deps, text, limit=limit, cursor=cursor)
        names += [item["name"] for item in page["items"]]
        if (cursor := page["nextCursor"]) is None:
            return names


def stored_words(fakes: Fakes) -> list[str]:
    return [document["key"].partition(".")[0] for document in fakes.store.all("member-names", "word")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("김민지", ["김민지"]),
        ("  Minji KIM-Lee ", ["kim", "lee", "minji"]),
        ("Straße 7", ["7", "strasse"]),
        ("\u1100\u1161나", ["가나"]),
        ("\u0130", ["i"]),
        ("a_b/c#d?e\\f.g", ["a", "b", "c", "d", "e", "f", "g"]),
        ("kim Kim KIM", ["kim"]),
        ("★ ♥ 🦊", []),
    ],
)
def test_words_are_letters_and_digits_in_one_form(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@given(st.text())
def test_words_can_be_ids_and_are_what_they_are(name: str) -> None:
    words = words_of(name)
    assert all(word.isalnum() and not set(word) & set("/\\?#. ") for word in words)
    assert all(words_of(word) == [word] for word in words)


@pytest.mark.parametrize("text", ["김", "김민", "김민지", " 김민지 ", "\u1100\u1175\u11b7"])
async def test_a_name_is_found_by_its_start(fakes: Fakes, text: str) -> None:
    await join(fakes, "김민지")
    await join(fakes, "박지민")
    assert await found(fakes, text) == ["김민지"]


@pytest.mark.parametrize("text", ["m", "MIN", "kim", "Kim m", "minji kim", "ki-mi"])
async def test_any_word_is_found_whatever_the_case(fakes: Fakes, text: str) -> None:
    await join(fakes, "Minji Kim")
    await join(fakes, "Lee")
    assert await found(fakes, text) == ["Minji Kim"]


@pytest.mark.parametrize("text", ["민지", "inji", "minji lee", "kimm", "★", "...", "."])
async def test_what_begins_no_word_finds_nobody(fakes: Fakes, text: str) -> None:
    await join(fakes, "김민지 Minji Kim")
    assert await found(fakes, text) == []


async def test_pages_are_in_order_and_show_everybody_once(fakes: Fakes) -> None:
    names = ["Kimchi Kim", "Kim", "Kimberly", "Kimono Kimchi Kim", "Jim Kim"]
    for name in names:
        await join(fakes, name)
    everybody = await found(fakes, "kim")
    assert sorted(everybody) == sorted(names)
    assert everybody[-1] == "Kimberly"
    assert await found(fakes, "kim", limit=1) == everybody
    assert await found(fakes, "kim", limit=2) == everybody


async def test_a_page_shows_what_anybody_may_see(fakes: Fakes) -> None:
    member = await join(fakes, "Kim")
    page = await projections.search(fakes.deps, "kim", limit=1, cursor=None)
    [item] = page["items"]
    assert item == {
        "id": member.id,
        "name": "Kim",
        "bio": "",
        "createdAt": member.created_at,
        "updatedAt": member.updated_at,
    }


async def test_a_cursor_of_ours_only(fakes: Fakes) -> None:
    with pytest.raises(Rejection) as refused:
        await projections.search(fakes.deps, "kim", limit=1, cursor="garbage")
    assert refused.value.code == "invalid_cursor"


async def test_who_does_not_want_to_be_found_is_not(fakes: Fakes) -> None:
    member = await join(fakes, "Kim")
    await edit(fakes, member, searchable=False)
    assert await found(fakes, "kim") == [], "at once, before the feed has told"
    await feed(fakes)
    assert stored_words(fakes) == []
    await edit(fakes, member, searchable=True)
    await feed(fakes)
    assert await found(fakes, "kim") == ["Kim"]


async def test_a_former_name_finds_nobody(fakes: Fakes) -> None:
    member = await join(fakes, "Minji Kim")
    await edit(fakes, member, name="Minji Lee")
    assert await found(fakes, "kim") == [], "at once, before the feed has told"
    await feed(fakes)
    assert await found(fakes, "lee") == ["Minji Lee"]
    assert sorted(stored_words(fakes)) == ["lee", "minji"]


async def test_a_member_who_is_gone_is_not_found(fakes: Fakes) -> None:
    at = to_iso(fakes.clock.now())
    never_stored = Member.create(fakes.deps.new_id(), identity="i", name="Kim", language="ko", at=at)
    await projections.index_name(fakes.deps, never_stored)
    assert stored_words(fakes) == ["kim"]
    assert await found(fakes, "kim") == []


async def test_the_same_news_twice_writes_nothing(fakes: Fakes) -> None:
    member = await join(fakes, "Minji Kim")
    await edit(fakes, member, bio="hello")
    await feed(fakes)
    before = await fakes.store.read_feed("member-names", None)
    await feed(fakes)
    after = await fakes.store.read_feed("member-names", before.continuation)
    assert after.items == []


async def test_sessions_and_identities_have_no_name(fakes: Fakes) -> None:
    await handlers.on_feed(fakes.deps, [{"id": "x", "pk": "x", "type": kind} for kind in ("session", "identity")])
    assert fakes.store.all("member-names") == []


HISTORY = ["Minji Kim", "Minji Lee", "Kim Park", "Minji Kim"]


def versions(member: Member) -> list[Member]:
    return [replace(member, name=name, version=number) for number, name in enumerate(HISTORY, start=1)]


async def settle(fakes: Fakes, member: Member) -> None:
    """Make the last version what is stored."""
    loaded = await load_member(fakes.deps, member.id)
    assert loaded is not None
    await save_member(fakes.deps, versions(member)[-1], loaded.etag)


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(HISTORY)))))
async def test_news_in_any_order_ends_with_the_last_name(fakes: Fakes, order: tuple[int, ...]) -> None:
    member = await join(fakes, HISTORY[0])
    for number in order:
        await projections.index_name(fakes.deps, versions(member)[number])
    await settle(fakes, member)
    assert sorted(stored_words(fakes)) == ["kim", "minji"]
    assert await found(fakes, "kim") == ["Minji Kim"]


class Interleaving(MemoryStore):
    """Lets others run before writes, as long as it is told."""

    pauses: list[int]

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        for _ in range(self.pauses.pop() if self.pauses else 0):
            await asyncio.sleep(0)
        return await super().execute(container, partition, operations)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), max_size=40))
async def test_news_at_once_ends_with_the_last_name(pauses: list[int]) -> None:
    fakes = Fakes()
    store = Interleaving(fakes.clock)
    store.pauses = []
    fakes.store = store
    fakes.deps = replace(fakes.deps, store=store)
    member = await join(fakes, HISTORY[0])
    store.pauses = pauses
    await asyncio.gather(*(projections.index_name(fakes.deps, version) for version in versions(member)))
    await settle(fakes, member)
    assert sorted(stored_words(fakes)) == ["kim", "minji"]
    assert await found(fakes, "minji") == ["Minji Kim"]


class Held(MemoryStore):
    """Holds the first writing of each word back until it is told."""

    released: asyncio.Event
    held: int

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        if container == projections.CONTAINER and len(partition) == 1 and self.held:
            self.held -= 1
            await self.released.wait()
        return await super().execute(container, partition, operations)


async def test_news_that_is_overtaken_while_it_is_written_leaves_nothing(fakes: Fakes) -> None:
    store = Held(fakes.clock)
    store.released, store.held = asyncio.Event(), 0
    fakes.store = store
    fakes.deps = replace(fakes.deps, store=store)
    member = await join(fakes, "Park")
    slow, quick = replace(member, name="Minji Kim", version=2), replace(member, name="Minji Lee", version=3)
    store.held = 2
    overtaken = asyncio.create_task(projections.index_name(fakes.deps, slow))
    while store.held:
        await asyncio.sleep(0)
    await projections.index_name(fakes.deps, quick)
    store.released.set()
    await overtaken
    assert sorted(stored_words(fakes)) == ["lee", "minji"]
    assert {document["version"] for document in store.all("member-names")} == {3}


@pytest.mark.parametrize("write", range(1, 7))
async def test_what_was_cut_off_is_finished_by_the_next_news(fakes: Fakes, write: int) -> None:
    member = await join(fakes, "Minji Kim")
    await edit(fakes, member, name="Park Jimin")

    class CutOff(MemoryStore):
        left = write

        async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
            self.left -= 1
            if self.left == 0:
                raise Unavailable("cut off")
            return await super().execute(container, partition, operations)

    cut_off = CutOff(fakes.clock)
    vars(cut_off).update(vars(fakes.store))
    fakes.store = cut_off
    fakes.deps = replace(fakes.deps, store=cut_off)
    with pytest.raises(Unavailable):
        await feed(fakes)
    await edit(fakes, member, name="Lee")
    await feed(fakes)
    assert stored_words(fakes) == ["lee"]

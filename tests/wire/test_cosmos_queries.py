"""What the adapter's queries meet in Cosmos DB that the store's contract cannot bring about."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Poison
from shared.store.cosmos import CosmosStore
from shared.store.port import Create, Document, Equals, Query
from tests.wire.cosmos_emulator import connected, emulating


async def pages(store: CosmosStore, query: Query, pk: str | None) -> list[list[Document]]:
    """All of them; of all partitions without a `pk`."""
    seen: list[list[Document]] = []
    while True:
        page = await (store.query_across("things", query) if pk is None else store.query("things", pk, query))
        seen.append([item.body for item in page.items])
        if page.cursor is None:
            return seen
        query = replace(query, cursor=page.cursor)


@pytest.mark.parametrize("ranges", [1, 3])
@pytest.mark.parametrize("pk", ["p", None])
async def test_pages_may_be_shorter_than_was_asked_for(tmp_path: Path, ranges: int, pk: str | None) -> None:
    """Cosmos DB ends a page early when it has used up its time or its bytes: that is not the end of what matches."""
    async with emulating(tmp_path, ranges=ranges, most=2) as emulator, connected(emulator) as store:
        await store.execute("things", "p", [Create({"id": f"a{n}", "pk": "p", "n": n // 2}) for n in range(9)])
        seen = await pages(store, Query(order="n", descending=True, limit=4), pk)
        ids = [[body["id"] for body in page] for page in seen]
        assert ids == [["a8", "a7", "a6", "a5"], ["a4", "a3", "a2", "a1"], ["a0"]]


@pytest.mark.parametrize("descending", [False, True])
async def test_numbers_come_before_text(tmp_path: Path, *, descending: bool) -> None:
    """Also where a page ends between them, at which a comparison alone would stop."""
    async with emulating(tmp_path) as emulator, connected(emulator) as store:
        values: list[Any] = [2, "1", 10, "x", True, None, [1]]
        await store.execute("things", "p", [Create({"id": f"a{n}", "pk": "p", "n": v}) for n, v in enumerate(values)])
        seen = await pages(store, Query(order="n", descending=descending, limit=1), "p")
        expected = [2, 10, "1", "x"]
        assert [body["n"] for page in seen for body in page] == (expected[::-1] if descending else expected)


async def test_what_shares_its_place_is_told_apart_by_partition(tmp_path: Path) -> None:
    """Over all partitions, when all of one id fill more than a page."""
    async with emulating(tmp_path, ranges=3, most=2) as emulator, connected(emulator) as store:
        partitions = [f"p{n}" for n in range(7)]
        for pk in partitions:
            await store.execute("things", pk, [Create({"id": "same", "pk": pk, "n": 1})])
        seen = await pages(store, Query([Equals("n", 1)], limit=3), None)
        assert [[body["pk"] for body in page] for page in seen] == [partitions[:3], partitions[3:6], partitions[6:]]


async def test_an_order_without_an_index_is_poison(tmp_path: Path) -> None:
    """Where it would be in Azure, so that it is found here."""
    async with emulating(tmp_path) as emulator, connected(emulator) as store:
        with pytest.raises(Poison):
            await store.query("others", "p", Query(order="n"))


@pytest.mark.parametrize("partition", ["", "a b", "한국어", '"', "x" * 2048])
async def test_a_partition_is_never_taken_for_none(tmp_path: Path, partition: str) -> None:
    """The SDK asks every partition where it is given none."""
    async with emulating(tmp_path, ranges=3) as emulator, connected(emulator) as store:
        for pk in (partition, "other"):
            await store.execute("things", pk, [Create({"id": "a", "pk": pk})])
        page = await store.query("things", partition, Query())
        assert [item.body["pk"] for item in page.items] == [partition]

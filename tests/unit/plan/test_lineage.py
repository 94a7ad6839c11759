"""Counting forks: right whatever the feed repeats, delays or leaves out, and nothing names a plan that is gone."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.plan import lineage
from functions.plan.repository import load
from shared.store.port import Document
from tests.fakes import Fakes
from tests.unit.plan.calling import Web, wire
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, write
from tests.unit.plan.sharing import everybody


async def forked(web: Web, source_id: str, as_: str = "minjun") -> str:
    answer = await web.ask("fork_plan", as_=as_, body={"visibility": "public"}, planId=source_id)
    assert answer.status == 201
    plan_id: str = answer.json["id"]
    return plan_id


async def forks(web: Web, plan_id: str, as_: str = "jiwoo") -> int:
    count: int = (await web.ask("read_plan", as_=as_, planId=plan_id)).json["forks"]
    return count


def edges(fakes: Fakes) -> list[Document]:
    return fakes.store.all("plan-likes", lineage.FORK)


async def test_a_fork_is_counted_once_and_no_longer_when_it_is_deleted(fakes: Fakes, web: Web) -> None:
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public")
    assert await forks(web, source_id) == 0
    first, second = await forked(web, source_id), await forked(web, source_id, "emma")
    for _ in range(3):
        await web.feed()
        assert await forks(web, source_id) == 2
    await web.ask("delete_plan", as_="minjun", planId=first)
    for _ in range(3):
        await web.feed()
        assert await forks(web, source_id) == 1
    assert [edge["id"] for edge in edges(fakes)] == [f"fork.{second}"]
    assert source_id not in str([each for each in fakes.store.all("plans") if each["id"] == first])


async def test_a_copy_of_ones_own_is_not_counted(fakes: Fakes, web: Web) -> None:
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public")
    await forked(web, source_id, "jiwoo")
    await web.feed()
    assert (await forks(web, source_id), edges(fakes)) == (0, [])


async def test_deleting_the_source_leaves_nothing_that_names_it(
    fakes: Fakes, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineage, "PAGE", 2)
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public")
    copies = [await forked(web, source_id) for _ in range(5)]
    await web.feed()
    versions = [(await web.ask("read_plan", as_="minjun", planId=each)).headers["ETag"] for each in copies]
    assert len(edges(fakes)) == 5
    await web.ask("delete_plan", as_="jiwoo", planId=source_id)
    for _ in range(3):  # a part each time; the tombstone comes again as long as there is more
        await web.feed()
    assert edges(fakes) == []
    for copy, etag in zip(copies, versions, strict=True):
        answer = await web.ask("read_plan", as_="minjun", planId=copy)
        assert answer.json["forkedFrom"] == {"visible": False}
        assert answer.headers["ETag"].partition(".")[0] == etag.partition(".")[0], "the copy itself did not change"
    held = [each for each in fakes.store.all("plans") if each["pk"] == MINJUN.member_id]
    assert source_id not in str(held)
    assert JIWOO.member_id not in str(held)


async def test_a_page_brings_itself_back_until_all_is_done(
    fakes: Fakes, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineage, "PAGE", 2)
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public")
    for _ in range(5):
        await forked(web, source_id)
    await web.feed()
    await web.ask("delete_plan", as_="jiwoo", planId=source_id)
    continuation = None
    while (page := await fakes.store.read_feed("plans", continuation)).items:
        await web.feed([item.body for item in page.items])
        continuation = page.continuation
    assert edges(fakes) == []


async def world() -> tuple[Fakes, list[Document], str, str]:
    """A source and its fork, both written, then one or the other deleted; and every document there ever was."""
    fakes = Fakes()
    with pytest.MonkeyPatch.context() as patch:
        web = wire(fakes.deps, patch)
        await everybody(fakes)
        source_id = await write(fakes.deps, JIWOO, "public")
        fork_id = await forked(web, source_id)
        seen = [each for each in fakes.store.all("plans") if each["type"] != "outbox"]
    return fakes, seen, source_id, fork_id


async def deleted(fakes: Fakes, plan_id: str, as_: str, seen: list[Document]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        await wire(fakes.deps, patch).ask("delete_plan", as_=as_, planId=plan_id)
    seen += [each for each in fakes.store.all("plans") if each["id"] == plan_id]


async def settled(fakes: Fakes) -> None:
    """The feed is read to its end."""
    continuation = None
    while (page := await fakes.store.read_feed("plans", continuation)).items:
        await lineage.on_feed(fakes.deps, [item.body for item in page.items])
        continuation = page.continuation


@given(st.data())
@settings(deadline=None)
def test_late_repeated_and_outdated_documents_end_the_same(data: st.DataObject) -> None:
    """What the feed handed out before, in any order and number, and then what there is."""

    async def run() -> None:
        fakes, seen, source_id, fork_id = await world()
        ends = data.draw(st.sets(st.sampled_from(["fork", "source"])))
        if "fork" in ends:
            await deleted(fakes, fork_id, "minjun", seen)
        if "source" in ends:
            await deleted(fakes, source_id, "jiwoo", seen)
        order = data.draw(st.lists(st.sampled_from(seen), max_size=8))
        settle_at = data.draw(st.integers(0, len(order)))
        for number, document in enumerate(order):
            if number == settle_at:
                await settled(fakes)
            await lineage.on_feed(fakes.deps, [document])
        await settled(fakes)
        counts = fakes.store.all("plan-likes", "count")
        assert sum(each["forks"] for each in counts) == len(edges(fakes)) == (0 if ends else 1)
        if "source" in ends:
            loaded = await load(fakes.deps, fork_id)
            assert loaded is None or (loaded.plan.forked_from and loaded.plan.forked_from.plan_id is None)

    asyncio.run(run())


async def test_many_at_once_are_counted_right(fakes: Fakes, web: Web) -> None:
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public")
    copies = [await forked(web, source_id) for _ in range(20)]
    documents: list[Any] = [each for each in fakes.store.all("plans", "plan") if each["id"] in copies]
    await asyncio.gather(*(lineage.on_feed(fakes.deps, [document]) for document in documents for _ in range(3)))
    assert (await forks(web, source_id), len(edges(fakes))) == (20, 20)


async def test_a_stored_answer_names_nobody_who_left(fakes: Fakes, web: Web) -> None:
    await everybody(fakes)
    source_id = await write(fakes.deps, JIWOO, "public", title="봄")
    asked = [
        await web.ask(
            "fork_plan", as_="minjun", body={"visibility": "public"}, headers={"idempotency-key": key}, planId=source_id
        )
        for key in ("k1", "k1", "k2")
    ]
    assert asked[0].raw == asked[1].raw
    other_id = await write(fakes.deps, EMMA, "public", title="여름")
    await web.ask(
        "fork_plan", as_="minjun", body={"visibility": "public"}, headers={"idempotency-key": "k3"}, planId=other_id
    )
    await web.feed()
    assert len(fakes.store.all("plans", "idempotency")) == 3
    await web.ask("delete_plan", as_="jiwoo", planId=source_id)
    await web.feed()
    [kept] = fakes.store.all("plans", "idempotency")
    assert other_id in str(kept)
    assert source_id not in str([each for each in fakes.store.all("plans") if each["pk"] == MINJUN.member_id])

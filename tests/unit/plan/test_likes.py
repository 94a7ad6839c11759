"""Likes on plans: counted right whatever is repeated, reordered or comes at once, and shown with the plan."""

import asyncio
import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.plan import counts, schemas, trending
from functions.plan.counts import CONTAINER, counts_of
from shared.dependencies import Dependencies
from shared.events.like import LikeCreated, LikeDeleted
from shared.ids import new_ulid
from shared.store.port import Document
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.fakes import Fakes, ManualClock, MemoryBus
from tests.unit.plan.calling import Web
from tests.unit.plan.feeding import everybody, likes
from tests.unit.plan.samples import BODY, EMMA, JIWOO, MINJUN, tell, write

PLAN = f"{JIWOO.member_id}.{new_ulid(datetime(2026, 1, 1, tzinfo=UTC))}"
LATER = "2026-03-09T09:00:00.000Z"
CHANGES: list[LikeCreated | LikeDeleted] = [
    likes(MINJUN, PLAN),
    likes(MINJUN, PLAN, 2),
    likes(MINJUN, PLAN, 3, LATER),
    likes(EMMA, PLAN),
    likes(EMMA, PLAN, 2),
]


async def left_by(events: list[LikeCreated | LikeDeleted]) -> list[Document]:
    fakes = Fakes()
    await tell(fakes.deps, *events)
    return fakes.store.all(CONTAINER)


@given(st.permutations(CHANGES).flatmap(lambda order: st.lists(st.sampled_from(order)).map(lambda more: order + more)))
def test_any_order_with_any_repetition_ends_the_same(events: list[LikeCreated | LikeDeleted]) -> None:
    assert asyncio.run(left_by(events)) == asyncio.run(left_by(CHANGES))


async def test_a_count_is_what_its_edges_prove(fakes: Fakes) -> None:
    await tell(fakes.deps, *CHANGES)
    (count,) = fakes.store.all(CONTAINER, "count")
    assert count["likes"] == 1
    (alone,) = [each for each in await left_by([likes(MINJUN, PLAN, 1, LATER)]) if each["type"] == "count"]
    assert count == alone  # the heat of the like that ended is gone as well
    assert await counts_of(fakes.deps, [PLAN, "x.y"], MINJUN.member_id) == [counts.Counts(1, True, 0), counts.NEW]
    assert await counts_of(fakes.deps, [PLAN], EMMA.member_id) == [counts.Counts(1, False, 0)]
    assert await counts_of(fakes.deps, [PLAN], None) == [counts.Counts(1, False, 0)]


@pytest.mark.parametrize("order", [*itertools.permutations([likes(MINJUN, PLAN), likes(MINJUN, PLAN, 2)])])
async def test_a_plan_that_nobody_likes_any_more_has_no_count(order: list[LikeCreated | LikeDeleted]) -> None:
    (edge,) = await left_by([*order])
    assert (edge["type"], edge["version"], edge["active"]) == ("like", 2, False)
    assert "at" not in edge


async def test_a_thousand_like_a_plan_at_once(tmp_path: Path) -> None:
    clock = ManualClock()
    store = SqliteStore(tmp_path / "plan.sqlite3", topology().contexts["plan"].containers, clock=clock)
    deps = Dependencies(store=store, bus=MemoryBus(), clock=clock)
    members = [new_ulid(clock.now()) for _ in range(1000)]
    await asyncio.gather(*(tell(deps, likes(member, PLAN)) for member in members))
    await asyncio.gather(*(tell(deps, likes(member, PLAN)) for member in members[:100]))
    assert (await counts_of(deps, [PLAN], members[0])) == [counts.Counts(1000, True, 0)]
    await asyncio.gather(*(tell(deps, likes(member, PLAN, 2)) for member in members))
    assert (await counts_of(deps, [PLAN], members[0])) == [counts.NEW]
    await trending.refresh(deps)
    assert await store.read(CONTAINER, PLAN, "count") is None
    await store.close()


async def test_likes_are_shown_with_the_plan_and_change_its_etag_but_not_its_version(web: Web, fakes: Fakes) -> None:
    await everybody(fakes.deps)
    written = await web.ask("create_plan", as_="jiwoo", body=BODY | {"visibility": "public"})
    assert (written.json["likes"], written.json["likedByMe"], written.json["forks"]) == (0, False, 0)
    plan_id, etag = written.json["id"], written.headers["ETag"]
    await tell(fakes.deps, likes(MINJUN, plan_id))
    for reader, mine in (("jiwoo", False), ("minjun", True), ("emma", False), (None, False)):
        read = await web.ask("read_plan", as_=reader, planId=plan_id, headers={"if-none-match": etag})
        schemas.PlanView.model_validate_json(read.raw)
        assert (read.status, read.json["likes"], read.json["likedByMe"]) == (200, 1, mine)
        assert read.headers["ETag"].startswith('"1.')
        assert read.headers["ETag"] != etag
    replaced = await web.ask("replace_plan", as_="jiwoo", body=BODY, headers={"if-match": etag}, planId=plan_id)
    assert (replaced.status, replaced.json["likes"], replaced.json["version"]) == (200, 1, 1)


async def test_likes_are_shown_in_lists(web: Web, fakes: Fakes) -> None:
    await everybody(fakes.deps)
    plans = [await write(fakes.deps, visibility="public") for _ in range(3)]
    await tell(fakes.deps, likes(MINJUN, plans[0]), likes(EMMA, plans[0]), likes(EMMA, plans[1]))
    for operation, reader, mine in (
        ("list_my_plans", "jiwoo", {}),
        ("list_member_plans", "minjun", {plans[0]}),
        ("list_member_plans", "emma", {plans[0], plans[1]}),
        ("list_member_plans", None, {}),
    ):
        answer = await web.ask(operation, as_=reader, memberId=JIWOO.member_id)
        schemas.PlanPage.model_validate_json(answer.raw)
        shown = {item["id"]: (item["likes"], item["likedByMe"]) for item in answer.json["items"]}
        assert shown == {plan: (number, plan in mine) for plan, number in zip(plans, (2, 1, 0), strict=True)}

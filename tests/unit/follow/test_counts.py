"""How many follow and are followed: right whatever is repeated, reordered or done at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import azure.functions as func
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.follow import api, handlers, projections
from functions.follow.schemas import People
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.member import MemberCreated
from shared.ids import new_ulid
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.fakes import Fakes, ManualClock, MemoryBus

AT = datetime(2026, 1, 1, tzinfo=UTC)
A, B, C = (new_ulid(AT + timedelta(days=day)) for day in range(3))


async def know(deps: Dependencies, *member_ids: str) -> None:
    for member_id in member_ids:
        data = MemberCreated(member_id=member_id, name="이름", version=1, created_at="")
        await handlers.on_member_named(data, Event("e", AT, data, None), deps)


async def feed(deps: Dependencies) -> None:
    page = await deps.store.read_feed("follows", None, 1000)
    await handlers.on_feed(deps, [item.body for item in page.items])


async def totals(deps: Dependencies, member_id: str) -> tuple[int, int]:
    """How many a member follows, and how many follow them."""
    following = await projections.following(deps, member_id, limit=1, cursor=None)
    followers = await projections.followers(deps, member_id, limit=1, cursor=None)
    return following["total"], followers["total"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["follow", "unfollow", "block", "feed"]), st.permutations([A, B, C])), max_size=25
    )
)
@settings(deadline=None, max_examples=60)
def test_counts_are_the_number_of_edges(steps: list[tuple[str, list[str]]]) -> None:
    async def run() -> None:
        fakes = Fakes()
        await know(fakes.deps, A, B, C)
        for step, (one, other, _) in steps:
            if step == "feed":
                await feed(fakes.deps)
            elif step == "unfollow":
                await handlers.unfollow_member(fakes.deps, one, other)
            elif step == "block":
                await handlers.block_member(fakes.deps, one, other)
                await handlers.unblock_member(fakes.deps, one, other)
            else:
                await handlers.follow_member(fakes.deps, one, other)
        await feed(fakes.deps)
        edges = fakes.store.all("follows", "edge")
        for member_id in (A, B, C):
            expected = (
                sum(edge["pk"] == member_id for edge in edges),
                sum(edge["memberId"] == member_id for edge in edges),
            )
            assert await totals(fakes.deps, member_id) == expected
        assert all(count["edges"] > 0 for name in ("follows", "followers") for count in fakes.store.all(name, "count"))

    asyncio.run(run())


async def test_two_hundred_follow_one_member_at_once(tmp_path: Path) -> None:
    clock = ManualClock()
    store = SqliteStore(tmp_path / "follow.sqlite3", topology().contexts["follow"].containers, clock=clock)
    deps = Dependencies(store=store, bus=MemoryBus(), clock=clock)
    members = [new_ulid(AT) for _ in range(200)]
    await know(deps, A, *members)
    await asyncio.gather(*(handlers.follow_member(deps, member_id, A) for member_id in members))
    await asyncio.gather(feed(deps), feed(deps))
    assert await totals(deps, A) == (0, 200)
    assert await totals(deps, members[0]) == (1, 0)
    await store.close()


async def test_lists_answer_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    class Trace:
        trace_parent = None

    class Context:
        trace_context = Trace()

    fakes = Fakes()
    monkeypatch.setattr(api, "dependencies", lambda _context: fakes.deps)
    await know(fakes.deps, A, B, C)
    await handlers.follow_member(fakes.deps, A, C)
    await handlers.follow_member(fakes.deps, B, C)
    await feed(fakes.deps)
    for operation, member_id, total in (("list_followers", C, 2), ("list_following", A, 1), ("list_following", C, 0)):
        request = func.HttpRequest(
            method="GET", url="http://x", params={"limit": "1"}, route_params={"memberId": member_id}, body=b""
        )
        answer = await getattr(api, operation).build().get_user_function()(request, Context())
        People.model_validate_json(answer.get_body())
        assert orjson.loads(answer.get_body())["total"] == total

"""How a member stands to others, and whom they block: said to them, and to nobody else."""

from datetime import UTC, datetime
from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.follow import api, handlers
from functions.follow.schemas import Blocked, Relations
from shared import http
from shared.auth import Caller, unauthenticated
from shared.events.envelope import Event
from shared.events.member import MemberCreated, MemberDeleted
from shared.ids import new_ulid
from tests.fakes import Fakes

AT = datetime(2026, 1, 1, tzinfo=UTC)
A, B, C, D = (new_ulid(datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2, 3, 4))
NOBODY = new_ulid(datetime(2026, 2, 1, tzinfo=UTC))


class Verifier:
    """Takes a member's id for a token."""

    async def verify(self, token: str) -> Caller:
        if token not in (A, B, C, D):
            raise unauthenticated()
        return Caller(token, "someone", "session")


class TraceContext:
    trace_parent = None


class Context:
    trace_context = TraceContext()


@pytest.fixture
async def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    made = Fakes()
    monkeypatch.setattr(http, "verifier", Verifier)
    monkeypatch.setattr(api, "dependencies", lambda _context: made.deps)
    for name, member_id in zip("abcd", (A, B, C, D), strict=True):
        data = MemberCreated(member_id=member_id, name=name, version=1, created_at="")
        await handlers.on_member_named(data, Event("e", AT, data, None), made.deps)
    return made


async def feed(fakes: Fakes) -> None:
    await handlers.on_feed(fakes.deps, fakes.store.all("follows"))


async def ask(endpoint: Any, member_id: str, **params: str) -> tuple[int, Any]:
    request = func.HttpRequest(
        method="GET", url="http://x", headers={"authorization": f"Bearer {member_id}"}, params=params, body=b""
    )
    response = await endpoint._function.get_user_function()(request, Context())
    return response.status_code, orjson.loads(response.get_body())


async def relations(member_id: str, *others: str) -> list[Any]:
    status, answer = await ask(api.list_my_relations, member_id, ids=",".join(others))
    assert status == 200
    Relations.model_validate_json(orjson.dumps(answer))
    return [(each["memberId"], each["following"], each["followedBy"], each["blocking"]) for each in answer["items"]]


async def blocked(member_id: str, **params: str) -> tuple[list[str], str | None]:
    status, answer = await ask(api.list_my_blocked, member_id, **params)
    assert status == 200
    Blocked.model_validate_json(orjson.dumps(answer))
    return [each["id"] for each in answer["items"]], answer["nextCursor"]


async def test_it_says_how_the_two_stand_to_each_other_from_either_side(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, C, A)
    await handlers.block_member(fakes.deps, A, D)
    await feed(fakes)
    assert await relations(A, D, B, C, B) == [
        (D, False, False, True),
        (B, True, False, False),
        (C, False, True, False),
    ]
    assert await relations(B, A) == [(A, False, True, False)]
    await handlers.unfollow_member(fakes.deps, A, B)
    await handlers.unblock_member(fakes.deps, A, D)
    await feed(fakes)
    assert await relations(A, B, D) == [(B, False, False, False), (D, False, False, False)]


async def test_whose_block_is_whose_is_the_blockers_to_know(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, B, A)
    await handlers.block_member(fakes.deps, A, B)
    await feed(fakes)
    assert await relations(A, B) == [(B, False, False, True)]
    assert await relations(B, A) == [(A, False, False, False)], "as if there was nothing"
    assert await relations(B, A) == [(A, *stands) for _, *stands in await relations(B, NOBODY)]
    assert await blocked(B) == ([], None)
    assert await blocked(C) == ([], None)


async def test_a_whole_list_costs_two_reads_of_the_members_own(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    read_many, asked = fakes.store.read_many, []

    async def counted(container: str, keys: Any) -> Any:
        asked.append((container, {partition for partition, _ in keys}))
        return await read_many(container, keys)

    monkeypatch.setattr(fakes.store, "read_many", counted)
    await relations(A, B, C, D, NOBODY)
    assert asked == [("follows", {A}), ("followers", {A})]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize(
    "ids",
    ["", "me", B.upper(), f"{B},", f"{B} {C}", ",".join([B] * 101)],
    ids=["none", "me", "capitals", "a comma", "a space", "too many"],  # B is another one in each process
)
async def test_what_is_no_list_of_members_is_refused(ids: str) -> None:
    status, problem = await ask(api.list_my_relations, A, ids=ids)
    assert (status, problem["code"]) == (400, "invalid_parameter")
    assert {each["pointer"] for each in problem["errors"]} == {"?ids"}


async def test_whom_i_block_latest_first_page_by_page(fakes: Fakes) -> None:
    for other in (C, B, D):
        fakes.clock.advance(1)
        await handlers.block_member(fakes.deps, A, other)
    first, cursor = await blocked(A, limit="2")
    assert first == [D, B]
    assert cursor is not None
    assert await blocked(A, limit="2", cursor=cursor) == ([C], None)
    await handlers.unblock_member(fakes.deps, A, B)
    fakes.clock.advance(1)
    await handlers.block_member(fakes.deps, A, C)
    assert (await blocked(A))[0] == [D, C], "again is not anew"
    data = MemberDeleted(member_id=D, version=2)
    await handlers.on_member_deleted(data, Event("e", AT, data, None), fakes.deps)
    assert (await blocked(A))[0] == [C], "who left is in no list"


async def test_a_block_of_before_it_said_since_when_is_listed_last(fakes: Fakes) -> None:
    from shared.store.port import Create  # noqa: PLC0415

    early = {"id": f"block.{B}", "pk": A, "type": "block", "memberId": B, "version": 1}
    await fakes.store.execute("follows", A, [Create(early)])
    await feed(fakes)
    assert await relations(A, B) == [(B, False, False, True)]
    await handlers.unblock_member(fakes.deps, A, B)
    await handlers.block_member(fakes.deps, A, B)
    assert (await blocked(A))[0] == [B]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("endpoint", [api.list_my_blocked, api.list_my_relations])
async def test_a_stranger_is_asked_to_sign_in(endpoint: Any) -> None:
    assert (await ask(endpoint, "nobody", ids=A))[0] == 401

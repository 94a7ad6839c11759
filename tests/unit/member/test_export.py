"""The export of everything: all parts or none, each to its end, in bounded space and time."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson
import pytest
from aiohttp import web

from functions.member import export
from functions.member.api_export import _HELD
from functions.member.export import gather
from functions.member.handlers import Identity, sign_in
from functions.member.keys import FileKeys
from functions.member.parts import HttpParts
from functions.member.schemas_export import Export, MemberExport
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.errors import KtravelError, Rejection, Unavailable
from shared.export import export_page
from shared.http import Paging
from shared.telemetry import tracing
from shared.topology import topology
from tests.fakes import Fakes

CONTEXTS = list(topology().contexts)
ME = "01jb2k3m4n5p6q7r8s9t0v1w2x"


class Pages:
    """Parts of two pages each, with an item in the first and none or one in the second."""

    def __init__(self, failing: Mapping[str, KtravelError] | None = None, size: int = 1) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self._failing = failing or {}
        self._size = size

    async def page(self, context: str, cursor: str | None) -> bytes:
        self.asked.append((context, cursor))
        await asyncio.sleep(0)
        if cursor is not None and context in self._failing:
            raise self._failing[context]
        items = [{"record": "thing", "text": "글" * self._size}] if cursor is None or context == "plan" else []
        return orjson.dumps({"items": items, "nextCursor": "2" if cursor is None else None})


async def test_it_has_the_parts_of_all_contexts_to_their_ends(fakes: Fakes) -> None:
    parts = Pages()
    body = await gather(fakes.deps, parts, ME)
    file = orjson.loads(body)
    Export.model_validate(file)
    assert (file["memberId"], file["exportedAt"]) == (ME, to_iso(fakes.clock.now()))
    assert list(file["contexts"]) == CONTEXTS
    found = {name: len(items) for name, items in file["contexts"].items()}
    assert found == dict.fromkeys(CONTEXTS, 1) | {"plan": 2}
    assert sorted(parts.asked, key=str) == sorted(((name, each) for name in CONTEXTS for each in (None, "2")), key=str)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_it_is_whole_or_it_is_not(fakes: Fakes, context: str) -> None:
    with pytest.raises(Unavailable):
        await gather(fakes.deps, Pages({context: Unavailable("down")}), ME)
    with pytest.raises(Rejection) as refused:
        await gather(fakes.deps, Pages({context: unauthenticated()}), ME)
    assert refused.value.status == 401


async def test_one_that_is_too_large_is_413(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_BYTES", 8 * 300 + 8 * 40)
    await gather(fakes.deps, Pages(size=100), ME)
    with pytest.raises(Rejection) as refused:
        await gather(fakes.deps, Pages(size=200), ME)
    assert (refused.value.status, refused.value.code) == (413, "export_too_large")


async def test_one_that_takes_too_long_is_given_up(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Pages):
        async def page(self, context: str, cursor: str | None) -> bytes:
            if context == "like":
                await asyncio.Event().wait()
            return await super().page(context, cursor)

    monkeypatch.setattr(export, "SECONDS", 0.01)
    with pytest.raises(Unavailable, match="longer"):
        await gather(fakes.deps, Slow(), ME)


async def test_members_own_part_is_the_profile_and_the_sessions(fakes: Fakes, keys: FileKeys) -> None:
    identity = Identity("dev", "kim-minji", name="김민지", language="ko")
    grants = [await sign_in(fakes.deps, keys, identity) for _ in range(3)]
    pages = []
    cursor: str | None = None
    for _ in range(4):
        page = await export_page(fakes.deps, grants[0].member.id, _HELD, Paging(limit=1, cursor=cursor))
        MemberExport.model_validate(page)
        pages += page["items"]
        cursor = page["nextCursor"]
    assert cursor is None
    profile, *sessions = pages
    assert profile.items() >= {"record": "profile", "name": "김민지", "provider": "dev", "searchable": True}.items()
    assert {each["record"] for each in sessions} == {"session"}
    assert len({each["id"] for each in sessions}) == 3
    said = orjson.dumps(pages).decode()
    seeds = [each["seed"] for each in fakes.store.all("members", "session")]
    assert not [seed for seed in seeds if seed in said], "what makes refresh tokens is nobody's to have"


@pytest.mark.parametrize("cursor", ["", "x", "2", "-1", "0.garbage", "99999999999999999999", "١"])
async def test_a_cursor_that_was_never_given_is_400(fakes: Fakes, cursor: str) -> None:
    with pytest.raises(Rejection) as refused:
        await export_page(fakes.deps, ME, _HELD, Paging(cursor=cursor))
    assert (refused.value.status, refused.value.code) == (400, "invalid_cursor")


class Server:
    """Answers for the API: with `status`, what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, Any]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        sent = {name.lower(): request.headers[name] for name in request.headers}
        self.asked.append({"path": request.path, "query": dict(request.query), "headers": sent})
        return web.Response(status=self.status, body=b'{"items":[],"nextCursor":null}', headers=self.headers)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    addresses: Sequence[Any] = runner.addresses
    made.url = f"http://127.0.0.1:{addresses[0][1]}"
    yield made
    await runner.cleanup()


async def test_parts_are_asked_for_as_the_member(server: Server) -> None:
    with tracing(None) as trace:
        async with HttpParts(server.url, "Bearer mine") as parts:
            assert await parts.page("plan", None) == b'{"items":[],"nextCursor":null}'
            await parts.page("like", "1.abc=")
    first, second = server.asked
    assert (first["path"], first["query"]) == ("/api/members/me/export/plan", {"limit": "100"})
    assert (second["path"], second["query"]) == ("/api/members/me/export/like", {"limit": "100", "cursor": "1.abc="})
    assert first["headers"]["authorization"] == "Bearer mine"
    assert first["headers"]["traceparent"] == trace.traceparent


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [(429, {"Retry-After": "17"}, 17.0), (503, {}, None), (500, {}, None), (404, {}, None), (302, {}, None)],
)
async def test_any_other_answer_is_no_part(
    server: Server, status: int, headers: dict[str, str], after: float | None
) -> None:
    server.status, server.headers = status, headers
    async with HttpParts(server.url, "Bearer mine") as parts:
        with pytest.raises(Unavailable) as refused:
            await parts.page("plan", None)
    assert refused.value.retry_after == after


async def test_a_refused_token_is_refused(server: Server) -> None:
    server.status = 401
    async with HttpParts(server.url, "Bearer mine") as parts:
        with pytest.raises(Rejection) as refused:
            await parts.page("plan", None)
    assert refused.value.status == 401


async def test_nobody_there_is_no_part() -> None:
    async with HttpParts("http://127.0.0.1:9", "Bearer mine") as parts:
        with pytest.raises(Unavailable):
            await parts.page("plan", None)

"""What a share link shows, to whom, and for how long."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from functions.plan.schemas_links import SharedPlanView
from shared.events.follow import MemberBlocked, MemberUnblocked
from shared.events.member import MemberDeleted
from shared.store.port import Stored
from tests.fakes import Fakes, MemoryStore
from tests.unit.plan.calling import Web, wire
from tests.unit.plan.samples import BODY, ITEM, JIWOO, MINJUN, tell, write
from tests.unit.plan.sharing import ALL, everybody, token_for

SUBSETS = [list(each) for size in (1, 2, 3) for each in itertools.combinations(ALL, size)]
BY_LINK = ("read_shared_plan", "read_shared_page", "read_shared_image")
NOTE, DETAILS = "일찍 출발", "아이와 함께"


@pytest.fixture(autouse=True)
async def people(fakes: Fakes) -> None:
    await everybody(fakes)


@pytest.fixture
async def plan_id(fakes: Fakes) -> str:
    return await write(fakes.deps, JIWOO)


@pytest.mark.parametrize("as_", [None, "minjun", "jiwoo"])
async def test_a_private_plan_is_shown_to_whoever_has_the_link(web: Web, plan_id: str, as_: str | None) -> None:
    token = await token_for(web, plan_id)
    answer = await web.ask("read_shared_plan", as_=as_, token=token)
    SharedPlanView.model_validate_json(answer.raw)
    assert answer.json == {
        "planId": plan_id,
        "owner": {"id": JIWOO.member_id, "name": "지우"},
        "placeKey": "jeju",
        "sections": ALL,
        "updatedAt": "2026-03-01T09:00:00.000Z",
        **BODY,
    }
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("sections", SUBSETS, ids="+".join)
async def test_only_the_chosen_sections_are_shown(web: Web, plan_id: str, sections: list[str]) -> None:
    token = await token_for(web, plan_id, sections)
    answer = await web.ask("read_shared_plan", token=token)
    view = answer.json
    SharedPlanView.model_validate_json(answer.raw)
    assert view["sections"] == sections
    assert [view[name] for name in ("title", "location", "travelDate", "endDate")] == [
        BODY[name] for name in ("title", "location", "travelDate", "endDate")
    ]
    budget, details, itinerary = "budget" in sections, "details" in sections, "itinerary" in sections
    assert (view["budget"], view["currency"]) == ((1200000, "KRW") if budget else (None, None))
    assert (view["details"], view["groupSize"]) == ((DETAILS, 4) if details else (None, None))
    if itinerary:
        item = ITEM | ({} if budget else {"cost": None}) | ({} if details else {"note": None})
        assert view["itinerary"]["days"][0]["items"] == [item]
    else:
        assert view["itinerary"] is None
    page = await web.ask("read_shared_page", token=token)
    for text, sum_of_budget, sum_of_item in (
        (answer.text, '"budget":1200000', '"cost":20000'),
        (page.text, "₩1,200,000", "₩20,000"),
    ):
        assert (sum_of_budget in text) == budget
        assert (sum_of_item in text) == (budget and itinerary)
        assert (DETAILS in text) == details
        assert (NOTE in text) == (details and itinerary)
        assert ("성산일출봉" in text) == itinerary


async def test_what_is_known_is_not_sent_again(web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    for operation in BY_LINK:
        first = await web.ask(operation, token=token)
        again = await web.ask(operation, headers={"if-none-match": first.headers["ETag"]}, token=token)
        assert (first.status, again.status, again.raw) == (200, 304, b"")
    await web.ask("replace_plan", as_="jiwoo", body=BODY | {"title": "새"}, headers={"if-match": "*"}, planId=plan_id)
    seen = {"if-none-match": (await web.ask("read_shared_plan", token=token)).headers["ETag"]}
    assert (await web.ask("read_shared_plan", headers=seen, token=token)).status == 304
    link_id = (await web.ask("list_share_links", as_="jiwoo", planId=plan_id)).json["items"][0]["id"]
    await web.ask("delete_share_link", as_="jiwoo", planId=plan_id, linkId=link_id)
    assert (await web.ask("read_shared_plan", headers=seen, token=token)).status == 404


async def statuses(web: Web, token: str, as_: str | None = None) -> list[int]:
    return [(await web.ask(operation, as_=as_, token=token)).status for operation in BY_LINK]


async def test_no_other_token_opens_anything(fakes: Fakes, web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    secret = token.rpartition(".")[2]
    other = await write(fakes.deps, JIWOO)
    wrong = [
        f"{other}.{secret}",
        f"{plan_id}.{'a' * 32}",
        f"{plan_id}.{secret.upper()}",
        f"{plan_id}.{secret}a",
        f"{plan_id}.{secret[:-1]}",
        f"{MINJUN.member_id}.{plan_id.partition('.')[2]}.{secret}",
        plan_id,
        secret,
        "x",
        "a.b.c",
        f"{token}\n",
    ]
    for each in wrong:
        assert await statuses(web, each) == [404, 404, 404], each
    assert await statuses(web, token) == [200, 200, 200]


async def test_a_gateway_may_take_the_token_out_of_the_path(web: Web, plan_id: str) -> None:
    """In Azure it does: the host writes the paths of its requests down."""
    token = await token_for(web, plan_id)
    moved = await web.ask("read_shared_plan", token="-", headers={"x-share-token": token})
    assert moved.json == (await web.ask("read_shared_plan", token=token)).json
    page = await web.ask("read_shared_page", token="-", headers={"x-share-token": token})
    assert f"/api/shared/{token}/image.png" in page.text
    assert (await web.ask("read_shared_plan", token="-")).status == 404


async def test_an_owner_who_left_shows_nothing_any_more(fakes: Fakes, web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    await tell(fakes.deps, MemberDeleted(member_id=JIWOO.member_id, version=2))
    assert await statuses(web, token) == [404, 404, 404]
    assert await statuses(web, token, "minjun") == [404, 404, 404]


async def test_a_blocked_reader_sees_nothing_while_blocked(fakes: Fakes, web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    block = {"blocker_id": JIWOO.member_id, "blocked_id": MINJUN.member_id}
    await tell(fakes.deps, MemberBlocked(**block, version=1))
    assert await statuses(web, token, "minjun") == [404, 404, 404]
    assert await statuses(web, token, "emma") == [200, 200, 200]
    assert await statuses(web, token) == [200, 200, 200]
    await tell(fakes.deps, MemberUnblocked(**block, version=2))
    assert await statuses(web, token, "minjun") == [200, 200, 200]


async def test_a_token_that_is_none_of_ours_is_401(web: Web, plan_id: str) -> None:
    token = await token_for(web, plan_id)
    assert await statuses(web, token, "mallory") == [401, 401, 401]


async def test_an_owner_who_was_not_heard_of_shows_nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = Fakes()
    web = wire(fakes.deps, monkeypatch)
    token = await token_for(web, await write(fakes.deps, JIWOO))
    assert await statuses(web, token) == [404, 404, 404]
    assert await statuses(web, token, "jiwoo") == [200, 200, 200]


class CountingStore(MemoryStore):
    """Notes what it is asked."""

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.asked: list[str] = []

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        self.asked.append(f"read {container}")
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        self.asked.append(f"read_many {container} {len(keys)}")
        return await super().read_many(container, keys)

    async def query(self, container: str, partition: str, query: Any) -> Any:
        self.asked.append(f"query {container}")
        return await super().query(container, partition, query)


@pytest.mark.parametrize("links", [1, 20])
async def test_a_link_costs_the_same_however_many_there_are(monkeypatch: pytest.MonkeyPatch, links: int) -> None:
    fakes = Fakes()
    store = CountingStore(fakes.clock)
    fakes.store = store
    fakes.deps = type(fakes.deps)(store=store, bus=fakes.bus, clock=fakes.clock)
    web = wire(fakes.deps, monkeypatch)
    await everybody(fakes)
    plan_id = await write(fakes.deps, JIWOO)
    token = [await token_for(web, plan_id) for _ in range(links)][-1]
    for operation in BY_LINK:
        store.asked.clear()
        await web.ask(operation, as_="emma", token=token)
        assert store.asked == ["read plans", "read_many plan-people 3"]
    store.asked.clear()
    await web.ask("read_shared_plan", token="garbage")
    assert store.asked == []

"""The HTTP operations and the triggers beside them."""

from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.like import api, inbox, relay, schemas
from shared import http
from shared.auth import Caller, unauthenticated
from shared.events.envelope import seal
from shared.events.plan import PlanCreated
from tests.fakes import Delivered
from tests.unit.like.world import FAN, OWNER, PLAN, World, named, plan_event

CALLERS = {"owner": Caller(OWNER, "지우", "s1"), "fan": Caller(FAN, "민준", "s2")}


class Verifier:
    """Knows members by their names."""

    async def verify(self, token: str) -> Caller:
        if token not in CALLERS:
            raise unauthenticated()
        return CALLERS[token]


class TraceContext:
    trace_parent = None


class Context:
    trace_context = TraceContext()


@pytest.fixture(autouse=True)
def wired(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "verifier", Verifier)
    for module in (api, inbox, relay):
        monkeypatch.setattr(module, "dependencies", lambda _context: world.deps)


def function(trigger: Any) -> Any:
    return trigger.build().get_user_function()


async def ask(operation: str, *, as_: str | None = "fan", query: dict[str, str] | None = None, **route: str) -> Any:
    headers = {} if as_ is None else {"authorization": f"Bearer {as_}"}
    method = "GET" if operation.startswith("list") else "PUT"
    request = func.HttpRequest(
        method=method, url="http://x/api", headers=headers, params=query or {}, route_params=route, body=b""
    )
    return await function(getattr(api, operation))(request, Context())


def body(answer: func.HttpResponse) -> Any:
    return orjson.loads(answer.get_body())


async def test_a_plan_is_liked_listed_and_unliked(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    for _ in range(2):
        answer = await ask("like_plan", planId=PLAN)
        assert (answer.status_code, body(answer)) == (200, {"planId": PLAN, "liked": True, "likes": 1})
        schemas.LikeState.model_validate_json(answer.get_body())
    await world.feed()
    listed = await ask("list_my_likes")
    assert [item["id"] for item in body(listed)["items"]] == [PLAN]
    schemas.LikedPlanPage.model_validate_json(listed.get_body())
    for _ in range(2):
        answer = await ask("unlike_plan", planId=PLAN)
        assert (answer.status_code, answer.get_body()) == (204, b"")
    await world.feed()
    assert body(await ask("list_my_likes")) == {"items": [], "nextCursor": None}


@pytest.mark.parametrize(
    ("operation", "as_", "route", "said"),
    [
        ("like_plan", None, {"planId": PLAN}, (401, "unauthenticated")),
        ("unlike_plan", None, {"planId": PLAN}, (401, "unauthenticated")),
        ("list_my_likes", None, {}, (401, "unauthenticated")),
        ("like_plan", "fan", {"planId": "garbage"}, (404, "not_found")),
        ("like_plan", "fan", {"planId": f"{PLAN}/../x"}, (404, "not_found")),
        ("unlike_plan", "fan", {"planId": OWNER}, (404, "not_found")),
        ("like_plan", "fan", {"planId": PLAN}, (404, "not_found")),
        ("like_plan", "owner", {"planId": PLAN}, (422, "cannot_like_own")),
    ],
)
async def test_bad_requests_are_said_and_store_nothing(
    world: World, operation: str, as_: str | None, route: Any, said: tuple[int, str]
) -> None:
    answer = await ask(operation, as_=as_, **route)
    assert (answer.status_code, body(answer)["code"]) == said
    assert world.store.all("likes") == []


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"sort": "x"}, {"cursor": "x"}])
async def test_a_bad_page_is_refused(query: dict[str, str]) -> None:
    assert (await ask("list_my_likes", query=query)).status_code == 400


async def test_the_relay_mirrors_likes_and_sends_events(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    page = await world.store.read_feed("likes", None)
    await function(relay.like_relay)(func.DocumentList([func.Document.from_dict(item.body) for item in page.items]))
    assert await world.shown() == [PLAN]
    ((topic, message),) = world.bus.sent
    assert (topic, message.subject) == ("like-events", "ktravel.like.LikeCreated.v1")
    assert world.told() == []


async def test_the_sweeper_sends_what_was_left_behind(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like()
    world.clock.advance(61)
    await function(relay.like_sweeper)(None)
    assert [topic for topic, _ in world.bus.sent] == ["like-events"]


async def test_the_inbox_keeps_what_it_is_told(world: World) -> None:
    data = named(OWNER, "김지우", 2)
    message = Delivered(orjson.dumps(seal(data, event_id="e1", at=world.clock.now())))
    for _ in range(2):
        await function(inbox.like_inbox)(message)
    (member,) = [each for each in world.store.all("like-members") if each["pk"] == OWNER]
    assert member["name"] == "김지우"
    assert world.bus.sent == []

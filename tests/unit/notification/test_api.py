"""The HTTP operations and the queue triggers, as the host calls them."""

import json
import os
from datetime import timedelta
from typing import Any

import azure.functions as func
import orjson
import pytest

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

from functions.notification import api, fanout, inbox
from functions.notification.domain import Kind
from functions.notification.schemas import Muted
from shared import http
from shared.auth import Caller, unauthenticated
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.events.plan import PlanCreated
from shared.inbox import POISON
from shared.topology import topology
from tests.fakes import Delivered
from tests.unit.notification.world import (
    START,
    A,
    B,
    C,
    D,
    World,
    block,
    follow,
    like,
    member_deleted,
    new_plan_id,
    plan,
)

PLAN = new_plan_id(A)
NOBODY = "01kq" + "0" * 22


class Verifier:
    """Takes a member's id for a token."""

    async def verify(self, token: str) -> Caller:
        if token not in (A, B):
            raise unauthenticated()
        return Caller(token, "someone", "session")


class TraceContext:
    trace_parent = None


class Context:
    trace_context = TraceContext()


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(http, "verifier", Verifier)
    for module in (api, inbox):
        monkeypatch.setattr(module, "dependencies", lambda _context: made.deps)
    await made.meet(A, B)
    await made.tell(follow(B, A), plan(PlanCreated, PLAN, "followers"))
    return made


async def ask(
    endpoint: Any,
    member_id: str,
    body: bytes | None = None,
    params: dict[str, str] | None = None,
    route: dict[str, str] | None = None,
    **headers: str,
) -> tuple[func.HttpResponse, Any]:
    # A decorated trigger is a builder; the function is behind it.
    function = endpoint._function.get_user_function()
    [method] = endpoint._function.get_trigger().methods
    request = func.HttpRequest(
        method=method.value,
        url="http://x/api/notifications",
        headers={"authorization": f"Bearer {member_id}", "content-type": "application/json"} | headers,
        params=params or {},
        route_params=route or {},
        body=body or b"",
    )
    response = await function(request, Context())
    return response, json.loads(response.get_body() or b"null")


@pytest.mark.usefixtures("world")
async def test_the_list_and_its_etag() -> None:
    response, page = await ask(api.list_notifications, B)
    assert [item["id"] for item in page["items"]] == [f"plan_created.{PLAN}"]
    assert page["nextCursor"] is None
    etag = response.headers["ETag"]
    response, _ = await ask(api.list_notifications, B, **{"if-none-match": etag})
    assert (response.status_code, response.get_body()) == (304, b"")
    await ask(api.mark_notifications_read, B, b'{"all": true}')
    response, _ = await ask(api.list_notifications, B, **{"if-none-match": etag})
    assert response.status_code == 200


@pytest.mark.usefixtures("world")
async def test_the_unread_count_and_its_etag() -> None:
    response, counted = await ask(api.count_unread_notifications, B)
    assert (response.status_code, counted) == (200, {"count": 1})
    etag = response.headers["ETag"]
    assert (await ask(api.count_unread_notifications, B, **{"if-none-match": etag}))[0].status_code == 304
    assert (await ask(api.mark_notifications_read, B, orjson.dumps({"ids": [f"plan_created.{PLAN}"]})))[1] == {
        "count": 0
    }
    assert (await ask(api.count_unread_notifications, B, **{"if-none-match": etag}))[1] == {"count": 0}
    assert (await ask(api.count_unread_notifications, A))[1] == {"count": 1}, "somebody else's is untouched"


@pytest.mark.parametrize("endpoint", [api.list_notifications, api.count_unread_notifications])
async def test_that_nothing_has_changed_costs_one_small_read(world: World, endpoint: Any) -> None:
    etag = (await ask(endpoint, B))[0].headers["ETag"]
    world.store.calls.clear()
    assert (await ask(endpoint, B, **{"if-none-match": etag}))[0].status_code == 304
    assert world.store.calls == ["read"]
    await world.tell(like(A, new_plan_id(B)))
    assert (await ask(endpoint, B, **{"if-none-match": etag}))[0].status_code == 200


async def test_a_list_that_waits_for_news_of_somebody_is_not_kept(world: World) -> None:
    stranger = "01ks" + "0" * 22
    await world.tell(follow(stranger, B))
    response, page = await ask(api.list_notifications, B)
    assert (len(page["items"]), response.headers["Cache-Control"], "ETag" in response.headers) == (1, "no-store", False)


@pytest.mark.usefixtures("world")
async def test_dismissing() -> None:
    for _ in range(2):
        route = {"notificationId": f"plan_created.{PLAN}"}
        assert (await ask(api.dismiss_notification, B, route=route))[0].status_code == 204
    assert (await ask(api.list_notifications, B))[1] == {"items": [], "nextCursor": None}
    assert (await ask(api.count_unread_notifications, B))[1] == {"count": 0}


@pytest.mark.parametrize("notification_id", ["x", "inbox", "followed.%2f", "count.followed", "a" * 5_000])
async def test_dismissing_what_is_no_notification(world: World, notification_id: str) -> None:
    before = world.store.all("notifications")
    response, problem = await ask(api.dismiss_notification, B, route={"notificationId": notification_id})
    assert (response.status_code, problem["code"]) == (404, "not_found")
    assert world.store.all("notifications") == before


@pytest.mark.usefixtures("world")
async def test_preferences_and_their_etag() -> None:
    response, wanted = await ask(api.read_notification_preferences, B)
    assert wanted == dict.fromkeys(Kind, True)
    etag = response.headers["ETag"]
    assert (await ask(api.read_notification_preferences, B, **{"if-none-match": etag}))[0].status_code == 304
    body = b'{"plan_created": false, "followed": true}'
    response, wanted = await ask(api.set_notification_preferences, B, body, **{"if-match": etag})
    assert (response.status_code, wanted) == (200, dict.fromkeys(Kind, True) | {Kind.PLAN_CREATED: False})
    assert response.headers["ETag"] != etag
    assert (await ask(api.count_unread_notifications, B))[1] == {"count": 0}
    response, problem = await ask(api.set_notification_preferences, B, b"{}", None, None, **{"if-match": etag})
    assert (response.status_code, problem["code"]) == (412, "precondition_failed")
    assert (await ask(api.read_notification_preferences, B))[1]["plan_created"] is False
    assert (await ask(api.set_notification_preferences, B, b"{}"))[1] == dict.fromkeys(Kind, True)


@pytest.mark.parametrize(
    ("body", "pointer", "fault"),
    [
        (b'{"plan_burnt": true}', "/plan_burnt", "unknown_field"),
        (b'{"planLiked": true}', "/planLiked", "unknown_field"),
        (b'{"followed": "yes"}', "/followed", "wrong_type"),
        (b'{"followed": 1}', "/followed", "wrong_type"),
        (b'{"followed": null}', "/followed", "wrong_type"),
        (b"[]", "", "wrong_type"),
    ],
)
async def test_preferences_that_are_none_are_refused_and_nothing_is_stored(
    world: World, body: bytes, pointer: str, fault: str
) -> None:
    before = world.store.all("notifications")
    response, problem = await ask(api.set_notification_preferences, B, body)
    assert (response.status_code, problem["code"]) == (422, "validation_failed")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [(pointer, fault)]
    assert world.store.all("notifications") == before


@pytest.mark.usefixtures("world")
async def test_a_malformed_if_match_is_refused() -> None:
    response, problem = await ask(api.set_notification_preferences, B, b"{}", None, None, **{"if-match": "garbage"})
    assert (response.status_code, problem["code"]) == (400, "invalid_header")


@pytest.mark.usefixtures("world")
async def test_muting_and_unmuting() -> None:
    for _ in range(2):
        response, state = await ask(api.mute_member, B, b"", route={"memberId": A})
        assert (response.status_code, state) == (200, {"memberId": A, "muting": True})
    assert (await ask(api.list_notifications, B))[1]["items"] == []
    for _ in range(2):
        assert (await ask(api.unmute_member, B, route={"memberId": A}))[0].status_code == 204


async def test_whom_i_mute_is_mine_to_know(world: World) -> None:
    await world.meet(C, D)
    await world.tell(follow(C, B), block(A, C))
    for member_id in (A, C, D):
        world.clock.advance(1)
        await ask(api.mute_member, B, b"", route={"memberId": member_id})
    first = (await ask(api.list_my_muted, B, params={"limit": "2"}))[1]
    assert [(each["id"], each["name"]) for each in first["items"]] == [(D, "다온"), (C, "Chan")]
    rest = (await ask(api.list_my_muted, B, params={"limit": "2", "cursor": first["nextCursor"]}))[1]
    assert ([each["id"] for each in rest["items"]], rest["nextCursor"]) == ([A], None)
    Muted.model_validate_json(orjson.dumps(first))
    world.store.calls.clear()
    for member_id, muting in ((A, True), (NOBODY, False)):
        response, state = await ask(api.read_mute, B, route={"memberId": member_id})
        assert (response.status_code, state) == (200, {"memberId": member_id, "muting": muting})
    assert world.store.calls == ["read", "read"]
    assert (await ask(api.read_mute, A, route={"memberId": B}))[1]["muting"] is False
    assert (await ask(api.list_my_muted, A))[1] == {"items": [], "nextCursor": None}
    await ask(api.unmute_member, B, route={"memberId": D})
    await world.tell(member_deleted(C))
    assert [each["id"] for each in (await ask(api.list_my_muted, B))[1]["items"]] == [A]


@pytest.mark.parametrize(
    ("member_id", "status", "code"),
    [(B, 422, "cannot_mute_self"), (NOBODY, 404, "not_found"), ("me", 404, "not_found")],
)
async def test_who_cannot_be_muted(world: World, member_id: str, status: int, code: str) -> None:
    before = world.store.all("notification-audience")
    response, problem = await ask(api.mute_member, B, b"", route={"memberId": member_id})
    assert (response.status_code, problem["code"]) == (status, code)
    expected = 404 if member_id == "me" else 204
    assert (await ask(api.unmute_member, B, route={"memberId": member_id}))[0].status_code == expected
    assert world.store.all("notification-audience") == before


async def test_marking_ids_that_name_nothing_of_mine(world: World) -> None:
    ids = [f"followed.{A}.1", "inbox", "/?#\\", "여행", "\u0000"]
    response, counted = await ask(api.mark_notifications_read, B, orjson.dumps({"ids": ids}))
    assert (response.status_code, counted) == (200, {"count": 1})
    assert world.unread() == world.told().keys()


@pytest.mark.parametrize(
    ("body", "pointer", "fault"),
    [
        (b"{}", "", "invalid"),
        (b'{"ids": ["x"], "all": true}', "", "invalid"),
        (b'{"ids": []}', "/ids", "too_few"),
        (orjson.dumps({"ids": ["x"] * 101}), "/ids", "too_many"),
        (b'{"ids": [""]}', "/ids/0", "too_short"),
        (orjson.dumps({"ids": ["x" * 101]}), "/ids/0", "too_long"),
        (b'{"ids": [1]}', "/ids/0", "wrong_type"),
        (b'{"ids": "x"}', "/ids", "wrong_type"),
        (b'{"all": false}', "/all", "not_allowed"),
        (b'{"all": true, "some": 1}', "/some", "unknown_field"),
        (b"[]", "", "wrong_type"),
    ],
)
async def test_a_bad_request_to_mark_read_is_refused_and_nothing_is_marked(
    world: World, body: bytes, pointer: str, fault: str
) -> None:
    before = world.store.all("notifications")
    response, problem = await ask(api.mark_notifications_read, B, body)
    assert (response.status_code, problem["code"]) == (422, "validation_failed")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [(pointer, fault)]
    assert world.store.all("notifications") == before


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"limit": "0"}, "invalid_parameter"),
        ({"limit": "10000"}, "invalid_parameter"),
        ({"offset": "1"}, "invalid_parameter"),
        ({"cursor": "garbage"}, "invalid_cursor"),
        ({"cursor": "x" * 3000}, "invalid_parameter"),
    ],
)
async def test_bad_paging_is_refused(params: dict[str, str], code: str) -> None:
    response, problem = await ask(api.list_notifications, B, params=params)
    assert (response.status_code, problem["code"]) == (400, code)


@pytest.mark.parametrize(
    "endpoint",
    [
        api.list_notifications,
        api.count_unread_notifications,
        api.mark_notifications_read,
        api.dismiss_notification,
        api.read_notification_preferences,
        api.set_notification_preferences,
        api.list_my_muted,
        api.read_mute,
        api.mute_member,
        api.unmute_member,
    ],
)
async def test_a_stranger_is_asked_to_sign_in(world: World, endpoint: Any) -> None:
    before = world.store.all("notifications")
    route = {"memberId": A, "notificationId": f"plan_created.{PLAN}"}
    assert (await ask(endpoint, "nobody", b"{}", route=route))[0].status_code == 401
    assert world.store.all("notifications") == before


def enveloped(data: EventData) -> Delivered:
    return Delivered(orjson.dumps(seal(data, event_id="01kz", at=START + timedelta(hours=1))))


async def test_the_triggers_take_an_event_and_the_job_it_causes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "AT_ONCE", 0)
    another = new_plan_id(A)
    await inbox.notification_inbox._function.get_user_function()(enveloped(plan(PlanCreated, another, "public")))
    ((queue, message),) = world.bus.sent
    assert queue == fanout.QUEUE
    assert world.counts() == {A: 1, B: 1}, "telling is the fan-out's"
    job = Delivered(message.body, application_properties=dict(message.properties))
    await inbox.notification_fanout._function.get_user_function()(job)
    assert world.counts() == {A: 1, B: 2}


async def test_a_job_that_is_none_goes_to_the_dead_letters_with_its_reason(world: World) -> None:
    await inbox.notification_fanout._function.get_user_function()(Delivered(b"{}"))
    ((queue, message),) = world.bus.sent
    assert (queue, message.properties[POISON]) == (
        fanout.QUEUE,
        "the body is no job of notification-fanout: 3 faults",
    )


def test_every_event_that_is_subscribed_to_has_a_handler() -> None:
    subscribed = {each for one in topology().contexts["notification"].subscriptions for each in one.subjects}
    assert {each.type() for each in inbox.HANDLERS} == subscribed

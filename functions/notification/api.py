"""HTTP operations of notification."""

import azure.functions as func
import orjson

from functions.notification import handlers, mutes, reading, repository
from functions.notification.domain import Kind
from functions.notification.schemas import MarkRead, Muted, MuteState, Notifications, Preferences, Unread
from functions.notification.state import Inbox
from shared.dependencies import Dependencies, dependencies
from shared.errors import NotFound
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.ids import is_ulid

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
STALE_SECONDS = 300
"""How late a list that is polled may show a new name or title of what it has. Everything else it shows at once."""


@bp.route(route="notifications", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="notification",
    summary="What I was told",
    query=Paging,
    answers={200: Notifications},
    headers=("If-None-Match",),
)
async def list_notifications(call: Call) -> Reply:
    """Newest first, and nothing that the member may not see now. That nothing has changed costs one small read."""
    page = call.query(Paging)
    deps = dependencies("notification")
    # Read before what it is the revision of: what changes in between gives another ETag the next time.
    inbox = await repository.read_inbox(deps, call.member.member_id)
    etag = _list_etag(deps, inbox)
    if call.accepts_etag(etag):
        return Reply(304, etag=etag)
    shown = await reading.page(deps, inbox, limit=page.limit, cursor=page.cursor)
    body = orjson.dumps({"items": shown.items, "nextCursor": shown.cursor})
    return Reply(200, body, etag=etag if shown.final else None)


@bp.route(route="notifications/unread-count", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="How many I have not read", answers={200: Unread}, headers=("If-None-Match",))
async def count_unread_notifications(call: Call) -> Reply:
    """One small read: this is what is polled."""
    inbox = await repository.read_inbox(dependencies("notification"), call.member.member_id)
    return json_reply(200, {"count": inbox.count()}, etag=str(inbox.revision))


@bp.route(route="notifications/read", methods=["POST"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Mark as read", body=MarkRead, answers={200: Unread})
async def mark_notifications_read(call: Call) -> Reply:
    """Some, or all; how many remain unread. Saying it twice is saying it once."""
    asked = call.body(MarkRead)
    deps, member_id = dependencies("notification"), call.member.member_id
    if asked.ids is None:
        count = await handlers.mark_all_read(deps, member_id)
    else:
        count = await handlers.mark_read(deps, member_id, asked.ids)
    return json_reply(200, {"count": count})


@bp.route(route="notifications/{notificationId}", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Dismiss a notification", answers={204: None}, problems=(404,))
async def dismiss_notification(call: Call) -> Reply:
    """It stays away until something new happens to what it is about. Nothing to do is done too."""
    await handlers.dismiss(dependencies("notification"), call.member.member_id, call.path("notificationId"))
    return Reply(204)


@bp.route(route="notifications/preferences", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="What I want to be told", answers={200: Preferences}, headers=("If-None-Match",))
async def read_notification_preferences(call: Call) -> Reply:
    """Every kind, and whether it is wanted; all are at first."""
    return _preferences(await repository.read_inbox(dependencies("notification"), call.member.member_id))


@bp.route(route="notifications/preferences", methods=["PUT"], auth_level=ANONYMOUS)
@operation(
    tag="notification",
    summary="Choose what I want to be told",
    body=Preferences,
    answers={200: Preferences},
    problems=(412,),
    headers=("If-Match",),
)
async def set_notification_preferences(call: Call) -> Reply:
    """A kind that is left out is wanted. What is there of a kind that is switched off counts as read and is not shown;
    what happens meanwhile is not told later. If-Match is optional."""
    version = call.if_match_version()
    wanted = {Kind(kind): on for kind, on in call.body(Preferences).model_dump().items()}
    deps, member_id = dependencies("notification"), call.member.member_id
    return _preferences(await handlers.set_preferences(deps, member_id, wanted, version=version))


@bp.route(route="members/me/muted", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Whom I mute", query=Paging, answers={200: Muted})
async def list_my_muted(call: Call) -> Reply:
    """Latest first. Nobody else is told."""
    page = call.query(Paging)
    deps = dependencies("notification")
    return json_reply(200, await mutes.muted(deps, call.member.member_id, limit=page.limit, cursor=page.cursor))


@bp.route(route="members/{memberId}/mute", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Whether I mute a member", answers={200: MuteState}, problems=(404,))
async def read_mute(call: Call) -> Reply:
    """One small read. Of nobody it says no: it does not tell who there is."""
    member_id = _member_id(call)
    muting = await mutes.is_muted(dependencies("notification"), call.member.member_id, member_id)
    return json_reply(200, {"memberId": member_id, "muting": muting})


@bp.route(route="members/{memberId}/mute", methods=["PUT"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Mute a member", answers={200: MuteState}, problems=(404, 422))
async def mute_member(call: Call) -> Reply:
    """Nothing of them is told or shown any more among my notifications; they do not notice."""
    member_id = _member_id(call)
    await handlers.mute(dependencies("notification"), call.member.member_id, member_id)
    return json_reply(200, {"memberId": member_id, "muting": True})


@bp.route(route="members/{memberId}/mute", methods=["DELETE"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="Mute a member no longer", answers={204: None}, problems=(404,))
async def unmute_member(call: Call) -> Reply:
    """What they do from now on is told again, nothing of before."""
    await handlers.unmute(dependencies("notification"), call.member.member_id, _member_id(call))
    return Reply(204)


def _list_etag(deps: Dependencies, inbox: Inbox) -> str:
    return f"{inbox.revision}.{int(deps.clock.now().timestamp()) // STALE_SECONDS}"


def _preferences(inbox: Inbox) -> Reply:
    return json_reply(200, {kind.value: inbox.wants(kind) for kind in Kind}, etag=str(inbox.preferences_version))


def _member_id(call: Call) -> str:
    member_id = call.path("memberId")
    if not is_ulid(member_id):
        raise NotFound("member")
    return member_id

"""HTTP operations of notification."""

import azure.functions as func
import orjson

from functions.notification import handlers, projections, repository
from functions.notification.schemas import MarkRead, Notifications, Unread
from shared.dependencies import dependencies
from shared.http import Call, Paging, Reply, digest, json_reply, operation

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="notifications", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="notification",
    summary="What I was told",
    query=Paging,
    answers={200: Notifications},
    headers=("If-None-Match",),
)
async def list_notifications(call: Call) -> Reply:
    """Newest first, and nothing that the member may not see now."""
    page = call.query(Paging)
    deps = dependencies("notification")
    shown = await projections.inbox(deps, call.member.member_id, limit=page.limit, cursor=page.cursor)
    body = orjson.dumps(shown)
    return Reply(200, body, etag=digest(body))


@bp.route(route="notifications/unread-count", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="notification", summary="How many I have not read", answers={200: Unread}, headers=("If-None-Match",))
async def count_unread_notifications(call: Call) -> Reply:
    """One small read: this is what is polled."""
    count = await repository.unread_count(dependencies("notification"), call.member.member_id)
    return json_reply(200, {"count": count}, etag=str(count))


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

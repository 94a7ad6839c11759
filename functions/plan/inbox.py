"""Events that plan listens to."""

import azure.functions as func

from functions.plan import handlers
from shared.dependencies import dependencies
from shared.events.base import EventData
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.inbox import EventHandler, receive_event

bp = func.Blueprint()
QUEUE = "plan-inbox"
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_named,
    MemberUpdated: handlers.on_member_named,
    MemberDeleted: handlers.on_member_deleted,
    FollowCreated: handlers.on_follow_changed,
    FollowDeleted: handlers.on_follow_changed,
    MemberBlocked: handlers.on_block_changed,
    MemberUnblocked: handlers.on_block_changed,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def plan_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("plan"), QUEUE, message, HANDLERS)

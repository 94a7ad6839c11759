"""Events that follow listens to."""

import azure.functions as func

from functions.follow import handlers
from shared.dependencies import dependencies
from shared.events.base import EventData
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.inbox import EventHandler, receive_event

bp = func.Blueprint()
QUEUE = handlers.QUEUE
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_named,
    MemberUpdated: handlers.on_member_named,
    MemberDeleted: handlers.on_member_deleted,
    MemberSnapshot: handlers.on_member_snapshot,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def follow_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("follow"), QUEUE, message, HANDLERS)

"""Messages that notification handles: events of other contexts, and its own pages of work."""

import azure.functions as func

from functions.notification import fanout, handlers
from shared.dependencies import dependencies
from shared.events.base import EventData
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanUnshared, PlanUpdated
from shared.inbox import EventHandler, receive_event, receive_work

bp = func.Blueprint()
QUEUE = "notification-inbox"
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_named,
    MemberUpdated: handlers.on_member_named,
    MemberDeleted: handlers.on_member_deleted,
    FollowCreated: handlers.on_follow_changed,
    FollowDeleted: handlers.on_follow_changed,
    MemberBlocked: handlers.on_block_changed,
    MemberUnblocked: handlers.on_block_changed,
    PlanCreated: handlers.on_plan_shared,
    PlanShared: handlers.on_plan_shared,
    PlanUpdated: handlers.on_plan_updated,
    PlanUnshared: handlers.on_plan_unshared,
    PlanDeleted: handlers.on_plan_unshared,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def notification_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("notification"), QUEUE, message, HANDLERS)


@bp.service_bus_queue_trigger(arg_name="message", queue_name=fanout.QUEUE, connection="KTRAVEL_SERVICEBUS")
async def notification_fanout(message: func.ServiceBusMessage) -> None:
    """One page of the recipients of one event."""
    deps = dependencies("notification")

    async def page() -> None:
        await fanout.run(deps, fanout.read_job(message.get_body()))

    await receive_work(deps, fanout.QUEUE, message, page)

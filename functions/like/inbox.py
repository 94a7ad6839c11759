"""Events that like listens to."""

import azure.functions as func

from functions.like import handlers
from shared.dependencies import dependencies
from shared.events.base import EventData
from shared.events.follow import (
    BlockSnapshot,
    FollowCreated,
    FollowDeleted,
    FollowSnapshot,
    MemberBlocked,
    MemberUnblocked,
)
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanSnapshot, PlanUnshared, PlanUpdated
from shared.inbox import EventHandler, receive_event

bp = func.Blueprint()
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_named,
    MemberUpdated: handlers.on_member_named,
    MemberDeleted: handlers.on_member_deleted,
    PlanCreated: handlers.on_plan_told,
    PlanUpdated: handlers.on_plan_told,
    PlanShared: handlers.on_plan_told,
    PlanUnshared: handlers.on_plan_told,
    PlanDeleted: handlers.on_plan_deleted,
    FollowCreated: handlers.on_follow_changed,
    FollowDeleted: handlers.on_follow_changed,
    MemberBlocked: handlers.on_block_changed,
    MemberUnblocked: handlers.on_block_changed,
    MemberSnapshot: handlers.on_member_snapshot,
    PlanSnapshot: handlers.on_plan_snapshot,
    FollowSnapshot: handlers.on_follow_changed,
    BlockSnapshot: handlers.on_block_snapshot,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=handlers.QUEUE, connection="KTRAVEL_SERVICEBUS")
async def like_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("like"), handlers.QUEUE, message, HANDLERS)

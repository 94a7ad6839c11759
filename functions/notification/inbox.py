"""Messages that notification handles: events of other contexts, and its own pages of work."""

import azure.functions as func

from functions.notification import fanout, handlers, snapshots
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
from shared.events.like import LikeCreated, LikeDeleted, LikeSnapshot
from shared.events.member import MemberCreated, MemberDeleted, MemberSnapshot, MemberUpdated
from shared.events.plan import (
    PlanCreated,
    PlanDeleted,
    PlanForked,
    PlanShared,
    PlanSnapshot,
    PlanUnshared,
    PlanUpdated,
)
from shared.events.recommendation import RecommendationCreated, RecommendationFailed
from shared.events.token import TokenIncreased
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
    PlanDeleted: handlers.on_plan_deleted,
    PlanForked: handlers.on_plan_forked,
    LikeCreated: handlers.on_like_changed,
    LikeDeleted: handlers.on_like_changed,
    RecommendationCreated: handlers.on_recommendation_ended,
    RecommendationFailed: handlers.on_recommendation_ended,
    TokenIncreased: handlers.on_tokens_increased,
    MemberSnapshot: snapshots.on_member_snapshot,
    FollowSnapshot: snapshots.on_follow_snapshot,
    BlockSnapshot: snapshots.on_block_snapshot,
    PlanSnapshot: snapshots.on_plan_snapshot,
    LikeSnapshot: snapshots.on_like_snapshot,
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

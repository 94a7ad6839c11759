"""Events that plan listens to."""

import azure.functions as func

from functions.plan import handlers, likes
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
from shared.events.recommendation import RecommendationCreated, RecommendationSnapshot
from shared.inbox import EventHandler, receive_event

bp = func.Blueprint()
QUEUE = handlers.QUEUE
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_named,
    MemberUpdated: handlers.on_member_named,
    MemberDeleted: handlers.on_member_deleted,
    FollowCreated: handlers.on_follow_changed,
    FollowDeleted: handlers.on_follow_changed,
    MemberBlocked: handlers.on_block_changed,
    MemberUnblocked: handlers.on_block_changed,
    LikeCreated: likes.on_like_changed,
    LikeDeleted: likes.on_like_changed,
    RecommendationCreated: handlers.on_recommendation_created,
    MemberSnapshot: handlers.on_member_snapshot,
    FollowSnapshot: handlers.on_follow_changed,
    BlockSnapshot: handlers.on_block_changed,
    LikeSnapshot: likes.on_like_changed,
    RecommendationSnapshot: handlers.on_recommendation_snapshot,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def plan_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("plan"), QUEUE, message, HANDLERS)

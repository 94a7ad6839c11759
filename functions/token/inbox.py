"""Events that token listens to."""

import azure.functions as func

from functions.token import handlers
from functions.token.leaving import QUEUE, on_member_deleted
from shared.dependencies import dependencies
from shared.events.base import EventData
from shared.events.member import MemberCreated, MemberDeleted
from shared.events.recommendation import RecommendationCreated, RecommendationFailed, RecommendationRequired
from shared.inbox import EventHandler, receive_event

bp = func.Blueprint()
HANDLERS: dict[type[EventData], EventHandler] = {
    MemberCreated: handlers.on_member_created,
    MemberDeleted: on_member_deleted,
    RecommendationRequired: handlers.on_recommendation_required,
    RecommendationCreated: handlers.on_recommendation_created,
    RecommendationFailed: handlers.on_recommendation_failed,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def token_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("token"), QUEUE, message, HANDLERS)

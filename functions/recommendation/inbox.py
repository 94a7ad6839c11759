"""Messages that recommendation handles: events of other contexts, and its own work."""

import azure.functions as func

from functions.recommendation import evidence_handlers, handlers, work
from functions.recommendation.ai.chosen import recommender
from shared.dependencies import Dependencies, dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.follow import (
    BlockSnapshot,
    FollowCreated,
    FollowDeleted,
    FollowSnapshot,
    MemberBlocked,
    MemberUnblocked,
)
from shared.events.like import LikeCreated, LikeDeleted, LikeSnapshot
from shared.events.member import MemberDeleted, MemberSnapshot
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanSnapshot, PlanUnshared, PlanUpdated
from shared.events.token import TokenDecreased, TokenDecreasingFailed, TokenRefunded
from shared.inbox import EventHandler, receive_event, receive_work

bp = func.Blueprint()
QUEUE = handlers.INBOX


async def _on_plan_written(data: PlanCreated | PlanUpdated, event: Event, deps: Dependencies) -> None:
    await evidence_handlers.on_plan_told(data, event, deps)
    await handlers.on_plan_accepted(data, event, deps)


async def _on_member_snapshot(data: MemberSnapshot, event: Event, deps: Dependencies) -> None:
    if data.name is None:
        await handlers.on_member_deleted(data, event, deps)


HANDLERS: dict[type[EventData], EventHandler] = {
    MemberDeleted: handlers.on_member_deleted,
    TokenDecreased: handlers.on_token_decreased,
    TokenDecreasingFailed: handlers.on_token_decreasing_failed,
    TokenRefunded: handlers.on_token_refunded,
    PlanCreated: _on_plan_written,
    PlanUpdated: _on_plan_written,
    PlanShared: evidence_handlers.on_plan_told,
    PlanUnshared: evidence_handlers.on_plan_told,
    PlanDeleted: evidence_handlers.on_plan_deleted,
    LikeCreated: evidence_handlers.on_like_changed,
    LikeDeleted: evidence_handlers.on_like_changed,
    FollowCreated: evidence_handlers.on_follow_changed,
    FollowDeleted: evidence_handlers.on_follow_changed,
    MemberBlocked: evidence_handlers.on_block_changed,
    MemberUnblocked: evidence_handlers.on_block_changed,
    MemberSnapshot: _on_member_snapshot,
    PlanSnapshot: evidence_handlers.on_plan_snapshot,
    LikeSnapshot: evidence_handlers.on_like_changed,
    FollowSnapshot: evidence_handlers.on_follow_changed,
    BlockSnapshot: evidence_handlers.on_block_changed,
}


@bp.service_bus_queue_trigger(arg_name="message", queue_name=QUEUE, connection="KTRAVEL_SERVICEBUS")
async def recommendation_inbox(message: func.ServiceBusMessage) -> None:
    """One event, one handler."""
    await receive_event(dependencies("recommendation"), QUEUE, message, HANDLERS)


@bp.service_bus_queue_trigger(arg_name="message", queue_name=work.QUEUE, connection="KTRAVEL_SERVICEBUS")
async def recommendation_work(message: func.ServiceBusMessage) -> None:
    """One recommendation is made."""
    deps = dependencies("recommendation")

    async def generate() -> None:
        await handlers.generate(deps, recommender(), work.read_job(message.get_body()))

    await receive_work(deps, work.QUEUE, message, generate, delays=work.DELAYS)

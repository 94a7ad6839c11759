"""The published language: everything contexts tell each other, as CloudEvents (docs/events/ has the JSON Schemas)."""

from shared.events import follow, like, member, plan, recommendation, token
from shared.events.base import EventData

PUBLISHED: tuple[type[EventData], ...] = (
    member.MemberCreated,
    member.MemberUpdated,
    member.MemberDeleted,
    member.MemberSnapshot,
    plan.PlanCreated,
    plan.PlanUpdated,
    plan.PlanShared,
    plan.PlanUnshared,
    plan.PlanDeleted,
    plan.PlanForked,
    plan.PlanSnapshot,
    follow.FollowCreated,
    follow.FollowDeleted,
    follow.FollowSnapshot,
    follow.MemberBlocked,
    follow.MemberUnblocked,
    follow.BlockSnapshot,
    token.TokenIncreased,
    token.TokenDecreased,
    token.TokenDecreasingFailed,
    token.TokenRefunded,
    recommendation.RecommendationRequired,
    recommendation.RecommendationCreated,
    recommendation.RecommendationFailed,
    recommendation.RecommendationSnapshot,
    like.LikeCreated,
    like.LikeDeleted,
    like.LikeSnapshot,
)
"""Every event type there is."""

BY_TYPE: dict[str, type[EventData]] = {model.type(): model for model in PUBLISHED}

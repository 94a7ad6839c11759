"""Why there is no recommendation, said to its member."""

from collections.abc import Mapping
from typing import Any

SENTENCES: dict[str, tuple[str, str]] = {
    "ai_filtered": (
        "AI의 안전 필터가 이 요청을 막았어요. 설명을 조금 바꿔서 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "The AI's safety filter stopped this request. Reword the details a little and ask again; no tokens were spent.",
    ),
    "ai_refused": (
        "AI가 이 요청에는 답하지 않겠다고 했어요. 설명을 바꿔서 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "The AI declined to answer this request. Please change the details and ask again; no tokens were spent.",
    ),
    "ai_unusable": (
        "AI의 답을 일정으로 만들 수 없었어요. 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "We could not make an itinerary of what the AI answered. Please ask again; no tokens were spent.",
    ),
    "budget_too_small": (
        "이 예산으로는 모든 날을 채울 수 없어요. 예산을 늘리거나 기간이나 인원을 줄여 보세요. 토큰은 쓰이지 않았어요.",
        "This budget does not reach for the whole trip. Try more money, fewer days or people; no tokens were spent.",
    ),
    "insufficient_tokens": (
        "토큰이 {missing}개 모자라요. 지금 쓸 수 있는 토큰은 {available}개예요. 지갑에서 충전한 뒤 다시 요청해 주세요.",
        "You are {missing} tokens short: you have {available}. Top up in your wallet, then ask again.",
    ),
    "member_gone": ("탈퇴한 회원의 요청이에요.", "The member who asked has left."),
    "no_candidates": (
        "이 여행에 추천할 만한 곳을 찾지 못했어요. 날짜나 설명을 바꿔 보세요. 토큰은 쓰이지 않았어요.",
        "We found nothing to recommend for this trip. Try other dates or details; no tokens were spent.",
    ),
    "over_budget": (
        "두 번 해 봤지만 예산 안에서 일정을 짜지 못했어요. 예산을 늘리거나 기간을 줄여 보세요. 토큰은 쓰이지 않았어요.",
        "We tried twice and could not keep to your budget. Try more money or fewer days; no tokens were spent.",
    ),
    "quality": (
        "두 번 해 봤지만 자신 있게 권할 만한 일정이 나오지 않았어요. 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "We tried twice and got no itinerary good enough to show you. Please ask again; no tokens were spent.",
    ),
    "timed_out": (
        "15분 안에 추천을 만들지 못했어요. 잠시 후 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "It could not be made within 15 minutes. Please ask again in a while; no tokens were spent.",
    ),
    "unknown_destination": (
        "어디인지 알 수 없는 여행지예요. 목적지 목록에서 골라 다시 요청해 주세요. 토큰은 쓰이지 않았어요.",
        "We do not know this destination. Choose one from the list and ask again; no tokens were spent.",
    ),
}
"""Code → the sentence in Korean and in English."""


def failure_view(failure: Mapping[str, Any] | None, language: str) -> dict[str, Any] | None:
    """A stored failure with its sentence in the reader's language."""
    if failure is None:
        return None
    sentence = SENTENCES[failure["code"]][0 if language == "ko" else 1]
    return {**failure, "message": sentence.format(**failure["params"])}

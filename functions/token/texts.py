"""What the history says, in Korean and in English."""

from shared.catalogue import find
from shared.store.port import Document

_SENTENCES: dict[str, tuple[str, str]] = {
    "grant": ("가입 선물로 {tokens}토큰을 드렸어요", "{tokens} tokens as a welcome gift"),
    "hold": ("{place} 추천에 쓸 {tokens}토큰을 맡아 두었어요", "Held for {article} {place} recommendation"),
    "capture": ("{place} 추천에 {tokens}토큰을 썼어요", "Spent on {article} {place} recommendation"),
    "release": ("{tokens}토큰을 돌려드렸어요: {reason}", "{tokens} tokens returned: {reason}"),
    "purchase": ("{tokens}토큰을 충전했어요", "{tokens} tokens bought"),
    "refund": ("{tokens}토큰의 환불을 신청했어요", "Refund of {tokens} tokens requested"),
    "refund_settled": ("{tokens}토큰을 환불했어요", "{tokens} tokens refunded"),
    "refund_cancelled": (
        "환불이 이루어지지 않아 {tokens}토큰을 돌려드렸어요",
        "{tokens} tokens returned: the refund was not made",
    ),
}
"""Kind of entry → the sentence."""

_REASONS: dict[str, tuple[str, str]] = {
    "ai_filtered": ("AI의 콘텐츠 필터에 걸렸어요", "the AI's content filter stopped it"),
    "ai_refused": ("AI가 답하지 않기로 했어요", "the AI declined to answer"),
    "ai_unusable": ("AI의 답을 쓸 수 없었어요", "the AI's answer could not be used"),
    "budget_too_small": ("이 여행을 하기에는 예산이 너무 적어요", "the budget is too small for this trip"),
    "insufficient_tokens": ("토큰이 모자랐어요", "there were not enough tokens"),
    "lost": ("추천을 요청한 기록이 사라졌어요", "the record of the request was lost"),
    "member_gone": ("탈퇴한 회원이에요", "the member has left"),
    "no_candidates": ("추천할 만한 곳을 찾지 못했어요", "we found nothing to recommend there"),
    "over_budget": ("AI가 예산을 지키지 못했어요", "the AI could not keep to the budget"),
    "quality": ("AI가 만든 일정이 기준에 미치지 못했어요", "the AI's itinerary was not good enough"),
    "timed_out": ("제시간에 만들지 못했어요", "it was not ready in time"),
    "unknown_destination": ("저희가 아직 모르는 여행지예요", "we do not know this destination yet"),
}
"""Why a recommendation failed → how the sentence about its tokens goes on."""

_SOME_REASON = ("추천을 만들지 못했어요", "the recommendation could not be made")


def sentence(entry: Document, language: str) -> str:
    """What an entry's document says to a reader of `language` ("ko" or "en"). Known places are called as the reader
    calls them, others as the member did."""
    which = 0 if language == "ko" else 1
    place = _place(entry, language)
    return _SENTENCES[entry["kind"]][which].format(
        tokens=f"{entry['tokens']:,}",
        place=place,
        article="an" if place[:1].lower() in set("aeiou") else "a",
        reason=_REASONS.get(entry["code"], _SOME_REASON)[which],
    )


def _place(entry: Document, language: str) -> str:
    if entry["placeKey"] is None:
        return ""
    known = find(entry["placeKey"])
    if known is None:
        return str(entry["location"])
    return known.names.ko if language == "ko" else known.names.en

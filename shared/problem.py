"""Problem details (RFC 9457): how every error is said to a client.

`code` and `params` are for programs; `title` and `detail` are for people, in Korean or English; `errors` names the
fields by JSON pointer. Nothing of what went on inside is told.
"""

from collections.abc import Mapping, Sequence

import orjson

from shared.errors import FieldError

type Params = Mapping[str, str | int | None]

CONTENT_TYPE = "application/problem+json"

SENTENCES: dict[str, tuple[str, str]] = {
    "amount_mismatch": (
        "주문 금액은 {expected}인데 {amount}이(가) 왔어요.",
        "The order is for {expected}, not {amount}.",
    ),
    "blocked": ("차단 관계에 있어 할 수 없어요.", "A block between you and this member prevents this."),
    "body_too_large": (
        "본문이 너무 커요. {max}바이트까지 보낼 수 있어요.",
        "The body is too large; send at most {max} bytes.",
    ),
    "cannot_block_self": ("자기 자신을 차단할 수 없어요.", "You cannot block yourself."),
    "cannot_follow_self": ("자기 자신을 팔로우할 수 없어요.", "You cannot follow yourself."),
    "cannot_like_own": ("자신의 계획에는 좋아요를 할 수 없어요.", "You cannot like your own plan."),
    "cannot_mute_self": ("자기 자신의 알림을 끌 수 없어요.", "You cannot mute yourself."),
    "export_too_large": (
        "보관된 자료가 {max}바이트를 넘어 한 파일로 드릴 수 없어요. 부분별로 내려받아 주세요.",
        "What is kept of you is more than {max} bytes and does not fit one file; read it part by part.",
    ),
    "idempotency_key_reused": (
        "같은 Idempotency-Key가 다른 내용으로 이미 쓰였어요. 새 키를 써 주세요.",
        "This Idempotency-Key was used with another body; use a new key.",
    ),
    "internal": ("문제가 생겼어요. 잠시 후 다시 시도해 주세요.", "Something went wrong; try again in a moment."),
    "invalid_cursor": (
        "cursor가 올바르지 않아요. 첫 페이지부터 다시 읽어 주세요.",
        "The cursor is not one this list gave; start at the first page.",
    ),
    "invalid_header": ("{header} 헤더가 올바르지 않아요.", "The header {header} is malformed."),
    "invalid_json": ("본문이 올바른 JSON이 아니에요.", "The body is not valid JSON."),
    "invalid_parameter": (
        "요청 매개변수가 올바르지 않아요. errors를 확인해 주세요.",
        "A parameter is not valid; see errors.",
    ),
    "invalid_signature": ("결제사가 보낸 것이 아니에요.", "The payment provider did not send this."),
    "no_likes_yet": (
        "아직 좋아요한 계획이 없어 취향을 알 수 없어요. 마음에 드는 계획 몇 개에 좋아요를 누른 뒤 다시 요청해 주세요.",
        "You like no plans yet, so there is no taste to go by. Like a few plans in the feed first, then ask again.",
    ),
    "not_found": ("찾을 수 없어요.", "There is nothing here, or nothing you may see."),
    "nothing_to_refund": ("돌려드릴 토큰이 남아 있지 않아요.", "No tokens of this order are left to give back."),
    "order_expired": (
        "결제 시간이 지난 주문이에요. 새로 주문해 주세요.",
        "This order is too old to be paid; make a new one.",
    ),
    "order_not_paid": ("결제되지 않은 주문이에요.", "This order was not paid."),
    "origin_not_allowed": ("이 출처에서는 호출할 수 없어요.", "Calls from this origin are not allowed."),
    "payment_failed": (
        "결제가 이루어지지 않았어요. 새로 주문해 다시 시도해 주세요.",
        "The payment did not go through; make a new order to try again.",
    ),
    "plan_too_large": (
        "계획이 너무 커요. {max}바이트까지 저장할 수 있어요.",
        "The plan is too large; it may have {max} bytes.",
    ),
    "precondition_failed": (
        "그 사이에 내용이 바뀌었어요. 다시 읽고 시도해 주세요.",
        "It has changed since you read it; read it again and repeat.",
    ),
    "precondition_required": ("If-Match 헤더에 읽은 ETag를 보내 주세요.", "Send the ETag you read in If-Match."),
    "refresh_refused": ("로그인이 끝났어요. 다시 로그인해 주세요.", "Your session has ended; sign in again."),
    "refund_refused": (
        "결제사가 환불을 거절했어요({reason}). 토큰은 그대로 있어요.",
        "The payment provider refused the refund ({reason}); you keep the tokens.",
    ),
    "refund_window_over": (
        "결제 후 {days}일이 지나 환불할 수 없어요.",
        "It can be given back within {days} days of the payment only.",
    ),
    "sign_in_expired": (
        "로그인을 시작한 지 오래됐어요. 처음부터 다시 로그인해 주세요.",
        "That sign-in was begun too long ago; sign in again from the start.",
    ),
    "stale_webhook": ("너무 오래된 알림이에요.", "This was signed too long ago."),
    "too_many_links": (
        "공유 링크는 계획마다 {max}개까지 만들 수 있어요. 쓰지 않는 링크를 지우고 다시 시도해 주세요.",
        "A plan may have {max} share links; delete one that is not used and try again.",
    ),
    "too_many_requests": (
        "요청이 너무 많아요. {seconds}초 뒤에 다시 시도해 주세요.",
        "Too many requests; try again in {seconds} seconds.",
    ),
    "unauthenticated": ("로그인이 필요해요.", "Sign in first."),
    "unavailable": (
        "지금은 처리할 수 없어요. 잠시 후 다시 시도해 주세요.",
        "This cannot be done right now; try again in a moment.",
    ),
    "unsupported_media_type": (
        "Content-Type은 {expected}이어야 해요.",
        "Content-Type must be {expected}.",
    ),
    "validation_failed": ("입력한 내용을 확인해 주세요.", "Some of what you sent is not valid; see errors."),
}
"""Code → the sentence in Korean and in English."""

FIELD_SENTENCES: dict[str, tuple[str, str]] = {
    "before_start": ("시작일보다 앞설 수 없어요.", "It must not be before the first day."),
    "duplicate": ("같은 값이 두 번 있어요.", "It is there twice."),
    "invalid": ("올바르지 않은 값이에요.", "This is not a valid value."),
    "not_allowed": ("{allowed} 중 하나여야 해요.", "It must be one of {allowed}."),
    "not_future": ("지금보다 뒤여야 해요.", "It must be in the future."),
    "only_for_kind": ("{kind} 추천에만 쓸 수 있어요.", "It goes with a recommendation of kind {kind} only."),
    "only_for_new_plan": ("새 계획을 만들 때만 쓸 수 있어요.", "This is for a new plan only."),
    "outside_trip": ("여행 기간 안의 날짜여야 해요.", "It must be a day of the trip."),
    "past_date": ("오늘이거나 오늘보다 뒤여야 해요.", "It must be today or later."),
    "required": ("꼭 필요해요.", "This is required."),
    "too_far": ("지금부터 {days}일 안이어야 해요.", "It must be within {days} days from now."),
    "too_few": ("{min}개 이상이어야 해요.", "There must be at least {min}."),
    "too_large": ("{max} 이하여야 해요.", "It must be {max} at most."),
    "too_long": ("{max}자까지 쓸 수 있어요.", "It may have {max} characters at most."),
    "too_many": ("{max}개까지 가능해요.", "There may be {max} at most."),
    "too_many_days": ("여행은 {max}일까지예요.", "A trip may have {max} days at most."),
    "too_short": ("{min}자 이상이어야 해요.", "It must have at least {min} characters."),
    "too_small": ("{min} 이상이어야 해요.", "It must be {min} at least."),
    "unknown_currency": ("알 수 없는 통화예요.", "This is not a currency of ISO 4217."),
    "unknown_field": ("알 수 없는 항목이에요.", "There is no such field."),
    "unknown_item": ("추천에 없는 항목이에요.", "The recommendation has no such item."),
    "wrong_type": ("{expected} 형식이어야 해요.", "It must be of the type {expected}."),
}
"""What is wrong with one field → the sentence in Korean and in English."""


def problem_body(
    code: str,
    status: int,
    *,
    language: str,
    trace_id: str,
    params: Params | None = None,
    errors: Sequence[FieldError] = (),
) -> bytes:
    """A problem details document. `language` is "ko" or "en"."""
    params = params or {}
    body: dict[str, object] = {
        "type": f"urn:ktravel:problem:{code}",
        "title": _say(SENTENCES[code], language, params),
        "status": status,
        "code": code,
        "params": params,
        "traceId": trace_id,
    }
    if errors:
        body["errors"] = [
            {
                "pointer": error.pointer,
                "code": error.code,
                "params": error.params,
                "detail": _say(FIELD_SENTENCES[error.code], language, error.params),
            }
            for error in errors
        ]
    return orjson.dumps(body)


def _say(sentence: tuple[str, str], language: str, params: Mapping[str, object]) -> str:
    return sentence[0 if language == "ko" else 1].format(**params)

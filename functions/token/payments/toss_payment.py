"""What Toss Payments calls things, and what we call them."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from functions.token.payments.port import Payment
from shared.errors import Poison
from shared.ids import is_compound

EXPIRED = "payment_expired"
"""Why a payment failed that the member agreed to and nobody confirmed in time."""
_KEY = re.compile(r"[A-Za-z0-9_-]{1,200}")
_OWN_SEPARATOR, _THEIR_SEPARATOR = ".", "_"
"""An order's id has 6 to 64 characters there: letters, digits, `-` and `_`. Ours are two ULIDs and a dot, 53 in all."""

_STATUSES: dict[str, Literal["authorised", "captured", "failed"]] = {
    "IN_PROGRESS": "authorised",
    "WAITING_FOR_DEPOSIT": "authorised",
    "DONE": "captured",
    "PARTIAL_CANCELED": "captured",
    "CANCELED": "captured",
    "ABORTED": "failed",
    "EXPIRED": "failed",
}
_NOT_YET = "READY"

DECLINED = frozenset(
    {
        "BELOW_MINIMUM_AMOUNT",
        "EXCEED_MAX_AMOUNT",
        "EXCEED_MAX_AUTH_COUNT",
        "EXCEED_MAX_CARD_INSTALLMENT_PLAN",
        "EXCEED_MAX_DAILY_PAYMENT_COUNT",
        "EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT",
        "EXCEED_MAX_ONE_DAY_AMOUNT",
        "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT",
        "EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT",
        "EXCEED_MAX_PAYMENT_AMOUNT",
        "FDS_ERROR",
        "INVALID_ACCOUNT_INFO_RE_REGISTER",
        "INVALID_CARD_EXPIRATION",
        "INVALID_CARD_INSTALLMENT_PLAN",
        "INVALID_CARD_LOST_OR_STOLEN",
        "INVALID_CARD_NUMBER",
        "INVALID_PASSWORD",
        "INVALID_REJECT_CARD",
        "INVALID_STOPPED_CARD",
        "NOT_ALLOWED_POINT_USE",
        "NOT_AVAILABLE_BANK",
        "NOT_AVAILABLE_PAYMENT",
        "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT",
        "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN",
        "REJECT_ACCOUNT_PAYMENT",
        "REJECT_CARD_COMPANY",
        "REJECT_CARD_PAYMENT",
        "REJECT_TOSSPAY_INVALID_ACCOUNT",
        "RESTRICTED_TRANSFER_ACCOUNT",
    }
)
"""Codes with which a confirmation is turned down for good: nothing was and will be charged."""

PROCESSED = frozenset({"ALREADY_PROCESSED_PAYMENT", "DUPLICATED_ORDER_ID"})
"""Codes of an order that was paid before: by this payment, or by another."""
UNKNOWN = frozenset({"NOT_FOUND", "NOT_FOUND_PAYMENT", "NOT_FOUND_PAYMENT_SESSION"})

KEPT = frozenset(
    {
        "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
        "EXCEED_MAX_REFUND_DUE",
        "INVALID_BANK",
        "INVALID_REFUND_ACCOUNT_INFO",
        "INVALID_REFUND_ACCOUNT_NUMBER",
        "NOT_ALLOWED_PARTIAL_REFUND",
        "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT",
        "NOT_AVAILABLE_BANK",
        "NOT_CANCELABLE_AMOUNT",
        "NOT_CANCELABLE_PAYMENT",
        "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER",
        "NOT_MATCHES_REFUNDABLE_AMOUNT",
        "REFUND_REJECTED",
        *UNKNOWN,
    }
)
"""Codes with which money is not given back, for good: whoever asks again does so with another key."""
GIVEN_BACK = frozenset({"ALREADY_CANCELED_PAYMENT", "ALREADY_REFUND_PAYMENT"})


class _Failure(BaseModel):
    code: str


class _Answer(BaseModel):
    """The part of a `Payment` object that we use: Toss Payments adds to it without notice."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    payment_key: str
    order_id: str
    status: str
    currency: str
    total_amount: int
    balance_amount: int
    failure: _Failure | None = None


def is_key(text: str) -> bool:
    """Whether `text` could be the key of a payment: nothing else is put into a path."""
    return _KEY.fullmatch(text) is not None


def their_order(order_id: str) -> str:
    """An order's id as Toss Payments takes it."""
    return order_id.replace(_OWN_SEPARATOR, _THEIR_SEPARATOR)


def our_order(order_id: str) -> str:
    """An order's id as we call it; what is none of ours stays as it is."""
    ours = order_id.replace(_THEIR_SEPARATOR, _OWN_SEPARATOR)
    return ours if is_compound(ours) else order_id


def read_payment(document: Mapping[str, Any]) -> Payment | None:
    """A `Payment` object; None while the member has agreed to nothing. Raises `Poison` for what is none."""
    try:
        answer = _Answer.model_validate(document)
    except ValidationError as error:
        faults = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        raise Poison(f"Toss Payments answered a payment that cannot be read: {faults}") from None
    if answer.status == _NOT_YET:
        return None
    if answer.status not in _STATUSES:
        raise Poison("Toss Payments answered a payment in a state that we do not know")
    status = _STATUSES[answer.status]
    return Payment(
        key=answer.payment_key,
        order_id=our_order(answer.order_id),
        amount=answer.total_amount,
        currency=answer.currency,
        status=status,
        cancelled=answer.total_amount - answer.balance_amount if status == "captured" else 0,
        failure=_failure(answer) if status == "failed" else None,
    )


def _failure(answer: _Answer) -> str:
    if answer.failure is not None:
        return answer.failure.code.lower()[:64]
    return EXPIRED if answer.status == "EXPIRED" else "declined"

"""What azure-servicebus's failures mean to us: the one place where they are told apart."""

from azure.core.exceptions import AzureError
from azure.servicebus.exceptions import (
    MessageAlreadySettled,
    MessageLockLostError,
    MessageNotFoundError,
    MessageSizeExceededError,
    MessagingEntityNotFoundError,
    ServiceBusError,
)

from shared.bus.port import LockLost
from shared.errors import Poison, Unavailable

_LOST = (MessageLockLostError, MessageNotFoundError, MessageAlreadySettled)
_NEVER = (MessagingEntityNotFoundError, MessageSizeExceededError)
_REFUSED = frozenset(
    {
        b"amqp:not-allowed",
        b"amqp:not-implemented",
        b"com.microsoft:argument-error",
        b"com.microsoft:argument-out-of-range",
    }
)
"""Conditions of what was asked, not of the moment."""


def translated(error: Exception) -> Exception:
    """`LockLost`, `Poison` or `Unavailable`; the error itself where it is a defect.

    Missing rights, a token that could not be had, a full queue and a busy namespace are the operator's to mend, not
    the message's fault: `Unavailable`, and the message is kept.
    """
    match error:
        case LockLost() | Poison() | Unavailable():
            return error
        case _ if isinstance(error, _LOST):
            return LockLost("the lock on the message has expired, or it is settled")
        case _ if isinstance(error, _NEVER) or _condition(error) in _REFUSED:
            return Poison(f"Service Bus refuses this for good: {_described(error)}")
        case AzureError() | OSError():  # of which TimeoutError is one
            return Unavailable(f"Service Bus: {_described(error)}")
        case _:
            return error


def is_answer(error: BaseException) -> bool:
    """Whether Service Bus said no to what was asked, so that the connection it said so on is good."""
    return isinstance(error, Exception) and isinstance(translated(error), LockLost | Poison)


def _condition(error: Exception) -> bytes | None:
    cause = error.inner_exception if isinstance(error, ServiceBusError) else error
    condition = getattr(error, "_condition", None) or getattr(cause, "condition", None)
    return condition.encode() if isinstance(condition, str) else condition


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

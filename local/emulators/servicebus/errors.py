"""What the emulator answers when it cannot do what was asked: AMQP's error conditions, and Service Bus's own."""

from local.emulators.servicebus.amqp_types import Described, NotAmqp, Symbol, ULong
from shared.bus.port import LockLost
from shared.errors import Poison, Unavailable

NOT_FOUND = "amqp:not-found"
NOT_ALLOWED = "amqp:not-allowed"
NOT_IMPLEMENTED = "amqp:not-implemented"
INTERNAL = "amqp:internal-error"
UNAUTHORIZED = "amqp:unauthorized-access"
TOO_LARGE = "amqp:link:message-size-exceeded"
FORCED = "amqp:connection:forced"
LOCK_LOST = "com.microsoft:message-lock-lost"
ARGUMENT = "com.microsoft:argument-error"
BUSY = "com.microsoft:server-busy"

_STATUS = {NOT_FOUND: 404, NOT_ALLOWED: 400, NOT_IMPLEMENTED: 501, UNAUTHORIZED: 401, LOCK_LOST: 410, BUSY: 503}


class Refused(Exception):  # noqa: N818
    """The request is refused with an AMQP error condition."""

    def __init__(self, condition: str, text: str) -> None:
        super().__init__(text)
        self.condition = condition
        self.text = text

    @property
    def status(self) -> int:
        """What a management response says of it."""
        return _STATUS.get(self.condition, 400 if self.condition == ARGUMENT else 500)

    def described(self) -> Described:
        """The error as it goes over the wire. Always three fields: the SDK reads the third."""
        return Described(ULong(0x1D), [Symbol(self.condition), self.text, {}])


def refused(error: Exception) -> Refused | None:
    """What a failure of the embedded broker is to a client; None for a defect."""
    match error:
        case Refused():
            return error
        case LockLost():
            return Refused(LOCK_LOST, str(error))
        case Poison() | NotAmqp():
            return Refused(ARGUMENT, str(error))
        case Unavailable():
            return Refused(INTERNAL, str(error))
        case _:
            return None

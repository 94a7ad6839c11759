"""What Service Bus takes and what it refuses: kept by every adapter, so that what works on a laptop works in Azure."""

from shared.bus.port import MAX_MESSAGE_BYTES, Message, Property
from shared.errors import Poison

MAX_ID_CHARACTERS = 128
"""A message id, which may not be empty either."""
MAX_PROPERTIES_BYTES = 64 * 1024
"""Names and values of all properties of one message."""
MAX_DEAD_LETTER_CHARACTERS = 4096
"""The reason, and the description, of a dead letter: longer ones are cut."""

_INT_BYTES = 4
_INT_RANGE = range(-(2**31), 2**31)


def check(message: Message) -> None:
    """Raise `Poison` for a message that Service Bus would never take."""
    try:
        properties = sum(_bytes(name, value) for name, value in message.properties.items())
        headers = (message.id, message.subject, message.content_type, message.correlation_id or "")
        size = len(message.body) + properties + sum(len(header.encode()) for header in headers)
    except UnicodeEncodeError as error:
        raise Poison("a message has text that is not Unicode") from error
    if not 0 < len(message.id) <= MAX_ID_CHARACTERS:
        raise Poison(f"a message id has {len(message.id)} characters, not 1 to {MAX_ID_CHARACTERS}")
    if properties > MAX_PROPERTIES_BYTES:
        raise Poison(f"the properties of a message are {properties} bytes, more than {MAX_PROPERTIES_BYTES}")
    if size > MAX_MESSAGE_BYTES:
        raise Poison(f"a message is {size} bytes, more than {MAX_MESSAGE_BYTES}")


def _bytes(name: str, value: Property) -> int:
    # By the exact type: values come from JSON and from other people's code, and a bool is an int in Python.
    if type(value) is str:
        return len(name.encode()) + len(value.encode())
    if type(value) is bool or (type(value) is int and value in _INT_RANGE):
        return len(name.encode()) + _INT_BYTES
    raise Poison(f"the message property {name!r} is neither text, a whole number of 32 bits nor a bool")

"""Which link a client gets for what it asks for."""

from typing import TYPE_CHECKING

from local.emulators.servicebus.errors import NOT_IMPLEMENTED, UNAUTHORIZED, Refused
from local.emulators.servicebus.links import Answering, Attachment, Link
from local.emulators.servicebus.management import SUFFIX, Management
from local.emulators.servicebus.receiving import Delivering
from local.emulators.servicebus.sending import Authorizing, Sending

if TYPE_CHECKING:
    from local.emulators.servicebus.session import Session

CBS = "$cbs"
_SESSION_FILTER = "com.microsoft:session-filter"


def attach(session: "Session", attachment: Attachment, path: str) -> Link:
    """The link that was asked for. Raises `Refused`."""
    connection = session.connection
    if path != CBS and not connection.may_use(path.removesuffix(SUFFIX)):
        raise Refused(UNAUTHORIZED, f"Unauthorized access to {path}: no token was put for it.")
    if path == CBS or path.endswith(SUFFIX):
        if attachment.client_receives:
            return Answering(session, attachment, path)
        return Authorizing(session, attachment, path) if path == CBS else Management(session, attachment, path)
    if not attachment.client_receives:
        connection.emulator.entities.target(path)
        return Sending(session, attachment, path)
    source = connection.emulator.entities.source(path)
    if any(name.startswith(_SESSION_FILTER) for name in attachment.filters):
        raise Refused(NOT_IMPLEMENTED, "Sessions are not emulated.")
    if attachment.settled:
        raise Refused(NOT_IMPLEMENTED, "Receive and delete is not emulated: receive in peek-lock mode.")
    return Delivering(session, attachment, path, source)

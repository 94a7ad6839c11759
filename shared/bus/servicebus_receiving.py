"""What azure-servicebus 7.15 does not offer and the port needs, by way of the SDK's inner parts.

The version is pinned, and the contract suite over the wire (tests/contract) would tell of a change.

Taking: the SDK's `receive_messages` leaves the credit that it did not use with the broker, which then locks the next
message for a receiver that nobody is waiting at. AMQP's answer is to drain the link: "send what you have, and say when
there is no more". The SDK can ask so but does not listen to what is said.

Settling: the SDK settles the message object that it handed out; the port settles a lock token, from whichever process.
The management node takes lock tokens; that is where the SDK turns to as well when a link is gone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from azure.servicebus import ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError

_ANSWER_SECONDS = 3.0
_WRAP = 2**32
_DELIVERY_COUNT, _DRAIN = 5, 8
"""Fields of a flow frame."""


async def take(receiver: ServiceBusReceiver, limit: int, max_wait: float) -> Sequence[ServiceBusReceivedMessage]:
    """Up to `limit` messages; waits up to `max_wait` seconds for the first, not for the others."""
    found = list(await receiver.receive_messages(1, max_wait)) if max_wait > 0 else []
    if len(found) < limit:
        try:
            found += await receiver._do_retryable_operation(_drain, receiver=receiver, limit=limit - len(found))  # noqa: SLF001
        except ServiceBusError:
            if not found:
                raise
            # What was handed out already is locked, and can be settled by its token over another connection.
    return found


async def settle(
    receiver: ServiceBusReceiver, status: str, token: UUID, details: Mapping[str, str] | None = None
) -> None:
    """Settle by lock token; `status` is one of the management node's."""
    await receiver._do_retryable_operation(  # noqa: SLF001
        receiver._settle_message_via_mgmt_link,  # noqa: SLF001
        settlement=status,
        lock_tokens=[token],
        dead_letter_details=details,
    )


async def renew(receiver: ServiceBusReceiver, token: UUID, timeout: float) -> datetime:  # noqa: ASYNC109 - the SDK's
    """Renew by lock token; the new end."""
    answer: Any = await receiver._renew_locks(token, timeout=timeout)  # type: ignore[arg-type] # noqa: SLF001
    return datetime.fromtimestamp(answer[b"expirations"][0] / 1000, UTC)


async def _drain(receiver: ServiceBusReceiver, limit: int) -> Sequence[ServiceBusReceivedMessage]:
    inner: Any = receiver
    await inner._open(_ANSWER_SECONDS)  # noqa: SLF001
    handler = inner._handler  # noqa: SLF001
    link = handler._link  # noqa: SLF001
    buffered = handler._received_messages  # noqa: SLF001
    before = buffered.qsize()
    answered = asyncio.Event()
    end = (link.delivery_count + limit) % _WRAP

    async def on_flow(frame: Sequence[Any]) -> None:
        if frame[_DRAIN] and frame[_DELIVERY_COUNT] == end:
            # The credit is used up, says the standard; the SDK would count on from where it was.
            link.delivery_count, link.current_link_credit = end, 0
            answered.set()

    link._incoming_flow = on_flow  # noqa: SLF001
    inner._receive_context.set()  # noqa: SLF001 - what comes in is wanted
    loop = asyncio.get_running_loop()
    give_up = loop.time() + _ANSWER_SECONDS
    try:
        await link.flow(link_credit=limit, drain=True)
        while not answered.is_set() and buffered.qsize() - before < limit and loop.time() < give_up:
            await handler.do_work_async()
    finally:
        del link._incoming_flow  # noqa: SLF001
        inner._receive_context.clear()  # noqa: SLF001
    count = buffered.qsize()
    found = list(await receiver.receive_messages(count, _ANSWER_SECONDS)) if count else []
    if not answered.is_set() and len(found) < limit:
        await inner._close_handler()  # noqa: SLF001 - releases what comes late; the SDK opens it again when needed
    return found

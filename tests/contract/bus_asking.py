"""Short ways to send to a broker and to take from it, for its contract."""

from collections.abc import Sequence
from typing import Any

from shared.bus.port import Message, Received
from tests.contract.bus_adapters import CREATED, QUEUE, Client

SOON = 10.0
"""Seconds within which an adapter hands out what is there; they are only used up by one that does not."""


def message(message_id: str = "m1", subject: str = CREATED, body: bytes = b"{}", **fields: Any) -> Message:
    return Message(id=message_id, subject=subject, body=body, **fields)


def messages(*message_ids: str) -> list[Message]:
    return [message(message_id) for message_id in message_ids]


def ids(received: Sequence[Message]) -> list[str]:
    return [each.id for each in received]


async def take(bus: Client, queue: str = QUEUE) -> Received:
    """The next message of the queue; fails when there is none."""
    (received,) = await bus.receive(queue, 1, SOON)
    return received


async def take_nothing(bus: Client, queue: str = QUEUE) -> None:
    assert await bus.receive(queue, 10, 0) == []


async def drain(bus: Client, queue: str = QUEUE) -> list[str]:
    """The ids of all messages that the queue hands out now, in their order; they are completed."""
    found: list[str] = []
    while received := await bus.receive(queue, 10, 0):
        for each in received:
            await bus.complete(queue, each.lock_token)
        found += ids(received)
    return found


async def make_dead_letters(bus: Client, *sent: Message) -> None:
    await bus.send(QUEUE, sent)
    for each in sent:
        await bus.dead_letter(QUEUE, (await take(bus)).lock_token, f"reason {each.id}", f"description {each.id}")

"""Dead letters are purged by the clock: of this app's queues, and only what is too old."""

from pathlib import Path

import pytest

from shared.bus.embedded import EmbeddedBus
from shared.bus.port import Message
from shared.dead_letters import purge
from shared.topology import topology
from tests.fakes import ManualClock

DAY = 86_400


async def die(bus: EmbeddedBus, queue: str, message_id: str) -> None:
    await bus.send(queue, [Message(id=message_id, subject="s", body=b"{}")])
    (message,) = await bus.receive(queue, 1, 0)
    await bus.dead_letter(queue, message.lock_token, "reason")


@pytest.mark.parametrize(("hosted", "left"), [(("plan",), ["new", "old", "new"]), (("plan", "like"), ["new", "new"])])
async def test_what_is_too_old_goes_from_the_queues_of_this_app(
    tmp_path: Path, hosted: tuple[str, ...], left: list[str]
) -> None:
    clock = ManualClock()
    known = topology()
    # A broker that lets nothing expire, as Service Bus does not.
    bus = EmbeddedBus(tmp_path / "bus.sqlite3", known.model_copy(update={"dead_letter_days": 365}), clock=clock)
    for message_id in ("old", "new"):
        for queue in ("plan-inbox", "like-inbox"):
            await die(bus, queue, message_id)
        clock.advance(known.dead_letter_days * DAY - 1 if message_id == "old" else 2)
    await purge(bus, known, hosted, clock)
    assert [each.id for queue in ("plan-inbox", "like-inbox") for each in await bus.peek(queue)] == left
    await bus.close()

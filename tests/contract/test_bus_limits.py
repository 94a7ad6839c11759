"""What the bus ports (shared/bus/port.py) never take."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.bus.limits import MAX_ID_CHARACTERS, MAX_PROPERTIES_BYTES
from shared.bus.port import MAX_MESSAGE_BYTES, Message
from shared.errors import Poison
from tests.contract.bus_adapters import QUEUE, TOPIC, Broker, Client
from tests.contract.bus_asking import drain, message, messages, take, take_nothing


class TestLimits:
    async def refused(self, bus: Client, broker: Broker, wrong: Message) -> None:
        for entity in (TOPIC, QUEUE):
            with pytest.raises(Poison):
                await bus.send(entity, [wrong])
            with pytest.raises(Poison):
                await bus.schedule(entity, wrong, broker.clock.now())
        await take_nothing(bus)

    async def test_a_message_has_at_most_256_kilobytes(self, bus: Client, broker: Broker) -> None:
        """Body, properties and headers together: as large as the limit is taken, one byte more is refused."""
        small = message("é", properties={"text": "é", "number": 1}, correlation_id="c")
        headers = len("é".encode()) + len(small.subject) + len(small.content_type) + len("c")
        properties = len("text") + len("é".encode()) + len("number") + 4
        largest = replace(small, body=b"x" * (MAX_MESSAGE_BYTES - headers - properties))
        await bus.send(QUEUE, [largest])
        received = await take(bus)
        assert received.body == largest.body
        await bus.complete(QUEUE, received.lock_token)
        await self.refused(bus, broker, replace(largest, body=largest.body + b"x"))

    async def test_several_messages_may_be_larger_together(self, bus: Client) -> None:
        """The limit is a message's, not a call's."""
        large = [message(name, body=b"x" * 200_000) for name in ("m1", "m2", "m3")]
        await bus.send(TOPIC, large)
        assert await drain(bus) == ["m1", "m2", "m3"]

    async def test_an_id_has_1_to_128_characters(self, bus: Client, broker: Broker) -> None:
        """Ids at both ends of the range are taken, beyond them refused."""
        longest = "한" * MAX_ID_CHARACTERS
        await bus.send(TOPIC, messages("m", longest))
        assert await drain(bus) == ["m", longest]
        await self.refused(bus, broker, message(longest + "x"))
        await self.refused(bus, broker, message(""))

    async def test_properties_have_at_most_64_kilobytes(self, bus: Client, broker: Broker) -> None:
        """Names and values of all properties together."""
        most = {"a": "x" * (MAX_PROPERTIES_BYTES - 6), "bcde": ""}
        await bus.send(QUEUE, [message(properties={**most, "a": most["a"] + "x"})])
        assert await drain(bus) == ["m1"]
        await self.refused(bus, broker, message(properties={**most, "a": most["a"] + "xx"}))

    @pytest.mark.parametrize("value", [2**31 - 1, -(2**31), 0, True, False, "", "text"])
    async def test_properties_are_text_whole_numbers_of_32_bits_and_bools(self, bus: Client, value: Any) -> None:
        """Both ends of the range come through, each as the type that it was."""
        await bus.send(TOPIC, [message(properties={"p": value})])
        received = (await take(bus)).properties["p"]
        assert (received, type(received)) == (value, type(value))

    @pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 1.0, None, b"bytes", ["list"], {"a": 1}])
    async def test_other_properties_are_refused(self, bus: Client, broker: Broker, value: Any) -> None:
        """A property that Service Bus or the Functions host would lose is poison."""
        await self.refused(bus, broker, message(properties={"fine": 1, "p": value}))

    @pytest.mark.parametrize(
        "wrong",
        [
            message("\ud800"),
            message(subject="\ud800"),
            message(content_type="\ud800"),
            message(correlation_id="\ud800"),
            message(properties={"p": "\ud800"}),
            message(properties={"\ud800": "p"}),
        ],
    )
    async def test_text_that_is_not_unicode_is_refused(self, bus: Client, broker: Broker, wrong: Message) -> None:
        """A lone surrogate cannot be sent anywhere."""
        await self.refused(bus, broker, wrong)

    @pytest.mark.parametrize("entity", ["nowhere", "", QUEUE.upper(), f"{QUEUE}/$DeadLetterQueue"])
    async def test_an_unknown_entity_is_poison_to_senders(self, bus: Client, broker: Broker, entity: str) -> None:
        """Whatever is handed over, even nothing."""
        with pytest.raises(Poison):
            await bus.send(entity, [message()])
        with pytest.raises(Poison):
            await bus.send(entity, [])
        with pytest.raises(Poison):
            await bus.schedule(entity, message(), broker.clock.now())

    @pytest.mark.parametrize("queue", ["nowhere", TOPIC])
    @pytest.mark.parametrize(
        "ask",
        [
            lambda bus, queue: bus.receive(queue, 1, 0),
            lambda bus, queue: bus.complete(queue, "0" * 32),
            lambda bus, queue: bus.abandon(queue, "0" * 32),
            lambda bus, queue: bus.dead_letter(queue, "0" * 32, "reason"),
            lambda bus, queue: bus.renew(queue, "0" * 32),
            lambda bus, queue: bus.peek(queue),
            lambda bus, queue: bus.replay(queue),
        ],
        ids=["receive", "complete", "abandon", "dead_letter", "renew", "peek", "replay"],
    )
    async def test_an_unknown_queue_is_poison_to_receivers(
        self, bus: Client, queue: str, ask: Callable[[Client, str], Awaitable[object]]
    ) -> None:
        """One receives from queues only."""
        with pytest.raises(Poison):
            await ask(bus, queue)

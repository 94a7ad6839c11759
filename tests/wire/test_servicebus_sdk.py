"""azure-servicebus, unmodified, against the emulator: what it understands, and that it refuses the rest loudly."""

import asyncio
import base64
import gc
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from azure.core.credentials import AzureSasCredential
from azure.servicebus import (
    NEXT_AVAILABLE_SESSION,
    ServiceBusReceivedMessage,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.aio import AutoLockRenewer, ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import (
    MessageLockLostError,
    MessageSizeExceededError,
    MessagingEntityNotFoundError,
    ServiceBusAuthenticationError,
    ServiceBusAuthorizationError,
    ServiceBusError,
)

from local.emulators.servicebus.emulator import ServiceBusEmulator
from tests.contract.bus_adapters import CREATED, OTHER_QUEUE, QUEUE, TOPIC
from tests.wire.servicebus_clients import NO_RETRIES, Bearer, client, running, text

# The SDK drops a connection that broke without closing its socket, which Python tells of when it collects it.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
SOON = 10.0


@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """So that no other test hears of the sockets."""
    yield
    gc.collect()


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[ServiceBusEmulator]:
    async with running(tmp_path) as made:
        yield made


@pytest.fixture
async def sdk(emulator: ServiceBusEmulator) -> AsyncIterator[ServiceBusClient]:
    async with client(emulator.connection_string) as made:
        yield made


async def take(receiver: ServiceBusReceiver) -> ServiceBusReceivedMessage:
    (message,) = await receiver.receive_messages(1, SOON)
    return message


class TestSending:
    async def test_every_field_arrives(self, sdk: ServiceBusClient) -> None:
        """Through a topic and a subscription that forwards, into a queue."""
        properties: dict[Any, Any] = {"text": "제주", "number": -7, "yes": True}
        sent = text("m1", b"body", content_type="a/b", correlation_id="c1", application_properties=properties)
        async with sdk.get_topic_sender(TOPIC) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            before = datetime.now(UTC)
            await sender.send_messages(sent)
            message = await take(receiver)
        assert b"".join(message.body) == b"body"
        assert (message.message_id, message.subject, message.content_type) == ("m1", CREATED, "a/b")
        assert message.correlation_id == "c1"
        assert message.application_properties == {b"text": "제주".encode(), b"number": -7, b"yes": True}
        assert message.enqueued_time_utc is not None
        assert abs(message.enqueued_time_utc - before) < timedelta(seconds=SOON)
        assert (message.delivery_count, message.sequence_number, message.session_id) == (0, 1, None)

    async def test_a_batch_is_many_messages(self, sdk: ServiceBusClient) -> None:
        """As full as it gets, in one transfer of many frames."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            batch = await sender.create_message_batch()
            while len(batch) < 1000:
                try:
                    batch.add_message(text(f"m{len(batch)}", b"x" * 2000))
                except MessageSizeExceededError:
                    break
            await sender.send_messages(batch)
            found: list[str] = []
            while len(found) < len(batch):
                for message in await receiver.receive_messages(50, SOON):
                    found.append(str(message.message_id))
                    await receiver.complete_message(message)
        assert found == [f"m{number}" for number in range(len(batch))]
        assert len(batch) > 100

    async def test_a_list_is_sent_in_one_go(self, sdk: ServiceBusClient) -> None:
        """The other way to send many."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            await sender.send_messages([text("m1"), text("m2")])
            assert [str(message.message_id) for message in await receiver.receive_messages(2, SOON)] == ["m1", "m2"]

    async def test_a_topic_detects_duplicates(self, sdk: ServiceBusClient) -> None:
        """By the message id."""
        async with sdk.get_topic_sender(TOPIC) as sender, sdk.get_queue_receiver(OTHER_QUEUE) as receiver:
            await sender.send_messages([text("m1"), text("m1")])
            await sender.send_messages(text("m1"))
            await sender.send_messages(text("m2"))
            assert [(await take(receiver)).message_id for _ in range(2)] == ["m1", "m2"]

    @pytest.mark.parametrize("how", ["schedule", "send"])
    async def test_a_message_is_scheduled(self, sdk: ServiceBusClient, how: str) -> None:
        """By request, and by its annotation; peeking shows it meanwhile."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            at = datetime.now(UTC) + timedelta(seconds=3)
            if how == "schedule":
                await sender.schedule_messages([text("m1"), text("m2")], at)
            else:
                await sender.send_messages(text("m1", scheduled_enqueue_time_utc=at))
            (shown, *_) = await receiver.peek_messages(10)
            assert (shown.message_id, shown.state.name) == ("m1", "SCHEDULED")
            assert (await take(receiver)).message_id == "m1"
        assert datetime.now(UTC) >= at - timedelta(milliseconds=1)

    @pytest.mark.parametrize("entity", ["nowhere", f"{TOPIC}/Subscriptions/created"])
    async def test_there_must_be_an_entity(self, sdk: ServiceBusClient, entity: str) -> None:
        """404, in AMQP's words."""
        with pytest.raises(MessagingEntityNotFoundError):
            await sdk.get_queue_sender(entity).send_messages(text("m1"))

    async def test_a_message_may_be_too_large(self, sdk: ServiceBusClient) -> None:
        """The link says how large one may be."""
        async with sdk.get_queue_sender(QUEUE) as sender:
            with pytest.raises(MessageSizeExceededError):
                await sender.send_messages(text("m1", b"x" * 300_000))

    async def test_what_the_broker_cannot_hold_is_refused(self, sdk: ServiceBusClient) -> None:
        """Rather than changed: a session, a property that is no text, number or bool, more than 64 KB of them."""
        async with sdk.get_queue_sender(QUEUE) as sender:
            for wrong in (
                text("m1", session_id="s"),
                text("m1", application_properties={"p": 1.5}),
                text("m1", application_properties={"p": "x" * 70_000}),
            ):
                with pytest.raises(ServiceBusError) as refusal:
                    await sender.send_messages(wrong)
                assert "argument-error" in str(refusal.value)
            await sender.send_messages(text("m2"))


class TestReceiving:
    async def test_settling(self, sdk: ServiceBusClient) -> None:
        """Abandoned it comes again, dead-lettered it is in the sub-queue with what was said, completed it is gone."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            await sender.send_messages([text("m1"), text("m2")])
            await receiver.abandon_message(await take(receiver))
            again = await take(receiver)
            assert (again.message_id, again.delivery_count) == ("m1", 1)
            await receiver.dead_letter_message(again, reason="reason", error_description="description")
            await receiver.complete_message(await take(receiver))
            assert await receiver.peek_messages(10) == []
        async with sdk.get_queue_receiver(QUEUE, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as dead:
            (shown,) = await dead.peek_messages(10)
            letter = await take(dead)
            for message in (shown, letter):
                assert (message.message_id, message.dead_letter_reason) == ("m1", "reason")
                assert message.dead_letter_error_description == "description"
            await dead.abandon_message(letter)
            await dead.complete_message(await take(dead))
            assert await dead.receive_messages(1, 0.1) == []

    async def test_a_message_dies_after_its_deliveries(self, sdk: ServiceBusClient) -> None:
        """With Service Bus's reason."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            await sender.send_messages(text("m1"))
            for _ in range(3):
                await receiver.abandon_message(await take(receiver))
        async with sdk.get_queue_receiver(QUEUE, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as dead:
            assert (await take(dead)).dead_letter_reason == "MaxDeliveryCountExceeded"

    async def test_locks_are_renewed_and_lost(self, sdk: ServiceBusClient) -> None:
        """By hand and by the SDK's renewer; who settled has none any more."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
            await sender.send_messages(text("m1"))
            message = await take(receiver)
            until = message.locked_until_utc
            assert until is not None
            assert await receiver.renew_message_lock(message) > until
            async with AutoLockRenewer() as renewer:
                renewer.register(receiver, message, max_lock_renewal_duration=1)
            async with sdk.get_queue_receiver(QUEUE) as other:
                assert await other.receive_messages(1, 0.1) == []
            await receiver.complete_message(message)
            message._settled = False
            with pytest.raises(MessageLockLostError):
                await receiver.renew_message_lock(message)

    async def test_a_receiver_waits(self, sdk: ServiceBusClient) -> None:
        """What comes later wakes it, over another connection; closing it gives back what it did not hand out."""
        async with sdk.get_queue_sender(QUEUE) as sender:
            async with sdk.get_queue_receiver(QUEUE, prefetch_count=10) as receiver:
                waiting = asyncio.create_task(take(receiver))
                await asyncio.sleep(0.1)
                await sender.send_messages([text("m1"), text("m2")])
                await receiver.complete_message(await waiting)
            async with sdk.get_queue_receiver(QUEUE) as other:
                again = await take(other)
                assert (again.message_id, again.delivery_count) == ("m2", 0)

    async def test_a_receiver_iterates(self, sdk: ServiceBusClient) -> None:
        """As Functions and most programs do."""
        async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE, max_wait_time=0.5) as receiver:
            await sender.send_messages([text(f"m{number}") for number in range(5)])
            found = []
            async for message in receiver:
                found.append(message.message_id)
                await receiver.complete_message(message)
        assert found == [f"m{number}" for number in range(5)]

    async def test_an_idle_connection_stays(self, tmp_path: Path) -> None:
        """By heartbeats, for longer than the time after which a silent one is closed."""
        async with (
            running(tmp_path, idle_seconds=1) as short,
            client(short.connection_string) as sdk,
            sdk.get_queue_receiver(QUEUE) as receiver,
        ):
            waiting = asyncio.create_task(take(receiver))
            await asyncio.sleep(3)
            async with sdk.get_queue_sender(QUEUE) as sender:
                await sender.send_messages(text("m1"))
            await waiting

    async def test_a_silent_connection_is_closed(self, tmp_path: Path) -> None:
        """A client that died holds nothing for ever."""
        async with running(tmp_path, idle_seconds=0.2) as short:
            reader, writer = await asyncio.open_connection("127.0.0.1", short.port)
            async with asyncio.timeout(SOON):
                await reader.read()
            writer.close()
            await writer.wait_closed()
            assert not short.connections


REFUSED: dict[str, Callable[[ServiceBusClient], Awaitable[object]]] = {
    "receive from a subscription that forwards": lambda sdk: _receive(sdk.get_subscription_receiver(TOPIC, "created")),
    "receive from a topic": lambda sdk: _receive(sdk.get_queue_receiver(TOPIC)),
    "sessions": lambda sdk: _receive(sdk.get_queue_receiver(QUEUE, session_id="s")),
    "the next session": lambda sdk: _receive(sdk.get_queue_receiver(QUEUE, session_id=NEXT_AVAILABLE_SESSION)),
    "receive and delete": lambda sdk: _receive(
        sdk.get_queue_receiver(QUEUE, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
    ),
    "receive deferred": lambda sdk: sdk.get_queue_receiver(QUEUE).receive_deferred_messages([1]),
    "cancel scheduled": lambda sdk: sdk.get_queue_sender(QUEUE).cancel_scheduled_messages(1),
    "defer": lambda sdk: _defer(sdk),  # noqa: PLW0108 - which is defined below
    "transfer dead letters": lambda sdk: _receive(
        sdk.get_queue_receiver(QUEUE, sub_queue=ServiceBusSubQueue.TRANSFER_DEAD_LETTER)
    ),
}


async def _receive(receiver: ServiceBusReceiver) -> None:
    await receiver.receive_messages(1, 1)


async def _defer(sdk: ServiceBusClient) -> None:
    async with sdk.get_queue_sender(QUEUE) as sender, sdk.get_queue_receiver(QUEUE) as receiver:
        await sender.send_messages(text("m1"))
        await receiver.defer_message(await take(receiver))


class TestRefused:
    @pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED.keys())
    async def test_what_is_not_emulated_is_refused_loudly(
        self, sdk: ServiceBusClient, ask: Callable[[ServiceBusClient], Awaitable[object]]
    ) -> None:
        """The client hears it; nothing is pretended."""
        with pytest.raises(ServiceBusError):
            await ask(sdk)


class TestAuthorization:
    async def send(self, sdk: ServiceBusClient) -> None:
        async with sdk, sdk.get_queue_sender(QUEUE) as sender:
            await sender.send_messages(text("m1"))

    async def test_the_key_of_another_is_refused(self, emulator: ServiceBusEmulator) -> None:
        """A signature by any other key."""
        wrong = emulator.connection_string.replace(emulator.tokens.key, "wrong")
        with pytest.raises(ServiceBusAuthenticationError):
            await self.send(ServiceBusClient.from_connection_string(wrong, **NO_RETRIES))

    async def test_a_bearer_token_is_accepted_if_it_was_announced(self, emulator: ServiceBusEmulator) -> None:
        """As from an identity in Azure; any other is refused."""
        emulator.tokens.bearers.add("good")
        address = f"127.0.0.1:{emulator.port}"
        await self.send(ServiceBusClient(address, Bearer("good"), use_tls=False, **NO_RETRIES))
        with pytest.raises(ServiceBusAuthenticationError):
            await self.send(ServiceBusClient(address, Bearer("bad"), use_tls=False, **NO_RETRIES))

    @pytest.mark.parametrize(
        ("path", "seconds", "accepted"),
        [(QUEUE, 60, True), ("", 60, True), (OTHER_QUEUE, 60, False), (QUEUE, -60, False)],
        ids=["its own", "the namespace", "another entity", "expired"],
    )
    async def test_a_signature_is_for_an_entity_and_a_time(
        self, emulator: ServiceBusEmulator, path: str, seconds: int, accepted: bool
    ) -> None:
        """A token opens what it names, and what is below."""
        resource, expiry = f"sb://127.0.0.1:{emulator.port}/{path}", int(time.time()) + seconds
        digest = hmac.new(emulator.tokens.key.encode(), f"{quote_plus(resource)}\n{expiry}".encode(), hashlib.sha256)
        signature = quote_plus(base64.b64encode(digest.digest()))
        token = (
            f"SharedAccessSignature sr={quote_plus(resource)}&sig={signature}&se={expiry}&skn=RootManageSharedAccessKey"
        )
        address = f"127.0.0.1:{emulator.port}"
        sdk = ServiceBusClient(address, AzureSasCredential(token), use_tls=False, **NO_RETRIES)
        if accepted:
            await self.send(sdk)
        else:
            with pytest.raises((ServiceBusAuthenticationError, ServiceBusError)):
                await self.send(sdk)

    async def test_an_entity_may_refuse(self, emulator: ServiceBusEmulator, sdk: ServiceBusClient) -> None:
        """On demand: as for an identity without the role."""
        emulator.faults.add("attach", "refuse", entity=QUEUE)
        with pytest.raises(ServiceBusAuthorizationError):
            await self.send(sdk)

"""Links by which the client sends: to topics and queues, and its tokens to $cbs."""

from local.emulators.servicebus.amqp_types import Int
from local.emulators.servicebus.errors import BUSY, Refused
from local.emulators.servicebus.links import FromClient
from local.emulators.servicebus.messages import BATCH_FORMAT, Sections, answer, batch, incoming
from local.emulators.servicebus.tokens import path_of


class Sending(FromClient):
    """To a topic or a queue."""

    async def receive(self, raw: bytes, message_format: int) -> None:
        entities = self.emulator.entities
        target = entities.target(self.path)
        async with self.session.connection.faulty("send", target):
            await entities.send(target, batch(raw) if message_format == BATCH_FORMAT else [incoming(raw)])


class Authorizing(FromClient):
    """To $cbs: tokens."""

    async def receive(self, raw: bytes, message_format: int) -> None:  # noqa: ARG002
        request = Sections.read(raw)
        audience = str(request.application_properties.get("name", ""))
        token = request.value.decode() if isinstance(request.value, bytes) else str(request.value)
        status, text = 202, "Accepted"
        try:
            async with self.session.connection.faulty("authorize", path_of(audience)):
                if (refusal := self.emulator.tokens.refusal(audience, token)) is not None:
                    status, text = 401, refusal
                else:
                    self.session.connection.grant(path_of(audience))
        except Refused as error:
            status, text = (503 if error.condition == BUSY else 401), error.text
        properties = {"status-code": Int(status), "status-description": text}
        await self.reply(answer(None, properties, request.message_id))

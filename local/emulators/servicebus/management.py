"""An entity's $management node: requests and responses beside its messages."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from local.emulators.servicebus.amqp_types import Array, Int, Symbol, Timestamp
from local.emulators.servicebus.entities import Source
from local.emulators.servicebus.errors import ARGUMENT, NOT_IMPLEMENTED, Refused, refused
from local.emulators.servicebus.links import FromClient
from local.emulators.servicebus.messages import Sections, answer, incoming, outgoing

SUFFIX = "/$management"
_VENDOR = "com.microsoft:"
_OK, _NO_CONTENT = 200, 204
_LONG, _TIMESTAMP = 0x81, 0x83

type Body = Mapping[str, Any]
type Answer = tuple[int, Any]


class Management(FromClient):
    """Answers on the client's link from the same node, whatever it is asked."""

    async def receive(self, raw: bytes, message_format: int) -> None:  # noqa: ARG002
        request = Sections.read(raw)
        operation = str(request.application_properties.get("operation", ""))
        properties: dict[str, Any]
        try:
            status, body = await self._carry_out(operation.removeprefix(_VENDOR), request.value)
            properties = {"statusCode": Int(status), "statusDescription": "OK"}
        except Exception as error:
            if (refusal := refused(error)) is None:
                raise
            body = None
            properties = {
                "statusCode": Int(refusal.status),
                "statusDescription": refusal.text,
                "errorCondition": Symbol(refusal.condition),
            }
        await self.reply(answer(body, properties, request.message_id))

    async def _carry_out(self, operation: str, body: Body) -> Answer:
        carry_out: Mapping[str, Callable[[Body], Awaitable[Answer]]] = {
            "peek-message": self._peek,
            "renew-lock": self._renew,
            "schedule-message": self._schedule,
            "update-disposition": self._settle,
        }
        if operation not in carry_out:
            raise Refused(NOT_IMPLEMENTED, f"{operation} is not emulated.")
        return await carry_out[operation](body)

    @property
    def _entity(self) -> str:
        return self.path.removesuffix(SUFFIX)

    @property
    def _source(self) -> Source:
        return self.emulator.entities.source(self._entity)

    async def _peek(self, body: Body) -> Answer:
        source = self._source
        async with self.session.connection.faulty("peek", self._entity):
            found = await source.peek(int(body["from-sequence-number"]), int(body["message-count"]))
        shown = [
            {"message": outgoing(message, dead=source.dead, scheduled=is_scheduled)} for message, is_scheduled in found
        ]
        return (_OK, {"messages": shown}) if shown else (_NO_CONTENT, None)

    async def _renew(self, body: Body) -> Answer:
        source = self._source
        async with self.session.connection.faulty("renew", self._entity):
            until = [_timestamp(await source.renew(token)) for token in _tokens(body)]
        return _OK, {"expirations": Array(_TIMESTAMP, until)}

    async def _schedule(self, body: Body) -> Answer:
        target = self.emulator.entities.target(self._entity)
        messages = [incoming(each["message"]) for each in body["messages"]]
        if any(each.at is None for each in messages):
            raise Refused(ARGUMENT, "A message to be scheduled does not say for when.")
        async with self.session.connection.faulty("schedule", target):
            await self.emulator.entities.send(target, messages)
        # Nobody can cancel here, so that no message's number is ever asked for.
        return _OK, {"sequence-numbers": Array(_LONG, [0] * len(messages))}

    async def _settle(self, body: Body) -> Answer:
        source, status = self._source, str(body["disposition-status"])
        async with self.session.connection.faulty("settle", self._entity):
            for token in _tokens(body):
                match status:
                    case "completed":
                        await source.complete(token)
                    case "abandoned":
                        await source.abandon(token)
                    case "suspended":
                        reason, description = body.get("deadletter-reason"), body.get("deadletter-description")
                        await source.dead_letter(token, str(reason or ""), str(description or ""))
                    case _:
                        raise Refused(NOT_IMPLEMENTED, f"Settling as {status} is not emulated.")
        return _OK, None


def _tokens(body: Body) -> list[str]:
    """Lock tokens as the broker has them."""
    tokens = body["lock-tokens"]
    if not all(isinstance(token, UUID) for token in tokens):
        raise Refused(ARGUMENT, "A lock token is a UUID.")
    return [token.bytes_le.hex() for token in tokens]


def _timestamp(moment: datetime) -> Timestamp:
    return Timestamp(int(moment.timestamp() * 1000))

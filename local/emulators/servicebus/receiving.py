"""Links by which the client receives messages, under locks, and what it says of them."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from local.emulators.servicebus import frames
from local.emulators.servicebus.amqp_types import Described, UInt, ULong
from local.emulators.servicebus.entities import Source
from local.emulators.servicebus.errors import NOT_IMPLEMENTED, Refused, refused
from local.emulators.servicebus.frames import Frame, performative
from local.emulators.servicebus.links import Attachment
from local.emulators.servicebus.messages import outgoing
from shared.bus.port import Received

if TYPE_CHECKING:
    from local.emulators.servicebus.session import Session

_AT_ONCE = 100
_WAIT_SECONDS = 60.0


class Delivering:
    """Delivers what its source has, as far as the client's credit goes; a drained link tells when there is no more."""

    def __init__(self, session: "Session", attachment: Attachment, path: str, source: Source) -> None:
        self.name = attachment.name
        self.handle = attachment.handle
        self.path = path
        self.source = source
        self._session = session
        self._credit = 0
        self._delivered = 0
        self._drains = False
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def on_attached(self) -> None:
        self._task = self._session.connection.run(self._deliver_all())

    def on_flow(self, found: Frame) -> None:
        seen, credit = found.fields[5:7]
        self._credit = max(0, (seen or 0) + (credit or 0) - self._delivered)
        self._drains = bool(found.fields[8])
        self._changed.set()
        if found.fields[9]:
            self._tell(drained=False)

    def on_transfer(self, found: Frame) -> None:  # noqa: ARG002 - it is the client that receives
        return

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _deliver_all(self) -> None:
        while True:
            self._changed.clear()
            drains = self._drains
            taken: Sequence[Received] = ()
            if self._credit:
                try:
                    taken = await self._take(min(self._credit, _AT_ONCE), 0 if drains else _WAIT_SECONDS)
                    if taken:
                        await self._deliver(taken)
                except Exception as error:
                    if (refusal := refused(error)) is None:
                        raise
                    self._session.detach(self, refusal)
                    return
            if drains and not taken and not self._changed.is_set():
                self._delivered += self._credit
                self._credit = 0
                self._drains = False
                self._tell(drained=True)
            if not self._credit and not self._drains:
                await self._changed.wait()

    async def _take(self, limit: int, max_wait: float) -> Sequence[Received]:
        """What there is; nothing when the client changes its mind while we wait."""
        taking = asyncio.create_task(self.source.take(limit, max_wait))
        changing = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({taking, changing} if max_wait else {taking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changing.cancel()
            taking.cancel()
        try:
            return await taking
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            return ()

    async def _deliver(self, taken: Sequence[Received]) -> None:
        try:
            async with self._session.connection.faulty("receive", self.path):
                for message in taken:
                    if self._credit:
                        await self._transfer(message)
                    else:
                        await self.source.release(message.lock_token)
        except Refused:
            for message in taken:
                await self.source.release(message.lock_token)
            raise

    async def _transfer(self, message: Received) -> None:
        self._credit -= 1
        self._delivered += 1
        payload = outgoing(message, dead=self.source.dead)
        tag = bytes.fromhex(message.lock_token)
        delivery = await self._session.deliver(self.handle, payload, tag, settled=False)
        self._session.unsettled[delivery] = self, message.lock_token

    def _tell(self, *, drained: bool) -> None:
        self._session.flow(UInt(self.handle), UInt(self._delivered), UInt(self._credit), None, drained)


async def settle(
    session: "Session", delivery: int, held: tuple[Delivering, str], outcome: Described | None, *, answered: bool
) -> None:
    """Do with a delivery what the client said, and confirm it if it waits for that."""
    link, token = held
    confirmed = Described(ULong(frames.REJECTED), []) if _code(outcome) == frames.REJECTED else outcome
    try:
        async with session.connection.faulty("settle", link.path):
            await _apply(link.source, token, outcome)
    except Exception as error:
        if (refusal := refused(error)) is None:
            raise
        confirmed = Described(ULong(frames.REJECTED), [refusal.described()])
    if answered:
        session.send(performative(frames.DISPOSITION, False, UInt(delivery), None, True, confirmed))  # noqa: FBT003


async def _apply(source: Source, token: str, outcome: Described | None) -> None:
    match _code(outcome), outcome and outcome.fields(2):
        case frames.ACCEPTED, _:
            await source.complete(token)
        case frames.RELEASED, _:
            await source.release(token)
        case frames.MODIFIED, [_, True]:
            raise Refused(NOT_IMPLEMENTED, "Deferring is not emulated.")
        case frames.MODIFIED, _:
            await source.abandon(token)
        case frames.REJECTED, fields:
            info = _info(fields)
            reason, description = info.get("DeadLetterReason"), info.get("DeadLetterErrorDescription")
            await source.dead_letter(token, str(reason or ""), str(description or ""))
        case code, _:
            raise Refused(NOT_IMPLEMENTED, f"There is no outcome {code:#x}.")


def _code(outcome: Described | None) -> int:
    return frames.ACCEPTED if outcome is None else int(outcome.descriptor)


def _info(fields: Any) -> dict[str, Any]:
    error = fields[0] if fields else None
    return (error.fields(3)[2] or {}) if isinstance(error, Described) else {}

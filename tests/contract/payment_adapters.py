"""The payment providers that the port's contract is tried on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from functions.token.payments.port import PaymentProvider
from functions.token.payments.sandbox import Sandbox
from functions.token.payments.toss import Toss
from functions.token.payments.toss_api import TossApi
from functions.token.payments.toss_payment import their_order
from tests.fakes import Fakes
from tests.wire.toss_server import KEY, TossServer

API_URL = "http://127.0.0.1:7071"


class Counter(Protocol):
    """The provider's other side: what members and its own people do there."""

    async def authorise(self, order_id: str, amount: int, *, declines: bool = False) -> str:
        """A member agrees to pay: the payment's key."""
        ...

    async def cancel_by_hand(self, key: str, amount: int) -> None:
        """Money is given back in the provider's console."""
        ...

    def webhook(self, key: str) -> tuple[Callable[[str], str | None], bytes]:
        """What it sends about a payment: how to read the headers, and the body."""
        ...


@dataclass(frozen=True, slots=True)
class Till:
    """A provider on trial."""

    provider: PaymentProvider
    counter: Counter
    pass_time: Callable[[float], None]
    declined: str
    """Why a declined payment failed, in this provider's words."""


class SandboxCounter:
    def __init__(self, fakes: Fakes, sandbox: Sandbox) -> None:
        self._fakes = fakes
        self._sandbox = sandbox

    async def authorise(self, order_id: str, amount: int, *, declines: bool = False) -> str:
        until = self._fakes.clock.now()
        address = await self._sandbox.open_checkout(order_id, amount=amount, currency="KRW", until=until)
        checkout = await self._sandbox.checkout(address.rpartition("=")[2])
        assert checkout is not None
        return await self._sandbox.authorise(checkout, "declines" if declines else "pays")

    async def cancel_by_hand(self, key: str, amount: int) -> None:
        await self._sandbox.cancel(key, amount, idempotency_key="by hand")

    def webhook(self, key: str) -> tuple[Callable[[str], str | None], bytes]:
        headers, body = self._sandbox.webhook(key)
        return headers.get, body


class TossCounter:
    def __init__(self, server: TossServer) -> None:
        self._server = server

    async def authorise(self, order_id: str, amount: int, *, declines: bool = False) -> str:
        return self._server.authorise(
            their_order(order_id), amount, declines="REJECT_CARD_COMPANY" if declines else None
        )

    async def cancel_by_hand(self, key: str, amount: int) -> None:
        self._server.cancel_by_hand(key, amount)

    def webhook(self, key: str) -> tuple[Callable[[str], str | None], bytes]:
        return {"content-type": "application/json"}.get, self._server.webhook(key)


@asynccontextmanager
async def sandbox() -> AsyncIterator[Till]:
    """The embedded one."""
    fakes = Fakes()
    provider = Sandbox(fakes.deps, b"a secret of the tests", API_URL)
    yield Till(provider, SandboxCounter(fakes, provider), fakes.clock.advance, "card_declined")


@asynccontextmanager
async def toss() -> AsyncIterator[Till]:
    """Toss Payments, by a server that shows every payment."""
    async with _toss(shows_unconfirmed=True) as till:
        yield till


@asynccontextmanager
async def toss_discreet() -> AsyncIterator[Till]:
    """Toss Payments, by a server that shows confirmed payments only."""
    async with _toss(shows_unconfirmed=False) as till:
        yield till


@asynccontextmanager
async def _toss(*, shows_unconfirmed: bool) -> AsyncIterator[Till]:
    fakes = Fakes()
    async with TossServer(fakes.clock) as server:
        server.shows_unconfirmed = shows_unconfirmed
        api = TossApi(server.url, KEY)
        yield Till(Toss(api, API_URL), TossCounter(server), fakes.clock.advance, "reject_card_company")
        await api.close()


ADAPTERS = (sandbox, toss, toss_discreet)

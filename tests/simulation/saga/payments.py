"""A payment provider far away: the sandbox's books, kept elsewhere, behind a wire that fails as any other does."""

from collections.abc import Callable
from datetime import datetime

from functions.token.payments.port import CancelRefused, Payment
from functions.token.payments.sandbox import Sandbox
from tests.simulation.saga.process import Process

KEY = b"the provider's own"


class RemoteProvider:
    """The `PaymentProvider` that the token process reaches over the network."""

    name = "sandbox"

    def __init__(self, process: Process, books: Sandbox) -> None:
        self._process = process
        self._books = books

    async def open_checkout(self, order_id: str, *, amount: int, currency: str, until: datetime) -> str:
        return await self._process.effect(
            "payments", lambda: self._books.open_checkout(order_id, amount=amount, currency=currency, until=until)
        )

    async def confirm(self, payment_key: str, *, order_id: str, amount: int) -> Payment | None:
        return await self._process.effect(
            "payments", lambda: self._books.confirm(payment_key, order_id=order_id, amount=amount)
        )

    async def lookup(self, payment_key: str) -> Payment | None:
        return await self._process.effect("payments", lambda: self._books.lookup(payment_key))

    async def cancel(self, payment_key: str, amount: int, *, idempotency_key: str) -> Payment | CancelRefused:
        return await self._process.effect(
            "payments", lambda: self._books.cancel(payment_key, amount, idempotency_key=idempotency_key)
        )

    def read_webhook(self, header: Callable[[str], str | None], body: bytes) -> str:
        return self._books.read_webhook(header, body)

    async def forget(self, order_id: str) -> None:
        """A provider keeps its books under its own law."""

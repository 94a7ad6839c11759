"""The payment port: what an order asks of whoever moves the money.

A payment goes two ways at once: the member authorises it on the provider's page, which charges nothing, and we confirm
it, which captures the money. Only what the provider answers us is believed, never what a browser or a webhook says.

An order's id is the only thing of ours that a provider hears of, in the letters that it allows. A key of ours that a
provider does not take is `Poison`, never a decline. What every provider must do is in tests/contract/test_payments.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the provider knows it now. Amounts are in minor units of the currency.

    `authorised`: the member agreed, nothing is charged, and it lapses by itself. `captured`: charged, less what is
    `cancelled`. `failed`: never charged and never will be, for the reason `failure`.
    """

    key: str
    order_id: str
    amount: int
    currency: str
    status: Literal["authorised", "captured", "failed"]
    cancelled: int = 0
    failure: str | None = None

    @property
    def kept(self) -> int:
        """What was charged and not given back."""
        return self.amount - self.cancelled if self.status == "captured" else 0


@dataclass(frozen=True, slots=True)
class CancelRefused:
    """The provider will not give money back, now or later, for the reason `code`: an outcome, not an error."""

    code: str


class PaymentProvider(Protocol):
    """Moves money. Every method that asks the provider raises `Transient` when it does not answer: then anything may
    have happened there, and asking again tells."""

    @property
    def name(self) -> str:
        """What it is called in the webhook's path."""
        ...

    async def open_checkout(self, order_id: str, *, amount: int, currency: str, until: datetime) -> str:
        """The address where the member pays for an order. Nobody can guess it, and it says no more than the order's id
        and its amount. `?returnTo=` may be added: where in the web app it leads back to."""
        ...

    async def confirm(self, payment_key: str, *, order_id: str, amount: int) -> Payment | None:
        """Capture an authorised payment: the payment as it is then, captured or failed. Said again it changes nothing
        and answers the same. At most one payment of an order is ever captured. None if there is no such payment for
        this order and amount."""
        ...

    async def lookup(self, payment_key: str) -> Payment | None:
        """The payment as it is now; None if there is none. A provider need not show one that it has not captured."""
        ...

    async def cancel(self, payment_key: str, amount: int, *, idempotency_key: str) -> Payment | CancelRefused:
        """Give back a part of what was captured. With a key that was used before nothing more is given back."""
        ...

    def read_webhook(self, header: Callable[[str], str | None], body: bytes) -> str:
        """The key of the payment that a webhook is about. Raises the 400 `Rejection` if the provider cannot have sent
        it, or sent it long ago."""
        ...

    async def forget(self, order_id: str) -> None:
        """Remove what we store on the provider's behalf about an order. What a provider of flesh and blood keeps is
        kept by it, under its own law."""
        ...

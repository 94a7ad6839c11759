"""Orders of tokens: what a member pays for, what comes of it, and what is given back. Without storage or provider.

What is about to be asked of the payment provider is stored before it is asked (`confirming`, `refunding`), so that
whoever finds an order in one of these states can go on where somebody else stopped. An order has one payment, ever::

    created ─► confirming ─► paid ◄─► refunding ─► refunded
       │           ├──────► failed       ▲
       ▼           └── not to be granted ┘
    expired
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.errors import Poison, Rejection
from shared.ids import owner_of

PAY_WITHIN = timedelta(minutes=30)
"""How long an order waits to be paid."""
REFUND_WITHIN = timedelta(days=7)
"""How long after the payment unspent tokens can be given back."""
LOOK_AFTER = timedelta(seconds=30)
"""How long whoever asked the provider may take, before the reconciler asks in their stead."""
LOOK_AFTER_AT_MOST = timedelta(minutes=15)

type PackageId = Literal["tokens-1000", "tokens-5000", "tokens-20000"]
type State = Literal["created", "confirming", "paid", "failed", "expired", "refunding", "refunded"]

MEMBER_GONE = "member_gone"
"""The failure of an order whose tokens could not be granted, for there was nobody left to grant them to."""


@dataclass(frozen=True, slots=True)
class Package:
    """What can be bought. `amount` is in minor units of `currency`."""

    id: PackageId
    tokens: int
    amount: int
    currency: str = "KRW"


PACKAGES: dict[str, Package] = {
    package.id: package
    for package in (
        Package("tokens-1000", 1_000, 1_900),
        Package("tokens-5000", 5_000, 8_900),
        Package("tokens-20000", 20_000, 29_900),
    )
}
"""The price list: a token of a larger package is cheaper."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back, and the tokens it is for. `number` counts the tries of an order."""

    tokens: int
    amount: int
    number: int


@dataclass(slots=True, kw_only=True)
class Order:
    """One order. `version` counts changes."""

    id: str
    package_id: str
    tokens: int
    amount: int
    currency: str
    provider: str
    checkout_url: str
    state: State
    version: int
    created_at: datetime
    updated_at: datetime
    payment_key: str | None = None
    paid_at: datetime | None = None
    """When the tokens were granted; None if they never were."""
    failure: str | None = None
    """Why it failed, or why money could not be given back."""
    refund: Refund | None = None
    """The refund under way."""
    refunds: int = 0
    """How many refunds were begun."""
    refunded_tokens: int = 0
    refunded_amount: int = 0
    due_at: datetime | None = None
    """When the reconciler is to look at it."""
    looks: int = 0
    """How often it looked in vain since the last change of state."""

    @classmethod
    def place(cls, order_id: str, package: Package, *, provider: str, checkout_url: str, now: datetime) -> "Order":
        """A new order at today's price."""
        return cls(
            id=order_id,
            package_id=package.id,
            tokens=package.tokens,
            amount=package.amount,
            currency=package.currency,
            provider=provider,
            checkout_url=checkout_url,
            state="created",
            version=1,
            created_at=now,
            updated_at=now,
            due_at=now + PAY_WITHIN,
        )

    @property
    def member_id(self) -> str:
        """Whose it is."""
        return owner_of(self.id)

    @property
    def pay_until(self) -> datetime:
        """From then on it cannot be paid any more."""
        return self.created_at + PAY_WITHIN

    @property
    def refundable_until(self) -> datetime | None:
        """From then on nothing is given back; None if nothing was granted."""
        return None if self.paid_at is None else self.paid_at + REFUND_WITHIN

    @property
    def granted(self) -> bool:
        """Whether its tokens came into the wallet."""
        return self.paid_at is not None

    @property
    def waits(self) -> bool:
        """Whether it is waiting for the provider's word."""
        return self.state in ("confirming", "refunding")

    @property
    def moved_money(self) -> bool:
        """Whether money ever changed hands: such an order is kept for as long as the law asks."""
        return self.granted or self.refunds > 0

    def require_amount(self, amount: int) -> None:
        """Raises the 409 `Rejection` unless `amount` is what the order is for."""
        if amount != self.amount:
            raise Rejection("amount_mismatch", 409, expected=self.amount, amount=amount)

    def begin(self, payment_key: str, now: datetime) -> None:
        """The provider is about to be asked to capture this payment. Raises the 409 `Rejection` when it is too late."""
        self._require("created")
        if now >= self.pay_until:
            raise Rejection("order_expired", 409)
        self.payment_key = payment_key
        self._enter("confirming", now)

    def pay(self, now: datetime) -> None:
        """The payment was captured, and the tokens are granted."""
        self._require("confirming")
        self.paid_at = now
        self._enter("paid", now)

    def fail(self, code: str, now: datetime) -> None:
        """The payment was not and will not be captured, for the reason `code`."""
        self._require("confirming")
        self.failure = code
        self._enter("failed", now)

    def expire(self, now: datetime) -> None:
        """Nobody paid in time."""
        self._require("created")
        self._enter("expired", now)

    def undo(self, amount: int, code: str, now: datetime) -> None:
        """A payment was captured, but nothing can be granted for it, for the reason `code`: all of its `amount` goes
        back."""
        self._require("confirming")
        self.refunds += 1
        self.refund, self.failure = Refund(self.tokens, amount, self.refunds), code
        self._enter("refunding", now)

    def refundable(self, available_paid: int, now: datetime) -> Refund | None:
        """What could be given back now: tokens that are still there, and their share of the price, which is rounded
        down but for the whole. None if there is nothing or it is too late."""
        until = self.refundable_until
        if self.state != "paid" or until is None or now >= until:
            return None
        tokens = min(self.tokens - self.refunded_tokens, available_paid)
        amount = self.amount * (self.refunded_tokens + tokens) // self.tokens - self.refunded_amount
        return Refund(tokens, amount, self.refunds + 1) if tokens > 0 and amount > 0 else None

    def begin_refund(self, available_paid: int, now: datetime) -> Refund:
        """The provider is about to be asked to give money back. Raises the 409 `Rejection` that says why not."""
        until = self.refundable_until
        if until is None:
            raise Rejection("order_not_paid", 409, state=self.state)
        if now >= until:
            raise Rejection("refund_window_over", 409, days=REFUND_WITHIN.days)
        refund = self.refundable(available_paid, now)
        if refund is None:
            raise Rejection("nothing_to_refund", 409)
        self.refund, self.refunds, self.failure = refund, refund.number, None
        self._enter("refunding", now)
        return refund

    def settle_refund(self, now: datetime) -> None:
        """The money is back."""
        refund = self._refund_under_way()
        self.refunded_tokens += refund.tokens
        self.refunded_amount += refund.amount
        self.refund = None
        self._enter("refunded" if self.refunded_tokens == self.tokens else "paid", now)

    def cancel_refund(self, code: str, now: datetime) -> None:
        """The provider will not give the money back, for the reason `code`. Raises `Poison` where it has to: nobody
        may keep money that nothing was given for."""
        self._refund_under_way()
        if not self.granted:
            raise Poison(f"the provider keeps the payment of {self.id}, which was not granted: {code}")
        self.failure, self.refund = code, None
        self._enter("paid", now)

    def take_back(self, cancelled: int, available_paid: int, now: datetime) -> Refund | None:
        """The provider has given `cancelled` back by now. What of it is more than we asked for was given back in its
        own console: that money, and the tokens to be taken for it, its share rounded down and no more than are unspent.
        None if there is no such money, or if a refund is under way that may be it."""
        amount = cancelled - self.refunded_amount
        if self.state != "paid" or amount <= 0:
            return None
        tokens = self.tokens * cancelled // self.amount - self.refunded_tokens
        refund = Refund(max(0, min(tokens, available_paid)), amount, self.refunds + 1)
        self.refunds = refund.number
        self.refunded_tokens += refund.tokens
        self.refunded_amount += amount
        self._enter("refunded" if self.refunded_amount == self.amount else "paid", now)
        return refund

    def postpone(self, now: datetime) -> None:
        """The provider gave no answer: look again, later each time."""
        self.looks += 1
        self.due_at = now + min(LOOK_AFTER * 2 ** min(self.looks, 10), LOOK_AFTER_AT_MOST)
        self.version += 1

    def _enter(self, state: State, now: datetime) -> None:
        self.state, self.updated_at, self.looks = state, now, 0
        self.due_at = now + LOOK_AFTER if self.waits else None
        self.version += 1

    def _require(self, state: State) -> None:
        # Callers look at the state first: it would be a defect.
        if self.state != state:
            raise Poison(f"the order {self.id} is {self.state}, not {state}")

    def _refund_under_way(self) -> Refund:
        self._require("refunding")
        if self.refund is None:
            raise Poison(f"the order {self.id} is refunding nothing")
        return self.refund

"""A member's wallet: a double-entry ledger of tokens, without storage.

Tokens are never made or lost, they move between accounts: every movement is one `Entry` whose postings sum to zero, so
all accounts of a wallet together are always zero. What the member has, or has coming back, is in `MEMBER_ACCOUNTS`,
never negative; the other accounts say where it came from (at or below zero) or where it went.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from shared.errors import Poison
from shared.events.base import EventData
from shared.events.token import TokenDecreased, TokenDecreasingFailed, TokenIncreased, TokenRefunded
from shared.ids import owner_of

GRANT = 5_000
"""Free tokens of a new member."""

type MemberAccount = Literal["available-free", "available-paid", "held-free", "held-paid", "refunding"]
type Account = MemberAccount | Literal["granted", "purchased", "spent", "refunded", "forfeited"]
"""Held tokens are kept by where they came from, so that a release gives them back there. `refunding` is on its way
back to the member's bank; `forfeited` was there when the member left."""

MEMBER_ACCOUNTS: tuple[MemberAccount, ...] = get_args(MemberAccount.__value__)

type Kind = Literal[
    "grant", "hold", "capture", "release", "purchase", "refund", "refund_settled", "refund_cancelled", "forfeit"
]
type HoldState = Literal["held", "captured", "released", "refused", "void"]


@dataclass(frozen=True, slots=True)
class Trip:
    """What a recommendation is about, for the history. `location` is in the member's own words."""

    location: str
    place_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement. `cause` names what made it, unique in the wallet: no cause moves tokens twice."""

    cause: str
    kind: Kind
    version: int
    """The wallet's, after it: entries are numbered without a gap."""
    tokens: int
    """How many were moved."""
    postings: Mapping[Account, int]
    amount: int
    """Change of what is available."""
    balance: int
    """What is available after it."""
    at: str
    recommendation_id: str | None = None
    order_id: str | None = None
    trip: Trip | None = None
    code: str | None = None
    """Why tokens were released: the recommendation's failure."""


@dataclass(slots=True)
class Hold:
    """What became of one recommendation's tokens: `held`, then `captured` or `released`; or `refused`; or `void`: the
    recommendation had failed before it could be held for. The last four are final."""

    recommendation_id: str
    state: HoldState
    free: int = 0
    paid: int = 0


@dataclass(slots=True)
class Wallet:
    """One member's tokens. `version` counts movements. `closed`: the member has left; nothing is theirs any more, and
    what comes back is forfeited."""

    member_id: str
    accounts: dict[Account, int]
    version: int
    created_at: str
    updated_at: str
    closed: bool = False
    entries: list[Entry] = field(default_factory=list)
    """Movements since it was loaded."""
    events: list[EventData] = field(default_factory=list)

    @classmethod
    def empty(cls, member_id: str, at: str) -> "Wallet":
        """A wallet in which nothing has moved."""
        return cls(member_id, {}, version=0, created_at=at, updated_at=at)

    @property
    def free(self) -> int:
        """Available free tokens."""
        return self.accounts.get("available-free", 0)

    @property
    def paid(self) -> int:
        """Available paid tokens."""
        return self.accounts.get("available-paid", 0)

    @property
    def available(self) -> int:
        """What may be spent."""
        return self.free + self.paid

    @property
    def held(self) -> int:
        """What is set aside for recommendations that are being made."""
        return self.accounts.get("held-free", 0) + self.accounts.get("held-paid", 0)

    def grant(self, at: str) -> None:
        """Give a new member their free tokens."""
        self._move("grant", "grant", GRANT, {"granted": -GRANT, "available-free": GRANT}, at)
        self._tell(TokenIncreased, at, amount=GRANT, reason="grant")

    def hold(self, recommendation_id: str, tokens: int, at: str, trip: Trip) -> Hold:
        """Set tokens aside for a recommendation, free ones first; or refuse, when they are short or the member is gone:
        then nothing moves, and what is missing is told."""
        _require_positive(tokens, recommendation_id)
        if self.closed or self.available < tokens:
            self._tell(
                TokenDecreasingFailed,
                at,
                amount=tokens,
                missing=tokens - self.available,
                recommendation_id=recommendation_id,
                reason="member_gone" if self.closed else "insufficient_tokens",
            )
            return Hold(recommendation_id, "refused")
        free = min(self.free, tokens)
        paid = tokens - free
        self._move(
            f"hold.{_own(recommendation_id)}",
            "hold",
            tokens,
            {"available-free": -free, "available-paid": -paid, "held-free": free, "held-paid": paid},
            at,
            recommendation_id=recommendation_id,
            trip=trip,
        )
        self._tell(TokenDecreased, at, amount=tokens, recommendation_id=recommendation_id)
        return Hold(recommendation_id, "held", free, paid)

    def capture(self, hold: Hold, at: str, trip: Trip) -> None:
        """Spend what is held: the recommendation was made. Raises `Poison` for a hold that is not held."""
        self._require_held(hold)
        tokens = hold.free + hold.paid
        self._move(
            f"capture.{_own(hold.recommendation_id)}",
            "capture",
            tokens,
            {"held-free": -hold.free, "held-paid": -hold.paid, "spent": tokens},
            at,
            recommendation_id=hold.recommendation_id,
            trip=trip,
        )
        hold.state = "captured"

    def release(self, hold: Hold, at: str, trip: Trip, code: str) -> None:
        """Give back what is held to where it came from: the recommendation failed with `code`. Raises `Poison` for a
        hold that is not held."""
        self._require_held(hold)
        tokens = hold.free + hold.paid
        postings: dict[Account, int] = {"held-free": -hold.free, "held-paid": -hold.paid}
        self._move(
            f"release.{_own(hold.recommendation_id)}",
            "release",
            tokens,
            {**postings, **self._back({"available-free": hold.free, "available-paid": hold.paid})},
            at,
            recommendation_id=hold.recommendation_id,
            trip=trip,
            code=code,
        )
        hold.state = "released"
        if not self.closed:
            self._tell(TokenRefunded, at, amount=tokens, recommendation_id=hold.recommendation_id, code=code)

    def purchase(self, order_id: str, tokens: int, at: str) -> None:
        """Add what was paid for. Raises `Poison` for a closed wallet: the payment is to be undone instead."""
        _require_positive(tokens, order_id)
        if self.closed:
            raise Poison(f"{order_id} was paid for, but its member is gone")
        postings: dict[Account, int] = {"purchased": -tokens, "available-paid": tokens}
        self._move(f"purchase.{_own(order_id)}", "purchase", tokens, postings, at, order_id=order_id)
        self._tell(TokenIncreased, at, amount=tokens, reason="purchase", order_id=order_id)

    def reserve_refund(self, order_id: str, tokens: int, at: str, *, attempt: int = 1) -> None:
        """Set paid tokens aside while their money goes back. `attempt` tells a second try from the first, which was
        cancelled. Raises `Poison` if they are not all unspent: see `paid` first."""
        _require_positive(tokens, order_id)
        postings: dict[Account, int] = {"available-paid": -tokens, "refunding": tokens}
        self._move(f"refund.{_own(order_id)}.{attempt}", "refund", tokens, postings, at, order_id=order_id)

    def settle_refund(self, order_id: str, tokens: int, at: str, *, attempt: int = 1) -> None:
        """The money is back: what was reserved leaves the wallet."""
        _require_positive(tokens, order_id)
        postings: dict[Account, int] = {"refunding": -tokens, "refunded": tokens}
        cause = f"refund_settled.{_own(order_id)}.{attempt}"
        self._move(cause, "refund_settled", tokens, postings, at, order_id=order_id)

    def cancel_refund(self, order_id: str, tokens: int, at: str, *, attempt: int = 1) -> None:
        """The money does not go back: what was reserved is available again."""
        _require_positive(tokens, order_id)
        postings: dict[Account, int] = {"refunding": -tokens, **self._back({"available-paid": tokens})}
        cause = f"refund_cancelled.{_own(order_id)}.{attempt}"
        self._move(cause, "refund_cancelled", tokens, postings, at, order_id=order_id)

    def close(self, at: str) -> None:
        """The member has left: what was available is written off. What is held or being refunded is settled when its
        recommendation or refund ends."""
        tokens = self.available
        self._move(
            "forfeit",
            "forfeit",
            tokens,
            {"available-free": -self.free, "available-paid": -self.paid, "forfeited": tokens},
            at,
        )
        self.closed = True

    def _back(self, to: dict[Account, int]) -> dict[Account, int]:
        return {"forfeited": sum(to.values())} if self.closed else to

    def _require_held(self, hold: Hold) -> None:
        if hold.state != "held":
            raise Poison(f"the hold for {hold.recommendation_id} is {hold.state}, not held")

    def _move(
        self,
        cause: str,
        kind: Kind,
        tokens: int,
        postings: dict[Account, int],
        at: str,
        *,
        recommendation_id: str | None = None,
        order_id: str | None = None,
        trip: Trip | None = None,
        code: str | None = None,
    ) -> None:
        before = self.available
        accounts = dict(self.accounts)
        postings = {account: amount for account, amount in postings.items() if amount}
        for account, amount in postings.items():
            accounts[account] = accounts.get(account, 0) + amount
        # Callers look first: it would be a defect, or a document that was tampered with.
        if sum(postings.values()) or sum(accounts.values()):
            raise Poison(f"{cause} would unbalance the wallet of {self.member_id}")
        if any(accounts.get(account, 0) < 0 for account in MEMBER_ACCOUNTS):
            raise Poison(f"{cause} would overdraw the wallet of {self.member_id}")
        self.accounts = accounts
        self.version += 1
        self.updated_at = at
        self.entries.append(
            Entry(
                cause=cause,
                kind=kind,
                version=self.version,
                tokens=tokens,
                postings=postings,
                amount=self.available - before,
                balance=self.available,
                at=at,
                recommendation_id=recommendation_id,
                order_id=order_id,
                trip=trip,
                code=code,
            )
        )

    def _tell(self, event: type[EventData], at: str, **data: str | int) -> None:
        self.events.append(
            event.model_validate(
                {
                    "version": self.version,
                    "member_id": self.member_id,
                    "free": self.free,
                    "paid": self.paid,
                    "held": self.held,
                    "at": at,
                    **data,
                }
            )
        )


def belongs(compound_id: str, member_id: str) -> bool:
    """Whether a recommendation or order is the member's own."""
    return owner_of(compound_id) == member_id


def _own(compound_id: str) -> str:
    """The part of `<memberId>.<ulid>` that is unique in the member's wallet."""
    return compound_id.partition(".")[2]


def _require_positive(tokens: int, cause: str) -> None:
    if tokens <= 0:
        raise Poison(f"{cause} is about {tokens} tokens")

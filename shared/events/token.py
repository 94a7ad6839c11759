"""What token publishes (topic token-events): every movement that somebody else acts on."""

from typing import ClassVar, Literal

from shared.events.base import EventData


class _WalletEvent(EventData):
    """`version` is the wallet's: its number of movements, for a reader that keeps a copy of the balance."""

    context: ClassVar[str] = "token"

    member_id: str
    free: int
    """Available free tokens after what happened."""
    paid: int
    """Available paid tokens after what happened."""
    held: int
    """Tokens set aside after what happened."""
    at: str

    def subject(self) -> str:
        return self.member_id


class TokenIncreased(_WalletEvent):
    """Tokens arrived: granted to a new member, or bought."""

    amount: int
    reason: Literal["grant", "purchase"]
    order_id: str | None = None


class TokenDecreased(_WalletEvent):
    """`amount` is held for a recommendation: it may be made now."""

    amount: int
    recommendation_id: str


class TokenDecreasingFailed(_WalletEvent):
    """Nothing could be held for a recommendation: `missing` tokens were short, or the member is gone."""

    amount: int
    missing: int
    recommendation_id: str
    reason: Literal["insufficient_tokens", "member_gone"]


class TokenRefunded(_WalletEvent):
    """What was held for a recommendation was given back to where it came from, because it failed with `code`."""

    amount: int
    recommendation_id: str
    code: str

"""What token answers about wallets."""

from typing import Literal

from pydantic import Field

from shared.http import Schema


class WalletView(Schema):
    """A member's tokens. `available` is `free` and `paid` together."""

    id: str = Field(description="The member's.")
    available: int = Field(ge=0, description="What may be spent.")
    free: int = Field(ge=0, description="Granted tokens: they are spent first.")
    paid: int = Field(ge=0, description="Bought tokens.")
    held: int = Field(ge=0, description="Set aside for recommendations that are being made.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC: when tokens last moved.")


class EntryView(Schema):
    """One movement of tokens."""

    id: str
    kind: Literal["grant", "hold", "capture", "release", "purchase", "refund", "refund_settled", "refund_cancelled"]
    amount: int = Field(
        description="Change of what is available: 0 for what was set aside before (capture, refund_settled)."
    )
    balance: int = Field(ge=0, description="What was available after it.")
    text: str = Field(description="What happened, in the reader's language.")
    recommendation_id: str | None
    order_id: str | None
    at: str = Field(description="ISO 8601, UTC.")
    created_at: str
    updated_at: str


class EntryPage(Schema):
    """A page of movements, latest first."""

    items: list[EntryView]
    next_cursor: str | None

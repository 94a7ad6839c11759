"""Token's part of the export of everything that is held of a member."""

from typing import Annotated, Literal

from pydantic import Field

from functions.token.orders import PackageId, State
from shared.http import Schema


class ExportedWallet(Schema):
    """The wallet."""

    record: Literal["wallet"]
    accounts: dict[str, int] = Field(description="Account of the ledger → its balance.")
    version: int = Field(description="How many movements there were.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str


class ExportedEntry(Schema):
    """A movement of tokens."""

    record: Literal["entry"]
    id: str
    kind: str
    tokens: int
    postings: dict[str, int] = Field(description="Account of the ledger → what was added to it; they sum to zero.")
    amount: int = Field(description="Change of what is available.")
    balance: int = Field(description="What was available after it.")
    recommendation_id: str | None
    order_id: str | None
    location: str | None = Field(description="The destination of the recommendation, in the member's words.")
    place_key: str | None
    code: str | None = Field(description="Why it was given back.")
    at: str = Field(description="ISO 8601, UTC.")


class ExportedHold(Schema):
    """What became of the tokens of a recommendation."""

    record: Literal["hold"]
    recommendation_id: str
    state: str
    free: int
    paid: int


class ExportedOrder(Schema):
    """An order of tokens."""

    record: Literal["order"]
    id: str
    package_id: PackageId
    tokens: int
    amount: int = Field(description="In minor units of the currency.")
    currency: str
    state: State
    failure: str | None
    provider: str
    payment_key: str | None = Field(description="The provider's name of the payment.")
    paid_at: str | None
    refunded_tokens: int
    refunded_amount: int
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str


class TokenExport(Schema):
    """A page of token's part."""

    items: list[Annotated[ExportedWallet | ExportedEntry | ExportedHold | ExportedOrder, Field(discriminator="record")]]
    next_cursor: str | None

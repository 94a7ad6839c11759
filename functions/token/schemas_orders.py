"""What token takes and answers about packages and orders."""

from pydantic import Field

from functions.token.orders import PackageId, State
from shared.http import Schema


class PackageView(Schema):
    """What can be bought."""

    id: PackageId
    tokens: int = Field(description="How many there are in it.")
    amount: int = Field(description="Its price, in minor units of the currency.")
    currency: str = Field(description="ISO 4217.")


class PackagePage(Schema):
    """All packages, the smallest first."""

    items: list[PackageView]
    next_cursor: None


class OrderDraft(Schema):
    """What to order."""

    package_id: PackageId = Field(description="The package; the server knows its price.")


class PaymentConfirmation(Schema):
    """What the payment provider's page handed over when the member had authorised the payment."""

    payment_key: str = Field(min_length=1, max_length=200, description="The provider's name of the payment.")
    amount: int = Field(strict=True, ge=0, le=10**12, description="What was authorised; it must be the order's amount.")


class TokensAndMoney(Schema):
    """Tokens, and the money they stand for in minor units of the order's currency."""

    tokens: int
    amount: int


class OrderView(Schema):
    """An order of tokens."""

    id: str
    package_id: PackageId
    tokens: int
    amount: int = Field(description="The price when it was ordered, in minor units of the currency.")
    currency: str = Field(description="ISO 4217.")
    state: State = Field(
        description="`confirming` and `refunding` wait for the payment provider and end by themselves. `refunded` is "
        "given back in full; an order that is given back in part is `paid`."
    )
    failure: str | None = Field(description="Why it failed, or why the last refund was refused.")
    checkout_url: str | None = Field(description="Where to pay, as long as it can be paid.")
    version: int
    paid_at: str | None = Field(description="ISO 8601, UTC: when the tokens came.")
    refundable_until: str | None = Field(description="ISO 8601, UTC: until then, what is unspent can be given back.")
    refundable: TokensAndMoney | None = Field(description="What a refund would give back now.")
    refunded: TokensAndMoney = Field(description="What was given back.")
    created_at: str = Field(description="ISO 8601, UTC.")
    updated_at: str = Field(description="ISO 8601, UTC.")

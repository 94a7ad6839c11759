"""Settings of payments."""

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from shared.settings import Environment


class PaymentSettings(Environment):
    """Who moves the money."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    provider: Literal["sandbox"] = Field(alias="KTRAVEL_PAYMENTS", default="sandbox")
    """`sandbox` moves none: it is refused in production."""
    sandbox_secret: str = Field(alias="KTRAVEL_SANDBOX_SECRET", default="", repr=False)
    """Signs the sandbox's webhooks and addresses; outside the local environment at least 32 characters."""

    @model_validator(mode="after")
    def _plays_with_no_real_money(self) -> Self:
        if self.environment == "prod":
            raise ValueError("KTRAVEL_PAYMENTS must not be sandbox in production: it would give tokens away")
        if self.environment != "local" and len(self.sandbox_secret) < 32:  # noqa: PLR2004
            raise ValueError("KTRAVEL_SANDBOX_SECRET must have at least 32 characters outside the local environment")
        return self

    @property
    def sandbox_key(self) -> bytes:
        """The secret, or locally one that everybody knows."""
        return (self.sandbox_secret or "the sandbox of this machine").encode()


@cache
def payment_settings() -> PaymentSettings:
    """This process's settings of payments."""
    return PaymentSettings.read()

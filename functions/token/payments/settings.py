"""Settings of payments."""

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from shared.settings import Environment

_SECRET_LENGTH = 32
_HTTPS_OR_THIS_MACHINE = r"^(https://[^/]+|http://(127\.0\.0\.1|localhost)(:\d+)?)$"
"""The secret key is sent there."""


class PaymentSettings(Environment):
    """Who moves the money. What the chosen provider does not use may be left out."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    provider: Literal["sandbox", "toss"] = Field(alias="KTRAVEL_PAYMENTS", default="sandbox")
    """`sandbox` moves none: it is refused in production."""
    sandbox_secret: str = Field(alias="KTRAVEL_SANDBOX_SECRET", default="", repr=False)
    """Signs the sandbox's webhooks and addresses; outside the local environment at least 32 characters."""
    toss_secret_key: str | None = Field(
        alias="KTRAVEL_TOSS_SECRET_KEY", default=None, pattern=r"^(test|live)_g?sk_[A-Za-z0-9]+$", repr=False
    )
    """With it the server asks Toss Payments. A key that begins with `test_` moves no money: refused in production."""
    toss_client_key: str | None = Field(
        alias="KTRAVEL_TOSS_CLIENT_KEY", default=None, pattern=r"^(test|live)_g?ck_[A-Za-z0-9]+$"
    )
    """With it the checkout page opens Toss Payments' window: everybody may see it. Of the same kind as the secret."""
    toss_url: str = Field(
        alias="KTRAVEL_TOSS_URL", default="https://api.tosspayments.com", pattern=_HTTPS_OR_THIS_MACHINE
    )
    """Toss Payments' address, or that of something that speaks as it does."""

    @model_validator(mode="after")
    def _has_what_its_provider_needs(self) -> Self:
        if self.provider == "sandbox":
            self._require_play()
        else:
            self._require_toss()
        return self

    def _require_play(self) -> None:
        if self.environment == "prod":
            raise ValueError("KTRAVEL_PAYMENTS must not be sandbox in production: it would give tokens away")
        if self.environment != "local" and len(self.sandbox_secret) < _SECRET_LENGTH:
            raise ValueError("KTRAVEL_SANDBOX_SECRET must have at least 32 characters outside the local environment")

    def _require_toss(self) -> None:
        needed = {"KTRAVEL_TOSS_SECRET_KEY": self.toss_secret_key, "KTRAVEL_TOSS_CLIENT_KEY": self.toss_client_key}
        if missing := [name for name, value in needed.items() if value is None]:
            raise ValueError(f"KTRAVEL_PAYMENTS=toss needs {' and '.join(missing)}")
        kinds = {str(key).partition("_")[0] for key in needed.values()}
        if len(kinds) > 1:
            raise ValueError("KTRAVEL_TOSS_SECRET_KEY and KTRAVEL_TOSS_CLIENT_KEY must both be test keys, or both live")
        if self.environment == "prod" and kinds != {"live"}:
            raise ValueError("KTRAVEL_TOSS_SECRET_KEY must be a live key in production: it would give tokens away")
        if self.environment != "local" and not self.toss_url.startswith("https://"):
            raise ValueError("KTRAVEL_TOSS_URL must be https outside the local environment")

    @property
    def sandbox_key(self) -> bytes:
        """The secret, or locally one that everybody knows."""
        return (self.sandbox_secret or "the sandbox of this machine").encode()


@cache
def payment_settings() -> PaymentSettings:
    """This process's settings of payments."""
    return PaymentSettings.read()

"""Which adapter arranges itineraries, and what it needs to reach its model."""

from functools import cache
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from shared.settings import Environment

_HTTPS_OR_THIS_MACHINE = r"^(https://[^/]+|http://(127\.0\.0\.1|localhost)(:\d+)?)(/.*)?$"
"""A key or a token is sent there, and what members wrote."""


class AiSettings(Environment):
    """The adapter and its settings. What the chosen one does not use may be left out."""

    ai: Literal["embedded", "openai", "azure"] = Field(alias="KTRAVEL_AI", default="embedded")
    model: str | None = Field(alias="KTRAVEL_AI_MODEL", default=None)
    """OpenAI: the model's name; Azure OpenAI: the deployment's. It must know structured outputs."""
    timeout_seconds: float = Field(alias="KTRAVEL_AI_TIMEOUT", default=50, gt=0, le=90)
    """How long one answer may take in all, retries included. Up to three are asked for, one after another
    (arranging.py), in the five minutes that a message may take (host.json)."""
    openai_api_key: SecretStr | None = Field(alias="KTRAVEL_OPENAI_API_KEY", default=None)
    openai_url: str = Field(
        alias="KTRAVEL_OPENAI_URL", default="https://api.openai.com/v1", pattern=_HTTPS_OR_THIS_MACHINE
    )
    """OpenAI's address, or that of something that speaks as it does."""
    azure_openai_endpoint: str | None = Field(
        alias="KTRAVEL_AZURE_OPENAI_ENDPOINT", default=None, pattern=_HTTPS_OR_THIS_MACHINE
    )
    """https://<resource>.openai.azure.com. There is no key: the app's identity needs the role Cognitive Services
    OpenAI User there."""

    @model_validator(mode="after")
    def _has_what_its_adapter_needs(self) -> Self:
        needs: dict[str, dict[str, object]] = {
            "embedded": {},
            "openai": {"KTRAVEL_AI_MODEL": self.model, "KTRAVEL_OPENAI_API_KEY": self.openai_api_key},
            "azure": {"KTRAVEL_AI_MODEL": self.model, "KTRAVEL_AZURE_OPENAI_ENDPOINT": self.azure_openai_endpoint},
        }
        if missing := [name for name, value in needs[self.ai].items() if value is None]:
            raise ValueError(f"KTRAVEL_AI={self.ai} needs {' and '.join(missing)}")
        return self


@cache
def ai_settings() -> AiSettings:
    """This process's choice."""
    return AiSettings.read()

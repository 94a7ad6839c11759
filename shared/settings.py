"""Settings: read once from the environment, typed, and refused at start with the name of what is wrong.

Every name is listed in local.settings.sample.json; a test compares the two. A context's own settings (signing keys,
payment provider) are read where they are used, in the same way.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shared.topology import topology

_THIS_MACHINE = ("127.0.0.1", "localhost")
"""What people type for the same place; a browser takes them for two origins."""


class SettingsError(Exception):
    """A setting is missing or wrong: the message names each."""


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class Environment(BaseModel):
    """Base of settings that are read from environment variables: each field's alias is the variable's name."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings in `environ` (default: the process's). Raises `SettingsError` naming every variable at fault."""
        values = os.environ if environ is None else environ
        try:
            return cls.model_validate({name: value for name, value in values.items() if value != ""})
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or cls.__name__}: {e['msg']}" for e in error.errors())
            raise SettingsError(f"Settings at fault: {faults}. local.settings.sample.json lists them all.") from None


class Settings(Environment):
    """What every context needs to know."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    """`local` brings personas to sign in with, and is refused nowhere but there."""
    contexts: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(alias="KTRAVEL_CONTEXTS", default=())
    """Contexts this process hosts, separated by commas. Locally all by default; elsewhere exactly one."""
    store: Literal["sqlite", "cosmos"] = Field(alias="KTRAVEL_STORE", default="sqlite")
    """`cosmos` reaches Cosmos DB as shared/connections.py says; outside the local environment nothing else will do."""
    bus: Literal["embedded", "servicebus"] = Field(alias="KTRAVEL_BUS", default="embedded")
    """`servicebus`, likewise."""
    data_dir: Path = Field(alias="KTRAVEL_DATA_DIR", default=Path(".data"))
    """Where the embedded parts keep their files."""
    api_url: str = Field(alias="KTRAVEL_API_URL", default="http://127.0.0.1:7071", pattern=r"^https?://[^/]+$")
    """Scheme and host under which people reach the API: the issuer of tokens, the base of links."""
    web_url: str = Field(alias="KTRAVEL_WEB_URL", default="http://127.0.0.1:7071", pattern=r"^https?://[^/]+$")
    """Scheme and host of the web app."""
    jwks_url: str | None = Field(alias="KTRAVEL_JWKS_URL", default=None)
    """Where the keys are that verify access tokens, when not at the issuer (a private address, say)."""

    @model_validator(mode="after")
    def _hosts_what_it_may(self) -> Self:
        known = topology().contexts
        if unknown := set(self.contexts) - set(known):
            raise ValueError(f"KTRAVEL_CONTEXTS names unknown contexts {sorted(unknown)}; there are {sorted(known)}")
        if self.environment != "local":
            if len(self.contexts) != 1:
                raise ValueError("KTRAVEL_CONTEXTS must name exactly one context outside the local environment")
            if not (self.api_url.startswith("https://") and self.web_url.startswith("https://")):
                raise ValueError("KTRAVEL_API_URL and KTRAVEL_WEB_URL must be https outside the local environment")
            if (self.store, self.bus) != ("cosmos", "servicebus"):
                raise ValueError(
                    "KTRAVEL_STORE must be cosmos and KTRAVEL_BUS servicebus outside the local environment: there, "
                    "what is embedded is lost with its machine"
                )
        return self

    @property
    def hosted(self) -> tuple[str, ...]:
        """The contexts to register."""
        return self.contexts or tuple(topology().contexts)

    @property
    def web_origins(self) -> tuple[str, ...]:
        """The web app's origin, the only one that may call with credentials: locally by both names of this machine."""
        return self._origins(self.web_url)

    @property
    def api_origins(self) -> tuple[str, ...]:
        """The API's own origin, for its documentation's pages: locally by both names of this machine."""
        return self._origins(self.api_url)

    @property
    def issuer(self) -> str:
        """The `iss` of access tokens, and where their discovery document is found."""
        return f"{self.api_url}/api"

    def _origins(self, url: str) -> tuple[str, ...]:
        if self.environment != "local":
            return (url,)
        scheme, _, host = url.partition("://")
        name, colon, port = host.partition(":")
        if name not in _THIS_MACHINE:
            return (url,)
        return tuple(f"{scheme}://{each}{colon}{port}" for each in _THIS_MACHINE)


@cache
def settings() -> Settings:
    """This process's settings."""
    return Settings.read()

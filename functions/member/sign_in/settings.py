"""Settings of signing in: which adapter, and what the providers know us by."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from shared.settings import Environment

_HTTPS = r"^https://[^/?#]+(/[^?#]*[^/?#])?$"
"""Without a slash at the end: issuers are compared letter by letter."""
_HTTPS_WITH_PATH = r"^https://[^/?#]+/[^?#]*[^/?#]$"


class SignInSettings(Environment):
    """Who vouches for members. A provider is there when it has an id and a secret for us."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    adapter: Literal["oidc", "entra", "dev"] = Field(alias="KTRAVEL_SIGN_IN", default="oidc")
    """`oidc` asks Google and Naver, `entra` Microsoft Entra External ID with both behind it. `dev` has personas only,
    for whom nobody vouches: it is refused outside the local environment (where they are there beside the others)."""
    google_client_id: str | None = Field(alias="KTRAVEL_GOOGLE_CLIENT_ID", default=None)
    google_client_secret: SecretStr | None = Field(alias="KTRAVEL_GOOGLE_CLIENT_SECRET", default=None)
    google_issuer: str = Field(alias="KTRAVEL_GOOGLE_ISSUER", default="https://accounts.google.com", pattern=_HTTPS)
    """Where its discovery document is, and who signs; another one is for tests. So is Naver's."""
    naver_client_id: str | None = Field(alias="KTRAVEL_NAVER_CLIENT_ID", default=None)
    naver_client_secret: SecretStr | None = Field(alias="KTRAVEL_NAVER_CLIENT_SECRET", default=None)
    naver_issuer: str = Field(alias="KTRAVEL_NAVER_ISSUER", default="https://nid.naver.com", pattern=_HTTPS)
    entra_authority: str | None = Field(alias="KTRAVEL_ENTRA_AUTHORITY", default=None, pattern=_HTTPS_WITH_PATH)
    """https://<name>.ciamlogin.com/<tenant id>/v2.0: msal wants a path."""
    entra_client_id: str | None = Field(alias="KTRAVEL_ENTRA_CLIENT_ID", default=None)
    entra_client_secret: SecretStr | None = Field(alias="KTRAVEL_ENTRA_CLIENT_SECRET", default=None)
    ca_file: Path | None = Field(alias="KTRAVEL_SIGN_IN_CA", default=None)
    """A PEM file of authorities to trust beside the machine's own, for a provider on this machine."""

    @model_validator(mode="after")
    def _can_sign_people_in(self) -> Self:
        for name, client_id, secret in (
            ("GOOGLE", self.google_client_id, self.google_client_secret),
            ("NAVER", self.naver_client_id, self.naver_client_secret),
            ("ENTRA", self.entra_client_id, self.entra_client_secret),
        ):
            if (client_id is None) != (secret is None):
                raise ValueError(f"KTRAVEL_{name}_CLIENT_ID and KTRAVEL_{name}_CLIENT_SECRET go together")
        if self.adapter == "entra" and (self.entra_authority is None or self.entra_client_id is None):
            raise ValueError("KTRAVEL_SIGN_IN=entra needs KTRAVEL_ENTRA_AUTHORITY and KTRAVEL_ENTRA_CLIENT_ID")
        if self.environment != "local":
            self._is_fit_for_the_public()
        return self

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers there are, in the order in which they are offered."""
        there = {
            "oidc": {"google": self.google_client_id is not None, "naver": self.naver_client_id is not None},
            "entra": {"google": True, "naver": True},
            "dev": {},
        }
        return tuple(name for name, is_there in there[self.adapter].items() if is_there)

    def _is_fit_for_the_public(self) -> None:
        if self.adapter == "dev":
            raise ValueError("KTRAVEL_SIGN_IN must not be dev outside the local environment: anybody could be anybody")
        if not self.providers:
            raise ValueError(
                "KTRAVEL_GOOGLE_CLIENT_ID or KTRAVEL_NAVER_CLIENT_ID must be set outside the local environment: "
                "nobody could sign in"
            )
        if self.ca_file is not None:
            raise ValueError("KTRAVEL_SIGN_IN_CA is for the local environment")


@cache
def sign_in_settings() -> SignInSettings:
    """This process's settings of signing in."""
    return SignInSettings.read()

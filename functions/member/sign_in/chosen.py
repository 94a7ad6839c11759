"""The providers that this process's settings name."""

from functools import cache
from typing import TYPE_CHECKING

from functions.member.sign_in.port import SignInProvider
from functions.member.sign_in.settings import SignInSettings, sign_in_settings
from shared.dependencies import close_at_shutdown
from shared.errors import NotFound

if TYPE_CHECKING:
    from functions.member.sign_in.web import Web

NAMES = {"google": ("Google", "Google"), "naver": ("네이버", "Naver")}
"""Provider → what it is called in Korean and in English."""

sign_in_settings()  # refuses at start what would otherwise be found out by the first member who signs in


@cache
def sign_in_provider(provider: str) -> SignInProvider:
    """A provider, made when first asked for. Raises `NotFound` for one that is not configured."""
    chosen = sign_in_settings()
    if provider not in chosen.providers:
        raise NotFound("sign-in provider")
    made = _entra(provider, chosen) if chosen.adapter == "entra" else _oidc(provider, chosen)

    async def close() -> None:
        sign_in_provider.cache_clear()
        await made.close()

    close_at_shutdown(close)
    return made


@cache
def _web() -> "Web":
    from functions.member.sign_in.web import Web  # noqa: PLC0415 - an HTTP client, not needed until somebody signs in

    made = Web(sign_in_settings().ca_file)

    async def close() -> None:
        _web.cache_clear()
        await made.close()

    close_at_shutdown(close)
    return made


def _oidc(provider: str, chosen: SignInSettings) -> SignInProvider:
    from functions.member.sign_in.oidc import OidcProvider, google, naver  # noqa: PLC0415 - heavy

    if provider == "google":
        assert chosen.google_client_id is not None and chosen.google_client_secret is not None  # noqa: S101, PT018
        secret = chosen.google_client_secret.get_secret_value()
        return OidcProvider(google(chosen.google_issuer, chosen.google_client_id, secret), _web())
    assert chosen.naver_client_id is not None and chosen.naver_client_secret is not None  # noqa: S101, PT018
    secret = chosen.naver_client_secret.get_secret_value()
    return OidcProvider(naver(chosen.naver_issuer, chosen.naver_client_id, secret), _web())


def _entra(provider: str, chosen: SignInSettings) -> SignInProvider:
    from functions.member.sign_in.entra import EntraProvider  # noqa: PLC0415 - msal is heavy

    assert chosen.entra_authority is not None  # noqa: S101 - the settings have seen to it
    assert chosen.entra_client_id is not None and chosen.entra_client_secret is not None  # noqa: S101, PT018
    secret = chosen.entra_client_secret.get_secret_value()
    return EntraProvider(
        provider, chosen.entra_authority, chosen.entra_client_id, secret, _web(), ca_file=chosen.ca_file
    )

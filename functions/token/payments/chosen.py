"""The payment provider that the settings name."""

from functools import cache

from functions.token.payments.port import PaymentProvider
from functions.token.payments.sandbox import Sandbox
from functions.token.payments.settings import payment_settings
from shared.dependencies import Dependencies, close_at_shutdown
from shared.settings import settings


def payment_provider(deps: Dependencies) -> PaymentProvider:
    """This process's provider."""
    return sandbox_provider(deps) if payment_settings().provider == "sandbox" else _toss()


def sandbox_provider(deps: Dependencies) -> Sandbox:
    """The sandbox, for its own pages."""
    return Sandbox(deps, payment_settings().sandbox_key, settings().api_url)


@cache
def _toss() -> PaymentProvider:
    """One a process: it keeps connections open."""
    # The HTTP client is imported where it is used.
    from functions.token.payments.toss import Toss  # noqa: PLC0415
    from functions.token.payments.toss_api import TossApi  # noqa: PLC0415

    chosen = payment_settings()
    api = TossApi(chosen.toss_url, chosen.toss_secret_key or "")

    async def close() -> None:
        _toss.cache_clear()
        await api.close()

    close_at_shutdown(close)
    return Toss(api, settings().api_url)

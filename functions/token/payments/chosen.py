"""The payment provider that the settings name."""

from functions.token.payments.sandbox import Sandbox
from functions.token.payments.settings import payment_settings
from shared.dependencies import Dependencies
from shared.settings import settings


def payment_provider(deps: Dependencies) -> Sandbox:
    """This process's provider."""
    return Sandbox(deps, payment_settings().sandbox_key, settings().api_url)

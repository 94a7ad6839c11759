"""token: what members have to spend, where it came from and went, and how they buy more."""

import azure.functions as func

from functions.token import api, api_export, api_orders, api_toss, inbox, reconciler, relay
from functions.token.payments.settings import payment_settings

blueprints: tuple[func.Blueprint, ...] = (
    api.bp,
    api_orders.bp,
    api_export.bp,
    api_toss.bp,
    inbox.bp,
    relay.bp,
    reconciler.bp,
)

if payment_settings().provider == "sandbox":
    # With any other provider nobody may reach a checkout that takes no money.
    from functions.token import api_sandbox

    blueprints += (api_sandbox.bp,)

"""member: who people are: profiles, sign-in, sessions, and finding one another by name."""

import azure.functions as func

from functions.member import api, api_auth, api_export, api_sign_in, relay
from shared.settings import settings

blueprints: tuple[func.Blueprint, ...] = (api.bp, api_auth.bp, api_sign_in.bp, api_export.bp, relay.bp)

if settings().environment == "local":
    # Nobody proves to be a persona: elsewhere there must not even be a route.
    from functions.member import api_dev

    blueprints += (api_dev.bp,)

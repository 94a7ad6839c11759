"""plan: travel plans, who may see them, and the destinations they go to."""

from functions.plan import api, inbox, relay

blueprints = (api.bp, relay.bp, inbox.bp)

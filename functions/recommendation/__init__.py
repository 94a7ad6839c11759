"""recommendation: trips recommended from what people plan, paid for with tokens, made by an AI."""

from functions.recommendation import api, inbox, relay

blueprints = (api.bp, relay.bp, inbox.bp)

"""recommendation: trips recommended from what people plan, paid for with tokens, made by an AI."""

from functions.recommendation import api, api_export, inbox, relay

blueprints = (api.bp, api_export.bp, relay.bp, inbox.bp)

"""like: who likes which plan."""

from functions.like import api, api_export, inbox, relay

blueprints = (api.bp, api_export.bp, relay.bp, inbox.bp)

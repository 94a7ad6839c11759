"""like: who likes which plan."""

from functions.like import api, inbox, relay

blueprints = (api.bp, relay.bp, inbox.bp)

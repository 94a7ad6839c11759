"""follow: who follows whom, and who has blocked whom."""

from functions.follow import api, api_export, inbox, relay

blueprints = (api.bp, api_export.bp, relay.bp, inbox.bp)

"""follow: who follows whom, and who has blocked whom."""

from functions.follow import api, inbox, relay

blueprints = (api.bp, relay.bp, inbox.bp)

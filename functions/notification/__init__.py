"""notification: who is told what, and has read it."""

from functions.notification import api, api_export, inbox

blueprints = (api.bp, api_export.bp, inbox.bp)

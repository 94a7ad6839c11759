"""notification: who is told what, and has read it."""

from functions.notification import api, inbox

blueprints = (api.bp, inbox.bp)

"""plan: travel plans, who may see them, and the destinations they go to."""

from functions.plan import (
    api,
    api_accept,
    api_feed,
    api_fork,
    api_formats,
    api_links,
    api_my_export,
    api_shared,
    inbox,
    relay,
    timers,
)

blueprints = (
    api.bp,
    api_accept.bp,
    api_feed.bp,
    api_formats.bp,
    api_fork.bp,
    api_links.bp,
    api_my_export.bp,
    api_shared.bp,
    relay.bp,
    inbox.bp,
    timers.bp,
)

"""Notification's read model, for `make rebuild`. Mutes are nobody else's, and stay."""

from functions.notification import projections
from shared.rebuilding import ReadModel, Rebuilding

REBUILDING = Rebuilding(
    models=(ReadModel(containers=(projections.CONTAINER,), told=True, remains=projections.without_copies),)
)

"""Recommendation's read model, for `make rebuild`."""

from functions.recommendation import projections
from functions.recommendation.snapshots import snapshot_of
from shared.rebuilding import ReadModel, Rebuilding

REBUILDING = Rebuilding(models=(ReadModel(containers=(projections.CONTAINER,), told=True),), snapshot_of=snapshot_of)

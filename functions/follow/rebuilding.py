"""Follow's read models, for `make rebuild`."""

from functions.follow import handlers, projections
from functions.follow.snapshots import snapshot_of
from shared.rebuilding import ReadModel, Rebuilding

REBUILDING = Rebuilding(
    models=(ReadModel(containers=(projections.CONTAINER,), told=True, project=handlers.on_feed),),
    snapshot_of=snapshot_of,
)

"""Like's read models, for `make rebuild`: members and their likes, and the copies of plans beside the likes of each."""

from functions.like import handlers, projections, repository
from functions.like.snapshots import snapshot_of
from shared.rebuilding import ReadModel, Rebuilding
from shared.store.port import Document


def _but_plans(document: Document) -> Document | None:
    return None if document["type"] in (repository.PLAN, repository.DELETED_PLAN) else document


REBUILDING = Rebuilding(
    models=(
        ReadModel(containers=(projections.CONTAINER,), told=True, project=handlers.on_feed),
        ReadModel(containers=(repository.CONTAINER,), told=True, remains=_but_plans),
    ),
    snapshot_of=snapshot_of,
)

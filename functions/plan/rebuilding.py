"""Plan's read models, for `make rebuild`."""

import asyncio
from collections.abc import Sequence

from functions.plan import counts, lineage, projections, recommendations, shelves, trending, warmth
from functions.plan.repository import PLAN
from functions.plan.snapshots import snapshot_of
from shared.dependencies import Dependencies
from shared.rebuilding import ReadModel, Rebuilding
from shared.store.port import Document


async def _warm(deps: Dependencies, documents: Sequence[Document]) -> None:
    """Have it looked at what every plan's heat is that others could ever see."""
    shown = [each["id"] for each in documents if each["type"] == PLAN and "shownAt" in each]
    await asyncio.gather(*(warmth.warm(deps, plan_id) for plan_id in shown))


REBUILDING = Rebuilding(
    models=(
        ReadModel(containers=(projections.CONTAINER,), told=True),
        ReadModel(containers=(recommendations.CONTAINER,), told=True),
        ReadModel(containers=(counts.CONTAINER,), told=True, project=lineage.on_feed),
        # The first has what says where the second lists a plan.
        ReadModel(containers=(shelves.FEED, shelves.WORDS), project=shelves.on_feed),
        ReadModel(containers=(warmth.CONTAINER,), project=_warm, finish=trending.refresh),
    ),
    snapshot_of=snapshot_of,
)

"""Plans whose heat changed, for the next time that what trends is looked at (trending.py)."""

from shared.dependencies import Dependencies
from shared.store.port import Upsert

CONTAINER = "plan-trending"
WARM = "warm"


async def warm(deps: Dependencies, plan_id: str) -> None:
    """Note that a plan's heat changed, or who may see it."""
    await deps.store.execute(CONTAINER, WARM, [Upsert({"id": plan_id, "pk": WARM, "type": WARM})])

"""What plan tells again of its present state."""

from functions.plan.repository import DELETED_PLAN, PLAN, plan_of
from shared.events.plan import PlanSnapshot
from shared.store.port import Document


def snapshot_of(document: Document) -> PlanSnapshot | None:
    """A plan, or that it is gone."""
    if document["type"] == DELETED_PLAN:
        return PlanSnapshot(plan_id=document["id"], owner_id=document["pk"], version=document["version"], state=None)
    return plan_of(document).snapshot if document["type"] == PLAN else None

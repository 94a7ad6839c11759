"""What is answered with a plan beside what it says: what others made of it, and what it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.plan import repository
from functions.plan.counts import NEW, Counts, counts_of
from functions.plan.projections import own_name, owner_seen_by
from shared.auth import Caller
from shared.dependencies import Dependencies
from shared.store.port import Document

_HIDDEN: Mapping[str, Any] = {"visible": False}


@dataclass(frozen=True, slots=True)
class Social:
    """Of one plan, as one reader sees it. The defaults are a new plan's."""

    counts: Counts = NEW
    forked_from: Mapping[str, Any] | None = None


async def social_of(deps: Dependencies, plan: Document, caller: Caller | None) -> Social:
    """What is answered with a plan's document."""
    [counts] = await counts_of(deps, [plan["id"]], liker(caller, plan["pk"]))
    return Social(counts, await _lineage(deps, plan, caller))


def liker(caller: Caller | None, owner_id: str) -> str | None:
    """Who may like an owner's plans, if it is the caller: nobody likes their own."""
    return None if caller is None or caller.member_id == owner_id else caller.member_id


def forked_from(source: Document, owner_name: str) -> dict[str, Any]:
    """The source of a plan, for whoever may see it."""
    return {
        "planId": source["id"],
        "owner": {"id": source["pk"], "name": owner_name},
        "title": source["content"]["title"],
        "visible": True,
    }


async def _lineage(deps: Dependencies, plan: Document, caller: Caller | None) -> Mapping[str, Any] | None:
    named = plan.get("forkedFrom")
    if named is None:
        return None
    source = None if named["planId"] is None else await repository.read(deps, named["planId"])
    if source is None:
        return _HIDDEN
    name = await _shown_by(deps, source.body, caller)
    return _HIDDEN if name is None else forked_from(source.body, name)


async def _shown_by(deps: Dependencies, plan: Document, caller: Caller | None) -> str | None:
    """The name of the plan's owner, if the caller may see the plan now."""
    if caller is not None and caller.member_id == plan["pk"]:
        return await own_name(deps, caller.member_id, caller.name)
    if plan["visibility"] == "private":
        return None
    owner = await owner_seen_by(deps, plan["pk"], None if caller is None else caller.member_id)
    return owner.name if owner is not None and plan["visibility"] in owner.shows else None

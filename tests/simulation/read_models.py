"""What read models say, for comparing those that came about in different ways."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from functions.plan.heat import epoch_of
from local.rebuild import rebuildings
from shared.store.port import Document

type Documents = Mapping[str, Sequence[Document]]
"""By container."""

READ_MODELS = sorted(
    {container for each in rebuildings().values() for model in each.models for container in model.containers}
)
_BARE = {"id", "pk", "type"}


def said(documents: Documents, now: datetime) -> Documents:
    """Without what only keeps them in order, and says how they came about: a count of nothing is as good as none."""
    epoch = epoch_of(now)
    return {
        container: [
            short
            for each in found
            if _says_something(container, each, epoch) and (short := _short(each)).keys() - _BARE
        ]
        for container, found in documents.items()
    }


def told_again(documents: Documents, plans: Sequence[Document], now: datetime) -> Documents:
    """What snapshots can tell of it: less of what is gone, and of a name not which change of the member it is of."""
    here = {each["id"] for each in plans if each["type"] == "plan"}
    return {
        container: [_told_again(container, each, here) for each in found if each["type"] != "forgotten-recommendation"]
        for container, found in said(documents, now).items()
    }


def _says_something(container: str, document: Document, epoch: str) -> bool:
    kind: str = document["type"]
    match container:
        case "likes":
            return kind in ("plan", "deleted-plan")
        case "plan-feed":
            return kind != "month"  # one that lists nothing any more stays
        case "plan-trending":
            return kind == "top" or (document["pk"] == epoch and "heat" in document)
        case "recommendation-evidence":
            return kind != "rank"  # the author's own, with the place, says the same
    return True


def _short(document: Document) -> Document:
    passed_over = {"revision", "settled"}
    if document["type"] == "shown-at":
        passed_over.add("sortKey")
    if document["type"] == "word":
        passed_over.add("version")
    return {name: value for name, value in document.items() if name not in passed_over and value != 0}


def _told_again(container: str, document: Document, here: set[str]) -> Document:
    passed_over: set[str] = set()
    if document["type"] == "member" and "name" in document:
        passed_over |= {"version"}
    if container == "notification-audience" and document["type"] == "plan":
        if document["visibility"] == "deleted":
            passed_over |= {"sharedAt", "sortKey"}
        if document["visibility"] == "deleted" or document.get("forkedFrom") not in here:
            passed_over |= {"forkedFrom", "forkedAt", "memberId"}
    return {name: value for name, value in document.items() if name not in passed_over}

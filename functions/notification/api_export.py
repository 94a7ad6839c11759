"""Notification's part of the export of everything that is held of a member."""

import azure.functions as func

from functions.notification import projections, repository, state
from functions.notification.schemas_export import NotificationExport
from shared.dependencies import dependencies
from shared.export import Held, export_page
from shared.http import Call, Paging, Reply, json_reply, operation
from shared.store.port import Document

bp = func.Blueprint()


def _preferences(document: Document) -> Document:
    return {"kinds": {kind: said["on"] for kind, said in document.get("preferences", {}).items()}}


def _mute(document: Document) -> Document | None:
    # How two members stand to each other is one document: what the other one did is not the member's to have.
    return {"memberId": document["memberId"]} if document.get("mutes", {}).get("holds") else None


def _notification(document: Document) -> Document:
    said = {name: document.get(name) for name in ("actorId", "title", "reason", "amount", "createdAt")}
    return {**{name: document[name] for name in ("id", "kind", "subjectId", "read")}, **said}


def _happening(document: Document) -> Document:
    return {name: document[name] for name in ("kind", "subjectId", "actorId", "at")}


_HELD = (
    Held("preferences", repository.CONTAINER, [state.ID], _preferences),
    Held("mute", projections.CONTAINER, projections.RELATION_TYPES, _mute),
    Held("notification", repository.CONTAINER, [repository.NOTIFICATION], _notification),
    Held("happening", repository.CONTAINER, [repository.ENTRY], _happening),
)


@bp.route(route="members/me/export/notification", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="notification", summary="My export: notification's part", query=Paging, answers={200: NotificationExport}
)
async def export_notification(call: Call) -> Reply:
    """What I was told, what I want to be told, and of whom I do not."""
    deps = dependencies("notification")
    return json_reply(200, await export_page(deps, call.member.member_id, _HELD, call.query(Paging)))

"""A plan as it is answered."""

import orjson

from functions.plan.social import Social
from shared.http import Reply, digest
from shared.store.port import Document


def plan_reply(status: int, document: Document, owner_name: str, social: Social, *, located: bool = False) -> Reply:
    """A plan with its ETag; `located`: and with where it is, for one that a POST names no place for."""
    plan_id, owner_id, version = document["id"], document["pk"], document["version"]
    view = {
        "id": plan_id,
        "ownerId": owner_id,
        "owner": {"id": owner_id, "name": owner_name},
        **document["content"],
        "placeKey": document["placeKey"],
        "visibility": document["visibility"],
        "version": version,
        **social.counts.view,
        "forkedFrom": social.forked_from,
        "createdAt": document["createdAt"],
        "updatedAt": document["updatedAt"],
    }
    body = orjson.dumps(view)
    headers = {"Location": f"/api/plans/{plan_id}"} if located else {}
    return Reply(status, body, headers=headers, etag=f"{version}.{digest(body)}")

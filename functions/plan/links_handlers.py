"""What plan does with share links. They are stored in their plan's document: a link cannot outlive its plan, one read
shows a plan through a link, and the number of links is exact however many are made at once."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from functions.plan.handlers import name_of
from functions.plan.links import (
    SECRET_BYTES,
    Section,
    ShareLink,
    new_link,
    new_secret,
    opened,
    parts_of,
    token_of,
    with_link,
)
from functions.plan.projections import owner_seen_by
from functions.plan.repository import CONTAINER, Loaded, links_of, load, read, rewrite
from shared.auth import Caller
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound
from shared.http import Reply, json_reply
from shared.idempotency import IdempotentRequest
from shared.ids import owner_of
from shared.patience import retrying, until_known
from shared.settings import settings
from shared.store.port import Document


@dataclass(frozen=True, slots=True)
class Shared:
    """A plan as a link shows it: of its document only `sections` are for the reader."""

    document: Document
    owner_name: str
    sections: tuple[Section, ...]


async def create_link(
    deps: Dependencies,
    caller: Caller,
    plan_id: str,
    sections: Sequence[Section],
    expires_at: datetime | None,
    *,
    request: IdempotentRequest | None,
) -> Reply:
    """Make a link to an own plan. With an idempotent `request` the same again gives the same link. Raises the
    `Rejection` that says why not: 404, 409 for one too many, 422."""
    await _check_owner(deps, caller, plan_id)

    async def attempt() -> Reply:
        earlier = await request.earlier_answer(deps.store, CONTAINER) if request else None
        if request is not None and earlier is not None:
            return _unsealed(plan_id, earlier, request)
        loaded = await _load(deps, plan_id)
        secret = new_secret()
        link = new_link(deps.new_id(), secret, sections, expires_at, now=deps.clock.now())
        loaded.plan.links = with_link(loaded.plan.links, link)
        reply = json_reply(201, {**link_view(link), **_way_in(plan_id, secret)})
        await rewrite(deps, loaded, [request.remember(_sealed(reply, link.id, secret, request))] if request else [])
        return reply

    return await retrying(attempt)


async def list_links(deps: Dependencies, caller: Caller, plan_id: str) -> list[dict[str, Any]]:
    """The live links of an own plan, oldest first. Raises `NotFound`."""
    await _check_owner(deps, caller, plan_id)
    found = await read(deps, plan_id)
    if found is None:
        raise NotFound("plan")
    now = to_iso(deps.clock.now())
    return [link_view(link) for link in links_of(found.body) if link.live(now)]


async def delete_link(deps: Dependencies, caller: Caller, plan_id: str, link_id: str) -> None:
    """Revoke a link of an own plan: it shows nothing any more. Raises `NotFound`."""
    await _check_owner(deps, caller, plan_id)

    async def attempt() -> None:
        loaded = await _load(deps, plan_id)
        left = tuple(link for link in loaded.plan.links if link.id != link_id)
        if len(left) == len(loaded.plan.links):
            raise NotFound("link")
        loaded.plan.links = left
        await rewrite(deps, loaded)

    await retrying(attempt)


async def through_link(deps: Dependencies, token: str, caller: Caller | None) -> Shared:
    """The plan that a token opens. Raises `NotFound` for a link that is revoked or expired or never was, for a plan or
    an owner that is gone, and for a reader whom the owner blocked."""
    parts = parts_of(token)
    found = None if parts is None else await read(deps, parts[0])
    if parts is None or found is None:
        raise NotFound("link")
    link = opened(links_of(found.body), parts[1], now=to_iso(deps.clock.now()))
    if link is None:
        raise NotFound("link")
    owner_id = owner_of(parts[0])
    if caller is not None and caller.member_id == owner_id:
        return Shared(found.body, await name_of(deps, caller), link.sections)
    owner = await until_known(lambda: owner_seen_by(deps, owner_id, None if caller is None else caller.member_id))
    # An owner shows something to everyone but those whom they blocked.
    if owner is None or owner.name is None or not owner.shows:
        raise NotFound("link")
    return Shared(found.body, owner.name, link.sections)


def link_view(link: ShareLink) -> dict[str, Any]:
    """A link as its owner sees it later: the token is nowhere any more."""
    return {
        "id": link.id,
        "sections": link.sections,
        "expiresAt": link.expires_at,
        "createdAt": link.created_at,
        "updatedAt": link.created_at,
    }


def page_address(token: str) -> str:
    """Where people open a link."""
    return f"{settings().api_url}/api/shared/{token}/page"


async def _check_owner(deps: Dependencies, caller: Caller, plan_id: str) -> None:
    if owner_of(plan_id) != caller.member_id:
        raise NotFound("plan")
    await name_of(deps, caller)


async def _load(deps: Dependencies, plan_id: str) -> Loaded:
    loaded = await load(deps, plan_id)
    if loaded is None:
        raise NotFound("plan")
    return loaded


def _way_in(plan_id: str, secret: bytes) -> dict[str, str]:
    token = token_of(plan_id, secret)
    return {"token": token, "url": page_address(token)}


# The answer is kept for a day, to be given again, but the secret must be nowhere in the clear: it is sealed with the
# Idempotency-Key, of which we keep a hash only.


def _sealed(reply: Reply, link_id: str, secret: bytes, request: IdempotentRequest) -> Reply:
    sealed = base64.b64encode(_covered(secret, link_id, request)).decode()
    return json_reply(reply.status, orjson.loads(reply.body) | {"token": None, "url": None, "sealed": sealed})


def _unsealed(plan_id: str, reply: Reply, request: IdempotentRequest) -> Reply:
    view: Mapping[str, Any] = orjson.loads(reply.body)
    secret = _covered(base64.b64decode(view["sealed"]), view["id"], request)
    return json_reply(reply.status, {name: view[name] for name in view if name != "sealed"} | _way_in(plan_id, secret))


def _covered(secret: bytes, link_id: str, request: IdempotentRequest) -> bytes:
    """The secret under a pad that only whoever has the key can make; the same again uncovers it."""
    pad = hmac.digest(request.key.encode(), f"share link {link_id}".encode(), "sha256")[:SECRET_BYTES]
    return bytes(one ^ other for one, other in zip(secret, pad, strict=True))

"""Notification's part of the export of everything: the inbox, preferences and mutes, and not who blocks the member."""

from typing import Any

import orjson

from functions.notification import handlers
from functions.notification.api_export import _HELD
from functions.notification.domain import Kind
from functions.notification.schemas_export import NotificationExport
from shared.events.plan import PlanCreated
from shared.export import export_page
from shared.http import Paging
from tests.unit.notification.world import A, B, C, D, World, block, follow, like, not_recommended, plan

PLAN = f"{A}.01kz0{'0' * 21}"
FAILED = f"{A}.01kz1{'0' * 21}"


async def exported(world: World, member_id: str) -> list[dict[str, Any]]:
    """All pages."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await export_page(world.deps, member_id, _HELD, Paging(limit=2, cursor=cursor))
        NotificationExport.model_validate_json(orjson.dumps(page))
        items += page["items"]
        if (cursor := page["nextCursor"]) is None:
            return items


async def test_it_has_what_the_member_was_told_and_wants_to_be() -> None:
    world = World()
    await world.meet(A, B, C, D)
    await world.tell(plan(PlanCreated, PLAN, "public"), like(B, PLAN), like(C, PLAN), follow(A, B), block(D, A))
    await world.tell(not_recommended(FAILED))
    await handlers.mute(world.deps, A, B)
    wanted = dict.fromkeys(Kind, True) | {Kind.FOLLOWED: False}
    await handlers.set_preferences(world.deps, A, wanted, version=None)
    items = await exported(world, A)
    [preferences] = [each["kinds"] for each in items if each["record"] == "preferences"]
    assert preferences == {"followed": False}
    assert [each["memberId"] for each in items if each["record"] == "mute"] == [B]
    told = {(each["kind"], each["subjectId"]) for each in items if each["record"] == "notification"}
    assert told == {("plan_liked", PLAN), ("recommendation_failed", FAILED)}
    assert {each["actorId"] for each in items if each["record"] == "happening"} == {C}, (
        "of who is muted nothing is kept"
    )
    assert D not in orjson.dumps(items).decode(), "that somebody blocks them is not theirs to know"

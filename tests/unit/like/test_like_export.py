"""Like's part of the export of everything: what a member likes, seen or not, and nobody else's likes."""

import orjson

from functions.like.api_export import _HELD
from functions.like.schemas_export import LikeExport
from shared.events.plan import PlanCreated, PlanUnshared
from shared.export import export_page
from shared.http import Paging
from shared.store.port import Document
from tests.unit.like.world import FAN, OTHER, OWNER, PLAN, World, plan_event


async def exported(world: World, member_id: str) -> list[Document]:
    page = await export_page(world.deps, member_id, _HELD, Paging())
    LikeExport.model_validate_json(orjson.dumps(page))
    items: list[Document] = page["items"]
    return items


async def test_it_has_what_the_member_likes_even_if_it_is_hidden_now(world: World) -> None:
    await world.tell(plan_event(PlanCreated))
    await world.like(FAN)
    await world.like(OTHER)
    await world.unlike(OTHER)
    await world.feed()
    await world.tell(plan_event(PlanUnshared, 2, "private"))
    assert await world.shown(FAN) == []
    [like] = await exported(world, FAN)
    assert (like["record"], like["planId"], like["ownerId"]) == ("like", PLAN, OWNER)
    assert await exported(world, OTHER) == await exported(world, OWNER) == []

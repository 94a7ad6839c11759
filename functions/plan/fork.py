"""Forking: a plan that one may see becomes a plan of one's own."""

from dataclasses import replace

from functions.plan.domain import Plan
from functions.plan.handlers import name_of, read_plan
from functions.plan.repository import CONTAINER, add, content_of, document
from functions.plan.social import Social, forked_from
from functions.plan.views import plan_reply
from shared.auth import Caller
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.plan import Visibility
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.patience import retrying


async def fork_plan(
    deps: Dependencies,
    caller: Caller,
    plan_id: str,
    *,
    visibility: Visibility,
    title: str | None,
    request: IdempotentRequest | None,
) -> Reply:
    """Copy all that a plan says into a new one of the caller's, which knows where it is from. With an idempotent
    `request` the same again gives the same plan. Raises `NotFound` for a plan that the caller may not see."""
    name = await name_of(deps, caller)

    async def attempt() -> Reply:
        earlier = await request.earlier_answer(deps.store, CONTAINER) if request else None
        if earlier is not None:
            return earlier
        source, owner_name = await read_plan(deps, plan_id, caller)
        content = content_of(source)
        plan = Plan.write(
            plan_id=f"{caller.member_id}.{deps.new_id()}",
            owner_id=caller.member_id,
            visibility=visibility,
            content=replace(content, title=title or content.title),
            now=to_iso(deps.clock.now()),
            source=(plan_id, source["pk"]),
        )
        social = Social(forked_from=forked_from(source, owner_name))
        reply = plan_reply(201, document(plan), name, social, located=True)
        await add(deps, plan, [request.remember(reply)] if request else [])
        return reply

    return await retrying(attempt)

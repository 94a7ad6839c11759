"""Links to test with."""

from typing import Any

from shared.events.member import MemberCreated
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import EMMA, JIWOO, MINJUN, tell

AT = "2026-03-01T09:00:00.000Z"
ALL = ["itinerary", "budget", "details"]


async def everybody(fakes: Fakes) -> None:
    """Tell of all members."""
    people = (JIWOO, MINJUN, EMMA)
    await tell(
        fakes.deps,
        *(MemberCreated(member_id=each.member_id, name=each.name, created_at=AT, version=1) for each in people),
    )


async def make_link(
    web: Web, plan_id: str, sections: list[str] | None = None, *, as_: str = "jiwoo", **more: Any
) -> Answer:
    """Ask for a link."""
    headers = more.pop("headers", None)
    body = {"sections": ALL if sections is None else sections, **more}
    return await web.ask("create_share_link", as_=as_, body=body, headers=headers, planId=plan_id)


async def token_for(web: Web, plan_id: str, sections: list[str] | None = None, **more: Any) -> str:
    """A link's token."""
    answer = await make_link(web, plan_id, sections, **more)
    assert answer.status == 201
    token: str = answer.json["token"]
    return token

"""HTTP operations that give a plan in other formats, to whoever may see it."""

from urllib.parse import quote

import azure.functions as func

from functions.plan import handlers
from functions.plan.calendar import ICALENDAR, calendar_file
from functions.plan.page_frame import HTML
from functions.plan.page_print import print_page
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, digest, operation
from shared.ids import is_compound
from shared.settings import settings
from shared.store.port import Document

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS


@bp.route(route="plans/{planId}/calendar.ics", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="A plan for calendars",
    signed_in=None,
    answers={200: ICALENDAR},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_plan_calendar(call: Call) -> Reply:
    """RFC 5545: the trip, and the items that have a time, in the destination's time zone. Events keep their UIDs."""
    plan, _ = await _seen(call)
    body = calendar_file(plan, settings().web_url)
    name = quote(f"{plan['content']['title']}.ics", safe="")
    headers = {"Content-Disposition": f"attachment; filename=\"plan.ics\"; filename*=UTF-8''{name}"}
    return Reply(200, body, ICALENDAR, headers, etag=f"{plan['version']}.{digest(body)}")


@bp.route(route="plans/{planId}/print", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="A plan for paper",
    signed_in=None,
    answers={200: HTML},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_plan_print(call: Call) -> Reply:
    """A page for A4, with what each day and the whole trip costs, in the language of Accept-Language."""
    plan, owner_name = await _seen(call)
    owner = {"id": plan["pk"], "name": owner_name}
    return print_page(call.language, {**plan["content"], "owner": owner, "updatedAt": plan["updatedAt"]})


async def _seen(call: Call) -> tuple[Document, str]:
    plan_id = call.path("planId")
    if not is_compound(plan_id):
        raise NotFound("plan")
    return await handlers.read_plan(dependencies("plan"), plan_id, call.caller)

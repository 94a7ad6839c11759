"""The HTTP operation that copies a plan."""

import azure.functions as func

from functions.plan import fork
from functions.plan.schemas import PlanView
from functions.plan.schemas_fork import Fork
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, operation
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound

bp = func.Blueprint()


@bp.route(route="plans/{planId}/fork", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="plan",
    summary="Copy a plan",
    body=Fork,
    body_required=False,
    answers={201: PlanView},
    problems=(404,),
    headers=("Idempotency-Key",),
)
async def fork_plan(call: Call) -> Reply:
    """Make a plan that one may see, also one's own, into a new plan of one's own, private unless said otherwise.
    `forkedFrom` says where it is from. With an Idempotency-Key, saying it again within a day gives the same answer."""
    plan_id = call.path("planId")
    if not is_compound(plan_id):
        raise NotFound("plan")
    key = call.idempotency_key()
    said, raw = (call.body(Fork), call.raw_body()) if call.has_body else (Fork(), b"")
    request = None
    if key is not None:
        request = IdempotentRequest(call.member.member_id, "fork_plan", key, plan_id.encode() + b"\n" + raw)
    return await fork.fork_plan(
        dependencies("plan"), call.member, plan_id, visibility=said.visibility, title=said.title, request=request
    )

"""The HTTP operation that shows what others share."""

import azure.functions as func

from functions.plan import feed
from functions.plan.feed import Asked
from functions.plan.schemas_feed import FeedPage, FeedQuery
from functions.plan.words import searched
from shared.auth import unauthenticated
from shared.catalogue import place_key
from shared.dependencies import dependencies
from shared.http import Call, Reply, json_reply, operation

bp = func.Blueprint()


@bp.route(route="feed", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(
    tag="plan",
    summary="What others share",
    signed_in=None,
    query=FeedQuery,
    answers={200: FeedPage},
    problems=(401,),
)
async def read_feed(call: Call) -> Reply:
    """As far as the caller may see it now: public plans, of those whom the caller follows also those for followers."""
    wanted = call.query(FeedQuery)
    following = wanted.scope == "following"
    if following and call.caller is None:
        raise unauthenticated()
    asked = Asked(
        sort=wanted.sort,
        following=following,
        place_key=place_key(wanted.location) if wanted.location else None,
        words=searched(wanted.q) if wanted.q else None,
        reader_id=None if call.caller is None else call.caller.member_id,
    )
    return json_reply(200, await feed.read_feed(dependencies("plan"), asked, limit=wanted.limit, cursor=wanted.cursor))

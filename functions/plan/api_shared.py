"""HTTP operations of those who have a share link, signed in or not. What they may see is decided at every request.

The token is in the path: nothing here, in the gateway or in the local host writes paths down. Azure's host does, so
there the gateway asks by a path without it.
"""

import azure.functions as func
import orjson

from functions.plan.links_handlers import Shared, page_address, through_link
from functions.plan.page_frame import HTML
from functions.plan.page_shared import gone_page, shared_page
from functions.plan.picture import picture
from functions.plan.schemas_links import SharedPlanView
from functions.plan.views_shared import shared_view
from shared.dependencies import dependencies
from shared.errors import NotFound
from shared.http import Call, Reply, digest, operation
from shared.settings import settings

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
PNG = "image/png"
_HIDDEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@bp.route(route="shared/{token}", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="A plan through a share link",
    signed_in=None,
    answers={200: SharedPlanView},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_shared_plan(call: Call) -> Reply:
    """The sections that were chosen for the link. 404 as soon as it is revoked or has expired, or the plan or its owner
    is gone; also for a signed-in reader whom the owner blocked."""
    body = orjson.dumps(shared_view(await _shared(call)))
    return Reply(200, body, headers=_HIDDEN, etag=digest(body))


@bp.route(route="shared/{token}/page", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="The page of a share link",
    signed_in=None,
    answers={200: HTML, 404: HTML},
    headers=("If-None-Match",),
)
async def read_shared_page(call: Call) -> Reply:
    """What messengers make a preview card of, and what people read who follow it; also when it shows nothing."""
    web_url = settings().web_url
    try:
        shared = await _shared(call)
    except NotFound:
        return gone_page(call.language, web_url)
    address = page_address(_token(call))
    image = f"{address.removesuffix('page')}image.png"
    return shared_page(call.language, shared_view(shared), address=address, picture=image, web_url=web_url)


@bp.route(route="shared/{token}/image.png", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="plan",
    summary="The picture of a share link",
    signed_in=None,
    answers={200: PNG},
    problems=(404,),
    headers=("If-None-Match",),
)
async def read_shared_image(call: Call) -> Reply:
    """1200 by 630, of the destination."""
    image = picture((await _shared(call)).document["placeKey"])
    return Reply(200, image, PNG, _HIDDEN, etag=digest(image))


async def _shared(call: Call) -> Shared:
    return await through_link(dependencies("plan"), _token(call), call.caller)


def _token(call: Call) -> str:
    return call.header("x-share-token") or call.path("token")

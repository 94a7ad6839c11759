"""Whether this app is alive and able to work: for those who run it. In Azure the gateway does not publish it."""

import asyncio

import azure.functions as func
import orjson

from shared.dependencies import broker, dependencies
from shared.errors import KtravelError
from shared.settings import settings
from shared.topology import topology

_READY_WITHIN_SECONDS = 2.0
_NOWHERE = "health"

bp = func.Blueprint()


@bp.route(route="health/live", methods=["GET"])
async def health_live(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the trigger's parameter
    """The process answers."""
    return _answer(200, {"status": "ok"})


@bp.route(route="health/ready", methods=["GET"])
async def health_ready(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    """Every hosted context can read its store and its queue; 503 naming those that cannot."""
    contexts = {context: await _state_of(context) for context in settings().hosted}
    ready = all(state == "ok" for state in contexts.values())
    return _answer(200 if ready else 503, {"status": "ok" if ready else "unavailable", "contexts": contexts})


async def _state_of(context: str) -> str:
    owned = topology().contexts[context]
    try:
        async with asyncio.timeout(_READY_WITHIN_SECONDS):
            await dependencies(context).store.read(owned.containers[0].name, _NOWHERE, _NOWHERE)
            if owned.queues:
                await broker().peek(owned.queues[0].name, limit=1)
    except (KtravelError, TimeoutError) as error:
        return type(error).__name__
    return "ok"


def _answer(status: int, body: object) -> func.HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return func.HttpResponse(orjson.dumps(body), status_code=status, headers=headers, mimetype="application/json")

"""HTTP functions that show what a function sees of a request and what a caller sees of its answer."""

import asyncio
import json
import sys

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="plain", methods=["GET"])
async def plain(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    return func.HttpResponse(b'{"ok":true}', mimetype="application/json", headers={"Cache-Control": "no-store"})


@app.route(route="echo/{first}/{second?}", methods=["GET", "POST"])
async def echo(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    seen = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "query": dict(req.params),
        "route": dict(req.route_params),
        "body": req.get_body().decode(),
        "traceparent": context.trace_context.trace_parent,
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.route(route="echo/fixed", methods=["PUT"])
async def fixed(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    return func.HttpResponse("fixed")


@app.route(route="cookies", methods=["GET"])
async def cookies(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    response = func.HttpResponse(status_code=200)
    response.headers.add("Set-Cookie", "refresh=a+b/c=; Path=/api/auth; HttpOnly; Secure; SameSite=Lax; Max-Age=60")
    response.headers.add("Set-Cookie", "gone=; Path=/; Max-Age=0")
    return response


@app.route(route="raises", methods=["POST"])
async def raises(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    raise ValueError("secret words of a member")


@app.generic_trigger(
    arg_name="req", type="httpTrigger", route="no-output", methods=["DELETE"], auth_level=func.AuthLevel.ANONYMOUS
)
async def no_output(req: func.HttpRequest) -> None:
    """A trigger without the output binding that `route` brings."""


@app.route(route="nothing", methods=["DELETE"])
async def nothing(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    return None  # type: ignore[return-value]


@app.route(route="text", methods=["GET"])
async def text(req: func.HttpRequest) -> str:  # noqa: ARG001
    return "just text"


@app.route(route="synchronous", methods=["GET"])
def synchronous(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    return func.HttpResponse("on a thread", status_code=202)


@app.route(route="slow", methods=["GET"])
async def slow(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    sys.stdout.write("slow began\n")
    sys.stdout.flush()
    await asyncio.sleep(0.4)
    return func.HttpResponse("finished")

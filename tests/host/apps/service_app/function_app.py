"""Each context answers below its own name, as our contexts do below theirs."""

import asyncio
import json
import os
import sys

import azure.functions as func

from shared import health
from shared.settings import settings

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(health.bp)
[context] = settings().hosted
if os.environ.get("BROKEN") == context:
    raise RuntimeError("this context cannot be loaded")


@app.route(route=f"{context}/echo/{{name}}", methods=["GET", "POST"])
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    seen = {
        "context": context,
        "pid": os.getpid(),
        "name": req.route_params["name"],
        "query": dict(req.params),
        "headers": dict(req.headers),
        "body": req.get_body().decode(),
    }
    response = func.HttpResponse(json.dumps(seen), mimetype="application/json", headers={"ETag": '"1"'})
    response.headers.add("Set-Cookie", "a=1; Path=/")
    response.headers.add("Set-Cookie", "b=2; Path=/")
    return response


@app.route(route=f"{context}/slow", methods=["GET"])
async def slow(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001
    sys.stdout.write("slow began\n")
    sys.stdout.flush()
    await asyncio.sleep(0.4)
    return func.HttpResponse("finished")

"""A function with an output binding, which the local host does not know."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="send", methods=["POST"])
@app.service_bus_queue_output(arg_name="out", queue_name="follow-inbox", connection="KTRAVEL_SERVICEBUS")
async def send(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:  # noqa: ARG001
    out.set("message")
    return func.HttpResponse(status_code=202)

"""HTTP triggers, as the Functions host serves them.

What is particular about it, and kept: 404 without a body for an unknown path and for a wrong method alike; header names
in lower case; query parameters that are repeated joined by commas, empty ones left out; 204 from a function that has no
output; 500 without a body when it raises.
"""

import logging
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote

from azure.functions.meta import Datum

from local.failures import record_failure
from local.http import Request, Response, traceparent
from local.routes import Router
from local.runtime import Function, InvocationFailed, Runtime

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class HttpTriggers:
    """The HTTP functions of an app, behind their routes."""

    def __init__(self, runtime: Runtime, prefix: str) -> None:
        self._runtime = runtime
        self._router: Router[Function] = Router(prefix)
        self.routes: list[tuple[list[str], str]] = []
        """Methods and template of each, without the prefix."""
        for function in runtime.functions:
            if function.trigger["type"] == "httpTrigger":
                methods = [str(method).upper() for method in function.trigger.get("methods") or _METHODS]
                template = function.trigger.get("route") or function.name
                self._router.add(methods, template, function)
                self.routes.append((methods, template))

    async def handle(self, request: Request) -> Response:
        """Answer one request."""
        found = self._router.match(request.method, request.path)
        if found is None:
            return Response(404)
        function, parameters = found
        parent = traceparent(request)
        try:
            returned = await self._runtime.invoke(function, _datum(request, parameters), traceparent=parent)
        except InvocationFailed as failure:
            record_failure(failure, parent, level=logging.ERROR)
            return Response(500)
        return Response(204) if returned is None or returned.type is None else _response(returned)


def _datum(request: Request, parameters: dict[str, str]) -> Datum:
    host = request.headers.get("host", "localhost")
    url = f"{request.scheme}://{host}{request.path}"
    if request.query:
        url = f"{url}?{request.query}"
    return Datum(
        {
            "method": Datum(request.method, "string"),
            "url": Datum(url, "string"),
            "headers": _strings(request.headers),
            "query": _strings(_query(request.query)) if request.query else {},
            "params": _strings(parameters) if parameters else {},
            "body": Datum(request.body, "bytes"),
        },
        "http",
    )


def _strings(values: dict[str, str]) -> dict[str, Datum]:
    return {name: Datum(value, "string") for name, value in values.items()}


def _query(query: str) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query):
        values.setdefault(name, []).append(value)
    return {name: ",".join(repeated) for name, repeated in values.items()}


def _response(returned: Datum) -> Response:
    if returned.type != "http":
        text = returned.value if isinstance(returned.value, bytes) else str(returned.value).encode()
        return Response(200, [(b"content-type", b"text/plain; charset=utf-8")], text)
    value = returned.value
    headers = [
        (name.lower().encode("latin-1"), header.value.encode("latin-1"))
        for name, header in value["headers"].items()
        if name.lower() != "content-length"
    ]
    for cookie in value["cookies"] or ():
        headers += [(b"set-cookie", line.encode("latin-1")) for line in _cookies(cookie)]
    return Response(int(value["status_code"].value), headers, value["body"].value)


def _cookies(cookie: SimpleCookie) -> list[str]:
    """Set-Cookie lines as ASP.NET Core writes them: the value percent-encoded, attributes in lower case."""
    lines = []
    for name, morsel in cookie.items():
        line = f"{name}={quote(morsel.value, safe='')}"
        for attribute in ("expires", "max-age", "domain", "path"):
            if morsel[attribute] != "":
                line += f"; {attribute}={morsel[attribute]}"
        line += "; secure" if morsel["secure"] else ""
        line += f"; samesite={str(morsel['samesite']).lower()}" if morsel["samesite"] else ""
        line += "; httponly" if morsel["httponly"] else ""
        lines.append(line)
    return lines

"""Indexes the real app and invokes every function of it once, under the official runtime; prints what it found.

Run in a process of its own: `python -m tests.host.every_function`.
"""

import asyncio
import re
import sys
from pathlib import Path

import orjson
from azure.functions.meta import Datum

from local.functions_http import HttpTriggers
from local.http import Request
from local.queue_trigger import metadata
from local.runtime import Function, Runtime
from shared.dependencies import close_dependencies
from tests.unit.local.fakes import message

ROOT = Path(__file__).parents[2]
_PARAMETER = re.compile(r"\{[^}]*\}")


async def answer(http: HttpTriggers, function: Function) -> int:
    """The status that a stranger who sends nothing gets."""
    path = _PARAMETER.sub("x", str(function.trigger["route"]))
    method = str(function.trigger["methods"][0]).upper()
    response = await http.handle(Request(method, f"/api/{path}", "", {"content-type": "application/json"}))
    return response.status


async def main() -> None:
    """Raises `InvocationFailed` when a function does."""
    runtime = await Runtime.start(ROOT)
    http = HttpTriggers(runtime, "api")
    found: dict[str, str | int] = {}
    for function in runtime.functions:
        kind = str(function.trigger["type"])
        match kind:
            case "httpTrigger":
                found[function.name] = await answer(http, function)
                continue
            case "serviceBusTrigger":
                nonsense = message(1, body=b"nonsense", subject="nonsense")
                await runtime.invoke(function, Datum(nonsense.body, "bytes"), metadata(nonsense))
            case "cosmosDBTrigger":
                await runtime.invoke(function, Datum(b"[]", "json"), {})
            case "timerTrigger":
                await runtime.invoke(function, Datum(b'{"IsPastDue":false}', "json"), {})
        found[function.name] = kind
    await close_dependencies()
    sys.stdout.write(orjson.dumps(found).decode())


if __name__ == "__main__":
    asyncio.run(main())

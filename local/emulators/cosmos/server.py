"""The emulator: it listens, lets in whoever may ask, answers, and fails where it was told to."""

import asyncio
import base64
import logging
import os
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Collection, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import orjson
from aiohttp import web

from local.emulators.cosmos import auth
from local.emulators.cosmos.data import Contexts, Data, contexts_of, partition_ranges
from local.emulators.cosmos.faults import Fault, Faults, Operation
from local.emulators.cosmos.routes import Routes, operation_of
from local.emulators.cosmos.wire import Answer, Asked, WireError
from shared.clock import Clock, SystemClock
from shared.errors import Unavailable
from shared.topology import topology
from shared.wakeup import Wakeup

DATABASE = topology().database
CONTROL = "/_emulator/faults"
"""GET says which faults are set, PUT sets them (a JSON list; its form: `Fault`), DELETE sets none."""
_KEY = base64.b64encode(b"The key of an emulator on this machine: it keeps nothing secret.").decode()
_DRAIN_SECONDS = 5.0


class CosmosEmulator:
    """Serves the containers of `directory`'s files, one file a context, as a Cosmos DB account with one database.

    Without `contexts` and `leases` they are those of infra/topology.json. `ranges` is how many physical partitions
    every container seems to have, `most` how many documents a page of a query has at most. `tokens` are bearer tokens
    that are let in, beside whoever signs with `key`.
    """

    def __init__(
        self,
        directory: Path,
        *,
        contexts: Contexts | None = None,
        leases: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        wakeup: Wakeup | None = None,
        ranges: int = 1,
        most: int = 1000,
        key: str = _KEY,
        tokens: Collection[str] = (),
    ) -> None:
        if contexts is None:
            contexts, leases = contexts_of(topology())
        self._data = Data(directory, contexts, leases or {}, clock=clock or SystemClock(), wakeup=wakeup)
        self._routes = Routes(self._data, DATABASE, partition_ranges(ranges), most)
        self._tokens = tokens
        self._runner: web.ServerRunner | None = None
        self.key = key
        self.url = ""
        """Once started."""
        self.faults = Faults()
        self.served: Counter[Operation] = Counter()
        """Requests by what they asked for, those that failed as well."""

    @property
    def connection_string(self) -> str:
        """What a client is told."""
        return f"AccountEndpoint={self.url};AccountKey={self.key};"

    async def start(self, listener: socket.socket | None = None, tls: ssl.SSLContext | None = None) -> None:
        """Answer from now on, on a bound socket; without one, on any free port of this machine."""
        if listener is None:
            listener = socket.create_server(("127.0.0.1", 0))
        server = web.Server(self._handle, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=_DRAIN_SECONDS)
        await self._runner.setup()
        await web.SockSite(self._runner, listener, ssl_context=tls).start()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}/"

    async def stop(self) -> None:
        """Finish what was asked for, then close the files."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self._data.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        raw = await request.content.read()
        path = request.raw_path.partition("?")[0]
        if path == CONTROL:
            return self._control(request.method, raw)
        headers = {name.lower(): value for name, value in request.headers.items()}
        parts = tuple(unquote(part) for part in path.strip("/").split("/") if part)
        try:
            asked = Asked(
                request.method,
                parts,
                headers,
                orjson.loads(raw) if raw else None,
                f"{request.scheme}://{request.host}/",
            )
            answer = await self._answer(asked, request)
        except WireError as error:
            if error.status == HTTPStatus.BAD_REQUEST:  # a defect of whoever asks: nobody else will show its message
                logging.getLogger("ktravel").warning("%s %s refused: %s", request.method, path, error.message)
            answer = error.answer()
        except Unavailable as error:
            answer = WireError(503, str(error)).answer()
        except orjson.JSONDecodeError:
            answer = WireError(400, "The body is no JSON.").answer()
        return _response(answer)

    async def _answer(self, asked: Asked, request: web.BaseRequest) -> Answer:
        operation = operation_of(asked)
        self.served[operation] += 1
        auth.check(asked, self.key, self._tokens)
        fault = self.faults.next(operation, asked.path[3] if len(asked.path) > 3 else "")  # noqa: PLR2004
        if fault is None:
            return await self._routes.answer(asked)
        return await self._fail(fault, asked, request)

    async def _fail(self, fault: Fault, asked: Asked, request: web.BaseRequest) -> Answer:
        error = fault.error()
        if fault.kind == "reset":
            _reset(request)
            raise WireError(503, "The connection was reset.")
        if error is not None and fault.kind != "timeout_after":
            raise error
        answer = await self._routes.answer(asked)
        if fault.kind == "lost":
            _reset(request)
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if error is not None:
            raise error
        return answer

    def _control(self, method: str, raw: bytes) -> web.Response:
        try:
            if method in ("PUT", "DELETE"):
                self.faults.set_json(orjson.loads(raw) if method == "PUT" else [])
        except ValueError as error:
            return web.Response(status=400, text=str(error))
        return web.Response(body=orjson.dumps(self.faults.as_json()), content_type="application/json")


def _response(answer: Answer) -> web.Response:
    body = b"" if answer.body is None else answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
    headers = {
        "Content-Type": "application/json",
        "x-ms-activity-id": str(uuid4()),
        "x-ms-request-charge": str(answer.charge),
        **answer.headers,
    }
    return web.Response(status=answer.status, body=body, headers=headers)


def _reset(request: web.BaseRequest) -> None:
    """Break the connection as a network does: without a word."""
    transport = request.transport
    if transport is not None:
        # Of a copy: what a transport of uvloop gives cannot be set anything.
        with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

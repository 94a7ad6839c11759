"""Setting faults from another process: GET /faults, POST /faults with one as JSON, DELETE /faults."""

import json

from local.emulators.servicebus.faults import Faults
from local.http import Request, Response
from local.server import Server, bind


class Control:
    """A small HTTP server on 127.0.0.1 for one emulator's faults."""

    def __init__(self, faults: Faults, port: int) -> None:
        self._faults = faults
        listener = bind(port)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = Server(self._answer, listener)

    async def start(self) -> None:
        """Answer from now on."""
        await self._server.start()

    async def stop(self) -> None:
        """Answer no more."""
        await self._server.stop()

    async def _answer(self, request: Request) -> Response:
        if request.path != "/faults":
            return Response(404)
        match request.method:
            case "GET":
                body = {"waiting": list(self._faults.waiting), "happened": self._faults.happened}
                return Response(200, [(b"content-type", b"application/json")], json.dumps(body).encode())
            case "POST":
                try:
                    self._faults.add_from(json.loads(request.body))
                except (ValueError, TypeError) as error:
                    return Response(400, [(b"content-type", b"text/plain")], str(error).encode())
                return Response(204)
            case "DELETE":
                self._faults.clear()
                return Response(204)
            case _:
                return Response(405)

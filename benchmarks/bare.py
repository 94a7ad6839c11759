"""The reference: uvicorn with an application that answers a constant, as fast as a Python server gets here."""

import asyncio
from typing import Any

import uvicorn
import uvloop


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer a small JSON body to whatever comes."""
    assert scope["type"] == "http"
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"13")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"ok": "yes"}'})


async def main() -> None:
    """Serve on a free port, and say which."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await serving


if __name__ == "__main__":
    uvloop.run(main())

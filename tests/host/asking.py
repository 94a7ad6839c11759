"""Asking a started program over HTTP."""

import contextlib
import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

from tests.host.started import Started


class Answer:
    """One answer."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.body = response.read()
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.cookies = response.headers.get_all("set-cookie") or []

    def json(self) -> Any:
        return json.loads(self.body)


def ask(program: Started, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"/api/{path}", body, named)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Asking(threading.Thread):
    """A request under way."""

    def __init__(self, program: Started, path: str) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=20)
        self.path = path
        self.answer: tuple[int, bytes] | None = None
        self.start()

    def run(self) -> None:
        with contextlib.closing(self.connection) as connection, contextlib.suppress(http.client.HTTPException, OSError):
            connection.request("GET", self.path)
            response = connection.getresponse()
            self.answer = (response.status, response.read())

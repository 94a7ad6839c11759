"""Speaking HTTPS to providers: JSON only, no redirects, not for long, not much; certificates are always verified."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from shared.errors import Unavailable

_SECONDS = 10.0
_MAX_BYTES = 256 * 1024
_SERVER_ERROR, _TOO_MANY = 500, 429


class Web:
    """One pool of connections. `ca_file` names authorities to trust beside the machine's own."""

    def __init__(self, ca_file: Path | None = None) -> None:
        self._ca_file = ca_file
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at `url`. Raises `Unavailable` for anything else."""
        status, body = await self._ask("GET", url, headers=headers)
        if not 200 <= status < 300:  # noqa: PLR2004
            raise Unavailable(f"{_host(url)} answers {status}")
        return body

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and JSON object that a form is answered with. Raises `Unavailable` for server errors and nonsense."""
        return await self._ask("POST", url, form=form)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(
        self, method: str, url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        if not url.startswith("https://"):
            raise Unavailable(f"{_host(url)} is not to be reached by https")
        try:
            sent = {"Accept": "application/json", **(headers or {})}
            async with self._opened().request(method, url, data=form, headers=sent, allow_redirects=False) as answer:
                content = await answer.content.read(_MAX_BYTES + 1)
                while not answer.content.at_eof() and len(content) <= _MAX_BYTES:
                    content += await answer.content.read(_MAX_BYTES + 1)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Their messages may hold the address, in which there may be a code.
            raise Unavailable(f"{_host(url)} does not answer: {type(error).__name__}") from None
        if status >= _SERVER_ERROR or status == _TOO_MANY:
            raise Unavailable(f"{_host(url)} answers {status}")
        return status, _object(content, url)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                context.load_verify_locations(self._ca_file)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context),
                timeout=aiohttp.ClientTimeout(total=_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _object(content: bytes, url: str) -> dict[str, Any]:
    try:
        body = orjson.loads(content) if len(content) <= _MAX_BYTES else None
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Unavailable(f"{_host(url)} answers no JSON object")
    return body


def _host(url: str) -> str:
    return urlsplit(url).hostname or "?"

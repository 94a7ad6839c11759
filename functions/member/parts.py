"""The parts of an export as the contexts serve them: over HTTP, as the member who asks for it."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from shared.auth import unauthenticated
from shared.errors import Unavailable
from shared.telemetry import current_trace

if TYPE_CHECKING:
    import aiohttp

_PAGE = 100
_PAGE_SECONDS = 20.0
_OK, _UNAUTHORISED = 200, 401


class HttpParts:
    """`functions.member.export.Parts` of the API at `api_url`, with the member's own `Authorization` header."""

    def __init__(self, api_url: str, authorization: str) -> None:
        self._api_url = api_url
        self._headers = {"Authorization": authorization, "traceparent": current_trace().traceparent}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        import aiohttp  # noqa: PLC0415 - heavy, and an export is rare

        timeout = aiohttp.ClientTimeout(total=_PAGE_SECONDS)
        self._session = aiohttp.ClientSession(
            headers=self._headers, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def page(self, context: str, cursor: str | None) -> bytes:
        """A page of a context's part. Raises the 401 `Rejection`, and `Unavailable` for any other answer and none."""
        import aiohttp  # noqa: PLC0415

        if self._session is None:
            raise RuntimeError("to be used inside `async with`")
        query = {"limit": str(_PAGE)} | ({"cursor": cursor} if cursor else {})
        url = f"{self._api_url}/api/members/me/export/{context}"
        try:
            async with self._session.get(url, params=query, allow_redirects=False) as answer:
                body = await answer.read()
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"{context} gives no part of the export: {type(error).__name__}") from error
        if status == _OK:
            return body
        if status == _UNAUTHORISED:
            raise unauthenticated()
        after = float(retry_after) if retry_after.isdigit() else None
        raise Unavailable(f"{context} gives no part of the export: {status}", retry_after=after)

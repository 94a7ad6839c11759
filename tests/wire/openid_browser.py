"""Somebody's browser: it keeps cookies, and walks from member's operations to the provider and back."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import azure.functions as func
import orjson
import pytest

from functions.member import api_auth, api_sign_in
from functions.member import keys as keys_module
from functions.member.keys import FileKeys
from functions.member.sign_in import chosen
from functions.member.sign_in.settings import sign_in_settings
from shared.dependencies import close_dependencies
from shared.settings import settings
from tests.fakes import Fakes
from tests.wire.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.wire.openid_tls import Tls

API = WEB = "http://127.0.0.1:7071"
_CONTEXT = SimpleNamespace(trace_context=SimpleNamespace(trace_parent=None))


class Answer:
    """What an operation answered."""

    def __init__(self, response: func.HttpResponse) -> None:
        self.status = response.status_code
        self.location = str(response.headers.get("Location", ""))
        self.set_cookie = str(response.headers.get("Set-Cookie", ""))
        self.body: Any = orjson.loads(response.get_body()) if response.get_body() else None

    @property
    def page(self) -> str:
        """Where in the web app it leads."""
        assert self.location.startswith(f"{WEB}/"), self.location
        return self.location.removeprefix(WEB)

    @property
    def query(self) -> dict[str, str]:
        """What it tells the web app."""
        return dict(parse_qsl(urlsplit(self.location).query))


class Browser:
    """One browser. Cookies are kept by name; the language is Korean."""

    def __init__(self, tls: Tls) -> None:
        self.cookies: dict[str, str] = {}
        self._tls = tls

    async def login(self, provider: str, **query: str) -> Answer:
        """Begin to sign in; the answer leads to the provider."""
        return await self.call(api_sign_in.begin_sign_in, "GET", provider, query)

    async def at_provider(self, url: str) -> dict[str, str]:
        """Agree, or not: the query parameters with which the provider sends the browser back."""
        connector = aiohttp.TCPConnector(ssl=self._tls.client_context())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            assert answer.status == 302, await answer.text()
            back = urlsplit(answer.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == API
        return dict(parse_qsl(back.query))

    async def callback(self, provider: str, query: Mapping[str, str]) -> Answer:
        """Come back from the provider."""
        return await self.call(api_sign_in.finish_sign_in, "GET", provider, query)

    async def sign_in(self, provider: str, **query: str) -> Answer:
        """All the way; the answer leads to the web app."""
        begun = await self.login(provider, **query)
        assert begun.status == 302
        return await self.callback(provider, await self.at_provider(begun.location))

    async def separate(self, **headers: str) -> Answer:
        """Answer no to the question."""
        return await self.call(api_sign_in.stay_separate, "POST", "", {}, headers)

    async def member(self) -> dict[str, Any]:
        """Who this browser is signed in as, by its cookie."""
        answer = await self.call(api_auth.refresh_session, "POST", "", {})
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body["member"]
        return found

    async def call(
        self, operation: Any, method: str, provider: str, query: Mapping[str, str], headers: Mapping[str, str] = {}
    ) -> Answer:
        """One request to member."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = func.HttpRequest(
            method=method,
            url=f"{API}/api",
            headers={"cookie": cookie, **headers},
            params=query,
            route_params={"provider": provider},
            body=b"",
        )
        answer = Answer(await operation(request, _CONTEXT))
        if answer.set_cookie:
            name, _, value = answer.set_cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0;" in answer.set_cookie:
                del self.cookies[name]
        return answer


@asynccontextmanager
async def member_app(
    monkeypatch: pytest.MonkeyPatch, fakes: Fakes, key_directory: Path, tls: Tls, *providers: OpenIdProvider
) -> AsyncIterator[None]:
    """Member's operations on fakes, configured for these providers as by an operator."""
    monkeypatch.setenv("KTRAVEL_SIGN_IN_CA", str(tls.ca_file))
    for provider in providers:
        name = provider.style.upper()
        monkeypatch.setenv(f"KTRAVEL_{name}_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv(f"KTRAVEL_{name}_CLIENT_SECRET", CLIENT_SECRET)
        if provider.style == "entra":
            monkeypatch.setenv("KTRAVEL_SIGN_IN", "entra")
            monkeypatch.setenv("KTRAVEL_ENTRA_AUTHORITY", provider.issuer)
        else:
            monkeypatch.setenv(f"KTRAVEL_{name}_ISSUER", provider.issuer)
    made = FileKeys(key_directory, fakes.clock)
    for module in (api_auth, api_sign_in):
        monkeypatch.setattr(module, "dependencies", lambda _: fakes.deps)
        monkeypatch.setattr(module, "keys", lambda: made)
    cached = (settings, sign_in_settings, chosen.sign_in_provider, keys_module.keys)
    for each in cached:
        each.cache_clear()
    try:
        yield
    finally:
        await close_dependencies()
        for each in cached:
            each.cache_clear()

"""Microsoft Entra External ID as `SignInProvider`, through msal: Google and Naver are federated there.

msal redeems the code, but verifies nothing of the ID token (since 1.38 it says so): we do. Entra names people by a
subject of its own, the same for every way they sign in there; which ways belong together is its directory's to know, so
it is asked for no e-mail, and there is nothing to link here.
"""

import asyncio
import warnings
from collections.abc import Mapping
from json import JSONDecodeError
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msal  # type: ignore[import-untyped]
import requests
from msal.exceptions import MsalError  # type: ignore[import-untyped]

from functions.member.sign_in.id_tokens import Discovery, IdTokens, refused
from functions.member.sign_in.oidc import failure_of, text
from functions.member.sign_in.port import Begun, Kept, Person
from functions.member.sign_in.web import Web
from shared.errors import Unavailable

_HINTS = {"google": "google", "naver": "nid.naver.com"}
"""`domain_hint`: what leads straight to the provider's own page."""
_SECONDS = 10
_TAKEN_APART = (ValueError, LookupError, AttributeError, TypeError)
"""What comes of msal's not looking at what it takes apart."""


class EntraProvider:
    """One of the providers behind an Entra authority."""

    def __init__(
        self, provider: str, authority: str, client_id: str, secret: str, web: Web, *, ca_file: Path | None = None
    ) -> None:
        self._hint = _HINTS[provider]
        self._authority = authority
        self._client_id = client_id
        self._secret = secret
        self._web = web
        self._http = _Http(ca_file)
        self._id_tokens = IdTokens(web, client_id)
        self._app: msal.ConfidentialClientApplication | None = None
        self._discovery: Discovery | None = None
        self._opening = asyncio.Lock()

    async def begin(self, redirect_uri: str, state: str) -> Begun:
        app, _ = await self._opened()
        with warnings.catch_warnings():
            # msal would rather have the answer posted. Then the cookie that binds it to this browser would have to come
            # along with every other site's POST; with PKCE a code in an address is of no use to who sees it.
            warnings.filterwarnings("ignore", message="response_mode")
            flow = app.initiate_auth_code_flow([], redirect_uri=redirect_uri, state=state, domain_hint=self._hint)
        url = flow.pop("auth_uri")
        # msal keeps the nonce, and sends a digest of it: this is what the token must have.
        [nonce] = parse_qs(urlsplit(url).query)["nonce"]
        return Begun(url, {"flow": flow, "nonce": nonce})

    async def complete(self, kept: Kept, answer: Mapping[str, str], redirect_uri: str) -> Person:  # noqa: ARG002
        if "error" in answer:
            raise failure_of(answer["error"])
        app, discovery = await self._opened()
        tokens = await self._redeem(app, dict(kept["flow"]), dict(answer))
        claims = await self._id_tokens.verify(
            tokens.get("id_token"), discovery, nonce=kept["nonce"], access_token=tokens.get("access_token")
        )
        return Person("entra", claims["sub"], text(claims.get("name")), None)

    async def close(self) -> None:
        self._http.close()

    async def _redeem(
        self, app: msal.ConfidentialClientApplication, flow: dict[str, Any], answer: dict[str, str]
    ) -> dict[str, Any]:
        try:
            tokens: object = await asyncio.to_thread(app.acquire_token_by_auth_code_flow, flow, answer)
        except (requests.RequestException, MsalError, JSONDecodeError) as error:
            raise Unavailable(f"entra does not answer: {type(error).__name__}") from None
        except (*_TAKEN_APART, RuntimeError) as error:
            # Its message quotes what was sent.
            raise refused(f"msal refuses the answer: {type(error).__name__}") from None
        if not isinstance(tokens, dict):
            raise refused("entra answers no JSON object")
        if "error" not in tokens:
            return tokens
        if tokens["error"] in ("invalid_client", "unauthorized_client"):
            raise Unavailable("entra does not know our id and secret")
        raise refused("entra refuses the code")

    async def _opened(self) -> tuple[msal.ConfidentialClientApplication, Discovery]:
        async with self._opening:
            if self._app is None or self._discovery is None:
                try:
                    app = await asyncio.to_thread(self._open)
                except (requests.RequestException, MsalError, *_TAKEN_APART) as error:
                    raise Unavailable(f"entra does not answer: {type(error).__name__}") from None
                # msal has held the issuer in it against the authority.
                self._discovery = Discovery.of(
                    await self._web.get(f"{self._authority}/.well-known/openid-configuration")
                )
                self._app = app
            return self._app, self._discovery

    def _open(self) -> msal.ConfidentialClientApplication:
        return msal.ConfidentialClientApplication(
            self._client_id,
            client_credential=self._secret,
            oidc_authority=self._authority,
            token_cache=_Forgetful(),
            exclude_scopes=["offline_access"],
            http_client=self._http,
            http_cache=_Amnesia(),
        )


class _Http(requests.Session):
    """What msal speaks HTTPS with: as web.py does, and not as the environment says, which requests would let win."""

    def __init__(self, ca_file: Path | None) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = True if ca_file is None else str(ca_file)

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """One request, which ends in time and leads nowhere else."""
        return super().request(*args, **{"timeout": _SECONDS, "allow_redirects": False, **options})


class _Amnesia(dict[str, object]):
    """Where msal would keep an error for five seconds, and give it to everybody who signs in meanwhile."""

    def __setitem__(self, key: str, value: object) -> None:
        """Forget it."""


class _Forgetful(msal.TokenCache):  # type: ignore[misc]
    """Keeps no tokens: once we know who it is we have no use for them."""

    def add(self, event: dict[str, Any], now: float | None = None) -> None:
        """Forget it."""

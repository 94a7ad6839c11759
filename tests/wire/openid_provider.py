"""A provider of identities over TLS, for tests: OpenID Connect as Google speaks it, as Naver does, and as much of Entra
as msal asks for. It keeps to the rules, and breaks them on demand."""

import asyncio
import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.wire.openid_tls import Tls

type Style = Literal["google", "naver", "entra"]
type Fault = Literal["500", "hang", "garbage", "reset", "list", "huge"]
type Forge = Callable[["OpenIdProvider", dict[str, Any]], object]
"""Makes an ID token of the claims that would be right."""

CLIENT_ID, CLIENT_SECRET = "ktravel-client", "a secret between the two of us"
_PATHS = {"google": "", "naver": "/naver", "entra": "/8f1c6c3e-tenant/v2.0"}
SUPPORTED = {
    "response_types_supported": ["code"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
    "id_token_signing_alg_values_supported": ["RS256"],
}


@dataclass
class Account:
    """Somebody with an account there."""

    subject: str = "subject-1"
    name: str | None = "Kim Minji"
    email: str | None = "minji@example.org"
    verified: object = True


@dataclass
class SigningKey:
    """A key of the provider's."""

    id: str
    private: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))

    @property
    def jwk(self) -> dict[str, Any]:
        """Its public half."""
        public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": public["n"], "e": public["e"]}


def sign(provider: "OpenIdProvider", claims: dict[str, Any]) -> str:
    """The token as it should be."""
    return jwt.encode(claims, provider.key.private, "RS256", headers={"kid": provider.key.id})


class OpenIdProvider:
    """`account` is who signs in next. `agrees`: whether they do. `faults`: endpoint → what goes wrong there."""

    def __init__(self, style: Style, key: SigningKey) -> None:
        self.style = style
        self.key = key
        self.published = [key]
        self.account = Account()
        self.error: str | None = None
        self.forge: Forge = sign
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.authorized: dict[str, str] = {}
        self.issuer = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._access: dict[str, Account] = {}
        self._runner: web.AppRunner | None = None
        self._transports: set[asyncio.WriteTransport] = set()

    async def start(self, tls: Tls) -> None:
        """Listen on a port of its own."""
        app = web.Application()
        base = _PATHS[self.style]
        for method, path, endpoint in (
            ("GET", "/.well-known/openid-configuration", self._discovery),
            ("GET", "/authorize", self._authorize),
            ("POST", "/token", self._token),
            ("GET", "/keys", self._keys),
            ("GET", "/userinfo", self._userinfo),
        ):
            app.router.add_route(method, base + path, self._faulty(path.rpartition("/")[2], endpoint))
        self._runner = web.AppRunner(app, shutdown_timeout=0.01)  # a test does not wait for what hangs
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls.context)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.issuer = f"https://{host}:{port}{base}"

    async def stop(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()
        for transport in self._transports:
            transport.abort()
        await asyncio.sleep(0)  # which is when they are closed

    def claims(self, code: dict[str, str]) -> dict[str, Any]:
        """What the token of a code should say."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.account.subject,
            "aud": CLIENT_ID,
            "exp": now + 600,
            "iat": now,
        }
        if self.style != "naver":
            claims |= {"nonce": code["nonce"], "azp": CLIENT_ID, "name": self.account.name}
            if self.account.email is not None:
                claims |= {"email": self.account.email, "email_verified": self.account.verified}
        return claims

    def _faulty(
        self, name: str, endpoint: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            self.asked.append(name)
            assert isinstance(request.transport, asyncio.WriteTransport)
            self._transports.add(request.transport)
            match self.faults.get(name):
                case "500":
                    return web.Response(status=500, text="<h1>sorry</h1>")
                case "hang":
                    await asyncio.sleep(30)
                case "garbage":
                    return web.Response(text="<html>maintenance</html>", content_type="text/html")
                case "list":
                    return web.json_response([])
                case "huge":
                    return web.Response(body=b" " * 400_000, content_type="application/json")
                case "reset":
                    request.transport.abort()
            return await endpoint(request)

        return answer

    async def _discovery(self, _: web.Request) -> web.Response:
        named = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in named.items()}
        return web.json_response({"issuer": self.issuer, **endpoints, "jwks_uri": f"{self.issuer}/keys", **SUPPORTED})

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        self.authorized = asked
        if self.error is not None:
            query = {"error": self.error, "error_description": "not for logs", "state": asked["state"]}
            return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(query)}"})
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        query = {"code": code, "state": asked["state"]}
        if self.style == "google":
            query |= {"iss": self.issuer, "scope": "openid email profile", "authuser": "0", "prompt": "consent"}
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(query)}"})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        code = self._codes.pop(str(form.get("code")), None)
        challenge = urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest()).rstrip(b"=")
        if (
            code is None
            or form.get("redirect_uri") != code["redirect_uri"]
            or challenge.decode() != code["code_challenge"]
        ):
            return web.json_response({"error": "invalid_grant", "error_description": "not for logs"}, status=400)
        access = secrets.token_urlsafe(16)
        self._access[access] = self.account
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 3600, "scope": code["scope"]}
        token = self.forge(self, self.claims(code))
        return web.json_response(answer if token is None else answer | {"id_token": token})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.jwk for key in self.published]})

    async def _userinfo(self, request: web.Request) -> web.Response:
        account = self._access.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if account is None:
            return web.json_response({"resultcode": "024", "message": "Authentication failed"}, status=401)
        told = {"id": "profile-id", "nickname": account.name, "email": account.email}
        response = {name: value for name, value in told.items() if value is not None}
        return web.json_response({"resultcode": "00", "message": "success", "response": response})

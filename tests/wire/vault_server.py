"""As much of Key Vault's REST protocol as its client asks for to read secrets, over TLS, with its challenge."""

import base64
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.wire.openid_tls import Tls

TENANT, TOKEN = "8f1c6c3e-0000-0000-0000-000000000000", "a token of the vault's"
PAGE = 2


@dataclass
class Version:
    """One version of a secret."""

    id: str
    value: str
    created: int
    enabled: bool = True


@dataclass
class Vault:
    """Secrets by name, each with its versions, the newest last. `status` is answered instead, if set."""

    secrets: dict[str, list[Version]] = field(default_factory=dict)
    status: int | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self, tls: Tls) -> None:
        """Listen on a port of its own."""
        app = web.Application(middlewares=[self._gate])
        app.router.add_get("/secrets/{name}/versions", self._versions)
        app.router.add_get("/secrets/{name}/{version:.*}", self._secret)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls.context).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"https://{host}:{port}"

    async def stop(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            challenge = f'Bearer authorization="https://login.example/{TENANT}", resource="{self.url}"'
            return web.json_response({}, status=401, headers={"WWW-Authenticate": challenge})
        self.asked.append(request.path)
        assert request.query["api-version"]
        if self.status is not None:
            return web.json_response({"error": {"code": "Forbidden", "message": "not for logs"}}, status=self.status)
        return await handler(request)

    async def _versions(self, request: web.Request) -> web.Response:
        name, start = request.match_info["name"], int(request.query.get("start", "0"))
        versions = self.secrets.get(name, [])
        page = versions[start : start + PAGE]
        more = f"{self.url}/secrets/{name}/versions?api-version=7.6&start={start + PAGE}"
        return web.json_response(
            {
                "value": [{"id": self._id(name, each), "attributes": _attributes(each)} for each in page],
                "nextLink": more if start + PAGE < len(versions) else None,
            }
        )

    async def _secret(self, request: web.Request) -> web.Response:
        name, version = request.match_info["name"], request.match_info["version"].strip("/")
        found = [each for each in self.secrets.get(name, []) if version in ("", each.id)]
        if not found:
            return web.json_response({"error": {"code": "SecretNotFound", "message": "none"}}, status=404)
        return web.json_response(
            {"value": found[-1].value, "id": self._id(name, found[-1]), "attributes": _attributes(found[-1])}
        )

    def _id(self, name: str, version: Version) -> str:
        return f"{self.url}/secrets/{name}/{version.id}"


def _attributes(version: Version) -> dict[str, object]:
    return {"enabled": version.enabled, "created": version.created, "updated": version.created}


def secret_text() -> str:
    """A refresh secret as the runbook has it made."""
    return base64.b64encode(bytes(range(48))).decode()

"""Google and Naver as `SignInProvider`, by OpenID Connect: authorization code with PKCE, state and nonce.

Naver differs. Its ID token says who and nothing more; name and e-mail come from its profile API, whose answer is
wrapped and says of no address whether it was verified: an address of its own domain alone counts as theirs. Its guide
names no nonce: one that it sends back must be ours, one that is not there is made up for by PKCE, which binds the code
to this sign-in just as well (RFC 9700, section 4.5.3).
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from functions.member.sign_in.id_tokens import Discovery, IdTokens, refused
from functions.member.sign_in.port import Begun, Kept, Person, SignInFailed
from functions.member.sign_in.web import Web
from shared.errors import Unavailable

_OK = 200
_DISCOVERY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Client:
    """What a provider knows us by."""

    provider: str
    issuer: str
    client_id: str
    secret: str
    scope: str
    nonce_may_lack: bool = False


def google(issuer: str, client_id: str, secret: str) -> Client:
    """Google's client."""
    return Client("google", issuer, client_id, secret, "openid email profile")


def naver(issuer: str, client_id: str, secret: str) -> Client:
    """Naver's client."""
    return Client("naver", issuer, client_id, secret, "openid profile", nonce_may_lack=True)


class OidcProvider:
    """A provider that speaks OpenID Connect."""

    def __init__(self, client: Client, web: Web) -> None:
        self._client = client
        self._web = web
        self._id_tokens = IdTokens(web, client.client_id)
        self._discovery: Discovery | None = None
        self._discovered_at = 0.0

    async def begin(self, redirect_uri: str, state: str) -> Begun:
        discovery = await self._discover()
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        url = prepare_grant_uri(
            discovery.authorization_endpoint,
            self._client.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=self._client.scope,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]
            code_challenge_method="S256",
        )
        return Begun(url, {"verifier": verifier, "nonce": nonce})

    async def complete(self, kept: Kept, answer: Mapping[str, str], redirect_uri: str) -> Person:
        discovery = await self._discover()
        tokens = await self._redeem(discovery, code_of(answer, discovery.issuer), kept["verifier"], redirect_uri)
        access_token = tokens.get("access_token")
        claims = await self._id_tokens.verify(
            tokens.get("id_token"),
            discovery,
            nonce=kept["nonce"],
            nonce_may_lack=self._client.nonce_may_lack,
            access_token=access_token,
        )
        if self._client.provider == "naver":
            return await self._naver_person(claims["sub"], discovery, access_token)
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Person(self._client.provider, claims["sub"], text(claims.get("name")), text(email))

    async def close(self) -> None:
        """It has none: `web` is its maker's."""

    async def _discover(self) -> Discovery:
        if self._discovery is None or time.monotonic() - self._discovered_at > _DISCOVERY_SECONDS:
            document = await self._web.get(f"{self._client.issuer}/.well-known/openid-configuration")
            discovery = Discovery.of(document)
            if discovery.issuer != self._client.issuer:
                raise Unavailable(f"{self._client.provider}'s discovery document is another issuer's")
            self._discovery, self._discovered_at = discovery, time.monotonic()
        return self._discovery

    async def _redeem(self, discovery: Discovery, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        # In the body: Naver takes the secret nowhere else, Google there too.
        form = {
            "grant_type": "authorization_code",
            "client_id": self._client.client_id,
            "client_secret": self._client.secret,
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        status, body = await self._web.post(discovery.token_endpoint, form)
        if status == _OK and "error" not in body:
            return body
        if body.get("error") == "invalid_client":
            raise Unavailable(f"{self._client.provider} does not know our id and secret")
        raise refused(f"the code is refused: {status}")

    async def _naver_person(self, subject: str, discovery: Discovery, access_token: object) -> Person:
        if discovery.userinfo_endpoint is None or not isinstance(access_token, str):
            raise Unavailable("naver tells nothing of who it is")
        said = await self._web.get(discovery.userinfo_endpoint, headers={"Authorization": f"Bearer {access_token}"})
        profile = said.get("response")
        if said.get("resultcode") != "00" or not isinstance(profile, dict):
            raise Unavailable("naver's profile cannot be read")
        email = text(profile.get("email"))
        theirs = email is not None and email.casefold().endswith("@naver.com")
        name = text(profile.get("nickname")) or text(profile.get("name"))
        return Person("naver", subject, name, email if theirs else None)


def code_of(answer: Mapping[str, str], issuer: str) -> str:
    """The code in what a member came back with. Raises `SignInFailed` if there is none, or if it is another issuer's
    (RFC 9207)."""
    if "error" in answer:
        raise failure_of(answer["error"])
    if answer.get("iss", issuer) != issuer:
        raise refused("the answer is another issuer's")
    if not answer.get("code"):
        raise refused("the answer has no code")
    return answer["code"]


def failure_of(error: str) -> SignInFailed | Unavailable:
    """What an error that a member came back with means (RFC 6749, section 4.1.2.1)."""
    if error in ("access_denied", "user_cancelled", "consent_required", "interaction_required"):
        return SignInFailed("sign_in_cancelled", "they did not agree")
    if error in ("server_error", "temporarily_unavailable"):
        return Unavailable(f"the provider says {error}")
    return refused("the provider answers with an error")


def text(value: object) -> str | None:
    """A claim that is to be text and says something."""
    return value.strip() or None if isinstance(value, str) else None

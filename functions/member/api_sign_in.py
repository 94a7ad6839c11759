"""HTTP operations on signing in at a provider. A browser walks through the first two: whatever comes of it, it ends in
the web app, at the page it came from or at the sign-in page with a code that says what went wrong."""

import hmac
import logging
import re
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import azure.functions as func
from pydantic import ConfigDict, Field

from functions.member import accounts, cookies, handlers, sealed
from functions.member.accounts import Question
from functions.member.api_auth import refresh_cookie, refuse_foreign_origin, session_reply
from functions.member.domain import Language
from functions.member.keys import keys
from functions.member.repository import use_once
from functions.member.schemas import SignedIn
from functions.member.sign_in.chosen import sign_in_provider
from functions.member.sign_in.port import SignInFailed
from functions.member.sign_in.settings import sign_in_settings
from shared.dependencies import dependencies
from shared.errors import Rejection, Transient
from shared.http import Call, Reply, Schema, operation
from shared.settings import settings
from shared.telemetry import record

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
ON_ITS_WAY = timedelta(minutes=10)
"""How long somebody may take at the provider, and to answer a question."""
_PAGE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}")
"""A path within the web app, as browsers write addresses: ASCII, without a backslash."""


class SignInQuery(Schema):
    """How to sign in."""

    return_to: str = Field(default="/", description="The page of the web app to go to then; a path, or it is ignored.")
    link: bool = Field(default=False, description="To answer yes, by this sign-in, to the question that was asked.")


class ProviderAnswer(Schema):
    """What a browser brings back from a provider, who may add to it."""

    model_config = ConfigDict(extra="allow")

    state: str = ""
    code: str | None = None
    error: str | None = None
    iss: str | None = None


@bp.route(route="auth/{provider}/login", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="member",
    summary="Sign in at a provider",
    signed_in=False,
    query=SignInQuery,
    answers={302: None},
    problems=(404,),
)
async def begin_sign_in(call: Call) -> Reply:
    """To the provider's page; it leads back to the callback."""
    asked = call.query(SignInQuery)
    name = call.path("provider")
    provider = sign_in_provider(name)
    state = secrets.token_urlsafe(24)
    login: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "provider": name,
        "state": state,
        "returnTo": _page(asked.return_to),
    }
    try:
        secret = await keys().refresh_secret()
        if asked.link:
            login["question"] = _question(call, secret).to_json()
        begun = await provider.begin(_redirect_uri(name), state)
    except (SignInFailed, Transient) as error:
        return _failed(name, login, error)
    now = dependencies("member").clock.now()
    text = sealed.seal(secret, cookies.LOGIN, login | {"kept": begun.kept}, now=now, lasting=ON_ITS_WAY)
    # Lax: it is the provider's site that leads back.
    return Reply(302, headers={"Location": begun.url, **cookies.give(cookies.LOGIN, text, ON_ITS_WAY)})


@bp.route(route="auth/{provider}/callback", methods=["GET"], auth_level=ANONYMOUS)
@operation(
    tag="member",
    summary="Back from a provider",
    signed_in=False,
    query=ProviderAnswer,
    answers={302: None},
    problems=(404,),
)
async def finish_sign_in(call: Call) -> Reply:
    """To the web app: signed in, asked whether two accounts are one person's, or told what went wrong."""
    name = call.path("provider")
    provider = sign_in_provider(name)
    deps = dependencies("member")
    login: dict[str, Any] = {"returnTo": "/"}
    try:
        answer = call.query(ProviderAnswer)
        secret = await keys().refresh_secret()
        login = _login(call, secret, name, answer.state) or login
        if "id" not in login or not await use_once(deps, login["id"], ON_ITS_WAY):
            raise SignInFailed("sign_in_expired", "no sign-in of this browser is on its way")
        said = {each: value for each, value in answer.model_dump().items() if isinstance(value, str)}
        person = await provider.complete(login["kept"], said, _redirect_uri(name))
        if "question" in login:
            grant = await accounts.link(deps, keys(), Question.of_json(login["question"]), person)
            return _signed_in(grant, login["returnTo"])
        language: Language = "en" if call.language == "en" else "ko"
        arrived = await accounts.arrive(deps, keys(), person, language, sign_in_settings().providers)
    except (Rejection, Transient) as error:
        return _failed(name, login, error)
    if isinstance(arrived, Question):
        return _asked(arrived, name, login["returnTo"], secret)
    return _signed_in(arrived, login["returnTo"])


@bp.route(route="auth/separate", methods=["POST"], auth_level=ANONYMOUS)
@operation(
    tag="member", summary="Stay a member of one's own", signed_in=False, answers={200: SignedIn}, problems=(401, 403)
)
async def stay_separate(call: Call) -> Reply:
    """Answer no to the question that was asked: who came by the second provider is somebody new."""
    refuse_foreign_origin(call)
    question = _question(call, await keys().refresh_secret())
    return session_reply(await handlers.sign_in(dependencies("member"), keys(), question.identity))


def _login(call: Call, secret: bytes, provider: str, state: str) -> dict[str, Any] | None:
    """The sign-in of this browser that is on its way to `provider` with `state`, if there is one."""
    now = dependencies("member").clock.now()
    login = sealed.unseal(secret, cookies.LOGIN, cookies.read(call, cookies.LOGIN), now=now)
    if login is None or login["provider"] != provider:
        return None
    return login if hmac.compare_digest(login["state"].encode(), state.encode()) else None


def _question(call: Call, secret: bytes) -> Question:
    now = dependencies("member").clock.now()
    data = sealed.unseal(secret, cookies.QUESTION, cookies.read(call, cookies.QUESTION), now=now)
    if data is None:
        raise SignInFailed("sign_in_expired", "this browser has been asked no question")
    return Question.of_json(data)


def _signed_in(grant: handlers.Grant, page: str) -> Reply:
    return Reply(302, headers={"Location": f"{settings().web_url}{page}", **refresh_cookie(grant)})


def _asked(question: Question, provider: str, page: str, secret: bytes) -> Reply:
    now = dependencies("member").clock.now()
    text = sealed.seal(secret, cookies.QUESTION, question.to_json(), now=now, lasting=ON_ITS_WAY)
    query = urlencode({"link": provider, "with": question.providers[0], "returnTo": page})
    # Strict: no other site can have it answered. The web app is not another one.
    cookie = cookies.give(cookies.QUESTION, text, ON_ITS_WAY, same_site="Strict")
    return Reply(302, headers={"Location": f"{settings().web_url}/sign-in?{query}", **cookie})


def _failed(provider: str, login: dict[str, Any], error: Rejection | Transient) -> Reply:
    if isinstance(error, Transient):
        code, reason, level = "unavailable", str(error), logging.WARNING
    else:
        code, reason, level = error.code, error.reason if isinstance(error, SignInFailed) else error.code, logging.INFO
    record("sign_in_failed", level=level, provider=provider, code=code, reason=reason)
    query = {"error": code, "provider": provider, "returnTo": login["returnTo"]}
    if "question" in login:
        # It is still to be answered.
        query |= {"link": Question.of_json(login["question"]).identity.provider, "with": provider}
    location = f"{settings().web_url}/sign-in?{urlencode(query)}"
    return Reply(302, headers={"Location": location, **cookies.forget(cookies.LOGIN)})


def _page(return_to: str) -> str:
    return return_to if _PAGE.fullmatch(return_to) else "/"


def _redirect_uri(provider: str) -> str:
    return f"{settings().issuer}/auth/{provider}/callback"

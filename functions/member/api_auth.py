"""HTTP operations on sessions, and what verifiers of access tokens are told."""

import azure.functions as func

from functions.member import cookies, handlers
from functions.member.domain import SESSION_LIFETIME
from functions.member.handlers import Grant
from functions.member.keys import keys
from functions.member.schemas import DiscoveryDocument, JsonWebKeySet, SignedIn, SignInProviders
from functions.member.sign_in.chosen import NAMES
from functions.member.sign_in.settings import sign_in_settings
from functions.member.tokens import ACCESS_LIFETIME
from functions.member.views import own_view
from shared.auth import ALGORITHM
from shared.dependencies import dependencies
from shared.errors import Rejection
from shared.http import Call, Reply, json_reply, operation
from shared.problem import CONTENT_TYPE, problem_body
from shared.settings import settings
from shared.telemetry import current_trace

bp = func.Blueprint()
ANONYMOUS = func.AuthLevel.ANONYMOUS
# Verifiers ask again for a key they do not know; a new key signs long after the last copy without it is too old.
_PUBLIC = {"Cache-Control": "public, max-age=300"}


@bp.route(route="auth/providers", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Ways to sign in", signed_in=False, answers={200: SignInProviders})
async def list_sign_in_providers(call: Call) -> Reply:
    """What there is to sign in with."""
    said = 0 if call.language == "ko" else 1
    items = [{"id": each, "name": NAMES[each][said]} for each in sign_in_settings().providers]
    if settings().environment == "local":
        items.append({"id": "dev", "name": ("로컬 페르소나", "Local persona")[said]})
    return json_reply(200, {"items": items, "nextCursor": None})


@bp.route(route="auth/refresh", methods=["POST"], auth_level=ANONYMOUS)
@operation(tag="member", summary="A new access token", signed_in=False, answers={200: SignedIn}, problems=(401, 403))
async def refresh_session(call: Call) -> Reply:
    """Go on with the session in the cookie."""
    refuse_foreign_origin(call)
    try:
        return session_reply(
            await handlers.refresh(dependencies("member"), keys(), cookies.read(call, cookies.REFRESH))
        )
    except Rejection as refused:
        return _refusal(refused, call.language)


@bp.route(route="auth/logout", methods=["POST"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Sign out", signed_in=False, answers={204: None}, problems=(403,))
async def end_session(call: Call) -> Reply:
    """End the session in the cookie; without one there is nothing to do."""
    refuse_foreign_origin(call)
    await handlers.sign_out(dependencies("member"), keys(), cookies.read(call, cookies.REFRESH))
    return Reply(204, headers=cookies.forget(cookies.REFRESH))


@bp.route(route=".well-known/jwks.json", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="Keys of access tokens", signed_in=False, answers={200: JsonWebKeySet})
async def get_signing_keys(call: Call) -> Reply:  # noqa: ARG001 - nothing of the request matters
    """The JSON Web Key Set."""
    return json_reply(200, {"keys": [key.jwk for key in await keys().published()]}, headers=_PUBLIC)


@bp.route(route=".well-known/openid-configuration", methods=["GET"], auth_level=ANONYMOUS)
@operation(tag="member", summary="The issuer of access tokens", signed_in=False, answers={200: DiscoveryDocument})
async def get_discovery_document(call: Call) -> Reply:  # noqa: ARG001 - nothing of the request matters
    """The discovery document."""
    issuer = settings().issuer
    document = {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": [],  # people sign in here, no other application does through us
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_supported": ["iss", "aud", "sub", "sid", "name", "iat", "exp"],
    }
    return json_reply(200, document, headers=_PUBLIC)


def session_reply(grant: Grant) -> Reply:
    """The answer to whoever is signed in now: an access token, and the refresh token where no script can read it."""
    body = {
        "accessToken": grant.access_token,
        "expiresIn": int(ACCESS_LIFETIME.total_seconds()),
        "member": own_view(grant.member),
    }
    return json_reply(200, body, headers=refresh_cookie(grant))


def refresh_cookie(grant: Grant) -> dict[str, str]:
    """The header that gives the browser the refresh token."""
    return cookies.give(cookies.REFRESH, grant.refresh_token, SESSION_LIFETIME)


def _refusal(refused: Rejection, language: str) -> Reply:
    # The cookie is of no more use, whatever was wrong with it.
    trace_id = current_trace().trace_id
    body = problem_body(refused.code, refused.status, language=language, trace_id=trace_id)
    headers = {**cookies.forget(cookies.REFRESH), "WWW-Authenticate": "Bearer", "Content-Language": language}
    return Reply(refused.status, body, CONTENT_TYPE, headers)


def refuse_foreign_origin(call: Call) -> None:
    """Refuse what another site makes a browser send: it names the page's origin in every POST. Raises the 403
    `Rejection`."""
    origin = call.header("origin")
    if origin is not None and origin not in (*settings().web_origins, *settings().api_origins):
        raise Rejection("origin_not_allowed", 403)

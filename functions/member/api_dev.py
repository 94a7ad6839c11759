"""Signing in as a persona: registered in the local environment and nowhere else, for nobody proves to be one."""

from string import capwords

import azure.functions as func

from functions.member import handlers
from functions.member.api_auth import session_reply
from functions.member.domain import Language
from functions.member.handlers import Identity
from functions.member.keys import keys
from functions.member.schemas import PersonaSignIn, SignedIn
from shared.dependencies import dependencies
from shared.http import Call, Reply, operation

bp = func.Blueprint()


@bp.route(route="auth/dev/token", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@operation(tag="member", summary="Sign in as a persona", signed_in=False, body=PersonaSignIn, answers={200: SignedIn})
async def sign_in_persona(call: Call) -> Reply:
    """Be whoever the body says; the first time makes the member."""
    body = call.body(PersonaSignIn)
    # A persona of nothing but dashes has no words to be called by.
    name = body.name or capwords(body.persona.replace("-", " ")) or body.persona
    language: Language = "en" if call.language == "en" else "ko"
    identity = Identity("dev", body.persona, name=name, language=language)
    return session_reply(await handlers.sign_in(dependencies("member"), keys(), identity))

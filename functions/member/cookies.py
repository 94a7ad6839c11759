"""Member's cookies: all below /api/auth, where no script can read them."""

from datetime import timedelta
from typing import Literal

from shared.http import Call
from shared.settings import settings

REFRESH = "ktravel_refresh"
LOGIN = "ktravel_login"
"""A sign-in that is on its way, sealed."""
QUESTION = "ktravel_question"
"""The question whether two accounts are one person's, sealed."""


def read(call: Call, name: str) -> str:
    """The value that was sent, or nothing. By hand: the standard library's parser gives up all cookies where one of
    them, anybody's, is malformed."""
    for part in (call.header("cookie") or "").split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value
    return ""


def give(name: str, value: str, lasting: timedelta, *, same_site: Literal["Lax", "Strict"] = "Lax") -> dict[str, str]:
    """The header that sets a cookie. A "Lax" one comes along when another site leads here, a "Strict" one does not."""
    secure = "; Secure" if settings().api_url.startswith("https://") else ""
    age = int(lasting.total_seconds())
    return {"Set-Cookie": f"{name}={value}; Max-Age={age}; Path=/api/auth; HttpOnly; SameSite={same_site}{secure}"}


def forget(name: str) -> dict[str, str]:
    """The header that takes a cookie back."""
    return give(name, "", timedelta())

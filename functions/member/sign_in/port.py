"""The sign-in port: what member asks of whoever knows people, Google and Naver, or a directory in front of them.

It goes two ways at once: the member proves to the provider who they are and brings back a code, which proves nothing by
itself; we redeem it there. Only the ID token that comes of it, verified, is believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Rejection

type Kept = dict[str, Any]
"""What an adapter needs to know again when the member is back: JSON, small, and a secret."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a provider vouches for. `subject` names one account among those of `provider`, for good.

    `name` is what they are called there, if that is told. `email` is given only if the provider says that it is theirs.
    """

    provider: str
    subject: str
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the member is to be sent, and what `complete` must be given when they are back."""

    url: str
    kept: Kept


class SignInFailed(Rejection):
    """Nobody was signed in. `code` is what the web app says (`sign_in_cancelled`, `sign_in_refused`,
    `sign_in_expired`, `sign_in_other_account`); `reason` is for operators: nothing of the person, no token in it."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, 401)
        self.reason = reason


class SignInProvider(Protocol):
    """One provider. Every method raises `Unavailable` when it does not answer as it should."""

    async def begin(self, redirect_uri: str, state: str) -> Begun:
        """Prepare a sign-in that comes back to `redirect_uri` with `state`."""
        ...

    async def complete(self, kept: Kept, answer: Mapping[str, str], redirect_uri: str) -> Person:
        """Who it was, by the query parameters that the member came back with; their `state` has been checked.
        Raises `SignInFailed` if they did not agree, or if what the provider says does not hold."""
        ...

    async def close(self) -> None:
        """Let go of the connections that are its own."""
        ...

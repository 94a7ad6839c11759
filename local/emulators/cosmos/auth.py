"""Who may ask: whoever signs with the emulator's key, or brings a token that it was told of.

https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources
"""

import base64
import hashlib
import hmac
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

from local.emulators.cosmos.wire import Asked, WireError


def check(asked: Asked, key: str, tokens: Collection[str]) -> None:
    """Raise `WireError` (401) unless the request is allowed."""
    given = asked.headers.get("authorization")
    if not given:
        raise WireError(HTTPStatus.UNAUTHORIZED, "Required Header authorization is missing.")
    # "+" is part of a signature, not a space.
    parts = dict(parse_qsl(unquote(given).replace("+", "%2B")))
    kind, signature = parts.get("type"), parts.get("sig", "")
    if kind == "aad":
        if not any(_same(signature, token) for token in tokens):
            raise WireError(HTTPStatus.UNAUTHORIZED, "The token is none that this emulator was told of.")
    elif kind != "master" or not _same(signature, _signature(asked, key)):
        raise WireError(
            HTTPStatus.UNAUTHORIZED,
            "The input authorization token can't serve the request. The wrong key is being used or the expected "
            "payload is not built as per the protocol.",
        )


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _signature(asked: Asked, key: str) -> str:
    kind, link = _resource(asked.path)
    date = asked.headers.get("x-ms-date", "").lower()
    payload = f"{asked.method.lower()}\n{kind}\n{link}\n{date}\n\n"
    digest = hmac.new(base64.b64decode(key), payload.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _resource(path: tuple[str, ...]) -> tuple[str, str]:
    """The type and the link of what is asked for: a feed of its parent where the path ends with a type."""
    if not path:
        return "", ""
    if len(path) % 2:
        return path[-1], "/".join(path[:-1])
    return path[-2], "/".join(path)

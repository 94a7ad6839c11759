"""Who may come in: the tokens that a client puts to $cbs (claims-based security)."""

import base64
import hashlib
import hmac
import time
from urllib.parse import unquote, urlsplit

KEY_NAME = "RootManageSharedAccessKey"
_SAS_PREFIX = "SharedAccessSignature "


class Tokens:
    """Accepts what is signed with `key`, and the bearer tokens in `bearers`."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.bearers: set[str] = set()

    def refusal(self, audience: str, token: str) -> str | None:
        """Why this token does not open `audience`; None when it does."""
        # azure-servicebus says "jwt" of shared access signatures, too.
        if token.startswith(_SAS_PREFIX):
            return self._sas_refusal(audience, token.removeprefix(_SAS_PREFIX))
        return None if token in self.bearers else "InvalidToken: The token is not one of those accepted."

    def _sas_refusal(self, audience: str, fields: str) -> str | None:
        found = dict(pair.split("=", 1) for pair in fields.split("&") if "=" in pair)
        resource, signature, expiry, name = (unquote(found.get(field, "")) for field in ("sr", "sig", "se", "skn"))
        digest = hmac.new(self.key.encode(), f"{found.get('sr', '')}\n{expiry}".encode(), hashlib.sha256).digest()
        if name != KEY_NAME or not hmac.compare_digest(base64.b64encode(digest).decode(), signature):
            return "InvalidSignature: The token has an invalid signature."
        if not expiry.isdigit() or int(expiry) < time.time():
            return "ExpiredToken: The token is expired."
        if not covers(path_of(resource), path_of(audience)):
            return "InvalidAudience: The token is for another entity."
        return None


def path_of(address: str) -> str:
    """The entity that an address names: "queue" for sb://host:port/queue."""
    return unquote(urlsplit(address).path if "://" in address else address).strip("/")


def covers(granted: str, path: str) -> bool:
    """Whether who may use `granted` may use `path`."""
    return granted in ("", path) or path.startswith(f"{granted}/")

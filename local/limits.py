"""Rate limits as API Management enforces them: infra/apim/limits.json, from which its policies are made too.

`per` says whose calls are counted: an address's, or a member's. A caller without a token counts by address. A limit
counts the calls of all its operations together, in windows of `seconds` that begin with the first call.
"""

import math
import re
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field

PATH = Path(__file__).parent.parent / "infra" / "apim" / "limits.json"
_MOST_WINDOWS = 20_000
_SIGNATURE_TAIL = 48
"""So many characters of a token tell it from others; a token's claims are not believed before they are verified."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LimitedOperation(_Part):
    """What a limit is about. `method` "*" is any; `path` is below /api, `{name}` one segment, a last `/*` the rest."""

    method: Literal["*", "GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str = Field(pattern=r"^(/[\w.-]+|/\{\w+\})*(/\*)?$")


class Limit(_Part):
    """At most `calls` in `seconds` (API Management takes 300 at most)."""

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    per: Literal["address", "member"]
    calls: int = Field(gt=0)
    seconds: int = Field(gt=0, le=300)
    operations: tuple[LimitedOperation, ...] = Field(min_length=1)


class Limits(_Part):
    """The file."""

    limits: tuple[Limit, ...]
    unlimited: tuple[str, ...] = ()
    """Paths that never count: the keys that every context verifies tokens with, all from one address."""

    @classmethod
    def load(cls, path: Path = PATH) -> "Limits":
        """Read the file."""
        return cls.model_validate_json(path.read_bytes())


class _Rule:
    __slots__ = ("calls", "name", "path", "per_member", "seconds")

    def __init__(self, limit: Limit, operation: LimitedOperation, prefix: str) -> None:
        self.name = limit.name
        self.calls = limit.calls
        self.seconds = limit.seconds
        self.per_member = limit.per == "member"
        self.path = None if operation.path == "/*" else re.compile(pattern_of(prefix + operation.path), re.IGNORECASE)


class Limiter:
    """Counts calls. Moments are seconds on any clock that does not go back."""

    def __init__(self, limits: Limits, prefix: str = "/api") -> None:
        self._rules: dict[str, list[_Rule]] = {}
        self._windows: dict[tuple[str, str], list[float]] = {}
        """(limit, caller) → when the window ends, calls in it."""
        self._forget_beyond = _MOST_WINDOWS
        self._unlimited = {prefix + path for path in limits.unlimited}
        for limit in limits.limits:
            for operation in limit.operations:
                methods = _METHODS if operation.method == "*" else (operation.method,)
                for method in methods:
                    self._rules.setdefault(method, []).append(_Rule(limit, operation, prefix))

    def refusal(self, method: str, path: str, *, address: str, authorization: str | None, now: float) -> int | None:
        """Count one call; None if it may go on, else in how many seconds to try again."""
        wait = 0.0
        if "%" in path:
            path = unquote(path)  # as routes are matched: another spelling is no way around
        if path in self._unlimited:
            return None
        for rule in self._rules.get(method, ()):
            if rule.path is not None and rule.path.fullmatch(path) is None:
                continue
            caller = authorization[-_SIGNATURE_TAIL:] if authorization and rule.per_member else address
            key = (rule.name, caller)
            window = self._windows.get(key)
            if window is None or window[0] <= now:
                self._windows[key] = [now + rule.seconds, 1]
                if len(self._windows) > self._forget_beyond:
                    self._forget(now)
            elif window[1] >= rule.calls:
                wait = max(wait, window[0] - now)
            else:
                window[1] += 1
        return math.ceil(wait) if wait else None

    def _forget(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if window[0] > now}
        # Where nearly all are still open, looking at every one of them at every call would hold up everybody.
        self._forget_beyond = max(_MOST_WINDOWS, 2 * len(self._windows))


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def pattern_of(path: str) -> str:
    """The regular expression of the paths that a limited operation's path covers."""
    parts = [part for part in path.split("/") if part]
    pattern = "".join("(?:/.*)?" if part == "*" else f"/{_segment(part)}" for part in parts)
    return f"{pattern}/?"


def _segment(part: str) -> str:
    return "[^/]+" if part.startswith("{") else re.escape(part)

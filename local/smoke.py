"""Ask a running platform whether it does what it is for, after a release: `python -m local.smoke https://api.…`.

It changes nothing, needs no account and nothing installed. Each question is asked again until it is answered rightly or
the time is over: what was released a moment ago may still be starting.
"""

import argparse
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

PROBLEM = "application/problem+json"
_TRACE = re.compile(r"[0-9a-f]{32}")
_PAUSE = 1.0
_LONGEST_ANSWER = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is None unless it is JSON."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Question:
    """One request to what a context serves, and what is wrong with its answer: nothing, or a sentence."""

    context: str
    path: str
    wrong: Callable[[Answer], str | None]
    headers: dict[str, str] = field(default_factory=dict)


def _says(status: int, *members: str) -> Callable[[Answer], str | None]:
    def wrong(answer: Answer) -> str | None:
        if answer.status != status:
            return f"it answered {answer.status}, not {status}"
        missing = [each for each in members if not isinstance(answer.body, dict) or each not in answer.body]
        return f"its answer has no {' and no '.join(missing)}" if missing else None

    return wrong


def _refuses(status: int, code: str) -> Callable[[Answer], str | None]:
    def wrong(answer: Answer) -> str | None:
        if fault := _says(status, "type", "title", "status", "code", "params", "traceId")(answer):
            return fault
        if not answer.headers.get("content-type", "").startswith(PROBLEM):
            return "it is no problem document"
        return None if answer.body["code"] == code else f"it says {answer.body['code']}, not {code}"

    return wrong


def questions(url: str) -> list[Question]:
    """What is asked of the platform at `url` (scheme and host)."""

    def discovers(answer: Answer) -> str | None:
        fault = _says(200, "issuer", "jwks_uri")(answer)
        wanted = f"{url}/api"
        if fault or answer.body["issuer"] == wanted:
            return fault
        return f"it says that the issuer is {answer.body['issuer']}, not {wanted}"

    def has_keys(answer: Answer) -> str | None:
        fault = _says(200, "keys")(answer)
        return fault or (None if answer.body["keys"] else "there is no key")

    stranger = _refuses(401, "unauthenticated")
    forged = {"Authorization": "Bearer e30.e30.e30"}
    return [
        Question("member", "/api/.well-known/openid-configuration", discovers),
        Question("member", "/api/.well-known/jwks.json", has_keys),
        Question("member", "/api/auth/providers", _says(200)),
        Question("member", "/api/members/me", stranger),
        Question("member", "/api/members/me", stranger, forged),
        Question("plan", "/api/feed?limit=1", _says(200, "items")),
        Question("plan", "/api/destinations?q=jeju", _says(200)),
        Question("plan", "/api/members/me/plans", stranger),
        Question("plan", "/api/nothing-of-this-name", _refuses(404, "not_found")),
        Question("token", "/api/wallet/packages", _says(200)),
        Question("token", "/api/wallet", stranger),
        Question("recommendation", "/api/recommendations", stranger),
        Question("follow", "/api/members/me/followers", stranger),
        Question("like", "/api/members/me/likes", stranger),
        Question("notification", "/api/notifications", stranger),
    ]


def ask(url: str, question: Question) -> str | None:
    """Ask once; what is wrong, or None."""
    headers = {"Accept-Language": "en", "User-Agent": "ktravel-smoke", **question.headers}
    request = urllib.request.Request(f"{url}{question.path}", headers=headers)  # noqa: S310 - checked in main
    try:
        with urllib.request.urlopen(request, timeout=_LONGEST_ANSWER) as response:  # noqa: S310
            answer = _read(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        answer = _read(error.code, dict(error.headers), error.read())
    except (OSError, HTTPException) as error:
        return f"it did not answer: {error}"
    if not _TRACE.fullmatch(answer.headers.get("x-trace-id", "")):
        return "its answer has no trace id"
    return question.wrong(answer)


def _read(status: int, headers: dict[str, str], raw: bytes) -> Answer:
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body)


def faults(url: str, contexts: set[str], seconds: float) -> Iterator[tuple[Question, str | None]]:
    """Each question about one of `contexts` (empty: all), and what was still wrong after `seconds` of asking."""
    until = time.monotonic() + seconds
    for question in questions(url):
        if contexts and question.context not in contexts:
            continue
        fault = ask(url, question)
        while fault and time.monotonic() < until:
            time.sleep(_PAUSE)
            fault = ask(url, question)
        yield question, fault


def main() -> int:
    """Ask everything, print what was found; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="scheme and host of the API")
    parser.add_argument("--context", action="append", default=[], help="only this one; may be repeated")
    parser.add_argument("--seconds", type=float, default=60, help="how long to wait for right answers (60)")
    given = parser.parse_args()
    url = given.url.rstrip("/")
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        parser.error("the url begins with http:// or https://")
    found = list(faults(url, set(given.context), given.seconds))
    if not found:
        parser.error(f"nothing is asked of {', '.join(given.context)}")
    for question, fault in found:
        verdict = f"WRONG: {fault}" if fault else "ok"
        print(f"{question.context}: GET {question.path}: {verdict}")
    return 1 if any(fault for _, fault in found) else 0


if __name__ == "__main__":
    sys.exit(main())

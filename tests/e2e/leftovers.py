"""Looking for what is left of somebody: in every container and queue, in the logs, and in the bytes of the files."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.topology import topology

_ID = r"[0-7][0-9a-hjkmnp-tv-z]{25}"
_HARMLESS = (
    rf"([a-z-]+\.)?{_ID}(\.{_ID})*(\.[0-9]+)?",  # ids, and ids of what is about somebody
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(\..*)?",  # moments, and keys to sort by
    r"[a-z]+([-_][a-z]+)*",  # types, kinds, states
    r"\d{4}q[1-4]",  # quarters, which trending is kept by
    r"",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A document in which an id is. `container` of `context`."""

    context: str
    container: str
    body: dict[str, Any]

    @property
    def what(self) -> str:
        """Which kind of document it is."""
        return f"{self.container}: {self.body['type']}"

    @property
    def says(self) -> list[str]:
        """Texts in it that are no id, time or name of a kind."""
        return [text for text in _texts(self.body) if not any(re.fullmatch(each, text) for each in _HARMLESS)]


def documents(state: Path) -> Iterator[Found]:
    """Every document of every container, expired or not."""
    for context, owned in topology().contexts.items():
        with _opened(state / "store" / f"{context}.sqlite3") as connection:
            for container in owned.containers:
                for (body,) in connection.execute(f'SELECT body FROM "{container.name}"'):  # noqa: S608
                    yield Found(context, container.name, json.loads(body))


def messages(state: Path) -> list[str]:
    """Every message of every queue, dead letters too, and what else the broker has, as text."""
    with _opened(state / "bus.sqlite3") as connection:
        return [
            " ".join(value.decode() if isinstance(value, bytes) else str(value) for value in row)
            for table in ("message", "accepted")
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608
        ]


def saying(state: Path, words: Sequence[str]) -> dict[str, list[str]]:
    """Where any of the words is, and which: containers, the broker, log files."""
    found: dict[str, list[str]] = {}
    for each in documents(state):
        _note(found, f"{each.container} {each.body['pk']} {each.body['id']}", json.dumps(each.body), words)
    for message in messages(state):
        _note(found, "bus", message, words)
    for path in (state / "log").iterdir():
        _note(found, str(path.relative_to(state)), path.read_text(encoding="utf-8"), words)
    return found


def bytes_saying(state: Path, words: Sequence[str]) -> dict[str, list[str]]:
    """Which files have the bytes of any of the words, anywhere: pages that are free, and what is no database too."""
    found: dict[str, list[str]] = {}
    for path in (path for path in state.rglob("*") if path.is_file()):
        content = path.read_bytes()
        spelt = [word for word in words if word.encode() in content or json.dumps(word)[1:-1].encode() in content]
        if spelt:
            found[str(path.relative_to(state))] = spelt
    return found


def _note(found: dict[str, list[str]], where: str, text: str, words: Sequence[str]) -> None:
    spelt = [word for word in words if word in text or json.dumps(word)[1:-1] in text]
    if spelt:
        found[where] = spelt


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _opened(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))

"""`make trace ID=…`: the whole path of a request, from the log files: what it did, what that led to, how long it took.

ID is the x-trace-id of an answer, the traceId of a problem document, a traceparent (each with whatever was copied with
it), or the beginning of a trace id.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

type Line = Mapping[str, Any]

_NOT_SHOWN = frozenset({"time", "process", "level", "kind", "trace", "span", "parent", "ms", "message", "context"})
_SHORTEST = 6
_WHOLE = re.compile(r"\b[0-9a-f]{32}\b")


def read(directory: Path, trace: str) -> list[Line]:
    """The lines of the trace whose id begins with `trace`, oldest first."""
    lines = [line for path in sorted(directory.glob("*.jsonl")) for line in _matching(path, trace)]
    return sorted(lines, key=_began)


def _matching(path: Path, trace: str) -> Iterator[Line]:
    wanted = b'"trace":"' + trace.encode()
    with path.open("rb") as file:
        for text in file:
            if wanted in text:
                try:
                    line = orjson.loads(text)
                except orjson.JSONDecodeError:
                    continue  # the process died while writing it
                if str(line.get("trace", "")).startswith(trace):
                    yield line


def render(lines: Iterable[Line]) -> list[str]:
    """The lines as a tree: what a step did, then the steps that it caused, in the order of time."""
    lines = sorted(lines, key=_began)
    spans: dict[str, list[Line]] = {}
    for line in lines:
        spans.setdefault(line["span"], []).append(line)
    children: dict[str | None, list[str]] = {}
    for span, own in spans.items():
        parent = own[0].get("parent")
        children.setdefault(parent if parent in spans else None, []).append(span)
    start = _began(lines[0]) if lines else 0.0
    shown: list[str] = []
    # Not by recursion: a chain of events may be longer than Python's stack is deep.
    todo = [(span, 0) for span in reversed(children.get(None, []))]
    while todo:
        span, depth = todo.pop()
        for position, line in enumerate(sorted(spans[span], key=_order)):
            shown.append(_row(line, depth if position == 0 else depth + 1, start, is_step=position == 0))
        todo += [(child, depth + 1) for child in reversed(children.get(span, []))]
    return shown


def _order(line: Line) -> tuple[bool, float]:
    """A step's own line (it has a duration) before what was noted while it ran."""
    return "ms" not in line, _began(line)


def _began(line: Line) -> float:
    """When what a line tells began, in seconds: it is written at the end."""
    return datetime.fromisoformat(line["time"]).timestamp() - float(line.get("ms", 0)) / 1000


def _row(line: Line, depth: int, start: float, *, is_step: bool) -> str:
    offset = (_began(line) - start) * 1000
    duration = f"{line['ms']:.1f} ms" if "ms" in line else ""
    place = line.get("context") or line["process"]
    fields = " ".join(f"{name}={value}" for name, value in line.items() if name not in _NOT_SHOWN and value is not None)
    level = "" if line.get("level", "info") == "info" else f" {str(line['level']).upper()}"
    mark = "" if is_step else "· "
    text = f"{line['kind']}{level} {line.get('message', '')}".rstrip()
    told = "  ".join(part for part in (text, f"[{place}]", duration, fields) if part)
    return f"{offset:9.1f} ms  {'  ' * depth}{mark}{told}"


def main() -> int:
    """Print a trace; 1 when there is none."""
    parser = argparse.ArgumentParser(prog="make trace", description=__doc__)
    parser.add_argument("id", nargs="*", help="the x-trace-id of an answer, or its beginning")
    text = " ".join(parser.parse_args().id).strip().lower()
    match = _WHOLE.search(text)
    trace = match[0] if match else text
    if len(trace) < _SHORTEST or not re.fullmatch("[0-9a-f]+", trace):
        sys.exit(
            f"{text!r} is no trace id. Say make trace ID=<the x-trace-id header of an answer>: 32 hexadecimal digits, "
            f"of which the first {_SHORTEST} may do."
        )
    directory = Path(os.environ.get("KTRAVEL_DATA_DIR") or ".data") / "log"
    lines = read(directory, trace)
    found = sorted({str(line["trace"]) for line in lines})
    if not found:
        sys.exit(f"No line of {trace} in {directory}: the logs keep the latest 60 MB of each process.")
    if len(found) > 1:
        sys.exit(f"{trace} is the beginning of several traces: {', '.join(found)}")
    print(f"Trace {found[0]}")
    print("\n".join(render(lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

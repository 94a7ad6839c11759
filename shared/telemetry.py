"""Traces and structured lines: one line per request and per message, all with the trace they belong to.

The trace is W3C Trace Context (https://www.w3.org/TR/trace-context/). It enters with the request, travels in the
outbox event and the message as `traceparent`, and is current while a handler runs. Lines carry ids, never names,
e-mails, plan text or tokens.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from random import getrandbits
from typing import NamedTuple

import orjson

logger = logging.getLogger("ktravel")

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NO_TRACE = "0" * 32

type Line = dict[str, str | float | bool | None]
type LineWriter = Callable[[int, Line], None]

_writer: LineWriter | None = None


class Trace(NamedTuple):
    """One step of a trace: its own span and the span that caused it."""

    trace_id: str
    span_id: str
    parent_id: str | None

    @property
    def traceparent(self) -> str:
        """What is handed on to whatever this step causes."""
        return f"00-{self.trace_id}-{self.span_id}-01"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace:
    """The step being carried out; a new trace when nothing has begun one."""
    trace = _current.get()
    if trace is None:
        trace = _child(None)
        _current.set(trace)
    return trace


class Tracing:
    """One step, for `with`: its trace is current inside."""

    __slots__ = ("_token", "_trace")

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def __enter__(self) -> Trace:
        self._token = _current.set(self._trace)
        return self._trace

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def tracing(traceparent: str | None) -> Tracing:
    """Carry out one step of the trace that `traceparent` names, or of a new one if it is absent or malformed."""
    return Tracing(_child(traceparent))


def write_lines_to(writer: LineWriter | None) -> None:
    """Hand structured lines to `writer` before they go to the logger, which then hears of warnings only: making a
    log record costs more than writing the line, and there is one for every request and message."""
    global _writer  # noqa: PLW0603 - a process has one
    _writer = writer


def record(kind: str, *, level: int = logging.INFO, **fields: str | float | bool | None) -> None:
    """Write one structured line about the current step."""
    trace = current_trace()
    line: Line = {"kind": kind, "trace": trace.trace_id, "span": trace.span_id, "parent": trace.parent_id, **fields}
    if _writer is not None:
        _writer(level, line)
        if level < logging.WARNING:
            return
    if logger.isEnabledFor(level):
        logger.log(level, "%s", orjson.dumps(line).decode(), extra={"line": line})


def _child(traceparent: str | None) -> Trace:
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    span = f"{getrandbits(64):016x}"
    if match is None or match[1] == _NO_TRACE:
        return Trace(f"{getrandbits(128):032x}", span, None)
    return Trace(match[1], span, match[2])

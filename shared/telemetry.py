"""Traces and structured lines: one line per request and per message, all with the trace they belong to.

The trace is W3C Trace Context (https://www.w3.org/TR/trace-context/). It enters with the request, travels in the
outbox event and the message as `traceparent`, and is current while a handler runs. Lines carry ids, never names,
e-mails, plan text or tokens.
"""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import orjson

logger = logging.getLogger("ktravel")

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NO_TRACE = "0" * 32


@dataclass(frozen=True, slots=True)
class Trace:
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


@contextmanager
def tracing(traceparent: str | None) -> Iterator[Trace]:
    """Carry out one step of the trace that `traceparent` names, or of a new one if it is absent or malformed."""
    trace = _child(traceparent)
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def record(kind: str, *, level: int = logging.INFO, **fields: str | float | bool | None) -> None:
    """Write one structured line about the current step."""
    if not logger.isEnabledFor(level):
        return
    trace = current_trace()
    line = {"kind": kind, "trace": trace.trace_id, "span": trace.span_id, "parent": trace.parent_id, **fields}
    logger.log(level, "%s", orjson.dumps(line).decode(), extra={"line": line})


def _child(traceparent: str | None) -> Trace:
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    span = os.urandom(8).hex()
    if match is None or match[1] == _NO_TRACE:
        return Trace(os.urandom(16).hex(), span, None)
    return Trace(match[1], span, match[2])

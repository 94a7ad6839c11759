"""Telling that an invocation failed: a structured line for the log, the whole story for the developer's console."""

import logging

from local.logs import CONSOLE_ONLY
from local.runtime import InvocationFailed
from shared.telemetry import record, tracing

EXPECTED = frozenset({"Poison", "Transient", "Unavailable", "EventTooLarge"})
"""Failures with a name of ours: their line says enough, no stack trace is needed."""

_console = logging.getLogger(CONSOLE_ONLY)


def record_failure(failure: InvocationFailed, traceparent: str | None, *, level: int, **fields: str | int) -> None:
    """One line about a failed invocation.

    The log gets the exception's class and where it was raised; what it says may be about somebody and goes to the
    console only.
    """
    with tracing(traceparent):
        frames = failure.frames
        at = frames[-1] if frames else ""
        record("invocation_failed", level=level, function=failure.function, error=failure.kind, at=at, **fields)
    if failure.kind not in EXPECTED:
        _console.error("%s failed:\n%s", failure.function, failure.stack_trace.rstrip())

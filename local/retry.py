"""Function-level retries (`@retry`), as the Functions host does them for Cosmos DB and timer triggers."""

import asyncio
import logging
import random
from enum import Enum

from azure.functions.meta import Datum

from local.failures import record_failure
from local.runtime import Function, InvocationFailed, RetryPolicy, Runtime
from local.stop import Stop

_LEAST_SECONDS = 0.01
"""Shorter intervals would only keep the processor busy."""


class Outcome(Enum):
    """How it ended: it succeeded, its retries are used up, or the host stopped before either."""

    DONE = "done"
    GIVEN_UP = "given up"
    STOPPED = "stopped"


async def invoke_with_retries(runtime: Runtime, function: Function, datum: Datum, stop: Stop) -> Outcome:
    """Invoke `function` until it succeeds or its policy says that it was enough; once where it has none."""
    retry = 0
    while True:
        try:
            await runtime.invoke(function, datum, {}, retry=retry)
        except InvocationFailed as failure:
            record_failure(failure, None, level=logging.WARNING, retry=retry)
        else:
            return Outcome.DONE
        if function.retry is None or (function.retry.most != -1 and retry >= function.retry.most):
            return Outcome.GIVEN_UP
        if not stop.requested:
            await stop.wait(asyncio.Event(), delay(function.retry, retry))
        if stop.requested:
            return Outcome.STOPPED
        retry += 1


def delay(policy: RetryPolicy, retry: int) -> float:
    """Seconds to wait before the retry after `retry` earlier ones."""
    if policy.fixed:
        return max(policy.shortest, _LEAST_SECONDS)
    grown = max(policy.shortest, _LEAST_SECONDS) * 2.0 ** min(retry, 30) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(_LEAST_SECONDS, min(grown, policy.longest))

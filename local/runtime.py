"""Microsoft's own Python worker runtime (azure-functions-runtime), in this process.

It indexes a function app, converts trigger data and carries out invocations as it does in Azure; only the wire between
host and worker is left out. It can be started once a process.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as worker
import orjson
from azure.functions.meta import Datum
from azure_functions_runtime.native_invocation import invocation_request_native

from local.protos import protos

type Metadata = dict[str, Datum]


class IndexingFailed(Exception):  # noqa: N818 - what the runtime calls it
    """The function app cannot be loaded; the message is the runtime's, with the trace of what went wrong."""


class InvocationFailed(Exception):  # noqa: N818 - Azure's name for it
    """A function raised. `error` is what, as Python shows it, and `stack_trace` where; both may tell personal data."""

    def __init__(self, function: str, error: str, stack_trace: str) -> None:
        super().__init__(f"{function}: {error}")
        self.function = function
        self.error = error
        self.stack_trace = stack_trace

    @property
    def kind(self) -> str:
        """The name of the exception's class."""
        return self.error.partition("(")[0]

    @property
    def frames(self) -> list[str]:
        """Where it was raised, outermost first, without what the exception says."""
        return [line.strip() for line in self.stack_trace.splitlines() if line.startswith('  File "')]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What the `@retry` decorator says. Intervals are in seconds; `most` is -1 for ever."""

    most: int
    fixed: bool
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Function:
    """One indexed function. `trigger` is its trigger binding as in function.json."""

    name: str
    id: str
    trigger: Mapping[str, Any]
    retry: RetryPolicy | None


class Runtime:
    """The functions of one app, ready to be invoked."""

    def __init__(self, functions: Sequence[Function]) -> None:
        self.functions = tuple(functions)
        # Invocation ids need to differ within this process and from the last one's; no more is asked of them.
        self._invocation_prefix = os.urandom(10).hex()
        self._invocations = count()

    @classmethod
    async def start(cls, app_directory: Path) -> "Runtime":
        """Index the app whose function_app.py is in `app_directory` (absolute). Raises `IndexingFailed`."""
        directory = str(app_directory)
        if directory not in sys.path:
            sys.path.insert(0, directory)
        worker.start_threadpool_executor()
        request = SimpleNamespace(worker_init_request=_init_request(directory))
        answer = await worker.worker_init_request(
            SimpleNamespace(request=request, properties={"host": "127.0.0.1", "protos": protos})
        )
        if answer.result.status != protos.StatusResult.Success:
            fault = answer.result.exception
            raise IndexingFailed(f"{fault.message}\n{fault.stack_trace}")
        metadata = await worker.functions_metadata_request(SimpleNamespace())
        return cls([_function(found) for found in metadata.function_metadata_results or ()])

    async def invoke(
        self,
        function: Function,
        datum: Datum,
        metadata: Metadata | None = None,
        *,
        traceparent: str = "",
        retry: int = 0,
    ) -> Datum | None:
        """Carry out `function` with `datum` for its trigger; what it returned. Raises `InvocationFailed`."""
        ok, returned, _, error, stack_trace = await invocation_request_native(
            f"{self._invocation_prefix}{next(self._invocations):012x}",
            function.id,
            [(function.trigger["name"], datum)],
            metadata,
            traceparent,
            "",
            retry,
            function.retry.most if function.retry else 0,
        )
        if not ok:
            raise InvocationFailed(function.name, error, stack_trace)
        result: Datum | None = returned
        return result

    def stop(self) -> None:
        """Let go of the threads that synchronous functions run on, once these have finished."""
        worker.stop_threadpool_executor()


def _init_request(directory: str) -> SimpleNamespace:
    return SimpleNamespace(capabilities={}, function_app_directory=directory)


def _function(found: SimpleNamespace) -> Function:
    bindings = [orjson.loads(binding) for binding in found.raw_bindings]
    triggers = [binding for binding in bindings if binding["type"].lower().endswith("trigger")]
    others = [binding for binding in bindings if binding not in triggers and binding["type"] != "http"]
    if len(triggers) != 1 or others:
        types = ", ".join(binding["type"] for binding in bindings)
        raise IndexingFailed(f"{found.name}: the local host knows functions with one trigger and nothing else: {types}")
    return Function(found.name, found.function_id, triggers[0], _retry(found.retry_options))


def _retry(options: SimpleNamespace | None) -> RetryPolicy | None:
    if options is None:
        return None
    if options.retry_strategy == "fixed_delay":
        seconds = options.delay_interval.total_seconds()
        return RetryPolicy(options.max_retry_count, fixed=True, shortest=seconds, longest=seconds)
    return RetryPolicy(
        options.max_retry_count,
        fixed=False,
        shortest=options.minimum_interval.total_seconds(),
        longest=options.maximum_interval.total_seconds(),
    )

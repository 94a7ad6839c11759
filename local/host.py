"""The Functions host: function_app.py, its routes, its triggers, in this process."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import orjson

from local.feed_source import feed_source
from local.feed_trigger import FeedOptions, FeedTrigger
from local.functions_http import HttpTriggers
from local.http import Request, Response
from local.queue_trigger import QueueOptions, QueueTrigger
from local.runtime import Function, IndexingFailed, Runtime
from local.stop import Stop
from local.timer_trigger import TimerTrigger
from shared.clock import SystemClock
from shared.dependencies import broker
from shared.settings import settings
from shared.topology import Queue, topology

DRAIN_SECONDS = 30.0
"""How long what was begun may take to finish when the host stops."""
_RESTART_SECONDS = 1.0
_DEFAULT_CONCURRENCY = 32
_DEFAULT_RENEWAL = "00:05:00"
_DEFAULT_POLL_MS = 5_000
_DEFAULT_ITEMS = 100

type Runner = Callable[[], Coroutine[Any, Any, None]]


class FunctionsHost:
    """Hosts the functions of one app on the store and bus that `settings()` name."""

    def __init__(self, runtime: Runtime, configuration: dict[str, Any]) -> None:
        extensions = configuration.get("extensions", {})
        self.http = HttpTriggers(runtime, extensions.get("http", {}).get("routePrefix", "api"))
        self._runtime = runtime
        self._stop = Stop()
        self._queue_options = _queue_options(extensions.get("serviceBus", {}))
        self._leases: set[str] = set()
        self._runners: list[tuple[str, str, Runner]] = []
        """Of each function that is not asked over HTTP: its name and the kind of its trigger."""
        self._running: list[asyncio.Task[None]] = []
        for function in runtime.functions:
            if function.trigger["type"] != "httpTrigger":
                self._runners.append((function.name, function.trigger["type"], self._trigger(function)))

    @classmethod
    async def start(cls, app_directory: Path) -> "FunctionsHost":
        """Index the app in `app_directory`. Raises `IndexingFailed`, `BadTemplate`, `BadSchedule`."""
        configuration = orjson.loads((app_directory / "host.json").read_bytes())
        return cls(await Runtime.start(app_directory), configuration)

    async def handle(self, request: Request) -> Response:
        """Answer an HTTP request."""
        return await self.http.handle(request)

    def start_triggers(self, only: str | None = None) -> None:
        """Begin to take messages, read feeds and watch the clock; or what one kind of trigger does, as
        "serviceBusTrigger"."""
        for name, kind, runner in self._runners:
            if only in (None, kind):
                self._running.append(asyncio.create_task(self._keep_running(name, runner), name=name))

    def request_stop(self) -> None:
        """Take nothing new."""
        self._stop.request()

    async def finish(self) -> None:
        """Wait for what was begun, half a minute at most, then let go of the functions and their threads."""
        self.request_stop()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._runtime.stop()

    async def _keep_running(self, name: str, runner: Runner) -> None:
        while not self._stop.requested:
            try:
                await runner()
            except Exception:
                # A trigger that is gone would be missed by nobody but the users.
                logging.getLogger("ktravel").exception("the trigger of %s failed", name)
                await self._stop.wait(asyncio.Event(), _RESTART_SECONDS)

    def _trigger(self, function: Function) -> Runner:
        makers = {
            "serviceBusTrigger": self._queue_trigger,
            "cosmosDBTrigger": self._feed_trigger,
            "timerTrigger": self._timer_trigger,
        }
        maker = makers.get(function.trigger["type"])
        if maker is None:
            raise IndexingFailed(f"{function.name}: the local host does not know {function.trigger['type']}")
        return maker(function)

    def _queue_trigger(self, function: Function) -> Runner:
        trigger = function.trigger
        if "queueName" not in trigger or trigger.get("isSessionsEnabled"):
            raise IndexingFailed(
                f"{function.name}: only queues without sessions are known; subscriptions forward to one"
            )
        if str(trigger.get("cardinality", "one")).lower() != "one":
            raise IndexingFailed(f"{function.name}: one message per invocation, please (design §7)")
        queue = _queue(str(trigger["queueName"]), function)
        options, stop = self._queue_options, self._stop
        return QueueTrigger(self._runtime, function, receiver=broker(), queue=queue, options=options, stop=stop).run

    def _feed_trigger(self, function: Function) -> Runner:
        trigger = function.trigger
        container = str(trigger["containerName"])
        if not trigger.get("startFromBeginning"):
            raise IndexingFailed(f"{function.name}: feeds are read from the beginning; say start_from_beginning=True")
        # In Azure two functions with the same leases share the feed, and each sees a part of it.
        lease_name = (
            f"{trigger.get('leaseContainerName', 'leases')}/{trigger.get('leaseContainerPrefix', '')}/{container}"
        )
        if lease_name in self._leases:
            raise IndexingFailed(
                f"{function.name}: another function has the same leases; name a lease_container_prefix"
            )
        self._leases.add(lease_name)
        context = _owner_of(container, function)
        options = FeedOptions(
            container,
            int(trigger.get("maxItemsPerInvocation") or _DEFAULT_ITEMS),
            int(trigger.get("feedPollDelay") or _DEFAULT_POLL_MS) / 1000,
        )

        async def run() -> None:
            with feed_source(context, lease_name) as source:
                await FeedTrigger(self._runtime, function, source=source, options=options, stop=self._stop).run()

        return run

    def _timer_trigger(self, function: Function) -> Runner:
        directory = settings().data_dir / "timers"
        return TimerTrigger(self._runtime, function, SystemClock(), directory, self._stop).run


def _queue(name: str, function: Function) -> Queue:
    for queue in topology().queues:
        if queue.name == name:
            return queue
    raise IndexingFailed(f"{function.name}: infra/topology.json has no queue {name}")


def _owner_of(container: str, function: Function) -> str:
    for name, context in topology().contexts.items():
        if any(owned.name == container for owned in context.containers):
            return name
    raise IndexingFailed(f"{function.name}: infra/topology.json has no container {container}")


def _queue_options(configuration: dict[str, Any]) -> QueueOptions:
    hours, minutes, seconds = (
        float(part) for part in configuration.get("maxAutoLockRenewalDuration", _DEFAULT_RENEWAL).split(":")
    )
    return QueueOptions(
        int(configuration.get("maxConcurrentCalls", _DEFAULT_CONCURRENCY)), hours * 3600 + minutes * 60 + seconds
    )

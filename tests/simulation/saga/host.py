"""What the Functions host does for one context: the triggers of its queues, its change feed and its timers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from shared.bus.port import Message
from shared.errors import Transient, Unavailable
from shared.store.port import Document
from tests.fakes import Delivered
from tests.simulation.saga.broker import Done
from tests.simulation.saga.faults import FEED, Faults
from tests.simulation.saga.loop import VirtualLoop, at_once
from tests.simulation.saga.process import Process

LATE, REPEATED = FEED

type Function = Callable[..., Awaitable[None]]
"""A trigger's function, as the runtime calls it."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The triggers of one context. `timers` are functions and the seconds between their invocations."""

    container: str
    relay: Function
    queues: Mapping[str, Function]
    timers: Sequence[tuple[Function, float]]


class Host:
    """Runs one context's functions in its process."""

    def __init__(
        self, process: Process, functions: Functions, *, loop: VirtualLoop, chance: Random, faults: Faults
    ) -> None:
        self._process = process
        self._functions = functions
        self._loop = loop
        self._chance = chance
        self._faults = faults
        self._continuation: str | None = None
        self._is_reading = False
        self._is_looking = False
        self._failures = 0
        for function, seconds in functions.timers:
            # Sooner than in truth at times, so that more meets; later, so that fewer are run in vain.
            period = seconds * chance.uniform(0.4, 1.6)
            loop.call_later(period * chance.random(), self._tick, function, period)

    def handle(self, queue: str, message: Message, deliveries: int, done: Done, *, spared: bool) -> None:
        """Invoke the function of a queue."""
        function = self._functions.queues[queue]
        delivered = Delivered(
            message.body,
            message.id,
            message.subject,
            message.content_type,
            message.correlation_id,
            deliveries,
            dict(message.properties),
        )
        self._process.run(message.subject, lambda: function(delivered), done, spared=spared, message=message)

    def look(self) -> None:
        """Something was written: the feed is read soon."""
        if self._is_looking:
            return
        self._is_looking = True
        fault = self._faults.on_feed()
        if fault == LATE:
            self._faults.count(fault)
        wait = self._chance.uniform(1, 1200) if fault == LATE else self._chance.choice((0.0, 0.0, 0.1, 0.5))
        self._loop.call_later(wait, self._looked, fault == REPEATED)

    def _looked(self, is_repeated: bool = False) -> None:
        self._is_looking = False
        if self._is_reading:
            return
        self._is_reading = True
        limit = self._chance.choice((1, 3, 100))
        feed = at_once(self._process.memory.read_feed(self._functions.container, self._continuation, limit))
        documents, continuation = [item.body for item in feed.items], feed.continuation
        if not documents:
            self._is_reading = False
            return
        if is_repeated:
            self._faults.count(REPEATED)
            self._relay(documents, lambda _: None)  # another host that does not know yet that the lease is not its own
        self._relay(documents, lambda died_of: self._relayed(died_of, continuation))

    def _relay(self, documents: Sequence[Document], done: Done) -> None:
        self._process.run("relay", lambda: self._functions.relay(documents), done, may_raise=Transient)

    def _relayed(self, died_of: BaseException | None, continuation: str) -> None:
        self._is_reading = False
        if died_of is None:
            self._failures = 0
            self._continuation = continuation
            self._looked()
            return
        # Killed: the lease runs out. Failed: `@retry` says so. What was not handled is read again, as it is then.
        self._failures += 1
        backoff = min(2.0 ** (self._failures - 1), 300.0) if isinstance(died_of, Unavailable) else 60.0
        self._loop.call_later(backoff, self._looked)

    def _tick(self, function: Function, period: float) -> None:
        # Once nothing goes wrong any more there is little to find: it is looked for less often, to be done sooner.
        self._loop.call_later(period if self._faults.active else 5 * period, self._tick, function, period)
        self.invoke(function)

    def invoke(self, function: Function) -> None:
        """Invoke the function of a timer."""
        if self._process.running:
            self._faults.count("timer beside the rest")
        self._process.run("timer", lambda: function(None), lambda _: None, may_raise=Transient)

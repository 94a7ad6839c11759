"""Service Bus in virtual time: duplicate detection, forwarding, peek-lock, counted deliveries, dead letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from shared.bus.limits import check
from shared.bus.port import Message
from shared.errors import Poison
from shared.inbox import POISON
from shared.topology import Queue, topology
from tests.simulation.saga.faults import DELIVERY, Faults
from tests.simulation.saga.loop import VirtualLoop

REPEATED, MINUTES_LATE, HOURS_LATE, LOCK_LOST, COMPLETION_LOST = DELIVERY

type Done = Callable[[BaseException | None], None]


class Worker(Protocol):
    """Whoever has the queue's function."""

    def handle(self, queue: str, message: Message, deliveries: int, done: Done, *, spared: bool) -> None:
        """Invoke it; `done` hears what it died of, or None."""
        ...


@dataclass(slots=True, eq=False)
class Item:
    """A message in a queue. `lock` counts the deliveries: who holds an older one holds nothing."""

    queue: Queue
    message: Message
    number: int
    lock: int = 0
    settled: bool = False


class Broker:
    """Takes, keeps and hands out. What is sent to a queue that nobody of this simulation reads is let go."""

    def __init__(
        self, loop: VirtualLoop, chance: Random, faults: Faults, *, contexts: Sequence[str], down: Mapping[str, float]
    ) -> None:
        self.worker: Worker
        self.open = 0
        """Messages that are not done with."""
        self.dead: list[tuple[str, str]] = []
        """Dead letters: what was sent, and the reason."""
        self._loop = loop
        self._chance = chance
        self._faults = faults
        self._down = down
        self._seen: dict[tuple[str, str], float] = {}
        self._number = 0
        self._latest: dict[str, int] = {}
        self._queues = {queue.name: queue for name in contexts for queue in topology().contexts[name].queues}
        self._routes = _routes()
        self._window = topology().topic_defaults.duplicate_detection_seconds

    def accept(self, entity: str, messages: Sequence[Message], due: float | None) -> None:
        """Take messages; visible at `due`, or at once."""
        now = self._loop.time()
        for message in messages:
            check(message)
            if entity not in self._routes:
                self._put(entity, message, due)
                continue
            if now - self._seen.get((entity, message.id), float("-inf")) < self._window:
                continue
            self._seen[entity, message.id] = now
            for queue in self._routes[entity].get(message.subject, ()):
                self._put(queue, message, due)

    def _put(self, name: str, message: Message, due: float | None) -> None:
        queue = self._queues.get(name)
        if queue is None:
            if not any(name == each.name for each in topology().queues):
                raise Poison(f"there is no queue {name}")
            return
        fault = self._faults.on_delivery()
        when = max(due or 0.0, self._loop.time())
        if fault in (MINUTES_LATE, HOURS_LATE):
            self._faults.count(fault)
            when += self._chance.uniform(5, 900) if fault == MINUTES_LATE else self._chance.uniform(900, 10_000)
        elif self._faults.active and self._chance.random() < 0.3:
            when += 0.01 * 10 ** (2 * self._chance.random())
        self._add(queue, message, when)
        if fault == REPEATED:
            self._faults.count(fault)
            self._add(queue, message, when + self._chance.choice((0.0, 1.0, 700.0, 8000.0)) * self._chance.random())

    def _add(self, queue: Queue, message: Message, when: float) -> None:
        self._number += 1
        self.open += 1
        item = Item(queue, message, self._number)
        self._loop.call_at(when, self._deliver, item)

    def _deliver(self, item: Item) -> None:
        if item.settled:
            return
        now = self._loop.time()
        if now < (until := self._down.get("bus", 0.0)):
            self._loop.call_at(until, self._deliver, item)
            return
        if item.lock >= item.queue.max_delivery_count:
            self._bury(item, "delivered too often")
            return
        item.lock += 1
        if item.lock == 1 and item.number < self._latest.get(item.queue.name, 0):
            self._faults.count("message reordered")
        self._latest[item.queue.name] = max(item.number, self._latest.get(item.queue.name, 0))
        lock, spared = item.lock, item.lock == item.queue.max_delivery_count
        fault = None if spared else self._faults.on_delivery()
        if fault == LOCK_LOST:
            self._faults.count(fault)
            self._loop.call_later(item.queue.lock_seconds, self._expire, item, lock)

        def done(died_of: BaseException | None) -> None:
            self._settle(item, lock, died_of, completes=fault != COMPLETION_LOST)

        self.worker.handle(item.queue.name, item.message, lock, done, spared=spared)

    def _settle(self, item: Item, lock: int, died_of: BaseException | None, *, completes: bool) -> None:
        if item.settled or item.lock != lock:
            return  # the lock was lost: somebody else has the message, or had it
        if died_of is None and completes:
            item.settled = True
            self.open -= 1
        elif died_of is None:
            self._faults.count(COMPLETION_LOST)
            self._loop.call_later(item.queue.lock_seconds, self._expire, item, lock)
        elif isinstance(died_of, Exception):  # abandoned
            self._deliver(item)
        else:
            self._loop.call_later(item.queue.lock_seconds, self._expire, item, lock)

    def _expire(self, item: Item, lock: int) -> None:
        if item.lock == lock:
            self._deliver(item)

    def _bury(self, item: Item, reason: str) -> None:
        item.settled = True
        self.open -= 1
        message = item.message
        self.dead.append((f"{item.queue.name}: {message.subject}", str(message.properties.get(POISON, reason))))


def _routes() -> dict[str, dict[str, list[str]]]:
    """Topic → subject → the queues it is forwarded to."""
    routes: dict[str, dict[str, list[str]]] = {topic: {} for topic in topology().topics}
    for subscription in topology().subscriptions:
        for subject in subscription.subjects:
            routes[subscription.topic].setdefault(subject, []).append(subscription.forward_to)
    return routes

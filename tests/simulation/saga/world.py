"""One run: processes, broker, members and their lives, and the virtual hours in which everything goes wrong."""

import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from functions.token import domain as token_domain
from functions.token.payments.sandbox import Sandbox
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.store.port import Operation
from tests.simulation.saga.ai import FakeAI
from tests.simulation.saga.audit import Audit, Violation, require
from tests.simulation.saga.broker import Broker, Done
from tests.simulation.saga.contexts import DEADLINES, FUNCTIONS, Patch, patched
from tests.simulation.saga.defects import found_defects
from tests.simulation.saga.faults import CLOCKS, OUTAGES, Faults
from tests.simulation.saga.history import History
from tests.simulation.saga.host import Host
from tests.simulation.saga.loop import VirtualLoop
from tests.simulation.saga.payments import KEY, RemoteProvider
from tests.simulation.saga.people import SHORT, WORDS, Client, Life, Person
from tests.simulation.saga.process import Process, TrueClock, WatchedStore
from tests.simulation.saga.shop import Shop

FORWARD, BACK = CLOCKS
HOUR = 3600.0
QUIET_WITHIN = 36 * HOUR
"""After the last fault: the longest patience of ours is the deadline of a recommendation told by a clock five hours
ahead, and messages are patient for three."""
MAX_STEPS = 400_000


class World:
    """What there is in one run, all of it made from the seed."""

    def __init__(
        self, seed: int, *, faults: Callable[[random.Random], Faults] = Faults, grant: int | None = None
    ) -> None:
        random.seed(seed)  # what code under test draws for itself: jitter, ids, traces
        self.chance = random.Random(seed)  # noqa: S311
        self.history = History()
        self.violations: list[BaseException] = []
        self.loop = VirtualLoop(self.chance)
        self.faults = faults(self.chance)
        self.grant = grant if grant is not None else self.chance.choice((100, 150, 250, 1000, 5000))
        self.audit = Audit()
        self.down: dict[str, float] = {}
        self.broker = Broker(self.loop, self.chance, self.faults, contexts=list(FUNCTIONS), down=self.down)
        self.processes = {context: self._process(context) for context in FUNCTIONS}
        self.hosts = {context: self._host(context) for context in FUNCTIONS}
        self._by_queue = {queue: host for context, host in self.hosts.items() for queue in FUNCTIONS[context].queues}
        self.broker.worker = self
        self.client = Client(self.loop, self.chance, self.faults)
        self.persons: list[Person] = []
        self._lives = 0
        self.processes["recommendation"].ai = FakeAI(self.chance, self.faults, self.race)
        self._books = self._open_books()

    def handle(self, queue: str, message: Message, deliveries: int, done: Done, *, spared: bool) -> None:
        """Have the host of a queue's function invoke it."""
        self.history.note(self.loop.time(), f"deliver {queue} {message.subject} {message.id[-6:]} #{deliveries}")
        self._by_queue[queue].handle(queue, message, deliveries, done, spared=spared)

    def person(self) -> tuple[Life, Shop]:
        """Somebody new, with what they may do."""
        person = Person.born(self.chance)
        self.persons.append(person)
        token = self.processes["token"]
        life = Life(
            person,
            self.client,
            member=self.processes["member"],
            recommendation=self.processes["recommendation"],
        )
        shop = Shop(person.member_id, self.client, token=token, provider=token.provider, books=self._books)
        return life, shop

    def live(self, life: Coroutine[Any, Any, object]) -> None:
        """Begin something that somebody does."""
        self._lives += 1
        self.loop.create_task(self._lived(life))

    def race(self, seconds: float) -> None:
        """Have the deadlines looked at in the very moment in which something else happens, by several at once."""
        for _ in range(3):
            self.loop.call_later(seconds, self.hosts["recommendation"].invoke, DEADLINES)

    def trouble(self) -> None:
        """Draw outages and leaps of clocks."""
        for kind in OUTAGES:
            if self.chance.random() < 0.2 * self.faults.harsh:
                begin = self.faults.lasts * self.chance.random()
                seconds = self.chance.choice((10.0, 60.0, 300.0, 900.0)) * self.chance.uniform(0.5, 1.5)
                self.loop.call_at(begin, self._go_down, kind, seconds)
        for process in self.processes.values():
            if self.chance.random() < 0.3 * self.faults.harsh:
                when = self.faults.lasts * self.chance.random()
                self.loop.call_at(when, self._leap, process)

    def run(self) -> None:
        """Let everything happen until it is quiet. Raises `Violation`."""
        with patched(Patch(token_domain, "GRANT", self.grant)):
            self._advance(self.faults.lasts)
            self.faults.active = False
            self.down.clear()
            begun, step = self.loop.time(), 30.0
            while not self._is_quiet():
                require(self.loop.time() - begun < QUIET_WITHIN, f"it does not end: {self._restless()}")
                self._advance(self.loop.time() + step)
                step = min(step * 1.3, 900.0)
            self._check()

    def _advance(self, until: float) -> None:
        self.loop.advance(until=until, steps=MAX_STEPS - self.loop.steps)
        require(self.loop.steps < MAX_STEPS, f"it goes on for ever: {self._restless()}")
        for violation in [*self.violations, *self.loop.failures, *found_defects()]:
            raise (
                violation if isinstance(violation, Violation) else Violation(f"a defect: {violation!r}")
            ) from violation
        require(not self.broker.dead, f"dead letters: {self.broker.dead}")

    def _is_quiet(self) -> bool:
        return not any(self._restless().values())

    def _restless(self) -> dict[str, object]:
        return {
            "people": self._lives,
            "messages": self.broker.open,
            "running": sum(process.running for process in self.processes.values()),
            "recommendations": [of for of, status in self.audit.recommendations.items() if status in _OPEN],
            "orders": sorted(self.audit.open_orders),
            "events": [
                event["type"]
                for context, functions in FUNCTIONS.items()
                for event in self.processes[context].memory.events(functions.container)
            ],
        }

    def _check(self) -> None:
        self.audit.at_the_end()
        for _ in range(self.audit.refused):
            self.faults.count(SHORT)
        for person in self.persons:
            self._check_person(person)

    def _check_person(self, person: Person) -> None:
        made = [of for of in self.audit.recommendations if of.startswith(person.member_id)]
        require(
            len(made) <= person.asked or person.asked_without_key > 0,
            f"{person.member_id} asked {person.asked} times and was given {made}",
        )
        for key, answers in person.answers.items():
            require(len(answers) == 1, f"{key} of {person.member_id} was answered with {answers}")
        if not person.has_left:
            return
        for process in self.processes.values():
            kept = process.memory.find(person.member_id, WORDS)
            require(not kept, f"the words of {person.member_id}, who left, are kept in {kept}")

    async def _lived(self, life: Coroutine[Any, Any, object]) -> None:
        try:
            await life
        except Exception as error:  # noqa: BLE001 - said at the next look
            self.violations.append(error)
        finally:
            self._lives -= 1

    def _process(self, context: str) -> Process:
        return Process(
            context,
            loop=self.loop,
            chance=self.chance,
            faults=self.faults,
            broker=self.broker,
            down=self.down,
            on_write=lambda *batch: self._on_write(context, *batch),
            on_defect=self.violations.append,
            note=lambda text: self.history.note(self.loop.time(), text),
        )

    def _host(self, context: str) -> Host:
        process = self.processes[context]
        return Host(process, FUNCTIONS[context], loop=self.loop, chance=self.chance, faults=self.faults)

    def _open_books(self) -> Sandbox:
        """The provider's books: far away, or, as on a laptop, in token's own store."""
        token = self.processes["token"]
        if self.chance.random() < 0.5:
            books = Sandbox(token.deps, KEY, "http://localhost")
            token.provider = books
            return books
        clock = TrueClock(self.loop)
        store = WatchedStore(clock, self.audit.on_write)
        books = Sandbox(Dependencies(store=store, bus=token.deps.bus, clock=clock), KEY, "http://localhost")
        token.provider = RemoteProvider(token, books)
        return books

    def _on_write(self, context: str, container: str, partition: str, operations: Sequence[Operation]) -> None:
        self.history.wrote(self.loop.time(), container, operations)
        try:
            self.audit.on_write(container, partition, operations)
        except Violation as violation:
            self.violations.append(violation)
        if container == FUNCTIONS[context].container:
            self.hosts[context].look()

    def _go_down(self, kind: str, seconds: float) -> None:
        self.faults.count(kind)
        self.history.note(self.loop.time(), f"{kind} for {seconds:.0f} s")
        self.down[kind.removesuffix(" down")] = self.loop.time() + seconds

    def _leap(self, process: Process) -> None:
        kind = self.chance.choice(CLOCKS)
        self.faults.count(kind)
        seconds = self.chance.uniform(600, 5 * HOUR) if kind == FORWARD else -self.chance.uniform(1, 60)
        self.history.note(self.loop.time(), f"the clock of {process.context} moves by {seconds:.0f} s")
        process.clock.skew += seconds


_OPEN = ("requested", "generating")

"""Hand-written fakes of our ports, for unit tests: in memory and quick.

`MemoryStore` is held to the store's contract, but for what must outlive the process (tests/contract/store_adapters.py).
`MemoryBus` is no broker: it takes and refuses what every adapter does, and keeps it to be looked at.
"""

from shared.dependencies import Dependencies
from tests.fakes.bus import MemoryBus
from tests.fakes.clock import ManualClock
from tests.fakes.delivery import Delivered
from tests.fakes.store import MemoryStore

__all__ = ["Delivered", "Fakes", "ManualClock", "MemoryBus", "MemoryStore"]


class Fakes:
    """One context's dependencies, all fake."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.store = MemoryStore(self.clock)
        self.bus = MemoryBus()
        self.deps = Dependencies(store=self.store, bus=self.bus, clock=self.clock)

"""An emulator of Cosmos DB: its REST protocol over the embedded store. local/emulators/README.md says what it knows."""

from local.emulators.cosmos.faults import Fault, Faults
from local.emulators.cosmos.server import CosmosEmulator

__all__ = ["CosmosEmulator", "Fault", "Faults"]

"""`python -m tests.contract` prints the configuration for Microsoft's Service Bus emulator that the contract needs."""

import sys

from local.servicebus_config import text
from tests.contract.bus_adapters import SHORT

sys.stdout.write(text(SHORT))

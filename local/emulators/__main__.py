"""`make emulators`: the embedded store and broker of a data directory, in the protocols of Cosmos DB and Service Bus.

What `make run` wrote is there, and both may run on the data directory at once. Ports: KTRAVEL_COSMOS_PORT (8081) and
KTRAVEL_SERVICEBUS_PORT (5672); 0 takes one that is free. local/emulators/README.md says what they can do.
"""

import os
import sys
from pathlib import Path

from local.emulators.cosmos.server import CosmosEmulator
from local.emulators.servicebus.emulator import ServiceBusEmulator
from local.environment import CannotStart
from local.server import CannotListen, StopSignal, bind, run
from shared.topology import topology
from shared.wakeup import Wakeup

_KEY = "the-key-of-an-emulator-on-this-machine-that-keeps-nothing-secret"
"""Always the same, so that a copied connection string stays good."""


async def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    data_dir = Path(os.environ.get("KTRAVEL_DATA_DIR") or ".data")
    wakeup = Wakeup(data_dir)
    cosmos = CosmosEmulator(data_dir / "store", wakeup=wakeup)
    servicebus = ServiceBusEmulator(
        data_dir / "bus.sqlite3", topology(), key=_KEY, port=_port("KTRAVEL_SERVICEBUS_PORT", 5672), control_port=0
    )
    stopped = StopSignal()
    await cosmos.start(bind(_port("KTRAVEL_COSMOS_PORT", 8081), "KTRAVEL_COSMOS_PORT"))
    try:
        await servicebus.start()
    except OSError as error:
        raise CannotStart(
            f"Port {servicebus.port} cannot be listened on ({error.strerror}); choose another with "
            "KTRAVEL_SERVICEBUS_PORT=<port>."
        ) from None
    print(
        "\n".join(
            [
                f"Cosmos DB and Service Bus, for the data in {data_dir}. In another terminal, for make run:",
                "  export KTRAVEL_STORE=cosmos",
                "  export KTRAVEL_BUS=servicebus",
                f"  export KTRAVEL_COSMOS='{cosmos.connection_string}'",
                f"  export KTRAVEL_SERVICEBUS='{servicebus.connection_string}'",
                f"Faults are set at {cosmos.url}_emulator/faults and {servicebus.control_url}.",
                "Ctrl-C stops them.",
            ]
        ),
        flush=True,
    )
    await stopped.wait()
    await servicebus.stop()
    await cosmos.stop()
    wakeup.close()
    return 0


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise CannotStart(f"{name} must be a number, not {text!r}.")
    return int(text)


if __name__ == "__main__":
    try:
        sys.exit(run(main))
    except (CannotListen, CannotStart) as failure:
        sys.exit(str(failure))

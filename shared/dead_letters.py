"""Dead letters do not stay for good: a member who left may be in them."""

from datetime import timedelta

import azure.functions as func

from shared.bus.port import DeadLetters
from shared.clock import Clock, SystemClock
from shared.dependencies import broker
from shared.settings import settings
from shared.telemetry import record
from shared.topology import Topology, topology

bp = func.Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="0 40 * * * *", run_on_startup=False)
async def purge_dead_letters(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Those of this app's queues that are too old. Service Bus lets none of them expire; the embedded broker does."""
    await purge(broker(), topology(), settings().hosted, SystemClock())


async def purge(bus: DeadLetters, known: Topology, contexts: tuple[str, ...], clock: Clock) -> None:
    """Be done with the dead letters of the contexts' queues that were sent `dead_letter_days` ago or earlier."""
    before = clock.now() - timedelta(days=known.dead_letter_days)
    for queue in (queue.name for context in contexts for queue in known.contexts[context].queues):
        count = await bus.purge(queue, before)
        if count:
            record("purged", queue=queue, count=count)

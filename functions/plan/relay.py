"""The change feed of `plans`: counts forks, lists what is shared, and sends what the outbox holds."""

import asyncio

import azure.functions as func

from functions.plan import leaving, lineage, shelves
from functions.plan.repository import CONTAINER
from shared import outbox
from shared.dependencies import dependencies

bp = func.Blueprint()
TOPIC = "plan-events"


@bp.cosmos_db_trigger(
    arg_name="documents",
    database_name="ktravel",
    container_name=CONTAINER,
    connection="KTRAVEL_COSMOS",
    lease_container_name="plan-leases",
    create_lease_container_if_not_exists=False,
    feed_poll_delay=500,
    start_from_beginning=True,  # type: ignore[arg-type]
)
@bp.retry(
    strategy="exponential_backoff", max_retry_count="-1", minimum_interval="00:00:01", maximum_interval="00:05:00"
)
async def plan_relay(documents: func.DocumentList) -> None:
    """Keep lineages, and send the events among the documents. Raises to have the whole batch tried again."""
    deps = dependencies("plan")
    await lineage.on_feed(deps, documents)
    await leaving.on_feed(deps, documents)
    # Together: nobody is told later because a plan has to be listed in many places.
    await asyncio.gather(outbox.relay(deps, CONTAINER, TOPIC, documents), shelves.on_feed(deps, documents))


@bp.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False)
async def plan_sweeper(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Send what the relay left behind."""
    await outbox.sweep(dependencies("plan"), CONTAINER, TOPIC)

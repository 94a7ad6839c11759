"""The change feed of `likes`: mirrors likes, ends those that cannot be, sends events."""

import azure.functions as func

from functions.like import handlers
from functions.like.repository import CONTAINER
from shared import outbox
from shared.dependencies import dependencies

bp = func.Blueprint()
TOPIC = "like-events"


@bp.cosmos_db_trigger(
    arg_name="documents",
    database_name="ktravel",
    container_name=CONTAINER,
    connection="KTRAVEL_COSMOS",
    lease_container_name="like-leases",
    create_lease_container_if_not_exists=False,
    feed_poll_delay=500,
    start_from_beginning=True,  # type: ignore[arg-type]
)
@bp.retry(
    strategy="exponential_backoff", max_retry_count="-1", minimum_interval="00:00:01", maximum_interval="00:05:00"
)
async def like_relay(documents: func.DocumentList) -> None:
    """Carry on what a command began. Raises to have the whole batch tried again."""
    deps = dependencies("like")
    await handlers.on_feed(deps, documents)
    await outbox.relay(deps, CONTAINER, TOPIC, documents)


@bp.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False)
async def like_sweeper(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Send what the relay left behind."""
    await outbox.sweep(dependencies("like"), CONTAINER, TOPIC)

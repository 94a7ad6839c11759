"""The change feed of `recommendations`: sends what the outbox holds. And the timer that ends what is overdue."""

import azure.functions as func

from functions.recommendation import handlers
from functions.recommendation.repository import CONTAINER
from shared import outbox
from shared.dependencies import dependencies

bp = func.Blueprint()
TOPIC = "recommendation-events"


@bp.cosmos_db_trigger(
    arg_name="documents",
    database_name="ktravel",
    container_name=CONTAINER,
    connection="KTRAVEL_COSMOS",
    lease_container_name="recommendation-leases",
    create_lease_container_if_not_exists=False,
    feed_poll_delay=500,
    start_from_beginning=True,  # type: ignore[arg-type]
)
@bp.retry(
    strategy="exponential_backoff", max_retry_count="-1", minimum_interval="00:00:01", maximum_interval="00:05:00"
)
async def recommendation_relay(documents: func.DocumentList) -> None:
    """Send the events among the documents. Raises to have the whole batch tried again."""
    await outbox.relay(dependencies("recommendation"), CONTAINER, TOPIC, documents)


@bp.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False)
async def recommendation_sweeper(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Send what the relay left behind."""
    await outbox.sweep(dependencies("recommendation"), CONTAINER, TOPIC)


@bp.timer_trigger(arg_name="timer", schedule="0 * * * * *", run_on_startup=False)
async def recommendation_deadlines(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Fail what is past its deadline."""
    await handlers.sweep_overdue(dependencies("recommendation"))

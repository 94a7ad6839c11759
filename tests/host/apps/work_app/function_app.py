"""One function per trigger that is no HTTP; they remember what they saw and do what a scenario tells them to."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

messages: list[func.ServiceBusMessage] = []
batches: list[list[str]] = []
retries: list[int] = []
ticks: list[bool] = []
failures: list[Exception] = []
"""Raised by the next invocations, first to last."""


def _fail() -> None:
    if failures:
        raise failures.pop(0)


@app.service_bus_queue_trigger(arg_name="message", queue_name="follow-inbox", connection="KTRAVEL_SERVICEBUS")
async def inbox(message: func.ServiceBusMessage) -> None:
    messages.append(message)
    _fail()


@app.cosmos_db_trigger(
    arg_name="documents",
    database_name="ktravel",
    container_name="follows",
    connection="KTRAVEL_COSMOS",
    lease_container_name="follow-leases",
    max_items_per_invocation=3,
    feed_poll_delay=60_000,
    start_from_beginning=True,  # type: ignore[arg-type]
)
@app.retry(strategy="fixed_delay", max_retry_count="2", delay_interval="00:00:00")
async def relay(documents: func.DocumentList, context: func.Context) -> None:
    batches.append([document["id"] for document in documents])
    retries.append(context.retry_context.retry_count)
    _fail()


@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *", run_on_startup=True)
async def tick(timer: func.TimerRequest) -> None:
    ticks.append(timer.past_due)

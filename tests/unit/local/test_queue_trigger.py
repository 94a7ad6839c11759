"""Queue triggers, on a broker that does as it is told."""

import asyncio
import logging

import pytest
from azure.functions.meta import Datum
from azure.functions.servicebus import ServiceBusMessage, ServiceBusMessageInConverter

from local.queue_trigger import QueueOptions, QueueTrigger, metadata
from local.stop import Stop
from shared.errors import Unavailable
from shared.topology import Queue
from tests.unit.local.fakes import ListBroker, ScriptedRuntime, fails, function, message


class Running:
    """A trigger that runs."""

    def __init__(
        self, runtime: ScriptedRuntime, broker: ListBroker, *, most: int = 32, lock: int = 60, renewal: float = 300
    ) -> None:
        self.stop = Stop()
        queue = Queue.model_validate({"name": "plan-inbox", "maxDeliveryCount": 5, "lockSeconds": lock})
        options = QueueOptions(most, renewal)
        trigger = QueueTrigger(runtime, function(), receiver=broker, queue=queue, options=options, stop=self.stop)
        self.task = asyncio.create_task(trigger.run())

    async def end(self) -> None:
        self.stop.request()
        async with asyncio.timeout(2):
            await self.task


async def test_success_completes_the_message() -> None:
    runtime, broker = ScriptedRuntime(), ListBroker([message(1), message(2)])
    running = Running(runtime, broker)
    await runtime.until(lambda: len(broker.settled) == 2)
    assert broker.settled == [("complete", "t1"), ("complete", "t2")]
    assert [data for data, _ in runtime.invocations] == [b"body 1", b"body 2"]
    await running.end()


async def test_an_exception_abandons_it(caplog: pytest.LogCaptureFixture) -> None:
    runtime, broker = ScriptedRuntime(fails(1, ValueError("a name"))), ListBroker([message(1, delivery_count=3)])
    running = Running(runtime, broker)
    await runtime.until(lambda: len(broker.settled) == 1)
    assert broker.settled == [("abandon", "t1")]
    [line] = [record.line for record in caplog.records if hasattr(record, "line")]
    assert line["kind"] == "invocation_failed"
    assert (line["error"], line["queue"], line["message"], line["delivery"]) == ("ValueError", "plan-inbox", "m1", 3)
    assert "a name" not in str(line)
    await running.end()


async def test_the_line_about_a_failure_belongs_to_the_messages_trace(caplog: pytest.LogCaptureFixture) -> None:
    parent = f"00-{'a' * 32}-{'b' * 16}-01"
    runtime = ScriptedRuntime(fails(1, ValueError()))
    broker = ListBroker([message(1, properties={"traceparent": parent})])
    running = Running(runtime, broker)
    await runtime.until(lambda: len(broker.settled) == 1)
    [line] = [record.line for record in caplog.records if hasattr(record, "line")]
    assert (line["trace"], line["parent"]) == ("a" * 32, "b" * 16)
    await running.end()


async def test_no_more_run_at_once_than_are_allowed() -> None:
    release = asyncio.Event()
    runtime, broker = ScriptedRuntime(lambda _: release.wait()), ListBroker([message(n) for n in range(10)])
    running = Running(runtime, broker, most=4)
    await runtime.until(lambda: runtime.running == 4)
    assert (broker.limits, len(broker.waiting)) == ([4], 6)
    release.set()
    await runtime.until(lambda: len(broker.settled) == 10)
    assert runtime.most_running == 4
    await running.end()


async def test_new_messages_are_taken_while_others_are_worked_on() -> None:
    release = asyncio.Event()
    runtime, broker = ScriptedRuntime(lambda _: release.wait()), ListBroker([message(1)])
    running = Running(runtime, broker, most=2)
    await runtime.until(lambda: runtime.running == 1)
    broker.put(message(2))
    await runtime.until(lambda: runtime.running == 2)
    release.set()
    await running.end()


async def test_stopping_takes_nothing_more_and_finishes_what_was_begun() -> None:
    release = asyncio.Event()
    runtime, broker = ScriptedRuntime(lambda _: release.wait()), ListBroker([message(1)])
    running = Running(runtime, broker)
    await runtime.until(lambda: runtime.running == 1)
    running.stop.request()
    await asyncio.sleep(0)
    broker.put(message(2))
    release.set()
    await running.end()
    assert broker.settled == [("complete", "t1")]
    assert [each.id for each in broker.waiting] == ["m2"]


async def test_a_lock_is_renewed_while_its_function_runs_and_not_for_ever() -> None:
    release = asyncio.Event()
    runtime, broker = ScriptedRuntime(lambda _: release.wait()), ListBroker([message(1)])
    # A lock of 0 s is renewed without a pause, so what stops the renewing is the limit alone.
    running = Running(runtime, broker, lock=0, renewal=0.02)
    await runtime.until(lambda: len(broker.renewed) > 1)
    await asyncio.sleep(0.03)
    renewed = len(broker.renewed)
    await asyncio.sleep(0.01)
    assert len(broker.renewed) == renewed
    release.set()
    await running.end()
    assert set(broker.renewed) == {"t1"}


async def test_a_lost_lock_is_told_and_left_to_redelivery(caplog: pytest.LogCaptureFixture) -> None:
    runtime, broker = ScriptedRuntime(), ListBroker([message(1), message(2)])
    broker.lost = {"t1"}
    running = Running(runtime, broker)
    await runtime.until(lambda: len(broker.settled) == 1)
    await running.end()
    assert broker.settled == [("complete", "t2")]
    assert [record.line["kind"] for record in caplog.records if hasattr(record, "line")] == ["complete_failed"]


async def test_losing_a_lock_while_renewing_ends_nothing() -> None:
    release = asyncio.Event()
    runtime, broker = ScriptedRuntime(lambda _: release.wait()), ListBroker([message(1), message(2)])
    broker.lost = {"t1"}
    running = Running(runtime, broker, lock=0)
    await runtime.until(lambda: broker.renewed.count("t1") > 1 and broker.renewed.count("t2") > 1)
    release.set()
    await running.end()
    assert broker.settled == [("complete", "t2")]


async def test_a_broker_that_does_not_answer_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    runtime, broker = ScriptedRuntime(), ListBroker([message(1)])
    broker.failures = [Unavailable("gone", retry_after=0.001)]
    with caplog.at_level(logging.WARNING, "ktravel"):
        running = Running(runtime, broker)
        await runtime.until(lambda: len(broker.settled) == 1)
    assert [record.line["kind"] for record in caplog.records if hasattr(record, "line")] == ["receive_failed"]
    await running.end()


async def test_stopping_does_not_wait_for_messages() -> None:
    running = Running(ScriptedRuntime(), ListBroker())
    await asyncio.sleep(0)
    await running.end()


def test_the_functions_library_reads_what_the_host_says_of_a_message() -> None:
    given = message(7, delivery_count=2, correlation_id="c", properties={"traceparent": "x", "attempt": 3})
    read = ServiceBusMessageInConverter.decode(Datum(given.body, "bytes"), trigger_metadata=metadata(given))
    assert isinstance(read, ServiceBusMessage)
    assert read.get_body() == b"body 7"
    assert (read.message_id, read.subject, read.label) == ("m7", given.subject, given.subject)
    assert (read.content_type, read.correlation_id) == ("application/cloudevents+json", "c")
    assert (read.delivery_count, read.sequence_number, read.lock_token) == (2, 7, "t7")
    assert read.enqueued_time_utc == given.enqueued_at.replace(microsecond=0)
    assert read.application_properties == {"traceparent": "x", "attempt": 3}

"""Cosmos DB triggers, on a feed that does as it is told."""

import asyncio
from collections.abc import Callable

import orjson
import pytest
from azure.functions.meta import Datum

from local.feed_trigger import FeedOptions, FeedSource, FeedTrigger
from local.retry import delay
from local.runtime import RetryPolicy
from local.stop import Stop
from shared.errors import Unavailable
from tests.unit.local.fakes import ListFeed, ScriptedRuntime, fails, function

FOR_EVER = RetryPolicy(-1, fixed=False, shortest=0, longest=0.001)
TWICE = RetryPolicy(2, fixed=True, shortest=0, longest=0)


class Running:
    """A trigger that runs."""

    def __init__(self, runtime: ScriptedRuntime, feed: ListFeed, retry: RetryPolicy | None = None) -> None:
        self.stop = Stop()
        self.woken = asyncio.Event()
        trigger = FeedTrigger(
            runtime,
            function(retry),
            source=FeedSource(feed, feed, self.woken),
            options=FeedOptions("plans", 2, 60),
            stop=self.stop,
        )
        self.task = asyncio.create_task(trigger.run())

    async def end(self) -> None:
        self.stop.request()
        async with asyncio.timeout(2):
            await self.task


def batches(runtime: ScriptedRuntime) -> list[list[int]]:
    return [orjson.loads(data) for data, _ in runtime.invocations]


def lost(caplog: pytest.LogCaptureFixture) -> list[int]:
    lines = [record.line for record in caplog.records if hasattr(record, "line")]
    return [line["documents"] for line in lines if line["kind"] == "feed_batch_lost"]


async def test_what_is_there_is_handed_over_in_batches_then_what_comes() -> None:
    runtime, feed = ScriptedRuntime(), ListFeed([1, 2, 3])
    running = Running(runtime, feed)
    await runtime.until(lambda: feed.continuation == "3")
    assert batches(runtime) == [[1, 2], [3]]
    feed.documents.append(4)
    running.woken.set()
    await runtime.until(lambda: feed.continuation == "4")
    assert batches(runtime) == [[1, 2], [3], [4]]
    await running.end()
    assert feed.released == 1


async def test_it_goes_on_where_the_last_one_stopped() -> None:
    runtime, feed = ScriptedRuntime(), ListFeed([1, 2, 3])
    feed.continuation = "2"
    running = Running(runtime, feed)
    await runtime.until(lambda: feed.continuation == "3")
    await running.end()
    assert batches(runtime) == [[3]]


async def test_how_far_it_came_is_kept_when_it_stops() -> None:
    feed = ListFeed([1])
    stop: list[Callable[[], None]] = []
    runtime = ScriptedRuntime(lambda _: stop[0]())
    running = Running(runtime, feed)
    stop.append(running.stop.request)
    async with asyncio.timeout(2):
        await running.task
    assert (feed.continuation, feed.released) == ("1", 1)


async def test_a_batch_is_held_until_it_succeeds(caplog: pytest.LogCaptureFixture) -> None:
    runtime, feed = ScriptedRuntime(fails(3, ValueError())), ListFeed([1, 2, 3])
    running = Running(runtime, feed, FOR_EVER)
    await runtime.until(lambda: feed.continuation == "3")
    assert batches(runtime) == [[1, 2]] * 4 + [[3]]
    assert [retry for _, retry in runtime.invocations] == [0, 1, 2, 3, 0]
    assert lost(caplog) == []
    await running.end()


async def test_a_batch_is_lost_once_its_retries_are_used_up(caplog: pytest.LogCaptureFixture) -> None:
    runtime, feed = ScriptedRuntime(fails(3, ValueError())), ListFeed([1, 2, 3])
    running = Running(runtime, feed, TWICE)
    await runtime.until(lambda: feed.continuation == "3")
    assert batches(runtime) == [[1, 2]] * 3 + [[3]]
    assert lost(caplog) == [2]
    await running.end()


async def test_without_a_policy_a_batch_is_lost_at_once_and_told(caplog: pytest.LogCaptureFixture) -> None:
    runtime, feed = ScriptedRuntime(fails(1, ValueError())), ListFeed([1, 2, 3])
    running = Running(runtime, feed)
    await runtime.until(lambda: feed.continuation == "3")
    assert batches(runtime) == [[1, 2], [3]]
    assert lost(caplog) == [2]
    await running.end()


async def test_a_batch_that_is_being_retried_is_left_for_the_next_start() -> None:
    runtime, feed = ScriptedRuntime(fails(10**9, ValueError())), ListFeed([1, 2, 3])
    running = Running(runtime, feed, RetryPolicy(-1, fixed=True, shortest=3600, longest=3600))
    await runtime.until(lambda: len(runtime.invocations) == 1)
    await running.end()
    assert (feed.continuation, feed.released) == (None, 1)


async def test_only_the_owner_of_the_lease_reads() -> None:
    runtime, feed = ScriptedRuntime(), ListFeed([1])
    feed.owned = False
    running = Running(runtime, feed)
    await asyncio.sleep(0.005)
    assert (feed.reads, runtime.invocations) == (0, [])
    await running.end()


async def test_a_lease_that_is_lost_ends_the_reading() -> None:
    feed = ListFeed([1])

    def lose(_: Datum) -> None:
        feed.owned = False

    runtime = ScriptedRuntime(lose)
    running = Running(runtime, feed)
    await runtime.until(lambda: bool(runtime.invocations))
    await asyncio.sleep(0.005)
    reads = feed.reads
    feed.documents.append(2)
    running.woken.set()
    await asyncio.sleep(0.005)
    assert (feed.saved, feed.reads) == ([], reads)
    await running.end()


async def test_a_store_that_does_not_answer_is_asked_again() -> None:
    runtime, feed = ScriptedRuntime(), ListFeed([1])
    feed.failures = [Unavailable("gone", retry_after=0.001)]
    running = Running(runtime, feed)
    await runtime.until(lambda: feed.continuation == "1")
    await running.end()


def test_exponential_delays_grow_from_the_shortest_to_the_longest() -> None:
    policy = RetryPolicy(-1, fixed=False, shortest=1, longest=300)
    delays = [delay(policy, retry) for retry in range(12)]
    assert 0.8 <= delays[0] <= 1.2
    assert all(0.8 * 2**retry <= delays[retry] <= 1.2 * 2**retry for retry in range(8))
    assert delays[9:] == [300, 300, 300]
    assert delay(policy, 10**6) == 300


def test_fixed_delays_are_fixed() -> None:
    assert {delay(RetryPolicy(3, fixed=True, shortest=5, longest=5), retry) for retry in range(9)} == {5}

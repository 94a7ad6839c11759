"""Timer triggers, by a clock that is moved."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from local.ncrontab import BadSchedule
from local.runtime import RetryPolicy
from local.stop import Stop
from local.timer_trigger import TimerTrigger
from tests.fakes import ManualClock
from tests.unit.local.fakes import ScriptedRuntime, fails, function

EVERY_FIVE_MINUTES = "0 */5 * * * *"


class Running:
    """A trigger that runs."""

    def __init__(self, runtime: ScriptedRuntime, clock: ManualClock, directory: Path, **trigger: Any) -> None:
        self.stop = Stop()
        retry = trigger.pop("retry", None)
        timer = TimerTrigger(
            runtime, function(retry, **{"schedule": EVERY_FIVE_MINUTES, **trigger}), clock, directory, self.stop
        )
        self.task = asyncio.create_task(timer.run())

    async def end(self) -> None:
        self.stop.request()
        async with asyncio.timeout(2):
            await self.task


def firings(runtime: ScriptedRuntime) -> list[bool]:
    """Whether each invocation was past due."""
    return [orjson.loads(data)["IsPastDue"] for data, _ in runtime.invocations]


async def test_it_is_not_run_before_it_is_due(tmp_path: Path) -> None:
    runtime, clock = ScriptedRuntime(), ManualClock(datetime(2026, 1, 1, 0, 1, tzinfo=UTC))
    running = Running(runtime, clock, tmp_path)
    await asyncio.sleep(0.005)
    assert firings(runtime) == []
    await running.end()


async def test_it_is_run_when_it_is_due_and_once_only(tmp_path: Path) -> None:
    runtime = ScriptedRuntime()
    clock = ManualClock(datetime(2026, 1, 1, 0, 4, 59, 990000, tzinfo=UTC))
    running = Running(runtime, clock, tmp_path)
    await asyncio.sleep(0.001)
    clock.advance(0.02)
    await runtime.until(lambda: bool(runtime.invocations))
    await asyncio.sleep(0.02)
    assert firings(runtime) == [False]
    await running.end()


async def test_it_is_run_at_the_start_where_it_asks_for_that(tmp_path: Path) -> None:
    runtime, clock = ScriptedRuntime(), ManualClock()
    running = Running(runtime, clock, tmp_path, runOnStartup=True)
    await runtime.until(lambda: bool(runtime.invocations))
    await running.end()
    assert firings(runtime) == [False]


async def test_a_time_that_was_missed_is_made_up_for_once(tmp_path: Path) -> None:
    runtime, clock = ScriptedRuntime(), ManualClock(datetime(2026, 1, 1, 0, 1, tzinfo=UTC))
    first = Running(runtime, clock, tmp_path)
    await asyncio.sleep(0.005)
    await first.end()
    clock.advance(3600)
    second = Running(runtime, clock, tmp_path)
    await runtime.until(lambda: bool(runtime.invocations))
    await second.end()
    assert firings(runtime) == [True]
    third = Running(runtime, clock, tmp_path)
    await asyncio.sleep(0.005)
    await third.end()
    assert firings(runtime) == [True]


async def test_it_is_tried_again_as_its_policy_says(tmp_path: Path) -> None:
    runtime, clock = ScriptedRuntime(fails(2, ValueError())), ManualClock()
    policy = RetryPolicy(3, fixed=True, shortest=0, longest=0)
    running = Running(runtime, clock, tmp_path, runOnStartup=True, retry=policy)
    await runtime.until(lambda: len(runtime.invocations) == 3)
    await running.end()
    assert [retry for _, retry in runtime.invocations] == [0, 1, 2]


async def test_a_schedule_may_be_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSchedule, match="SWEEP_AT"):
        TimerTrigger(ScriptedRuntime(), function(schedule="%SWEEP_AT%"), ManualClock(), tmp_path, Stop())
    monkeypatch.setenv("SWEEP_AT", "0 0 4 * * *")
    TimerTrigger(ScriptedRuntime(), function(schedule="%SWEEP_AT%"), ManualClock(), tmp_path, Stop())

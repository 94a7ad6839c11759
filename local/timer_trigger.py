"""Timer triggers: a function that is due by the clock. When it last ran is kept, so that a time that was missed while
the host was down is made up for at the start, as `past_due`."""

import asyncio
import logging
import os
import re
from datetime import datetime
from pathlib import Path

import orjson
from azure.functions.meta import Datum

from local.ncrontab import BadSchedule, Schedule
from local.retry import Outcome, invoke_with_retries
from local.runtime import Function, Runtime
from local.stop import Stop
from shared.clock import Clock, from_iso, to_iso
from shared.telemetry import record, tracing

_SETTING = re.compile(r"%(\w+)%")
_LONGEST_WAIT = 3600.0
"""The clock is looked at again at least this often, for machines that were asleep."""


class TimerTrigger:
    """Runs one function when it is due. `directory` is where its last time is kept."""

    def __init__(self, runtime: Runtime, function: Function, clock: Clock, directory: Path, stop: Stop) -> None:
        self._runtime = runtime
        self._function = function
        self._clock = clock
        self._path = directory / f"{function.name}.txt"
        self._stop = stop
        self._schedule = Schedule.parse(_schedule_text(function))

    async def run(self) -> None:
        """Run the function whenever it is due, until the host stops."""
        now = self._clock.now()
        last = self._last()
        if last is None:
            self._note(now)
        if last is not None and self._schedule.after(last) <= now:
            await self._fire(last, past_due=True)
        elif self._function.trigger.get("runOnStartup"):
            await self._fire(last, past_due=False)
        due = self._schedule.after(self._clock.now())
        while not self._stop.requested:
            seconds = (due - self._clock.now()).total_seconds()
            if seconds > 0:
                await self._stop.wait(asyncio.Event(), min(seconds, _LONGEST_WAIT))
                continue
            await self._fire(due, past_due=False)
            due = self._schedule.after(max(due, self._clock.now()))

    async def _fire(self, last: datetime | None, *, past_due: bool) -> None:
        self._note(self._clock.now())
        status = None if last is None else {"Last": to_iso(last), "Next": to_iso(self._schedule.after(last))}
        info = {"IsPastDue": past_due, "ScheduleStatus": status, "Schedule": {"AdjustForDST": True}}
        datum = Datum(orjson.dumps(info), "json")
        if await invoke_with_retries(self._runtime, self._function, datum, self._stop) is Outcome.GIVEN_UP:
            with tracing(None):
                record("timer_missed", level=logging.ERROR, function=self._function.name)

    def _note(self, moment: datetime) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(to_iso(moment))

    def _last(self) -> datetime | None:
        try:
            return from_iso(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return None  # it never ran, or died while noting it


def _schedule_text(function: Function) -> str:
    """The schedule, or the setting that `%NAME%` names."""
    text = str(function.trigger["schedule"])
    match = _SETTING.fullmatch(text)
    if match is None:
        return text
    try:
        return os.environ[match[1]]
    except KeyError:
        raise BadSchedule(f"{function.name} is scheduled by the setting {match[1]}, which is missing") from None
